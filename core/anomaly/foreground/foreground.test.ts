import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_FOREGROUND, type ForegroundSettings } from '../../contract/schema/foreground.js';
import { SimulatedD405 } from '../../simulator/simulated-d405.js';
import { findForeground } from './foreground.js';

const valuesSchema = z.object({
  corners: z.object({ sha256: z.string(), pixels: z.number(), empty: z.array(z.boolean()) }),
  plane: z.object({ pixels: z.number(), rows: z.array(z.number()) }),
});
const golden = z
  .object({ scenes: z.record(z.string(), valuesSchema) })
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../tests/golden/foreground.json'), 'utf8'),
    ),
  );

const settings = (patch: Partial<ForegroundSettings>): ForegroundSettings => ({
  ...DEFAULT_FOREGROUND,
  ...patch,
});

/** The oracle's scene: a slanted table with a block and a pit, noise and holes. */
function scene(width: number, height: number, seed: number, holes: number): Float32Array {
  const out = new Float32Array(width * height);
  let s = seed;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      s = (Math.imul(1664525, s) + 1013904223) >>> 0;
      const noise = (s >>> 8) / 2 ** 24;
      let z = 0.25 + 0.00004 * x + 0.00006 * y;
      const third = Math.floor(width / 3);
      const quarter = Math.floor(height / 4);
      if (y >= quarter && y < height >> 1 && x >= third && x < Math.floor((2 * width) / 3))
        z -= 0.02;
      const pitTop = Math.floor((2 * height) / 3);
      const pitEnd = Math.floor((3 * height) / 4);
      if (y >= pitTop && y < pitEnd && x >= third && x < width >> 1) z += 0.012;
      out[i] = noise < holes ? 0 : z + 0.0008 * (noise - 0.5);
    }
  }
  return out;
}

/** A flat table at 0.2 m with a block 10 mm high in the middle. */
function block(width: number, height: number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    const on = x > width / 3 && x < width / 2 && y > height / 3 && y < height / 2;
    return on ? 0.19 : 0.2;
  });
}

const codes = (found: ReturnType<typeof findForeground>): string[] =>
  found.findings.map((finding) => finding.code);

