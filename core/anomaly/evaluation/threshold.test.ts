import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, thresholdBy, wilson, type LabelledScore } from './threshold.js';

const good = (score: number, split: LabelledScore['split'] = 'validation'): LabelledScore => ({
  anomaly: 'good',
  split,
  score,
});
const dent = (score: number): LabelledScore => ({ anomaly: 'dent', split: 'test', score });

describe('thresholds', () => {
  it('should take the quantile of the good validation scores and judge by unseen good ones', () => {
    const scores = [good(1), good(2), good(3), good(4), good(5), good(9, 'test'), dent(8), dent(4)];
    const result = thresholdBy({ kind: 'quantile', quantile: 0.75 }, scores)!;
    expect(result.value).toBe(4);
    expect(result).toMatchObject({ goodScores: 1, falseAlarms: 1, anomalousScores: 2, found: 1 });
  });

  it('should have nothing to go by without validation scores, or without both classes', () => {
    expect(thresholdBy({ kind: 'quantile', quantile: 0.9 }, [dent(1)])).toBeNull();
    expect(thresholdBy({ kind: 'f1' }, [good(1), good(2)])).toBeNull();
    expect(thresholdBy({ kind: 'f1' }, [dent(2)])).toBeNull();
  });

  it('should separate separable scores by F1, in the middle of the gap', () => {
    const result = thresholdBy({ kind: 'f1' }, [good(1), good(2), dent(6), dent(9)])!;
    expect(result.value).toBe(4);
    expect(result).toMatchObject({ falseAlarms: 0, recall: 1 });
  });

  it('should keep a fixed value', () => {
    expect(thresholdBy({ kind: 'fixed', value: 0.3 }, [])).toMatchObject({
      value: 0.3,
      goodScores: 0,
      falseAlarmInterval: [0, 1],
      recall: null,
    });
  });

  it('should find no better F1 than its own at any other threshold', () => {
    const f1 = (scores: readonly LabelledScore[], value: number): number => {
      const called = scores.filter((s) => s.score > value);
      const hits = called.filter((s) => s.anomaly !== 'good').length;
      const positives = scores.filter((s) => s.anomaly !== 'good').length;
      return (2 * hits) / (called.length + positives);
    };
    const some = fc.array(
      fc.record({ score: fc.integer({ min: 0, max: 20 }), bad: fc.boolean() }),
      { minLength: 2, maxLength: 30 },
    );
    fc.assert(
      fc.property(some, (list) => {
        const scores = list.map(({ score, bad }) => (bad ? dent(score) : good(score)));
        const result = thresholdBy({ kind: 'f1' }, scores);
        if (!result) return;
        const best = Math.max(...scores.map((s) => f1(scores, s.score - 0.5)));
        expect(f1(scores, result.value)).toBeCloseTo(best, 12);
      }),
    );
  });
});

describe('quantile', () => {
  it("should interpolate as NumPy's default", () => {
    expect(quantile([4, 1, 3, 2], 0.9)).toBeCloseTo(3.7, 12);
  });
});

describe("Wilson's interval", () => {
  it('should give the values of the literature', () => {
    // 0 of 10, 1 of 10 and 15 of 148 (Newcombe 1998, table I: 0.0624 to 0.1605).
    expect(wilson(0, 10)[1]).toBeCloseTo(0.2775, 4);
    expect(wilson(1, 10)).toEqual([expect.closeTo(0.0179, 4), expect.closeTo(0.4042, 4)]);
    expect(wilson(15, 148)).toEqual([expect.closeTo(0.0624, 4), expect.closeTo(0.1605, 4)]);
  });

  it('should hold the share and stay within 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (a, b) => {
        const [low, high] = wilson(Math.min(a, b), Math.max(a, b, 1));
        const share = Math.min(a, b) / Math.max(a, b, 1);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
      }),
    );
  });
});
