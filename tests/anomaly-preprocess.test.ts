/** Preprocessing and maps against Pillow, NumPy, SciPy and PyTorch (tests/oracles/preprocess.py). */
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resizeBicubic } from '../core/anomaly/maps/bicubic.js';
import { teacherStudentMap } from '../core/anomaly/maps/teacher-student.js';
import { cornerDepths, cornerForeground } from '../core/anomaly/preprocess/corner-background.js';
import { fillGaps } from '../core/anomaly/preprocess/gap-fill.js';
import { dilate, softMask } from '../core/anomaly/preprocess/mask.js';
import { resizeBilinear8 } from '../core/anomaly/preprocess/pillow-resize.js';
import { pixelUnshuffle, relativeDepth } from '../core/anomaly/preprocess/relative-depth.js';
import {
  IMAGENET_NORMALISATION,
  prepareDepth,
  prepareImage,
} from '../core/anomaly/preprocess/sample.js';
import golden from './golden/preprocess.json' with { type: 'json' };
import { stream } from './support/stream.js';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The oracle's scene: a slanted table, a block on it, and holes; metres. */
function scene(width: number, height: number, seed: number): Float32Array {
  const next = stream(seed);
  const depth = Float32Array.from({ length: width * height }, (_, i) => {
    const y = Math.floor(i / width);
    const x = i % width;
    const noise = (next() >>> 8) / 2 ** 24;
    const onBlock =
      y >= Math.floor(height / 4) &&
      y < Math.floor(height / 2) &&
      x >= Math.floor(width / 3) &&
      x < Math.floor(width / 2);
    if (noise < 0.3) return 0;
    return 0.3 + 0.0001 * x + 0.0002 * y - (onBlock ? 0.02 : 0) + 0.002 * noise;
  });
  for (const y of [0, 1, height - 2, height - 1])
    for (const x of [0, 1, width - 2, width - 1]) depth[y * width + x] = 0.3;
  return depth;
}

describe('resizeBilinear8', () => {
  it.each(golden.pillow)('should equal Pillow from $size.0 x $size.1, bit for bit', (expected) => {
    const [width = 0, height = 0, outWidth = 0, outHeight = 0] = expected.size;
    const next = stream(width * 31 + height);
    const pixels = Uint8Array.from({ length: width * height * 3 }, () => next() >>> 24);
    const small = resizeBilinear8(pixels, width, height, 3, outWidth, outHeight);
    expect([...small.slice(0, 6)]).toEqual(expected.first);
    expect(sha256(small)).toBe(expected.sha256);
  });

  it('should keep a constant picture constant at any size', () => {
    const side = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), (w, h, outW, outH, value) => {
        const out = resizeBilinear8(new Uint8Array(w * h).fill(value), w, h, 1, outW, outH);
        expect(out.length).toBe(outW * outH);
        expect(out.every((v) => v === value)).toBe(true);
      }),
    );
  });
});

describe('prepareImage', () => {
  it("should divide by 255, subtract the backbone's mean and divide by its deviation", () => {
    const out = prepareImage(Uint8Array.of(255, 0, 51), 1, 1, 1, IMAGENET_NORMALISATION);
    expect(out[0]).toBeCloseTo((1 - 0.485) / 0.229, 6);
    expect(out[1]).toBeCloseTo(-0.456 / 0.224, 6);
    expect(out[2]).toBeCloseTo((0.2 - 0.406) / 0.225, 6);
  });
});

describe('depth', () => {
  it.each(golden.depth)('should equal the oracle on a scene of $size.0 x $size.1', (expected) => {
    const [width = 0, height = 0, imageSide = 0] = expected.size;
    const filled = fillGaps(scene(width, height, expected.seed), width, height);
    expect(filled.filter((z) => z === 0).length).toBe(expected.filledZeros);
    expect(filled.reduce((sum, z) => sum + z, 0)).toBeCloseTo(expected.filledSum, 6);
    const corners = cornerDepths(filled, width, height);
    expect(corners.empty).toEqual([]);
    const foreground = cornerForeground(filled, width, height, corners);
    expect(foreground.filter((v) => v === 1).length).toBe(expected.foregroundCount);
    expect(sha256(foreground)).toBe(expected.foregroundSha256);
    const prepared = prepareDepth(filled, foreground, width, height, imageSide);
    expect(sha256(prepared?.foreground ?? new Uint8Array())).toBe(expected.wideSha256);
    expect([...(prepared?.mask ?? [])]).toEqual(expected.mask);
    for (const [i = 0, value = 0] of expected.channels)
      expect(prepared?.channels[i]).toBeCloseTo(value, 4);
  });

  it("should leave AST's row 0 and column 0 open, and fill them on request", () => {
    const depth = Float32Array.of(0, 1, 1, 0, 0, 1, 1, 1, 1);
    expect([...fillGaps(depth, 3, 3)]).toEqual([0, 1, 1, 0, 1, 1, 1, 1, 1]);
    expect([...fillGaps(depth, 3, 3, { skipFirstRowAndColumn: false })].every((z) => z === 1)).toBe(
      true,
    );
  });

  it('should read values of the previous pass only', () => {
    const depth = new Float32Array(25);
    depth[4 * 5 + 4] = 2;
    const once = fillGaps(depth, 5, 5, { passes: 1 });
    expect(once[3 * 5 + 3]).toBe(2);
    expect(once[2 * 5 + 2]).toBe(0);
    expect(fillGaps(depth, 5, 5)[1 * 5 + 1]).toBe(2);
  });

  it('should name the corners without data', () => {
    const depth = new Float32Array(16).fill(0.3);
    depth.fill(0, 8);
    expect(cornerDepths(depth, 4, 4).empty).toEqual(['bottom-left', 'bottom-right']);
  });

  it('should say so when no pixel is foreground', () => {
    expect(relativeDepth(new Float32Array(4).fill(1), new Uint8Array(4))).toBeNull();
    expect(prepareDepth(new Float32Array(4).fill(1), new Uint8Array(4), 2, 2, 64)).toBeNull();
  });

  it('should measure centimetres from the mean of the object', () => {
    const relative = relativeDepth(Float32Array.of(0.3, 0.31, 0.5, 0), Uint8Array.of(1, 1, 0, 0));
    expect(relative?.[0]).toBeCloseTo(-0.5, 4);
    expect([...(relative ?? [])].slice(2)).toEqual([0, 0]);
  });
});

