import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { outlinesOf, type MaskOutline } from './mask-outline.js';

/** Fills outlines as LabelMe does: the border belongs to a polygon, a later one covers an earlier one. */
function filled(outlines: readonly MaskOutline[], width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (const { points, hole } of outlines) {
    const paint = new Set<number>();
    points.forEach(([ax, ay], i) => {
      const [bx, by] = points[(i + 1) % points.length] ?? [ax, ay];
      const steps = Math.max(Math.abs(bx - ax), Math.abs(by - ay), 1);
      for (let s = 0; s <= steps; s++)
        paint.add((ay + ((by - ay) * s) / steps) * width + ax + ((bx - ax) * s) / steps);
    });
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) if (inside(points, x, y)) paint.add(y * width + x);
    }
    for (const i of paint) out[i] = hole ? 0 : 1;
  }
  return out;
}

function inside(points: MaskOutline['points'], x: number, y: number): boolean {
  let odd = false;
  points.forEach(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  });
  return odd;
}

describe('outlinesOf', () => {
  it('gives polygons that fill back to exactly the mask, holes and islands included', () => {
    const cell = fc.constantFrom(0, 1, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(cell, { minLength: 9, maxLength: 81 }),
        (width, cells) => {
          const height = Math.floor(cells.length / width);
          const mask = Uint8Array.from(cells.slice(0, width * height));
          expect(filled(outlinesOf(mask, width, height), width, height)).toEqual(mask);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('keeps corners only and names the hole', () => {
    const mask = new Uint8Array(49).fill(1);
    mask[24] = 0;
    const [outer, hole] = outlinesOf(mask, 7, 7);
    expect(outer?.points).toHaveLength(4);
    expect(outer?.hole).toBe(false);
    expect(hole).toEqual({
      points: [
        [3, 3],
        [3, 3],
        [3, 3],
      ],
      hole: true,
    });
  });

  it('has nothing to say of an empty mask', () => {
    expect(outlinesOf(new Uint8Array(12), 4, 3)).toEqual([]);
  });
});
