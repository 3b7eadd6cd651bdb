import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapesOfRings } from './compound.js';
import { traceMask } from './contour.js';
import { BACKGROUND_LABEL } from './document.js';
import { countMask, emptyMask, maskRange, stamp, type Mask } from './mask.js';
import { maskOfShapes } from './shape-mask.js';

const TEMPLATE = { label: 'dent', groupId: null, description: '', flags: {} };

function shapesOf(mask: Mask) {
  let next = 0;
  return shapesOfRings(traceMask(mask), TEMPLATE, () => `n${(next++).toString()}`, null);
}

function fromRows(...rows: string[]): Mask {
  const width = rows[0]?.length ?? 0;
  const data = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0));
  return { width, height: rows.length, data };
}

describe('traceMask', () => {
  it('makes polygons that give the same mask by the rules of LabelMe 7.9.1', () => {
    const masks = fc.integer({ min: 1, max: 12 }).chain((width) =>
      fc.integer({ min: 1, max: 12 }).chain((height) =>
        fc
          .array(fc.integer({ min: 0, max: 2 }), {
            minLength: width * height,
            maxLength: width * height,
          })
          .map((cells): Mask => ({
            width,
            height,
            data: Uint8Array.from(cells, (c) => (c > 0 ? 1 : 0)),
          })),
      ),
    );
    fc.assert(
      fc.property(masks, (mask) => {
        const shapes = shapesOf(mask);
        expect(maskOfShapes(shapes, mask.width, mask.height).data).toEqual(mask.data);
      }),
      { numRuns: 600 },
    );
  });

  it('does so for strokes of a brush of any size', () => {
    const point = fc.tuple(
      fc.double({ min: -5, max: 65, noNaN: true }),
      fc.double({ min: -5, max: 45, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(point, point, fc.double({ min: 0.3, max: 9, noNaN: true })), {
          minLength: 1,
          maxLength: 6,
        }),
        (strokes) => {
          const mask = emptyMask(60, 40);
          for (const [a, b, radius] of strokes) stamp(mask, a, b, radius, radius);
          expect(maskOfShapes(shapesOf(mask), 60, 40).data).toEqual(mask.data);
        },
      ),
    );
  });

  it('draws an island in a hole after the hole', () => {
    const mask = fromRows(
      '#######',
      '#.....#',
      '#.###.#',
      '#.#.#.#',
      '#.###.#',
      '#.....#',
      '#######',
    );
    const shapes = shapesOf(mask);
    expect(shapes.map((shape) => shape.label)).toEqual([
      'dent',
      BACKGROUND_LABEL,
      'dent',
      BACKGROUND_LABEL,
    ]);
    expect(maskOfShapes(shapes, 7, 7).data).toEqual(mask.data);
  });

  it('keeps a disc to few points, a pixel to three, and leaves out specks', () => {
    const disc = emptyMask(64, 64);
    stamp(disc, [32, 32], [32, 32], 20, 20);
    expect(traceMask(disc)[0]?.points.length).toBeLessThan(90);
    expect(traceMask(fromRows('...', '.#.', '...'))[0]?.points).toEqual([
      [1.5, 1.5],
      [1.5, 1.5],
      [1.5, 1.5],
    ]);
    expect(traceMask(fromRows('...', '.#.', '...'), 2)).toEqual([]);
    expect(traceMask(emptyMask(4, 4))).toEqual([]);
  });
});

describe('stamp', () => {
  it('sets what lies within the radius and one pixel at least', () => {
    const mask = emptyMask(20, 20);
    stamp(mask, [10, 10], [10, 10], 0.1, 0.1);
    expect(countMask(mask)).toBe(1);
    expect(maskRange(mask)).toEqual({ x0: 10, y0: 10, x1: 11, y1: 11 });
    stamp(mask, [5, 5], [15, 5], 2, 2);
    expect(mask.data[5 * 20 + 9]).toBe(1);
    expect(stamp(mask, [-50, -50], [-60, -50], 3, 3)).toBeNull();
  });
});
