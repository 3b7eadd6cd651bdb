import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rebin, sparkPath, sparkRange, ticks } from './plots.js';

describe('rebin', () => {
  it('keeps the total where the range covers the histogram', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 60 }),
        (counts, bins) => {
          const total = counts.reduce((sum, n) => sum + n, 0);
          const out = rebin({ from: 100, to: 200, counts }, 90, 210, bins);
          expect(out.reduce((sum, n) => sum + n, 0)).toBeCloseTo(total, 6);
        },
      ),
    );
  });

  it('leaves out what lies outside, and nothing else', () => {
    expect(rebin({ from: 0, to: 4, counts: [1, 2, 3, 4] }, 1, 3, 2)).toEqual([2, 3]);
    expect(rebin({ from: 0, to: 4, counts: [1] }, 5, 9, 2)).toEqual([0, 0]);
  });
});

describe('ticks', () => {
  it.each([
    [140, 180, 5, [140, 150, 160, 170, 180]],
    [130, 210, 6, [140, 160, 180, 200]],
    [0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])('from %d to %d', (from, to, most, expected) => {
    expect(ticks(from, to, most)).toEqual(expected);
  });

  it('gives round numbers inside the range, never too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 5, max: 1500 }),
        (from, span) => {
          const out = ticks(from, from + span, 6);
          expect(out.length).toBeGreaterThan(0);
          expect(out.length).toBeLessThanOrEqual(7);
          for (const value of out) {
            expect(value).toBeGreaterThanOrEqual(from - 1e-6);
            expect(value).toBeLessThanOrEqual(from + span + 1e-6);
          }
        },
      ),
    );
  });
});

describe('sparklines', () => {
  it('end at the right and leave gaps where nothing was measured', () => {
    expect(sparkPath([1, null, 3], 3, [1, 3], 100, 20)).toBe('M0.0 20.0M100.0 0.0');
    expect(sparkPath([1, 3], 5, [1, 3], 100, 20)).toBe('M75.0 20.0L100.0 0.0');
  });

  it('never blow up noise: the range has a least height', () => {
    expect(sparkRange([5, 5.01], 2)).toEqual([4.005, 6.005]);
    expect(sparkRange([null], 2)).toEqual([0, 2]);
  });
});
