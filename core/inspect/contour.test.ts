import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelLines, lineArea, onPicture } from './contour.js';

const grid = (rows: readonly (readonly number[])[]) => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Float32Array.from(rows.flat()),
});

describe('levelLines', () => {
  it('is linear between cell centres', () => {
    const [line] = levelLines(
      grid([
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ]),
      0.25,
    );
    const xs = line?.map(([x]) => x) ?? [];
    expect(Math.min(...xs)).toBeCloseTo(0.25, 6);
    expect(Math.max(...xs)).toBeCloseTo(1.75, 6);
  });

  it('closes half a cell outside of the border', () => {
    const [line, ...others] = levelLines(
      grid([
        [1, 1],
        [1, 1],
      ]),
      0.5,
    );
    expect(others).toEqual([]);
    expect(lineArea(line ?? [])).toBeCloseTo(4 - 0.5, 6);
  });

  it('draws a hole the other way round', () => {
    const areas = levelLines(
      grid([
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
        [1, 1, 0, 1, 1],
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
      ]),
      0.5,
    ).map(lineArea);
    expect(areas.filter((area) => area > 0)).toHaveLength(1);
    expect(areas.filter((area) => area < 0)).toHaveLength(1);
  });

  it('keeps cells that touch by a corner apart', () => {
    expect(
      levelLines(
        grid([
          [1, 0],
          [0, 1],
        ]),
        0.5,
      ),
    ).toHaveLength(2);
  });

  it('has no line where everything is below', () => {
    expect(levelLines(grid([[0.1, 0.2]]), 0.5)).toEqual([]);
  });

  it('encloses each high cell once and no low cell, on any map', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 81, maxLength: 81 }),
        (width, height, bits) => {
          const data = Float32Array.from(bits.slice(0, width * height));
          const lines = levelLines({ width, height, data }, 0.5);
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const turns = lines.reduce((sum, line) => sum + winding(line, x, y), 0);
              expect(turns).toBe(data[y * width + x]);
            }
          }
        },
      ),
    );
  });
});

it('puts cell centres on the middle of their pixels', () => {
  const [[x, y] = [0, 0]] = onPicture([[0, 0]], { width: 4, height: 2 }, { width: 16, height: 16 });
  expect([x, y]).toEqual([1.5, 3.5]);
});

/** Turns of a line around a point that does not lie on it. */
function winding(line: readonly (readonly [number, number])[], px: number, py: number): number {
  let turns = 0;
  line.forEach(([x0, y0], i) => {
    const [x1, y1] = line[(i + 1) % line.length] ?? [0, 0];
    const side = (x1 - x0) * (py - y0) - (px - x0) * (y1 - y0);
    if (y0 <= py && y1 > py && side > 0) turns += 1;
    if (y0 > py && y1 <= py && side < 0) turns -= 1;
  });
  return turns;
}