describe('findForeground', () => {
  describe.each(Object.entries(golden.scenes))('scene %s', (name, expected) => {
    const [size = '', seed, holes] = name.split('/');
    const [width = 0, height = 0] = size.split('x').map(Number);
    const depth = scene(width, height, Number(seed), Number(holes));

    it("equals NumPy's and SciPy's corner rule pixel by pixel", () => {
      const { mask, figures } = findForeground(depth, width, height);
      expect(figures).toMatchObject({ used: 'corners', pixels: expected.corners.pixels });
      expect(createHash('sha256').update(mask).digest('hex')).toBe(expected.corners.sha256);
    });

    it('finds the same object by the plane as trimmed least squares do', () => {
      const { mask, figures } = findForeground(depth, width, height, settings({ method: 'plane' }));
      expect(figures.used).toBe('plane');
      let apart = 0;
      for (const [y, count] of expected.plane.rows.entries()) {
        let mine = 0;
        for (let x = 0; x < width; x++) mine += mask[y * width + x] ?? 0;
        apart += Math.abs(mine - count);
      }
      expect(apart / expected.plane.pixels).toBeLessThan(0.01);
    });
  });

  it('names the corner without depth and falls back to the plane, or fails where that is not allowed', () => {
    const depth = block(120, 90);
    for (let y = 84; y < 90; y++) for (let x = 112; x < 120; x++) depth[y * 120 + x] = 0;
    const found = findForeground(depth, 120, 90);
    expect(found.figures.used).toBe('plane');
    expect(found.failed).toBe(false);
    expect(found.findings).toMatchObject([
      { code: 'corner-without-depth', severity: 'warning', corners: ['bottom-right'] },
    ]);
    expect(found.findings[0]?.message).toContain('bottom right');
    expect(found.mask).toEqual(findForeground(block(120, 90), 120, 90).mask);

    const strict = findForeground(depth, 120, 90, settings({ fallback: false }));
    expect(strict).toMatchObject({ failed: true, figures: { used: null, pixels: 0 } });
    expect(codes(strict)).toEqual(['corner-without-depth']);
  });

  it('says when an object lies in a corner, when nothing stands out, and when there is no depth', () => {
    const covered = block(120, 90);
    for (let y = 0; y < 30; y++) for (let x = 0; x < 30; x++) covered[y * 120 + x] = 0.185;
    const found = findForeground(covered, 120, 90);
    expect(found.findings).toContainEqual(
      expect.objectContaining({ code: 'corner-off-table', corners: ['top-left'] }),
    );
    expect(codes(findForeground(covered, 120, 90, settings({ method: 'plane' })))).toEqual([
      'touches-border',
    ]);
    const flat = findForeground(block(120, 90), 120, 90, settings({ thresholdMm: 12 }));
    expect(flat.failed).toBe(true);
    expect(codes(flat)).toEqual(['empty']);
    expect(codes(findForeground(new Float32Array(120 * 90), 120, 90))).toEqual(['no-depth']);
  });

  it('counts pits only when both sides count, and drops specks when asked', () => {
    const depth = block(120, 90);
    depth[70 * 120 + 20] = 0.17;
    for (let x = 80; x < 90; x++) depth[70 * 120 + x] = 0.22;
    const both = findForeground(depth, 120, 90);
    const above = findForeground(depth, 120, 90, settings({ sides: 'above' }));
    expect(both.figures.pixels - above.figures.pixels).toBe(10);
    expect(both.figures.deepestMm).toBeCloseTo(20, 3);
    expect(above.figures).toMatchObject({ regions: 2, deepestMm: 0 });
    const clean = findForeground(depth, 120, 90, settings({ minRegionPixels: 20 }));
    expect(clean.figures).toMatchObject({ regions: 1 });
    expect(clean.figures.maxHeightMm).toBeCloseTo(10, 0);
  });

  it('finds a simulated object on a tilted table whose left edge no stereo pair can see', () => {
    const device = new SimulatedD405({
      object: 'radish',
      width: 424,
      height: 240,
      tiltDeg: 2,
      distanceMm: 150,
    });
    const { depth } = device.frame(1);
    const metres = Float32Array.from(depth.data, (n) => n * depth.metresPerCount);
    const found = findForeground(metres, depth.width, depth.height);
    expect(found.findings).toMatchObject([
      { code: 'corner-without-depth', corners: ['top-left', 'bottom-left'] },
    ]);
    // The radish is about 25 mm high and covers some 1900 mm2 of a 300 x 170 mm field.
    expect(found.figures.maxHeightMm).toBeGreaterThan(20);
    expect(found.figures.maxHeightMm).toBeLessThan(36);
    expect(found.figures.share).toBeGreaterThan(0.02);
    expect(found.figures.share).toBeLessThan(0.1);
    expect(found.figures.tableRmsMm).toBeLessThan(2);
  });

  it('never throws and never marks pixels without depth, whatever the depth', () => {
    const value = fc.oneof(
      fc.constant(0),
      fc.float({ min: Math.fround(0.05), max: Math.fround(60), noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.array(value, { minLength: 24, maxLength: 144 }),
        fc.constantFrom<ForegroundSettings['method']>('corners', 'plane'),
        fc.integer({ min: 0, max: 4 }),
        (width, values, method, gapFillPasses) => {
          const height = Math.floor(values.length / width);
          const metres = Float32Array.from(values.slice(0, width * height));
          const found = findForeground(metres, width, height, settings({ method, gapFillPasses }));
          expect(found.mask.every((on, i) => on === 0 || (found.depth[i] ?? 0) > 0)).toBe(true);
          expect(found.failed).toBe(found.figures.pixels === 0);
        },
      ),
    );
  });

  it('refuses depth of another size', () => {
    expect(() => findForeground(new Float32Array(5), 2, 2)).toThrow(RangeError);
  });
});
