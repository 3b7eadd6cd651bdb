import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BACKGROUND_LABEL,
  type AnnotationDocument,
  type ImagePoint,
  type Shape,
} from './document.js';
import { Editor } from './editor.js';
import { applyPatch, diffDocuments } from './patch.js';
import { countMask } from './mask.js';
import { maskOfShapes } from './shape-mask.js';
import { TOOL_NAMES, type ToolInput, type ToolName } from './tools/tool.js';

const WIDTH = 120;
const HEIGHT = 90;
let editor: Editor;
let next = 0;

function make(shapes: readonly Shape[] = [], readOnly = false): Editor {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4).fill(190);
  for (let y = 30; y < 60; y++) for (let x = 40; x < 80; x++) rgba[(y * WIDTH + x) * 4] = 30;
  return new Editor({
    document: { width: WIDTH, height: HEIGHT, flags: {}, shapes },
    rasterise: maskOfShapes,
    newId: () => `n${(next++).toString()}`,
    label: 'dent',
    readOnly,
    picture: () => ({ width: WIDTH, height: HEIGHT, rgba }),
  });
}

beforeEach(() => {
  editor = make();
});

const at = (x: number, y: number, more: Partial<ToolInput> = {}): ToolInput => ({
  point: [x, y],
  shift: false,
  ctrl: false,
  alt: false,
  pressure: 0.5,
  pointer: 'mouse',
  ...more,
});
function click(x: number, y: number, more: Partial<ToolInput> = {}): void {
  editor.move(at(x, y, more));
  editor.down(at(x, y, more));
  editor.up(at(x, y, more));
}
function drag(way: readonly ImagePoint[], more: Partial<ToolInput> = {}): void {
  const [first, ...rest] = way;
  editor.move(at(...first!, more));
  editor.down(at(...first!, more));
  for (const point of rest) editor.move(at(...point, more));
  editor.up(at(...way.at(-1)!, more));
}
const shapes = (): readonly Shape[] => editor.document.shapes;
const mask = (): number => countMask(maskOfShapes(shapes(), WIDTH, HEIGHT));
function square(x: number, y: number, side: number, label = 'dent'): void {
  const before = editor.toolName;
  editor.label = label;
  editor.setTool('polygon');
  for (const [px, py] of [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ] as const)
    click(px, py);
  editor.finish();
  editor.setTool(before);
}

describe('polygon tool', () => {
  beforeEach(() => {
    editor.setTool('polygon');
    editor.snapping = false;
  });

  it('closes on its first point', () => {
    for (const [x, y] of [
      [20, 20],
      [60, 20],
      [60, 60],
    ] as const)
      click(x, y);
    expect(editor.tool.state).toBe('drawing');
    editor.move(at(22, 22));
    expect(editor.tool.draft).toMatchObject({ closing: true });
    click(22, 22);
    expect(editor.tool.state).toBe('idle');
    expect(shapes()).toHaveLength(1);
    expect(shapes()[0]?.points).toEqual([
      [20, 20],
      [60, 20],
      [60, 60],
    ]);
    expect(editor.selection).toEqual(new Set([shapes()[0]?.id]));
  });

  it('closes with Enter and with a double-click, which adds no second point', () => {
    for (const [x, y] of [
      [10, 10],
      [50, 10],
      [50, 50],
    ] as const)
      click(x, y);
    expect(editor.finish()).toBe(true);
    for (const [x, y] of [
      [60, 60],
      [90, 60],
      [90, 80],
    ] as const)
      click(x, y);
    click(60, 80);
    click(60, 80);
    editor.doubleClick();
    expect(shapes().map((shape) => shape.points.length)).toEqual([3, 4]);
  });

  it('takes points back with Backspace and undo, and is given up with Escape', () => {
    click(10, 10);
    click(50, 10);
    click(50, 50);
    expect(editor.removePoint()).toBe(true);
    editor.undo();
    expect(editor.tool.draft).toMatchObject({ points: [[10, 10]] });
    editor.cancel();
    expect([editor.tool.state, editor.history.undoCount]).toEqual(['idle', 0]);
    // Once more leaves the tool.
    editor.cancel();
    expect(editor.toolName).toBe('select');
  });

  it('needs three points and goes on without them', () => {
    click(10, 10);
    click(50, 10);
    editor.finish();
    expect([editor.tool.state, shapes().length]).toEqual(['drawing', 0]);
  });

  it('draws freely with the button held, smoothed', () => {
    const circle = Array.from({ length: 90 }, (_, i): ImagePoint => [
      60 + 30 * Math.cos((i * Math.PI) / 45),
      45 + 30 * Math.sin((i * Math.PI) / 45),
    ]);
    drag([...circle, circle[0]!]);
    expect(shapes()).toHaveLength(1);
    const { length } = shapes()[0]!.points;
    expect(length).toBeGreaterThan(10);
    expect(length).toBeLessThan(40);
    expect(mask()).toBeGreaterThan(2600);
  });

  it('mixes clicks and free drawing', () => {
    click(10, 10);
    drag([
      [50, 10],
      [52, 20],
      [54, 35],
      [50, 50],
    ]);
    click(10, 50);
    editor.finish();
    expect(shapes()[0]?.points[0]).toEqual([10, 10]);
    expect(shapes()[0]?.points[1]).toEqual([50, 10]);
    expect(shapes()[0]?.points.at(-1)).toEqual([10, 50]);
  });

  it('turns by 45 degrees with Shift and stays in the picture', () => {
    click(10, 10);
    click(50, 13, { shift: true });
    click(300, 60);
    editor.finish();
    expect(shapes()[0]?.points).toEqual([
      [10, 10],
      [50, 10],
      [120, 60],
    ]);
  });

  it('snaps to a vertex of another shape', () => {
    square(20, 20, 30);
    editor.snapping = true;
    editor.setTool('polygon');
    click(52, 49);
    expect(editor.tool.draft).toMatchObject({ points: [[50, 50]] });
  });
});

