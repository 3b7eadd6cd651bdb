import { describe, expect, it } from 'vitest';
import { planeOfPose } from '../geometry/plane.js';
import { SimulatedD405 } from '../simulator/simulated-d405.js';
import { depthAt, heightAbove, makeDepthGrid, pointAt, type DepthGrid } from './depth-grid.js';
import type { ImagePoint } from './document.js';
import { countMask, maskRange, type Mask } from './mask.js';
import { measureMask } from './mask-check.js';
import { depthProfile } from './profile.js';
import { shadeRelief } from './relief.js';
import { meanOfValid } from './smooth.js';

const WIDTH = 848;
const HEIGHT = 480;

/** A simulated sample with a dent, and what is really there. */
const made = new Map<string, ReturnType<typeof simulate>>();
function dented(seed: number, object: 'bread' | 'cookie') {
  const known = made.get(object) ?? simulate(seed, object);
  made.set(object, known);
  return known;
}

function simulate(seed: number, object: 'bread' | 'cookie') {
  const camera = new SimulatedD405({ object, defect: 'dent', seed, width: WIDTH, height: HEIGHT });
  const { depth, colour } = camera.frame(1);
  const truth = camera.truth();
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4).fill(255);
  for (let i = 0; i < WIDTH * HEIGHT; i++)
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = colour.data[3 * i + c]!;
  const grid = makeDepthGrid(WIDTH, HEIGHT, depth.data, depth.metresPerCount, colour.intrinsics);
  const mask: Mask = { width: WIDTH, height: HEIGHT, data: truth.mask };
  return { grid, rgba, truth, mask, plane: planeOfPose(truth) };
}

/** Where the dent is deepest below the board's side: the pixel of the mask farthest from the rim. */
function middleOf(mask: Mask): ImagePoint {
  const range = maskRange(mask)!;
  let sx = 0;
  let sy = 0;
  for (let y = range.y0; y < range.y1; y++)
    for (let x = range.x0; x < range.x1; x++)
      if (mask.data[y * mask.width + x] === 1) {
        sx += x + 0.5;
        sy += y + 0.5;
      }
  const n = countMask(mask);
  return [sx / n, sy / n];
}

/** A tilted board with a box-shaped dent, exact. */
function wedge(): DepthGrid {
  const intrinsics = {
    fx: 200,
    fy: 200,
    ppx: 100,
    ppy: 50,
    model: 'none' as const,
    coefficients: [0, 0, 0, 0, 0] as const,
  };
  const counts = new Uint16Array(200 * 100).fill(2000);
  for (let y = 40; y < 60; y++) for (let x = 80; x < 120; x++) counts[y * 200 + x] = 2050;
  for (let x = 0; x < 20; x++) counts[50 * 200 + x] = 0;
  return makeDepthGrid(200, 100, counts, 1e-4, intrinsics);
}

