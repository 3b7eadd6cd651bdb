import { beforeEach, describe, expect, it } from 'vitest';
import { at, EditorDriver } from './testing/driver.js';
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

describe('select and edit', () => {
  beforeEach(() => {
    square(20, 20, 40);
  });

  it('drags a vertex as one step, and a drag given up leaves no trace', () => {
    const steps = driver.editor.history.undoCount;
    drag([
      [20, 20],
      [15, 15],
      [12, 14],
      [10, 12],
    ]);
    expect(shapes()[0]?.points[0]).toEqual([10, 12]);
    expect(driver.editor.history.undoCount).toBe(steps + 1);
    driver.editor.undo();
    expect(shapes()[0]?.points[0]).toEqual([20, 20]);
    driver.editor.down(at(20, 20));
    driver.editor.move(at(5, 5));
    driver.editor.cancel();
    driver.editor.up(at(5, 5));
    expect(shapes()[0]?.points[0]).toEqual([20, 20]);
    expect([driver.editor.history.undoCount, driver.editor.history.redoCount]).toEqual([steps, 1]);
  });

  it('puts a point into an edge and takes one out, but never below three', () => {
    click(40, 20, { alt: true });
    expect(shapes()[0]?.points).toHaveLength(5);
    expect(driver.editor.vertex).toMatchObject({ index: 1 });
    expect(driver.editor.removePoint()).toBe(true);
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
    driver.editor.select([]);
    click(40, 40);
    click(90, 60, { ctrl: true });
    expect(driver.editor.selection.size).toBe(2);
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
    expect(driver.editor.selection.size).toBe(1);
  });

  it('frames shapes from free ground', () => {
    square(80, 60, 20, 'crack');
    driver.editor.select([]);
    drag([
      [5, 5],
      [40, 40],
      [70, 70],
    ]);
    expect(driver.editor.selection).toEqual(new Set([shapes()[0]?.id]));
    drag(
      [
        [70, 50],
        [110, 88],
      ],
      { shift: true },
    );
    expect(driver.editor.selection.size).toBe(2);
    driver.editor.selectAll();
    expect(driver.editor.selection.size).toBe(2);
  });

  it('orders, relabels, copies to another sample and simplifies', () => {
    square(30, 30, 20, 'crack');
    const [a, b] = shapes();
    driver.editor.select([a!.id]);
    driver.editor.order('up');
    expect(shapes().map(({ id }) => id)).toEqual([b!.id, a!.id]);
    driver.editor.order('bottom');
    expect(shapes().map(({ id }) => id)).toEqual([a!.id, b!.id]);
    driver.editor.setLabel('scratch');
    expect(shapes()[0]?.label).toBe('scratch');
    const copied = driver.editor.copied();
    const other = driver.make();
    other.paste(copied, false);
    expect(other.document.shapes[0]?.points).toEqual(a!.points);
    driver.editor.selectAll();
    driver.editor.merge();
    expect(shapes()).toHaveLength(1);
    driver.editor.setTool('circle');
    drag([
      [60, 40],
      [80, 40],
    ]);
    driver.editor.toPolygon();
    const many = shapes()[1]!.points.length;
    driver.editor.simplify(1);
    expect(shapes()[1]!.points.length).toBeLessThan(many / 3);
  });

  it('changes nothing of a read-only sample', () => {
    const before = shapes();
    driver.editor = driver.make(before, true);
    driver.editor.setTool('polygon');
    for (const [x, y] of [
      [1, 1],
      [9, 1],
      [9, 9],
    ] as const)
      click(x, y);
    driver.editor.finish();
    driver.editor.setTool('select');
    click(40, 40);
    driver.editor.deleteSelection();
    driver.editor.nudge(3, 3);
    drag([
      [20, 20],
      [5, 5],
    ]);
    driver.editor.setLabel('crack');
    expect(driver.editor.document.shapes).toBe(before);
  });
});
