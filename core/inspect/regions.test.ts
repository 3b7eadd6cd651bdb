import { describe, expect, it } from 'vitest';
import { cellDepths, findRegions } from './regions.js';
import { judge } from './verdict.js';

const SIDE = 32;
/** A map of a long region at the top and a single hot cell below. */
function map() {
  const data = new Float32Array(SIDE * SIDE);
  for (let x = 4; x < 20; x++) data.fill(0.5, 5 * SIDE + x, 5 * SIDE + x + 1);
  data[25 * SIDE + 25] = 0.9;
  return { width: SIDE, height: SIDE, data };
}
const picture = { width: 320, height: 320 };

describe('findRegions', () => {
  it('orders by size and tells place, peak and form', () => {
    const [long, spot, ...rest] = findRegions(map(), 0.4, {
      ...picture,
      cellDepths: null,
      focal: null,
    });
    expect(rest).toEqual([]);
    expect(long).toMatchObject({ number: 1, form: 'long', areaPx: 16 * 100, areaMm2: null });
    expect(long?.box).toEqual([40, 50, 200, 60]);
    expect(spot).toMatchObject({ number: 2, form: 'round', areaPx: 100 });
    expect(spot?.peak).toBeCloseTo(0.9, 6);
    expect(spot?.peakAt).toEqual([254.5, 254.5]);
  });

  it('measures areas in mm squared at the depth of the region', () => {
    const depths = new Float32Array(SIDE * SIDE).fill(0.2);
    const [long] = findRegions(map(), 0.4, { ...picture, cellDepths: depths, focal: [400, 400] });
    // A pixel covers (200 mm / 400)^2 = 0.25 mm squared.
    expect(long?.areaMm2).toBeCloseTo(1600 * 0.25, 3);
    expect(long?.depthMm).toBeCloseTo(0, 6);
  });

  it('tells a dent from a bump by the surface around it', () => {
    const depths = new Float32Array(SIDE * SIDE).fill(0.2);
    for (let x = 4; x < 20; x++) depths[5 * SIDE + x] = 0.203;
    depths[25 * SIDE + 25] = 0.1985;
    const [dent, bump] = findRegions(map(), 0.4, {
      ...picture,
      cellDepths: depths,
      focal: [400, 400],
    });
    expect(dent?.depthMm).toBeCloseTo(-3, 3);
    expect(bump?.depthMm).toBeCloseTo(1.5, 3);
  });

  it('takes the median of a cell and leaves holes out', () => {
    const depth = new Float32Array(16).fill(0.3);
    depth[0] = 0;
    depth[1] = 9;
    const cells = cellDepths({ width: 2, height: 2 }, { width: 4, height: 4 }, depth);
    expect([...cells].map((z) => Number(z.toFixed(3)))).toEqual([0.3, 0.3, 0.3, 0.3]);
    expect([
      ...cellDepths({ width: 1, height: 1 }, { width: 2, height: 2 }, new Float32Array(4)),
    ]).toEqual([0]);
  });
});

describe('judge', () => {
  const depths = new Float32Array(SIDE * SIDE).fill(0.2);
  const regions = findRegions(map(), 0.4, { ...picture, cellDepths: depths, focal: [400, 400] });

  it.each([
    [0.39, null, 'sound', 'score'],
    [0.4, null, 'sound', 'score'],
    [0.41, null, 'anomalous', 'score'],
    [0.9, 500, 'sound', 'area'],
    [0.9, 400, 'anomalous', 'area'],
  ] as const)('of score %f with a least area of %o mm² is %s', (score, minAreaMm2, verdict, by) => {
    expect(judge(score, regions, { threshold: 0.4, minAreaMm2 })).toMatchObject({ verdict, by });
  });

  it('falls back on the score where areas are unknown', () => {
    const blind = findRegions(map(), 0.4, { ...picture, cellDepths: null, focal: null });
    expect(judge(0.9, blind, { threshold: 0.4, minAreaMm2: 500 })).toEqual({
      verdict: 'anomalous',
      areaMm2: null,
      by: 'score',
    });
  });
});