describe('masks', () => {
  it("should grow an isolated pixel as SciPy's even block does: four before, three after", () => {
    const mask = new Uint8Array(400);
    mask[10 * 20 + 9] = 1;
    const wide = dilate(mask, 20, 20);
    const set = [...wide.keys()].filter((i) => wide[i] === 1);
    expect(set.length).toBe(64);
    expect([Math.min(...set), Math.max(...set)]).toEqual([6 * 20 + 5, 13 * 20 + 12]);
  });

  it('should equal the definition on any mask and side', () => {
    const pixels = fc.array(fc.boolean(), { minLength: 132, maxLength: 132 });
    fc.assert(
      fc.property(pixels, fc.integer({ min: 1, max: 13 }), (set, side) => {
        const mask = Uint8Array.from(set, Number);
        const wide = dilate(mask, 12, 11, side);
        const before = Math.floor((side - 1) / 2);
        const after = Math.floor(side / 2);
        for (let y = 0; y < 11; y++) {
          for (let x = 0; x < 12; x++) {
            let any = 0;
            for (let v = Math.max(0, y - before); v <= Math.min(10, y + after); v++)
              for (let u = Math.max(0, x - before); u <= Math.min(11, x + after); u++)
                any |= mask[v * 12 + u] ?? 0;
            expect(wide[y * 12 + x]).toBe(any);
          }
        }
      }),
    );
  });

  it('should weigh rows and columns 8i + 3 and 8i + 4 by a quarter each', () => {
    for (const [pixel, value] of [
      [3 * 192 + 3, 0.25],
      [4 * 192 + 4, 0.25],
      [2 * 192 + 3, 0],
      [3 * 192 + 5, 0],
    ] as const) {
      const mask = new Uint8Array(192 * 192);
      mask[pixel] = 1;
      expect(softMask(mask, 192, 24)[0]).toBe(value);
    }
  });

  it('should place pixel (8i + dy, 8j + dx) in channel 8 dy + dx', () => {
    const plane = Float32Array.from({ length: 256 }, (_, i) => i);
    const channels = pixelUnshuffle(plane, 16);
    expect(channels[(8 * 2 + 5) * 4 + 3]).toBe((8 + 2) * 16 + 8 + 5);
  });
});

describe('maps', () => {
  it.each(golden.bicubic)("should equal PyTorch's bicubic from $side by $factor", (expected) => {
    const { side, factor } = expected;
    const next = stream(side);
    const plane = Float64Array.from({ length: side * side }, () => next() / 2 ** 32);
    const up = resizeBicubic(plane, side, side, side * factor, side * factor);
    for (const [i = 0, value = 0] of expected.values) expect(up[i]).toBeCloseTo(value, 6);
    expect(up.reduce((a, b) => Math.min(a, b))).toBeCloseTo(expected.min, 6);
  });

  it('should square a soft mask, and peak at 0.983 of a single hot cell', () => {
    const teacher = new Float32Array(2 * 576);
    teacher[300] = Math.SQRT2;
    const student = new Float32Array(2 * 576);
    const full = teacherStudentMap(teacher, student, new Float32Array(576).fill(1), 24);
    expect(full.side).toBe(192);
    expect(full.score).toBeCloseTo(0.983, 3);
    const half = teacherStudentMap(teacher, student, new Float32Array(576).fill(0.25), 24);
    expect(half.score / full.score).toBeCloseTo(0.0625, 6);
    expect(teacherStudentMap(teacher, student, null, 24).score).toBeCloseTo(1 / 576, 8);
    const raw = teacherStudentMap(teacher, student, null, 24, { rule: 'max-raw' });
    expect(raw.score).toBeCloseTo(1, 6);
  });
});
