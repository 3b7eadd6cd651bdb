import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerStyle, moved, wholeOf, zoomed } from './window.js';

const picture = { width: 640, height: 360 };
const window = fc
  .record({
    x: fc.double({ min: 0, max: 300, noNaN: true }),
    y: fc.double({ min: 0, max: 160, noNaN: true }),
    width: fc.double({ min: 40, max: 300, noNaN: true }),
    ratio: fc.constantFrom(1, 4 / 3, 16 / 9),
  })
  .map((value) => moved(picture, value, 0, 0));

describe('the shown part of a picture', () => {
  it('stays inside the picture, however it is zoomed and moved', () => {
    fc.assert(
      fc.property(
        window,
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        fc.tuple(
          fc.double({ min: 0, max: 640, noNaN: true }),
          fc.double({ min: 0, max: 360, noNaN: true }),
        ),
        (from, factor, at) => {
          const { x, y, width, ratio } = zoomed(
            picture,
            moved(picture, from, 9999, -9999),
            factor,
            at,
          );
          expect(x).toBeGreaterThanOrEqual(0);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(640 + 1e-6);
          expect(y + width / ratio).toBeLessThanOrEqual(360 + 1e-6);
        },
      ),
    );
  });

  it('keeps the point under the pointer', () => {
    const from = { x: 100, y: 100, width: 200, ratio: 4 / 3 };
    const at = [180, 150] as const;
    const to = zoomed(picture, from, 0.5, at);
    expect((at[0] - to.x) / to.width).toBeCloseTo((at[0] - from.x) / from.width, 9);
    expect((at[1] - to.y) / to.width).toBeCloseTo((at[1] - from.y) / from.width, 9);
  });

  it('shows the whole picture where it is zoomed out of what its ratio can show', () => {
    const from = { x: 100, y: 50, width: 240, ratio: 1 };
    expect(zoomed(picture, from, 2, [200, 100])).toEqual(wholeOf(picture));
  });

  it('lays the whole picture over the box where everything is shown', () => {
    expect(layerStyle(picture, wholeOf(picture))).toEqual({
      left: '0%',
      top: '0%',
      width: '100%',
      height: '100%',
    });
  });
});
