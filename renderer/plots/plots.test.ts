import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearBins, logBins, logTicks, niceTicks, runningMedian, stack } from './axis.js';
import { csv } from './save-plot.js';

const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe('bins', () => {
  it('hold every value once, whatever the scale', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 50 }), (values) => {
        const items = values.map((value) => ({ name: 'a', value }));
        for (const bins of [linearBins(values, 12), logBins(values, 10)]) {
          const stacked = stack(bins, items, ['a']);
          expect(stacked.reduce((sum, bin) => sum + bin.total, 0)).toBe(values.length);
          const low = Math.min(...values);
          const high = Math.max(...values);
          expect((bins[0]?.from ?? 0) <= low * 1.0001).toBe(true);
          expect((bins.at(-1)?.to ?? 0) >= high * 0.9999).toBe(true);
        }
      }),
    );
  });

  it('are none for no values', () => {
    expect(linearBins([], 10)).toEqual([]);
    expect(logBins([], 10)).toEqual([]);
  });
});

describe('ticks', () => {
  it('are round and within the range', () => {
    expect(niceTicks(0, 57, 4)).toEqual([0, 20, 40]);
    expect(niceTicks(93.7, 98.2, 3)).toEqual([94, 96, 98]);
    expect(logTicks(8, 420)).toEqual([10, 20, 50, 100, 200]);
    expect(niceTicks(3, 3, 4)).toEqual([3]);
  });
});

describe('the running median', () => {
  it('is not moved by one outlier', () => {
    expect(runningMedian([1, 1, 50, 1, 1], 3)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('CSV', () => {
  it('quotes what needs it, and never writes a formula', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['x,"y"', null],
          ['=1+1', -2.5],
        ],
      ),
    ).toBe('a,b\r\n"x,""y""",\r\n\'=1+1,-2.5\r\n');
  });
});
