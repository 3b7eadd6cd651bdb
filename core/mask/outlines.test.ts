import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { doubleArea, outlinesOf, type Outline } from './outlines.js';

/** Fills outlines as LabelMe does: the border belongs to a polygon, a later one covers an earlier one. */
function filled(outlines: readonly Outline[], width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (const { pixels: points, hole } of outlines) {
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

function inside(points: Outline['pixels'], x: number, y: number): boolean {
  let odd = false;
  points.forEach(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  });
  return odd;
}

/** Masks of up to 9 x 9 cells, two in three set. */
const masks = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.array(fc.constantFrom(0, 1, 1), { minLength: 9, maxLength: 81 }),
  )
  .map(([width, cells]) => {
    const height = Math.floor(cells.length / width);
    return { width, height, data: Uint8Array.from(cells.slice(0, width * height)) };
  });

/** Sizes of the regions of one value, by flooding: foreground over corners too, background over sides. */
function floodedSizes(
  { width, height, data }: { width: number; height: number; data: Uint8Array },
  value: 0 | 1,
): number[] {
  const seen = new Set<number>();
  const sizes: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (data[start] !== value || seen.has(start)) continue;
    let size = 0;
    let touchesBorder = false;
    const queue = [start];
    seen.add(start);
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      size += 1;
      const x = at % width;
      const y = Math.floor(at / width);
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (value === 0 && dx !== 0 && dy !== 0) continue;
          const [u, v] = [x + dx, y + dy];
          if (u < 0 || v < 0 || u >= width || v >= height) {
            touchesBorder = true;
            continue;
          }
          const next = v * width + u;
          if (data[next] !== value || seen.has(next)) continue;
          seen.add(next);
          queue.push(next);
        }
      }
    }
    if (value === 1 || !touchesBorder) sizes.push(size);
  }
  return sizes.sort((a, b) => a - b);
}

describe('outlinesOf', () => {
  it('gives polygons that fill back to exactly the mask, holes and islands included', () => {
    fc.assert(
      fc.property(masks, ({ width, height, data }) => {
        expect(filled(outlinesOf(data, width, height), width, height)).toEqual(data);
      }),
      { numRuns: 400 },
    );
  });

  it('finds every region and every hole once, with its own size', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const found = outlinesOf(mask.data, mask.width, mask.height);
        const sizes = (hole: boolean) =>
          found
            .filter((outline) => outline.hole === hole)
            .map(({ area }) => area)
            .sort((a, b) => a - b);
        expect(sizes(false)).toEqual(floodedSizes(mask, 1));
        expect(sizes(true)).toEqual(floodedSizes(mask, 0));
      }),
      { numRuns: 400 },
    );
  });

  it('winds corners around the pixels of the mask once and around no others', () => {
    fc.assert(
      fc.property(masks, ({ width, height, data }) => {
        const found = outlinesOf(data, width, height);
        for (const { corners, hole } of found) expect(doubleArea(corners) > 0).toBe(!hole);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const around = found.filter(({ corners }) =>
              inside(
                Array.from({ length: corners.length / 2 }, (_, i) => [
                  corners[2 * i] ?? 0,
                  corners[2 * i + 1] ?? 0,
                ]),
                x + 0.5,
                y + 0.5,
              ),
            );
            const turns = around.reduce((sum, { hole }) => sum + (hole ? -1 : 1), 0);
            expect(turns).toBe(data[y * width + x]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps corners only and names the hole', () => {
    const mask = new Uint8Array(49).fill(1);
    mask[24] = 0;
    expect(outlinesOf(mask, 7, 7)).toEqual([
      {
        corners: [7, 0, 7, 7, 0, 7, 0, 0],
        pixels: [
          [0, 0],
          [6, 0],
          [6, 6],
          [0, 6],
        ],
        ...{ hole: false, part: 0, depth: 0, area: 48 },
      },
      {
        corners: [3, 3, 3, 4, 4, 4, 4, 3],
        pixels: [
          [3, 3],
          [3, 3],
          [3, 3],
        ],
        ...{ hole: true, part: 0, depth: 0, area: 1 },
      },
    ]);
  });

  it('tells what lies in what', () => {
    const rows = [
      '#######.#',
      '#.....#..',
      '#.###.#..',
      '#.#.#.#..',
      '#.###.#..',
      '#.....#.#',
      '#######..',
    ];
    const mask = Uint8Array.from(rows.join(''), (c) => Number(c === '#'));
    const told = outlinesOf(mask, 9, 7).map(({ hole, part, depth, area }) => [
      ...[hole, part, depth, area],
    ]);
    expect(told).toEqual([
      [false, 0, 0, 24],
      [false, 1, 0, 1],
      [true, 0, 0, 16],
      [false, 3, 1, 8],
      [true, 3, 1, 1],
      [false, 5, 0, 1],
    ]);
    // What is too small goes with all that lies in it.
    const large = outlinesOf(mask, 9, 7, { leastPixels: 9 });
    expect(large.map(({ hole, part }) => [hole, part])).toEqual([
      [false, 0],
      [true, 0],
    ]);
    expect(outlinesOf(mask, 9, 7, { leastPixels: 25 })).toEqual([]);
  });

  it('looks at one value in a box only', () => {
    const labels = Uint8Array.from([2, 2, 1, 0, 2, 2, 1, 2]);
    const [only, ...others] = outlinesOf(labels, 4, 2, { value: 2, box: [0, 0, 3, 2] });
    expect(others).toEqual([]);
    expect(only?.corners).toEqual([2, 0, 2, 2, 0, 2, 0, 0]);
    expect(outlinesOf(labels, 4, 2, { box: [4, 0, 3, 2] })).toEqual([]);
  });

  it('has nothing to say of an empty mask', () => {
    expect(outlinesOf(new Uint8Array(12), 4, 3)).toEqual([]);
  });
});