describe('the depth profile', () => {
  const grid = wedge();
  const labels = new Uint8Array(200 * 100);
  for (let y = 40; y < 60; y++) for (let x = 80; x < 120; x++) labels[y * 200 + x] = 3;

  it('measures width and depth of what the mask crosses, in mm', () => {
    const plane = planeOfPose({ pitchDeg: 0, rollDeg: 0, distanceMm: 210 });
    const profile = depthProfile(grid, [30, 50.5], [180, 50.5], plane, labels)!;
    // 150 px at 200 mm and fx 200 are 150 mm.
    expect(profile.lengthMm).toBeCloseTo(150, 6);
    expect(profile.samples[0]?.heightMm).toBeCloseTo(10, 3);
    const [crossing] = profile.crossings;
    expect(profile.crossings).toHaveLength(1);
    expect(crossing?.label).toBe(3);
    expect(crossing?.widthMm).toBeCloseTo(39.5, 0);
    expect(crossing?.rimMm?.[0]).toBeCloseTo(10, 3);
    expect(crossing?.deepest?.depthMm).toBeCloseTo(5, 3);
  });

  it('leaves gaps where there is no depth', () => {
    const profile = depthProfile(grid, [0, 50.5], [40, 50.5], null, labels)!;
    expect(profile.samples[0]?.heightMm).toBeNull();
    expect(profile.samples.at(-1)?.heightMm).toBeCloseTo(0, 6);
    expect(profile.aboveBoard).toBe(false);
    expect(depthProfile({ ...grid, intrinsics: null }, [0, 0], [9, 9], null, null)).toBeNull();
  });

  it('finds the depth of a simulated dent near what is really there', () => {
    const { grid: real, mask, truth, plane } = dented(3, 'bread');
    const [x, y] = middleOf(mask);
    const profile = depthProfile(real, [x - 60, y], [x + 60, y], plane, mask.data)!;
    const exact = depthProfile(
      makeDepthGrid(WIDTH, HEIGHT, truth.depthMetres, 1, real.intrinsics),
      [x - 60, y],
      [x + 60, y],
      plane,
      mask.data,
    )!;
    const measured = profile.crossings[0]!.deepest!.depthMm;
    const there = exact.crossings[0]!.deepest!.depthMm;
    expect(there).toBeGreaterThan(0.8);
    expect(Math.abs(measured - there)).toBeLessThan(0.35 * there);
  });
});

describe('masks against depth', () => {
  it('tell area, depth and missing data', () => {
    const grid = wedge();
    const mask = { width: 200, height: 100, data: new Uint8Array(200 * 100) };
    for (let y = 40; y < 60; y++) for (let x = 80; x < 120; x++) mask.data[y * 200 + x] = 1;
    const measures = measureMask(mask, grid, null);
    expect(measures.pixels).toBe(800);
    expect(measures.areaMm2).toBeCloseTo(800 * (205 / 200) ** 2, 3);
    expect(measures.deepestMm).toBeCloseTo(5, 3);
    expect(measures.withoutDepth).toBe(0);
    mask.data.fill(0).fill(1, 50 * 200, 50 * 200 + 40);
    expect(measureMask(mask, grid, null).withoutDepth).toBeCloseTo(0.5);
    expect(measureMask(mask, null, null)).toEqual({
      pixels: 40,
      areaMm2: null,
      withoutDepth: null,
      deepestMm: null,
    });
  });
});

describe('points and pictures of depth', () => {
  it('deproject as the camera does, and stand on the board', () => {
    const { grid, truth, plane } = dented(3, 'bread');
    const point = pointAt(grid, 400.5, 30.5)!;
    expect(point[2]).toBe(depthAt(grid, 400, 30));
    expect(Math.abs(heightAbove(plane, point))).toBeLessThan(2);
    expect(truth.distanceMm).toBeGreaterThan(100);
    expect(pointAt(grid, -3, 2)).toBeNull();
  });

  it('shade a slope towards the light brighter, level ground even, and leave holes out', () => {
    const intrinsics = wedge().intrinsics;
    const ramp = (slope: number): number => {
      const counts = Float32Array.from({ length: 60 * 40 }, (_, i) => 0.2 + slope * (i % 60));
      const grid = makeDepthGrid(60, 40, counts, 1, intrinsics);
      return shadeRelief(grid, { heightScale: 1.5, smoothPx: 1 })[20 * 60 + 30]!;
    };
    // Depth growing to the right leans the surface to the right, away from the light.
    expect(ramp(0.0002)).toBeLessThan(ramp(0));
    expect(ramp(-0.0002)).toBeGreaterThan(ramp(0));
    const grid = wedge();
    expect(shadeRelief(grid, { heightScale: 1, smoothPx: 1 })[50 * 200 + 5]).toBe(0);
  });

  it('average only what is known', () => {
    const values = Float32Array.of(0, 2, 4, 0);
    expect([...meanOfValid(values, 4, 1, 1, false)]).toEqual([2, 3, 3, 4]);
    expect([...meanOfValid(values, 4, 1, 1, true)]).toEqual([0, 3, 3, 0]);
  });
});
