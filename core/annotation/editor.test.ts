import { beforeEach, describe, expect, it } from 'vitest';
import { BACKGROUND_LABEL, type ImagePoint } from './document.js';
import { maskOfShapes, topShapes } from './shape-mask.js';
import { at, EditorDriver, HEIGHT, WIDTH } from './testing/driver.js';
let driver = new EditorDriver();
const click: EditorDriver['click'] = (...given) => {
  driver.click(...given);
};
const drag: EditorDriver['drag'] = (...given) => {
  driver.drag(...given);
};
const square: EditorDriver['square'] = (...given) => {
  driver.square(...given);
};
const shapes = () => driver.shapes();

beforeEach(() => {
  driver = new EditorDriver();
});

describe('polygon tool', () => {
  beforeEach(() => {
    driver.editor.setTool('polygon');
    driver.editor.snapping = false;
  });

  it('closes on its first point', () => {
    for (const [x, y] of [
      [20, 20],
      [60, 20],
      [60, 60],
    ] as const)
      click(x, y);
    expect(driver.editor.tool.state).toBe('drawing');
    driver.editor.move(at(22, 22));
    expect(driver.editor.tool.draft).toMatchObject({ closing: true });
    click(22, 22);
    expect(driver.editor.tool.state).toBe('idle');
    expect(shapes()).toHaveLength(1);
    expect(shapes()[0]?.points).toEqual([
      [20, 20],
      [60, 20],
      [60, 60],
    ]);
    expect(driver.editor.selection).toEqual(new Set([shapes()[0]?.id]));
  });

  it('closes with Enter and with a double-click, which adds no second point', () => {
    for (const [x, y] of [
      [10, 10],
      [50, 10],
      [50, 50],
    ] as const)
      click(x, y);
    expect(driver.editor.finish()).toBe(true);
    for (const [x, y] of [
      [60, 60],
      [90, 60],
      [90, 80],
    ] as const)
      click(x, y);
    click(60, 80);
    click(60, 80);
    driver.editor.doubleClick();
    expect(shapes().map((shape) => shape.points.length)).toEqual([3, 4]);
  });

  it('takes points back with Backspace and undo, and is given up with Escape', () => {
    click(10, 10);
    click(50, 10);
    click(50, 50);
    expect(driver.editor.removePoint()).toBe(true);
    driver.editor.undo();
    expect(driver.editor.tool.draft).toMatchObject({ points: [[10, 10]] });
    driver.editor.cancel();
    expect([driver.editor.tool.state, driver.editor.history.undoCount]).toEqual(['idle', 0]);
    // Once more leaves the tool.
    driver.editor.cancel();
    expect(driver.editor.toolName).toBe('select');
  });

  it('needs three points and goes on without them', () => {
    click(10, 10);
    click(50, 10);
    driver.editor.finish();
    expect([driver.editor.tool.state, shapes().length]).toEqual(['drawing', 0]);
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
    expect(driver.mask()).toBeGreaterThan(2600);
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
    driver.editor.finish();
    expect(shapes()[0]?.points[0]).toEqual([10, 10]);
    expect(shapes()[0]?.points[1]).toEqual([50, 10]);
    expect(shapes()[0]?.points.at(-1)).toEqual([10, 50]);
  });

  it('turns by 45 degrees with Shift and stays in the picture', () => {
    click(10, 10);
    click(50, 13, { shift: true });
    click(300, 60);
    driver.editor.finish();
    expect(shapes()[0]?.points).toEqual([
      [10, 10],
      [50, 10],
      [120, 60],
    ]);
  });

  it('snaps to a vertex of another shape', () => {
    square(20, 20, 30);
    driver.editor.snapping = true;
    driver.editor.setTool('polygon');
    click(52, 49);
    expect(driver.editor.tool.draft).toMatchObject({ points: [[50, 50]] });
  });
});

