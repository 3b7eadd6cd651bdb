import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { sampleIdSchema } from '../contract/schema/sample.js';
import { CATEGORIES } from '../dataset/vocabulary.js';
import { planDataSet, testCounts } from './data-set.js';

const base = { categories: CATEGORIES, seed: 3, width: 1280, height: 720 };

describe('planDataSet', () => {
  it('spreads the test split over good and the six types', () => {
    expect([...testCounts(60).values()]).toEqual([18, 7, 7, 7, 7, 7, 7]);
    expect([...testCounts(7).values()]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect([...testCounts(3).values()]).toEqual([1, 1, 1, 0, 0, 0, 0]);
    fc.assert(
      fc.property(fc.nat(500), (test) => {
        const counts = [...testCounts(test).values()];
        expect(counts.reduce((a, b) => a + b, 0)).toBe(test);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('gives every sample an id of its own that sorts by time', () => {
    const plan = planDataSet({ ...base, train: 30, validation: 10, test: 60 });
    expect(plan).toHaveLength(1500);
    expect(new Set(plan.map((s) => s.id)).size).toBe(1500);
    for (const sample of plan) sampleIdSchema.parse(sample.id);
    const byId = [...plan].sort((a, b) => (a.id < b.id ? -1 : 1));
    const times = byId.map((s) => s.takenAt);
    expect(times).toEqual([...times].sort());
  });

  it('only adds samples when counts grow, and changes all with the seed', () => {
    const small = planDataSet({ ...base, train: 3, validation: 1, test: 14 });
    const large = planDataSet({ ...base, train: 5, validation: 2, test: 60 });
    for (const sample of small) expect(large).toContainEqual(sample);
    const other = planDataSet({ ...base, seed: 4, train: 3, validation: 1, test: 14 });
    const seeds = new Set(small.map((s) => s.simulator.seed));
    expect(other.filter((s) => seeds.has(s.simulator.seed))).toEqual([]);
  });

  it('lights every category as the paper does and keeps the rig levelled', () => {
    const plan = planDataSet({ ...base, train: 2, validation: 0, test: 0 });
    expect(plan.find((s) => s.category === 'sushi')?.lighting).toBe('U');
    expect(plan.find((s) => s.category === 'chicken')?.simulator.lighting).toBe('M');
    for (const { simulator } of plan) expect(simulator.tiltDeg).toBeLessThan(0.5);
  });
});
