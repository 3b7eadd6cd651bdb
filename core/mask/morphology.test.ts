import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closed, distanceTo, filled, grown, opened, regionAt, shrunk } from './morphology.js';

const masks = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.array(fc.constantFrom(0, 0, 1), { minLength: 9, maxLength: 72 }),
  )
  .map(([width, cells]) => {
    const height = Math.floor(cells.length / width);
    return { width, height, mask: Uint8Array.from(cells.slice(0, width * height)) };
  });

const rows = (...lines: string[]): Uint8Array =>
  Uint8Array.from(lines.join(''), (c) => Number(c === '#'));

describe('masks', () => {
  it('know the distance to the nearest pixel of a value', () => {
    fc.assert(
      fc.property(
        masks,
        fc.constantFrom(0 as const, 1 as const),
        ({ width, height, mask }, value) => {
          const found = distanceTo(mask, width, height, value);
          found.forEach((distance, i) => {
            let least = Number.POSITIVE_INFINITY;
            mask.forEach((other, j) => {
              if (other !== value) return;
              const dx = (i % width) - (j % width);
              const dy = Math.floor(i / width) - Math.floor(j / width);
              least = Math.min(least, Math.hypot(dx, dy));
            });
            if (least === Number.POSITIVE_INFINITY) expect(distance).toBe(least);
            else expect(distance).toBeCloseTo(least, 5);
          });
        },
      ),
    );
  });

  it('lose nothing by closing and gain nothing by opening', () => {
    fc.assert(
      fc.property(
        masks,
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        ({ width, height, mask }, radius) => {
          const more = closed(mask, width, height, radius);
          const less = opened(mask, width, height, radius);
          mask.forEach((value, i) => {
            expect(more[i]).toBeGreaterThanOrEqual(value);
            expect(less[i]).toBeLessThanOrEqual(value);
          });
          expect(shrunk(grown(mask, width, height, 0), width, height, 0)).toEqual(mask);
        },
      ),
    );
  });

  it('hold together over sides, and are filled where they surround', () => {
    const ring = rows('#####.', '#...#.', '#.#.##', '#...#.', '#####.');
    expect(regionAt(ring, 6, 5, 0)).toEqual(rows('#####.', '#...#.', '#...##', '#...#.', '#####.'));
    expect(regionAt(ring, 6, 5, 7).some((value) => value === 1)).toBe(false);
    expect(filled(ring, 6, 5)).toEqual(rows('#####.', '#####.', '######', '#####.', '#####.'));
  });
});
