import { describe, expect, it } from 'vitest';
import { depthLookup, NO_DATA_RGB, PALETTE_NAMES, paletteSteps } from './palettes.js';

const rgbOf = (word: number): number[] => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255];
const stepOf = (name: (typeof PALETTE_NAMES)[number], step: number): number[] => [
  ...paletteSteps(name).subarray(step * 3, step * 3 + 3),
];

describe('palettes', () => {
  it.each([
    ['turbo', 0, [48, 18, 59]],
    ['turbo', 64, [40, 188, 235]],
    ['turbo', 128, [164, 252, 60]],
    ['turbo', 192, [251, 126, 33]],
    ['turbo', 255, [122, 4, 3]],
    ['viridis', 0, [68, 1, 84]],
    ['viridis', 128, [33, 145, 140]],
    ['viridis', 255, [253, 231, 37]],
    ['gray', 0, [0, 0, 0]],
    ['gray', 200, [200, 200, 200]],
    ['jet', 0, [0, 0, 128]],
    ['jet', 255, [128, 0, 0]],
  ] as const)('%s has its published colour at step %i', (name, step, rgb) => {
    expect(stepOf(name, step)).toEqual(rgb);
  });

  it('holds the colour of no data in none of the palettes', () => {
    for (const name of PALETTE_NAMES) {
      for (let step = 0; step < 256; step++)
        expect(stepOf(name, step)).not.toEqual([...NO_DATA_RGB]);
    }
  });
});

describe('depthLookup', () => {
  const lookup = depthLookup('turbo', 1e-4, [140, 200]);

  it('paints near warm and far cool, and nothing as no data', () => {
    expect(rgbOf(lookup[1400] ?? 0)).toEqual([122, 4, 3]);
    expect(rgbOf(lookup[2000] ?? 0)).toEqual([48, 18, 59]);
    expect(rgbOf(lookup[0] ?? 0)).toEqual([...NO_DATA_RGB]);
  });

  it('keeps the end colours beyond the range and is opaque throughout', () => {
    expect(lookup[1]).toBe(lookup[1400]);
    expect(lookup[65535]).toBe(lookup[2000]);
    expect(lookup).toHaveLength(65536);
    expect(lookup.every((word) => word >>> 24 === 255)).toBe(true);
  });

  it('takes the scale into account', () => {
    expect(depthLookup('gray', 1e-3, [100, 200])[150]).toBe(
      depthLookup('gray', 1e-4, [100, 200])[1500],
    );
  });
});