describe('other shapes', () => {
  it('are dragged or clicked from one point to another', () => {
    driver.editor.setTool('rectangle');
    drag([
      [10, 10],
      [20, 20],
      [40, 30],
    ]);
    click(50, 50);
    expect(driver.editor.tool.state).toBe('placing');
    click(80, 70);
    driver.editor.setTool('circle');
    drag([
      [60, 40],
      [70, 40],
    ]);
    driver.editor.setTool('line');
    drag(
      [
        [10, 80],
        [40, 83],
      ],
      { shift: true },
    );
    driver.editor.setTool('point');
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
    driver.editor.setTool('linestrip');
    click(10, 10);
    click(30, 20);
    click(60, 10, { ctrl: true });
    click(10, 60);
    click(50, 60);
    driver.editor.finish();
    expect(shapes().map((shape) => [shape.type, shape.points.length])).toEqual([
      ['linestrip', 3],
      ['linestrip', 2],
    ]);
  });

  it('grow from a click of the wand, as far as it is dragged', () => {
    driver.editor.setTool('wand');
    click(60, 45);
    const grown = driver.mask();
    expect(grown).toBeGreaterThan(1000);
    expect(grown).toBeLessThan(1400);
    driver.editor.undo();
    driver.editor.down(at(60, 45));
    driver.editor.cancel();
    expect(shapes()).toHaveLength(0);
  });
});