describe('other shapes', () => {
  it('are dragged or clicked from one point to another', () => {
    editor.setTool('rectangle');
    drag([
      [10, 10],
      [20, 20],
      [40, 30],
    ]);
    click(50, 50);
    expect(editor.tool.state).toBe('placing');
    click(80, 70);
    editor.setTool('circle');
    drag([
      [60, 40],
      [70, 40],
    ]);
    editor.setTool('line');
    drag(
      [
        [10, 80],
        [40, 83],
      ],
      { shift: true },
    );
    editor.setTool('point');
    click(100, 80);
    expect(shapes().map(({ type, points }) => [type, points])).toEqual([
      [
        'rectangle',
        [
          [10, 10],
          [40, 30],
        ],
      ],
      [
        'rectangle',
        [
          [50, 50],
          [80, 70],
        ],
      ],
      [
        'circle',
        [
          [60, 40],
          [70, 40],
        ],
      ],
      [
        'line',
        [
          [10, 80],
          [40, 80],
        ],
      ],
      ['point', [[100, 80]]],
    ]);
  });

  it('of linestrips end with Enter or a Ctrl click', () => {
    editor.setTool('linestrip');
    click(10, 10);
    click(30, 20);
    click(60, 10, { ctrl: true });
    click(10, 60);
    click(50, 60);
    editor.finish();
    expect(shapes().map((shape) => [shape.type, shape.points.length])).toEqual([
      ['linestrip', 3],
      ['linestrip', 2],
    ]);
  });

  it('grow from a click of the wand, as far as it is dragged', () => {
    editor.setTool('wand');
    click(60, 45);
    const grown = mask();
    expect(grown).toBeGreaterThan(1000);
    expect(grown).toBeLessThan(1400);
    editor.undo();
    editor.down(at(60, 45));
    editor.cancel();
    expect(shapes()).toHaveLength(0);
  });
});

