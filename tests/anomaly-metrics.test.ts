/** Measures: the published golden vectors, and NumPy and scikit-learn (tests/oracles/metrics.py). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aupro,
  auproExact,
  overlapCurve,
  pixelRateAtOverlap,
} from '../core/anomaly/metrics/aupro.js';
import { auroc, imageRateAtRecall, pixelAuroc } from '../core/anomaly/metrics/auroc.js';
import { gatherPixels, type PixelScores, type ScoredMap } from '../core/anomaly/metrics/pixels.js';
import { selectRanks, sortedScores, type Scores } from '../core/anomaly/metrics/radix.js';
import { connectedRegions } from '../core/anomaly/metrics/regions.js';
import { StudioError } from '../core/contract/errors.js';
import golden from './golden/metrics.json' with { type: 'json' };
import { stream } from './support/stream.js';

type Rectangle = readonly [image: number, top: number, bottom: number, left: number, right: number];
const RECTANGLES: readonly Rectangle[] = [
  [1, 2, 5, 2, 5],
  [2, 8, 11, 8, 11],
  [2, 0, 1, 12, 15],
];

/** The published case: three 16x16 maps from the generator with seed 42. */
function published(change: (value: number, inside: boolean, index: number) => number): PixelScores {
  const next = stream(42);
  const maps = [0, 1, 2].map((image): ScoredMap => {
    const groundTruth = new Uint8Array(256);
    for (const [at, top, bottom, left, right] of RECTANGLES) {
      if (at !== image) continue;
      for (let y = top; y <= bottom; y++) groundTruth.fill(255, y * 16 + left, y * 16 + right + 1);
    }
    const scores = Float64Array.from({ length: 256 }, (_, i) =>
      change(next() / 2 ** 32, groundTruth[i] !== 0, image * 256 + i),
    );
    return { name: String(image), width: 16, height: 16, scores, groundTruth };
  });
  return gatherPixels(maps);
}

const raised = (value: number, inside: boolean): number => value + (inside ? 0.5 : 0);

describe('AUPRO, published golden vectors', () => {
  it('should draw the published numbers', () => {
    const next = stream(42);
    expect(Array.from({ length: 4 }, () => Number((next() / 2 ** 32).toFixed(8)))).toEqual([
      0.25234517, 0.08812505, 0.5772812, 0.22255427,
    ]);
  });

  it('should give A at 100, 200 and 5000 thresholds', () => {
    const a = published(raised);
    expect(aupro(a)).toBeCloseTo(0.6305061908577533, 12);
    expect(aupro(a, 200)).toBeCloseTo(0.6309523809523809, 12);
    expect(aupro(a, 5000)).toBeCloseTo(0.6307615995115995, 12);
    expect(auproExact(a)).toBeCloseTo(0.6301892551892552, 12);
  });

  it('should give B without a boost and E with most scores 0', () => {
    const b = published((value) => value);
    expect(aupro(b)).toBeCloseTo(0.17810401404151402, 12);
    expect(auproExact(b)).toBeCloseTo(0.17786553724053725, 12);
    const e = published((value, inside, i) => ((i % 256) % 5 === 0 ? raised(value, inside) : 0));
    expect(aupro(e)).toBeCloseTo(0.18038385225885226, 12);
    expect(auproExact(e)).toBeCloseTo(0.19548963727843038, 12);
  });

  it('should give 1 to a perfect map; 0 and, exactly, the diagonal to a constant one', () => {
    const perfect = published((_, inside) => Number(inside));
    expect([aupro(perfect), auproExact(perfect)]).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(1, 12),
    ]);
    const constant = published(() => 3);
    expect(aupro(constant)).toBeCloseTo(0, 12);
    expect(auproExact(constant)).toBeCloseTo(0.15, 12);
  });

  it('should be the same for float32 scores, which take the radix path', () => {
    const next = stream(9);
    const map = (wide: boolean, scores: readonly number[]): ScoredMap => ({
      name: '',
      width: 200,
      height: 100,
      scores: wide ? Float64Array.from(scores) : Float32Array.from(scores),
      groundTruth: Uint8Array.from({ length: 20000 }, (_, i) => Number(i % 200 < 9 && i > 4000)),
    });
    // Few distinct upper bits: whole segments fall into one bin and are counted.
    const scores = Array.from({ length: 20000 }, () => Math.fround(1 + next() / 2 ** 42));
    const [narrow, wide] = [false, true].map((w) => gatherPixels([map(w, scores)]));
    expect(aupro(narrow!)).toBe(aupro(wide!));
    expect(auproExact(narrow!)).toBe(auproExact(wide!));
  });
});

