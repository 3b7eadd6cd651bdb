import { describe, expect, it } from 'vitest';
import {
  countsAgainstPlan,
  heatmapOf,
  HEATMAP_COLUMNS,
  measureRegions,
  overlap,
  touchedCells,
} from './statistics.js';

const WIDTH = 80;
const HEIGHT = 60;
const camera = {
  fx: 100,
  fy: 100,
  ppx: 40,
  ppy: 30,
  model: 'none' as const,
  coefficients: [0, 0, 0, 0, 0] as const,
};

/** A tilted table at 0.2 m with a pit of 3 mm over the mask. */
function scene(pitMm: number): { mask: Uint8Array; xyz: Float32Array } {
  const mask = new Uint8Array(WIDTH * HEIGHT);
  const xyz = new Float32Array(3 * WIDTH * HEIGHT);
  for (let i = 0; i < mask.length; i++) {
    const x = i % WIDTH;
    const y = Math.floor(i / WIDTH);
    if (x >= 30 && x < 40 && y >= 20 && y < 28) mask[i] = 1;
    xyz[3 * i + 2] = 0.2 + 1e-5 * x + (mask[i] === 1 ? pitMm / 1000 : 0);
  }
  return { mask, xyz };
}

describe('regions', () => {
  it('should measure area in mm2 and depth below a tilted surrounding', () => {
    const { mask, xyz } = scene(3);
    const [region, ...more] = measureRegions(mask, WIDTH, HEIGHT, xyz, camera);
    expect(more).toEqual([]);
    expect(region?.areaPx).toBe(80);
    // A pixel at 203 mm and a focal length of 100 pixels is 2.03 mm wide.
    expect(region?.areaMm2).toBeCloseTo(80 * 2.0335 ** 2, 0);
    expect(region?.depthMm).toBeCloseTo(3, 2);
    expect(region?.deepestMm).toBeCloseTo(3, 2);
    expect(region?.centre).toEqual([35 / WIDTH, 24 / HEIGHT]);
  });

  it('should give what stands out a negative depth, and no millimetres without depth', () => {
    const { mask, xyz } = scene(-2);
    expect(measureRegions(mask, WIDTH, HEIGHT, xyz, camera)[0]?.depthMm).toBeCloseTo(-2, 2);
    expect(measureRegions(mask, WIDTH, HEIGHT, null, null)[0]).toMatchObject({
      areaPx: 80,
      areaMm2: null,
      depthMm: null,
    });
  });
});

describe('counts, positions, agreement', () => {
  it('should list planned cells first, then what nobody planned', () => {
    const cell = { category: 'crab', split: 'test' as const, anomaly: 'good' };
    expect(
      countsAgainstPlan([{ ...cell, target: 5 }], [cell, cell, { ...cell, anomaly: 'dent' }]),
    ).toEqual([
      { ...cell, target: 5, count: 2 },
      { ...cell, anomaly: 'dent', target: null, count: 1 },
    ]);
  });

  it('should count each sample once per cell of the heatmap', () => {
    const { mask } = scene(1);
    const cells = touchedCells(mask, WIDTH, HEIGHT);
    const map = heatmapOf([cells, cells]);
    expect(map.samples).toBe(2);
    expect(Math.max(...map.values)).toBe(2);
    expect(map.values[0]).toBe(0);
    expect(map.values[Math.floor((24 * 27) / HEIGHT) * HEATMAP_COLUMNS + 20]).toBe(2);
  });

  it('should be 1 for equal masks, 0 for disjoint ones, the share in between', () => {
    const a = Uint8Array.from([1, 1, 0, 0]);
    expect(overlap(a, a)).toBe(1);
    expect(overlap(a, Uint8Array.from([0, 0, 1, 1]))).toBe(0);
    expect(overlap(a, Uint8Array.from([0, 1, 1, 0]))).toBeCloseTo(1 / 3, 9);
    expect(overlap(new Uint8Array(4), new Uint8Array(4))).toBe(1);
  });
});