describe('brush, eraser and subtract', () => {
  it('make a shape, a hole in it and another part, exact to the pixel', () => {
    editor.setTool('brush');
    editor.brushRadiusPx = 10;
    drag([
      [30, 40],
      [80, 40],
    ]);
    const painted = mask();
    expect(shapes()).toHaveLength(1);
    editor.setTool('eraser');
    editor.brushRadiusPx = 4;
    click(50, 40);
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', BACKGROUND_LABEL]);
    const holed = mask();
    expect(painted - holed).toBe(52);
    // A cut across makes two parts; the hole stays with its own.
    drag([
      [66, 20],
      [66, 60],
    ]);
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', BACKGROUND_LABEL, 'dent']);
    editor.undo();
    editor.undo();
    expect(mask()).toBe(painted);
    editor.undo();
    expect(shapes()).toHaveLength(0);
  });

  it('go on with the selected shape of the same label, else make a new one', () => {
    editor.setTool('brush');
    editor.brushRadiusPx = 6;
    drag([
      [20, 20],
      [40, 20],
    ]);
    drag([
      [40, 20],
      [60, 20],
    ]);
    expect(shapes()).toHaveLength(1);
    editor.label = 'crack';
    drag([
      [40, 60],
      [60, 60],
    ]);
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', 'crack']);
  });

  it('follow the pressure of a pen', () => {
    editor.setTool('brush');
    editor.brushRadiusPx = 10;
    click(30, 40, { pointer: 'pen', pressure: 0 });
    const light = mask();
    editor.cancel();
    editor.deleteSelection();
    editor.undo();
    editor = make();
    editor.setTool('brush');
    editor.brushRadiusPx = 10;
    click(30, 40, { pointer: 'pen', pressure: 1 });
    expect(mask()).toBeGreaterThan(5 * light);
  });

  it('cut a ring out of what is selected, as a hole or through it', () => {
    square(10, 10, 60);
    editor.setTool('subtract');
    for (const [x, y] of [
      [30, 30],
      [50, 30],
      [50, 50],
      [30, 50],
    ] as const)
      click(x, y);
    editor.finish();
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', BACKGROUND_LABEL]);
    editor.setTool('select');
    // The hole goes with its shape.
    editor.nudge(5, 5);
    expect(shapes()[1]?.points).toContainEqual([35, 35]);
    editor.duplicate();
    expect(shapes()).toHaveLength(4);
    editor.deleteSelection();
    expect(shapes()).toHaveLength(2);
  });

  it('erase only what is selected and not locked', () => {
    square(10, 10, 30);
    square(50, 10, 30, 'crack');
    editor.setTool('eraser');
    editor.brushRadiusPx = 4;
    const [first, second] = shapes();
    editor.select([second!.id]);
    drag([
      [20, 25],
      [70, 25],
    ]);
    expect(shapes()[0]).toBe(first);
    expect(shapes()[1]).not.toBe(second);
    editor.undo();
    editor.select([]);
    editor.toggle('locked', [second!.id]);
    drag([
      [20, 25],
      [70, 25],
    ]);
    expect(shapes().find(({ id }) => id === second?.id)).toBe(second);
  });
});

describe('select and edit', () => {
  beforeEach(() => {
    square(20, 20, 40);
  });

  it('drags a vertex as one step, and a drag given up leaves no trace', () => {
    const steps = editor.history.undoCount;
    drag([
      [20, 20],
      [15, 15],
      [12, 14],
      [10, 12],
    ]);
    expect(shapes()[0]?.points[0]).toEqual([10, 12]);
    expect(editor.history.undoCount).toBe(steps + 1);
    editor.undo();
    expect(shapes()[0]?.points[0]).toEqual([20, 20]);
    editor.down(at(20, 20));
    editor.move(at(5, 5));
    editor.cancel();
    editor.up(at(5, 5));
    expect(shapes()[0]?.points[0]).toEqual([20, 20]);
    expect([editor.history.undoCount, editor.history.redoCount]).toEqual([steps, 1]);
  });

  it('puts a point into an edge and takes one out, but never below three', () => {
    click(40, 20, { alt: true });
    expect(shapes()[0]?.points).toHaveLength(5);
    expect(editor.vertex).toMatchObject({ index: 1 });
    expect(editor.removePoint()).toBe(true);
    drag([
      [60, 40],
      [70, 45],
      [80, 50],
    ]);
    expect(shapes()[0]?.points[2]).toEqual([80, 50]);
    click(80, 50, { alt: true, shift: true });
    click(60, 60, { alt: true, shift: true });
    click(20, 60, { alt: true, shift: true });
    expect(shapes()[0]?.points).toHaveLength(3);
  });

  it('moves shapes inside the picture, several at once', () => {
    square(80, 50, 20, 'crack');
    editor.select([]);
    click(40, 40);
    click(90, 60, { ctrl: true });
    expect(editor.selection.size).toBe(2);
    drag([
      [40, 40],
      [45, 42],
      [400, 42],
    ]);
    // The right one stops at the border, and the left one keeps its distance.
    expect(shapes()[1]?.points[1]).toEqual([120, 52]);
    expect(shapes()[0]?.points[0]).toEqual([40, 22]);
    // A plain click leaves one of them.
    click(60, 40);
    expect(editor.selection.size).toBe(1);
  });

  it('frames shapes from free ground', () => {
    square(80, 60, 20, 'crack');
    editor.select([]);
    drag([
      [5, 5],
      [40, 40],
      [70, 70],
    ]);
    expect(editor.selection).toEqual(new Set([shapes()[0]?.id]));
    drag(
      [
        [70, 50],
        [110, 88],
      ],
      { shift: true },
    );
    expect(editor.selection.size).toBe(2);
    editor.selectAll();
    expect(editor.selection.size).toBe(2);
  });

  it('orders, relabels, copies to another sample and simplifies', () => {
    square(30, 30, 20, 'crack');
    const [a, b] = shapes();
    editor.select([a!.id]);
    editor.order('up');
    expect(shapes().map(({ id }) => id)).toEqual([b!.id, a!.id]);
    editor.order('bottom');
    expect(shapes().map(({ id }) => id)).toEqual([a!.id, b!.id]);
    editor.setLabel('scratch');
    expect(shapes()[0]?.label).toBe('scratch');
    const copied = editor.copied();
    const other = make();
    other.paste(copied, false);
    expect(other.document.shapes[0]?.points).toEqual(a!.points);
    editor.selectAll();
    editor.merge();
    expect(shapes()).toHaveLength(1);
    editor.setTool('circle');
    drag([
      [60, 40],
      [80, 40],
    ]);
    editor.toPolygon();
    const many = shapes()[1]!.points.length;
    editor.simplify(1);
    expect(shapes()[1]!.points.length).toBeLessThan(many / 3);
  });

  it('changes nothing of a read-only sample', () => {
    const before = shapes();
    editor = make(before, true);
    editor.setTool('polygon');
    for (const [x, y] of [
      [1, 1],
      [9, 1],
      [9, 9],
    ] as const)
      click(x, y);
    editor.finish();
    editor.setTool('select');
    click(40, 40);
    editor.deleteSelection();
    editor.nudge(3, 3);
    drag([
      [20, 20],
      [5, 5],
    ]);
    editor.setLabel('crack');
    expect(editor.document.shapes).toBe(before);
  });
});