describe('measures against NumPy and scikit-learn', () => {
  it.each(golden)('should agree to 1e-9 at side $side with $levels levels', (expected) => {
    const { seed, count, side, levels, lift } = expected;
    const next = stream(seed);
    const maps = Array.from({ length: count }, (_, k): ScoredMap => {
      const groundTruth = new Uint8Array(side * side);
      if (k % 2 === 1) {
        const top = 1 + ((k * 5) % (side / 2));
        for (let y = top; y < top + 4; y++)
          groundTruth.fill(1, y * side + 2, y * side + 2 + Math.floor(side / 4));
        if (k % 4 === 1)
          for (let y = side - 3; y < side; y++)
            groundTruth.fill(1, y * side + side - 5, (y + 1) * side);
      }
      const scores = Float32Array.from({ length: side * side }, (_, i) => {
        const value = (next() >>> 8) / 2 ** 24;
        const shown = Math.fround(levels === 0 ? value : Math.floor(value * levels) / levels);
        return groundTruth[i] === 1 ? shown + Math.fround(lift) : shown;
      });
      return { name: String(k), width: side, height: side, scores, groundTruth };
    });
    const pixels = gatherPixels(maps);
    for (const [n, value] of Object.entries(expected.aupro))
      expect(Math.abs((aupro(pixels, Number(n)) ?? NaN) - value)).toBeLessThan(1e-9);
    expect(Math.abs((auproExact(pixels) ?? NaN) - expected.exact)).toBeLessThan(1e-9);
    expect(pixelAuroc(pixels)).toBeCloseTo(expected.pixelAuroc, 9);
    const tops = maps.map((map) => Math.max(...map.scores));
    const [good, bad] = [0, 1].map((odd) => tops.filter((_, k) => k % 2 === odd));
    expect(auroc(good!, bad!)).toBeCloseTo(expected.imageAuroc, 12);
  });
});

describe('what cannot be measured', () => {
  const flat = (groundTruth: Uint8Array | null, scores: Scores): ScoredMap => ({
    name: 'crab/dent/1.npy',
    width: 2,
    height: 2,
    scores,
    groundTruth,
  });

  it('should be null without anomalous or without normal pixels', () => {
    for (const truth of [null, new Uint8Array(4), new Uint8Array(4).fill(1)]) {
      const pixels = gatherPixels([flat(truth, new Float32Array(4))]);
      expect([aupro(pixels), auproExact(pixels), pixelAuroc(pixels)]).toEqual([null, null, null]);
      expect(pixelRateAtOverlap(pixels)).toBeNull();
    }
    expect(auroc([], [1])).toBeNull();
    expect(imageRateAtRecall([1], [])).toBeNull();
  });

  it('should name the map with a score that is no number', () => {
    const bad = Float32Array.of(0, Number.NaN, 1, 2);
    expect(() => gatherPixels([flat(Uint8Array.of(1, 1, 0, 0), bad)])).toThrow(StudioError);
    const outside = gatherPixels([flat(Uint8Array.of(0, 0, 1, 0), bad)]);
    expect(() => aupro(outside)).toThrow('crab/dent/1.npy');
    expect(() => auproExact(outside)).toThrow('crab/dent/1.npy');
  });

  it('should refuse a ground truth of another size', () => {
    expect(() => gatherPixels([flat(new Uint8Array(6), new Float32Array(4))])).toThrow(StudioError);
  });
});

describe('connectedRegions', () => {
  it('should join diagonal pixels by default and not with four neighbours', () => {
    const mask = Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0);
    expect(connectedRegions(mask, 3, 3)).toHaveLength(1);
    expect(connectedRegions(mask, 3, 3, 4)).toHaveLength(2);
  });

  it('should place every anomalous pixel in exactly one region', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 63, maxLength: 63 }), (set) => {
        const pixels = connectedRegions(Uint8Array.from(set, Number), 9, 7).flatMap((r) => [...r]);
        expect(pixels.sort((a, b) => a - b)).toEqual(
          [...set.keys()].filter((i) => set[i] === true),
        );
      }),
    );
  });
});

describe('operating points', () => {
  it('should take the highest threshold that reaches the recall', () => {
    const anomalous = Array.from({ length: 20 }, (_, i) => 10 + i);
    expect(imageRateAtRecall([1, 2, 11, 30], anomalous)).toEqual({
      threshold: 11,
      falsePositiveRate: 0.5,
    });
  });

  it('should never promise more false alarms than the curve has at its threshold', () => {
    const pixels = published(raised);
    const point = pixelRateAtOverlap(pixels, 0.8);
    const alarms = [...pixels.sortedNormal()].filter((s) => s >= (point?.threshold ?? NaN)).length;
    expect(point?.falsePositiveRate).toBeCloseTo(alarms / pixels.normalCount, 12);
    const curve = overlapCurve(pixels);
    const rates = [...(curve?.falsePositiveRate ?? [])];
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(curve?.overlap.at(-1)).toBe(1);
  });
});

describe('radix', () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true });
  it('should sort and select like a sort, either width', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 5000, size: 'max' }), (numbers) => {
        for (const values of [Float32Array.from(numbers), Float64Array.from(numbers)]) {
          const sorted = [...values].sort((a, b) => a - b);
          expect([...sortedScores(values)].map((v) => v + 0)).toEqual(sorted.map((v) => v + 0));
          if (values instanceof Float64Array) continue;
          const half = values.length >> 1;
          const ranks = [0, half >> 1, half, values.length - 1];
          const picked = selectRanks([values.subarray(0, half), values.subarray(half)], [], ranks);
          expect([...(picked ?? [])].map((v) => v + 0)).toEqual(ranks.map((r) => sorted[r]! + 0));
          const others = [...values.subarray(half)].sort((a, b) => a - b);
          const last = selectRanks([values], [values.subarray(0, half)], [0, others.length - 1]);
          expect([...(last ?? [])].map((v) => v + 0)).toEqual([others[0]! + 0, others.at(-1)! + 0]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
