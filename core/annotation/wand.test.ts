import { describe, expect, it } from 'vitest';
import { SimulatedD405 } from '../simulator/simulated-d405.js';
import { makeDepthGrid } from './depth-grid.js';
import type { ImagePoint } from './document.js';
import { countMask, type Mask } from './mask.js';
import { maskOfShapes } from './shape-mask.js';
import { polygonShape } from './compound.js';
import { insidePolygon } from './shapes.js';
import { growFrom, regionMask, regionPolygon, suggestTolerance } from './wand.js';

type Options = ConstructorParameters<typeof SimulatedD405>[0];

/** A simulated sample with the noise of a real one, and the exact mask of what was changed. */
function simulate(options: Options) {
  const camera = new SimulatedD405({ width: 848, height: 480, ...options });
  const { depth, colour } = camera.frame(1);
  const { width, height } = colour;
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = colour.data[3 * i + c]!;
  const grid = makeDepthGrid(width, height, depth.data, depth.metresPerCount, colour.intrinsics);
  const mask: Mask = { width, height, data: camera.truth().mask };
  return { picture: { width, height, rgba }, grid, mask };
}

function middleOf({ width, data }: Mask): ImagePoint {
  let sx = 0;
  let sy = 0;
  let n = 0;
  data.forEach((value, i) => {
    if (value === 0) return;
    sx += (i % width) + 0.5;
    sy += Math.floor(i / width) + 0.5;
    n += 1;
  });
  return [sx / n, sy / n];
}

/** Intersection over union of the mask and the polygon that one click at `seed` gives. */
function overlapOf({ picture, grid, mask }: ReturnType<typeof simulate>, seed: ImagePoint): number {
  const region = growFrom(picture, grid, seed)!;
  const points = regionPolygon(region, suggestTolerance(region))!;
  const template = { label: 'dent', groupId: null, description: '', flags: {} };
  const got = maskOfShapes([polygonShape('a', points, template)], mask.width, mask.height);
  let both = 0;
  let any = 0;
  got.data.forEach((value, i) => {
    both += value & mask.data[i]!;
    any += value | mask.data[i]!;
  });
  return both / any;
}

describe('the magic wand', () => {
  it.each([
    // Radii of 3.6 to 6.5 mm, 2 to 3.6 mm deep, lips of 0.15 to 0.5 mm, on level and on domed clay.
    ['bread', 1, {}],
    ['bread', 11, {}],
    ['cookie', 7, {}],
    ['cookie', 11, {}],
    ['chicken', 3, {}],
    ['chicken', 11, {}],
    ['cookie', 4, { width: 1280, height: 720 }],
  ] as const)('takes in a dent of a %s with its lip (seed %i)', (object, seed, more) => {
    const sample = simulate({ object, defect: 'dent', seed, ...more });
    const [x, y] = middleOf(sample.mask);
    const radius = Math.sqrt(countMask(sample.mask) / Math.PI);
    expect(overlapOf(sample, [x, y])).toBeGreaterThan(0.7);
    // A click beside the middle does as well.
    expect(overlapOf(sample, [x - 0.2 * radius, y + 0.25 * radius])).toBeGreaterThan(0.7);
  });

  it('takes in a lump of the same colour, which ends at its foot', () => {
    const sample = simulate({ object: 'chicken', defect: 'combine-S', seed: 1 });
    expect(overlapOf(sample, middleOf(sample.mask))).toBeGreaterThan(0.7);
  });

  it('grows with the tolerance and never shrinks, and gives few points', () => {
    const { picture, grid, mask } = simulate({ object: 'bread', defect: 'dent', seed: 3 });
    const region = growFrom(picture, grid, middleOf(mask))!;
    let before = 0;
    for (const tolerance of [0.3, 0.6, 1, 2, 4]) {
      const size = countMask(regionMask(region, tolerance));
      expect(size).toBeGreaterThan(before);
      before = size;
    }
    const polygon = regionPolygon(region, suggestTolerance(region))!;
    expect(insidePolygon(polygon, middleOf(mask))).toBe(true);
    expect(polygon.length).toBeLessThan(60);
  });

  it('works on colour alone, and not outside', () => {
    const rgba = new Uint8Array(40 * 30 * 4).fill(200);
    for (let y = 10; y < 20; y++) for (let x = 10; x < 25; x++) rgba[(y * 40 + x) * 4] = 20;
    const picture = { width: 40, height: 30, rgba };
    const mask = regionMask(growFrom(picture, null, [17, 15])!, 1);
    expect(countMask(mask)).toBeGreaterThan(90);
    expect(countMask(mask)).toBeLessThan(190);
    expect(growFrom(picture, null, [-1, 3])).toBeNull();
  });
});
