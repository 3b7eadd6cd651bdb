import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkedView } from './view.js';

function view(): LinkedView {
  const made = new LinkedView();
  made.setPane({ width: 500, height: 400 });
  made.setImage({ width: 1280, height: 720 }, null);
  return made;
}

describe('LinkedView', () => {
  it('keeps the image point under the pointer while it zooms', () => {
    const inside = fc.tuple(fc.integer({ min: 60, max: 440 }), fc.integer({ min: 160, max: 240 }));
    fc.assert(
      fc.property(inside, fc.double({ min: 1, max: 20, noNaN: true }), (at, factor) => {
        const made = view();
        const before = made.toImage(at);
        made.zoomAt(at, factor);
        const after = made.toImage(at);
        expect(after[0]).toBeCloseTo(before[0], 6);
        expect(after[1]).toBeCloseTo(before[1], 6);
      }),
    );
  });

  it('turns pane points into image points and back', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.double({ min: -99, max: 999, noNaN: true }),
          fc.double({ min: -99, max: 999, noNaN: true }),
        ),
        (at) => {
          const made = view();
          made.zoomSteps(7, [100, 100]);
          const [x, y] = made.toPane(made.toImage(at));
          expect(x).toBeCloseTo(at[0], 6);
          expect(y).toBeCloseTo(at[1], 6);
        },
      ),
    );
  });

  it('fits the object, the whole picture, and its width', () => {
    const made = view();
    made.setImage({ width: 1280, height: 720 }, { x0: 600, y0: 300, x1: 700, y1: 400 });
    expect(made.state.centre).toEqual([650, 350]);
    expect(made.state.scale).toBeCloseTo((400 - 24) / 100);
    made.fit('window');
    expect(made.state.scale).toBeCloseTo((500 - 24) / 1280);
    made.fit('width');
    expect(made.state.centre).toEqual([640, 360]);
  });

  it('stays between its smallest and 3200 %, and never leaves the picture', () => {
    const made = view();
    made.zoomSteps(500);
    expect(made.state.scale).toBe(32);
    made.pan(1e6, -1e6);
    expect(made.state.centre).toEqual([0, 720]);
    made.zoomSteps(-999);
    expect(made.state.scale).toBe(0.05);
  });

  it('keeps a view that was chosen for the next sample, and fits anew what was fitted', () => {
    const made = view();
    const object = { x0: 100, y0: 100, x1: 200, y1: 200 };
    made.setImage({ width: 1280, height: 720 }, object);
    expect(made.state.centre).toEqual([150, 150]);
    made.zoomSteps(2);
    const chosen = made.state;
    made.setImage({ width: 1280, height: 720 }, { x0: 0, y0: 0, x1: 50, y1: 50 });
    expect(made.state).toEqual(chosen);
    // Another size cannot keep it.
    made.setImage({ width: 640, height: 480 }, object);
    expect(made.state.centre).toEqual([150, 150]);
  });

  it('follows the size of its pane while it is fitted', () => {
    const made = view();
    made.fit('window');
    made.setPane({ width: 1000, height: 900 });
    expect(made.state.scale).toBeCloseTo((1000 - 24) / 1280);
  });
});