describe('brush, eraser and subtract', () => {
  it('make a shape, a hole in it and another part, exact to the pixel', () => {
    driver.editor.setTool('brush');
    driver.editor.brushRadiusPx = 10;
    drag([
      [30, 40],
      [80, 40],
    ]);
    const painted = driver.mask();
    expect(shapes()).toHaveLength(1);
    driver.editor.setTool('eraser');
    driver.editor.brushRadiusPx = 4;
    click(50, 40);
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', BACKGROUND_LABEL]);
    const holed = driver.mask();
    expect(painted - holed).toBe(52);
    // A cut across makes two parts; the hole stays with its own.
    drag([
      [66, 20],
      [66, 60],
    ]);
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', BACKGROUND_LABEL, 'dent']);
    driver.editor.undo();
    driver.editor.undo();
    expect(driver.mask()).toBe(painted);
    driver.editor.undo();
    expect(shapes()).toHaveLength(0);
  });

  it('go on with the selected shape of the same label, else make a new one', () => {
    driver.editor.setTool('brush');
    driver.editor.brushRadiusPx = 6;
    drag([
      [20, 20],
      [40, 20],
    ]);
    drag([
      [40, 20],
      [60, 20],
    ]);
    expect(shapes()).toHaveLength(1);
    driver.editor.label = 'crack';
    drag([
      [40, 60],
      [60, 60],
    ]);
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', 'crack']);
  });

  it('follow the pressure of a pen', () => {
    driver.editor.setTool('brush');
    driver.editor.brushRadiusPx = 10;
    click(30, 40, { pointer: 'pen', pressure: 0 });
    const light = driver.mask();
    driver.editor.cancel();
    driver.editor.deleteSelection();
    driver.editor.undo();
    driver.editor = driver.make();
    driver.editor.setTool('brush');
    driver.editor.brushRadiusPx = 10;
    click(30, 40, { pointer: 'pen', pressure: 1 });
    expect(driver.mask()).toBeGreaterThan(5 * light);
  });

  it('cut a ring out of what is selected, as a hole or through it', () => {
    square(10, 10, 60);
    driver.editor.setTool('subtract');
    for (const [x, y] of [
      [30, 30],
      [50, 30],
      [50, 50],
      [30, 50],
    ] as const)
      click(x, y);
    driver.editor.finish();
    expect(shapes().map((shape) => shape.label)).toEqual(['dent', BACKGROUND_LABEL]);
    driver.editor.setTool('select');
    // The hole goes with its shape.
    driver.editor.nudge(5, 5);
    expect(shapes()[1]?.points).toContainEqual([35, 35]);
    driver.editor.duplicate();
    expect(shapes()).toHaveLength(4);
    driver.editor.deleteSelection();
    expect(shapes()).toHaveLength(2);
  });

  it('make no hole that would clear a shape below', () => {
    const seen = () => maskOfShapes(shapes(), WIDTH, HEIGHT);
    square(30, 30, 30, 'crack');
    const before = seen();
    const crack = shapes()[0]!;
    square(10, 10, 70);
    const dent = shapes()[1]!.id;
    driver.editor.select([dent]);
    for (const cut of ['subtract', 'eraser'] as const) {
      driver.editor.setTool(cut);
      driver.editor.select([dent]);
      if (cut === 'subtract') {
        for (const [x, y] of [
          [40, 40],
          [50, 40],
          [50, 50],
          [40, 50],
        ] as const)
          click(x, y);
        driver.editor.finish();
      } else {
        driver.editor.brushRadiusPx = 4;
        click(45, 45);
      }
      const labels = topShapes(shapes(), WIDTH, HEIGHT);
      expect(shapes().some(({ label }) => label === BACKGROUND_LABEL)).toBe(false);
      expect(shapes().length).toBeGreaterThan(2);
      // Inside the cut the shape below has the last word again; nothing of it is lost anywhere.
      expect(labels[45 * WIDTH + 45]).toBe(1);
      expect(seen().data.every((value, i) => value >= before.data[i]!)).toBe(true);
      expect(shapes()[0]).toBe(crack);
      // Beside the shape below a hole is a hole.
      driver.editor.undo();
      expect(shapes()).toHaveLength(2);
    }
    driver.editor.setTool('eraser');
    driver.editor.select([dent]);
    driver.editor.brushRadiusPx = 3;
    click(20, 20);
    expect(shapes().map(({ label }) => label)).toEqual(['crack', 'dent', BACKGROUND_LABEL]);
    driver.editor.undo();
    // Both are cut: the hole clears nothing that stays.
    driver.editor.select([]);
    click(45, 45);
    expect(shapes().filter(({ label }) => label === BACKGROUND_LABEL)).toHaveLength(2);
  });

  it('a ring of the brush spares what lies in it', () => {
    square(40, 40, 10, 'crack');
    const before = driver.mask();
    driver.editor.label = 'dent';
    driver.editor.setTool('brush');
    driver.editor.select([]);
    driver.editor.brushRadiusPx = 4;
    const ring = Array.from({ length: 25 }, (_, i): ImagePoint => {
      const angle = (i / 24) * 2 * Math.PI;
      return [45 + 22 * Math.cos(angle), 45 + 22 * Math.sin(angle)];
    });
    drag(ring);
    expect(shapes().some(({ label }) => label === BACKGROUND_LABEL)).toBe(false);
    expect(shapes().length).toBeGreaterThan(2);
    const top = topShapes(shapes(), WIDTH, HEIGHT);
    expect(top.filter((number) => number === 1)).toHaveLength(before);
  });

  it('are all deleted: hidden and locked ones and lone background, too', () => {
    square(10, 10, 20);
    square(40, 10, 20);
    square(70, 10, 20, BACKGROUND_LABEL);
    square(10, 50, 20);
    driver.editor.toggle('hidden', [shapes()[0]!.id]);
    driver.editor.toggle('locked', [shapes()[1]!.id]);
    driver.editor.deleteAll();
    expect(shapes()).toEqual([]);
    driver.editor.undo();
    expect(shapes()).toHaveLength(4);
  });

  it('erase only what is selected and not locked', () => {
    square(10, 10, 30);
    square(50, 10, 30, 'crack');
    driver.editor.setTool('eraser');
    driver.editor.brushRadiusPx = 4;
    const [first, second] = shapes();
    driver.editor.select([second!.id]);
    drag([
      [20, 25],
      [70, 25],
    ]);
    expect(shapes()[0]).toBe(first);
    expect(shapes()[1]).not.toBe(second);
    driver.editor.undo();
    driver.editor.select([]);
    driver.editor.toggle('locked', [second!.id]);
    drag([
      [20, 25],
      [70, 25],
    ]);
    expect(shapes().find(({ id }) => id === second?.id)).toBe(second);
  });
});
