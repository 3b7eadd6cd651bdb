import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_REGION } from '../../core/levelling/measurer.js';
import { exportCrop } from './CropGuide.js';
import { withEnd } from './RangeHandle.js';
import { moveRegion } from './RegionBox.js';

describe('moveRegion', () => {
  it('keeps a border and a least size, whatever is dragged where', () => {
    const handle = fc.constantFrom(...(['move', 'x0y0', 'x1y0', 'x0y1', 'x1y1'] as const));
    const step = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(handle, step, step), { maxLength: 8 }), (moves) => {
        let region = DEFAULT_REGION;
        for (const [which, dx, dy] of moves) {
          region = moveRegion(region, which, dx, dy);
          expect(region.x0).toBeGreaterThanOrEqual(0.03 - 1e-9);
          expect(region.y0).toBeGreaterThanOrEqual(0.03 - 1e-9);
          expect(region.x1).toBeLessThanOrEqual(0.97 + 1e-9);
          expect(region.y1).toBeLessThanOrEqual(0.97 + 1e-9);
          expect(region.x1 - region.x0).toBeGreaterThanOrEqual(0.1 - 1e-9);
          expect(region.y1 - region.y0).toBeGreaterThanOrEqual(0.1 - 1e-9);
        }
      }),
    );
  });

  it('moves without changing the size', () => {
    const moved = moveRegion(DEFAULT_REGION, 'move', 0.05, -0.02);
    expect(moved.x1 - moved.x0).toBeCloseTo(DEFAULT_REGION.x1 - DEFAULT_REGION.x0);
    expect(moved.x0).toBeCloseTo(DEFAULT_REGION.x0 + 0.05);
    expect(moved.y0).toBeCloseTo(DEFAULT_REGION.y0 - 0.02);
  });
});

describe('withEnd', () => {
  it('keeps near below far in whole millimetres', () => {
    expect(withEnd([140, 200], 'near', 150.4)).toEqual([150, 200]);
    expect(withEnd([140, 200], 'near', 500)).toEqual([195, 200]);
    expect(withEnd([140, 200], 'far', 0)).toEqual([140, 145]);
    expect(withEnd([140, 200], 'near', -3)).toEqual([0, 200]);
  });
});

describe('exportCrop', () => {
  it.each([
    [1280, 720, 960, 720],
    [640, 480, 640, 480],
    [480, 480, 480, 360],
  ])('%d x %d gives %d x %d', (width, height, cropWidth, cropHeight) => {
    expect(exportCrop(width, height)).toEqual({ width: cropWidth, height: cropHeight });
  });
});
