import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SampleScore } from '../contract/schema/detector.js';
import { figuresAt, quantileOf, thresholdOf, wilsonInterval } from './threshold.js';

const good = (score: number, split: 'validation' | 'test' = 'validation'): SampleScore => ({
  sample: `g${String(score)}`,
  anomaly: 'good',
  split,
  score,
});
const dent = (score: number): SampleScore => ({
  sample: `d${String(score)}`,
  anomaly: 'dent',
  split: 'test',
  score,
});

describe('wilsonInterval', () => {
  // By bisection of the score test itself, |share - p| = z sqrt(p (1 - p) / n).
  it.each([
    [1, 40, 0.004427, 0.128814],
    [4, 30, 0.053097, 0.296813],
    [0, 40, 0, 0.087623],
    [5, 5, 0.565518, 1],
  ])('of %i in %i', (count, total, low, high) => {
    const [l, h] = wilsonInterval(count, total);
    expect(l).toBeCloseTo(low, 5);
    expect(h).toBeCloseTo(high, 5);
  });

  it('holds the share, and is everything without samples', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (count, more) => {
        const total = count + more;
        if (total === 0) return;
        const [low, high] = wilsonInterval(count, total);
        expect(low).toBeLessThanOrEqual(count / total + 1e-12);
        expect(high).toBeGreaterThanOrEqual(count / total - 1e-12);
      }),
    );
  });
});

describe('figuresAt', () => {
  it('counts a score at the line as anomalous', () => {
    const figures = figuresAt([good(0.1), good(0.3), dent(0.3), dent(0.2)], 0.3);
    expect(figures).toMatchObject({
      goodScores: 2,
      falseAlarms: 1,
      falseAlarmRate: 0.5,
      anomalousScores: 2,
      found: 1,
      recall: 0.5,
    });
  });

  it('knows no recall without anomalous samples', () => {
    expect(figuresAt([good(0.1)], 0.2)).toMatchObject({ recall: null, recallInterval: null });
  });
});

describe('thresholdOf', () => {
  it('takes the quantile of the validation scores as NumPy does', () => {
    expect(quantileOf([1, 2, 3, 4], 0.97)).toBeCloseTo(3.91, 12);
    const scores = [good(1), good(2), good(3), good(4), good(99, 'test'), dent(50)];
    expect(thresholdOf({ kind: 'quantile', quantile: 0.97 }, scores)).toBeCloseTo(3.91, 12);
  });

  it('rests on good test samples where there is no validation', () => {
    expect(thresholdOf({ kind: 'quantile', quantile: 1 }, [good(7, 'test'), dent(9)])).toBe(7);
  });

  it('finds the line that no other beats by F1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { minLength: 1 }),
        (drawn) => {
          const scores = drawn.map(([score, bad]) => (bad ? dent(score) : good(score)));
          if (!drawn.some(([, bad]) => bad)) return;
          const f1 = (value: number): number => {
            const { found, falseAlarms, anomalousScores } = figuresAt(scores, value);
            return (2 * found) / (found + falseAlarms + anomalousScores);
          };
          const chosen = f1(thresholdOf({ kind: 'f1' }, scores));
          for (const [score] of drawn) expect(f1(score)).toBeLessThanOrEqual(chosen + 1e-12);
        },
      ),
    );
  });

  it('refuses a rule that has nothing to rest on', () => {
    expect(() => thresholdOf({ kind: 'f1' }, [good(1)])).toThrow(RangeError);
    expect(() => thresholdOf({ kind: 'quantile', quantile: 0.9 }, [dent(1)])).toThrow(RangeError);
    expect(thresholdOf({ kind: 'fixed', value: 0.4 }, [])).toBe(0.4);
  });
});