describe('any sequence', () => {
  const coordinate = fc.tuple(fc.integer({ min: -5, max: 125 }), fc.integer({ min: -5, max: 95 }));
  const action = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom('down', 'move', 'up'),
        at: coordinate,
        bits: fc.nat(7),
      }),
    },
    fc.record({
      do: fc.constant('tool'),
      tool: fc.constantFrom(...TOOL_NAMES.filter((t) => t !== 'wand')),
    }),
    fc.record({
      do: fc.constantFrom(
        'finish',
        'cancel',
        'undo',
        'redo',
        'removePoint',
        'delete',
        'duplicate',
        'nudge',
        'up!',
        'down!',
        'label',
        'merge',
        'simplify',
        'toPolygon',
        'all',
      ),
    }),
  );

  it('undone wholly gives the start document, and its patches replayed give the end', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        editor = make();
        square(20, 20, 40);
        const start: AnnotationDocument = editor.document;
        editor = make(start.shapes);
        editor.brushRadiusPx = 5;
        let journal = editor.document;
        let last = editor.document;
        editor.history.onCommit(() => {
          const patch = diffDocuments(last, editor.document);
          if (patch) journal = applyPatch(journal, patch);
          last = editor.document;
        });
        const commands: Record<string, () => void> = {
          finish: () => editor.finish(),
          cancel: () => editor.cancel(),
          undo: () => editor.undo(),
          redo: () => editor.redo(),
          removePoint: () => editor.removePoint(),
          delete: () => editor.deleteSelection(),
          duplicate: () => editor.duplicate(),
          nudge: () => editor.nudge(3, -2),
          'up!': () => editor.order('up'),
          'down!': () => editor.order('down'),
          label: () => editor.setLabel('crack'),
          merge: () => editor.merge(),
          simplify: () => editor.simplify(2),
          toPolygon: () => editor.toPolygon(),
          all: () => editor.selectAll(),
        };
        for (const one of actions) {
          if ('at' in one) {
            const input = at(...one.at, {
              ctrl: (one.bits & 1) > 0,
              alt: (one.bits & 2) > 0,
              shift: (one.bits & 4) > 0,
            });
            if (one.do === 'down') editor.down(input);
            else if (one.do === 'move') editor.move(input);
            else editor.up(input);
          } else if ('tool' in one) editor.setTool(one.tool as ToolName);
          else commands[one.do]?.();
        }
        editor.cancel();
        expect(journal).toEqual(editor.document);
        while (editor.history.undo());
        expect(editor.document).toEqual(start);
      }),
      { numRuns: 150 },
    );
  });
});
