import { describe, expect, it } from 'vitest';
import { numpyPermutation } from './permutation.js';
import { positionalEncoding } from './positional.js';

describe('numpyPermutation', () => {
  it("should equal NumPy's RandomState for the toy flow of eight channels", () => {
    const expected = ['6 2 1 7 3 0 5 4', '7 2 1 6 0 4 3 5', '4 1 6 2 3 7 5 0', '5 7 4 6 3 1 0 2'];
    expect([0, 1, 2, 3].map((seed) => numpyPermutation(seed, 8).join(' '))).toEqual(expected);
  });

  it("should equal NumPy's first entries for 368 channels", () => {
    const first = [0, 1, 2, 3].map((seed) => [...numpyPermutation(seed, 368).slice(0, 5)]);
    expect(first).toEqual([
      [106, 260, 45, 26, 78],
      [301, 122, 228, 257, 102],
      [24, 151, 7, 317, 127],
      [102, 331, 240, 24, 134],
    ]);
  });

  it("should compose to AST's channel order of an untrained flow", () => {
    let order = Int32Array.from({ length: 368 }, (_, i) => i);
    for (let block = 0; block < 4; block++) {
      const permutation = numpyPermutation(block, 368);
      order = permutation.map((from) => order[from] ?? -1);
    }
    expect([...order.slice(0, 10)]).toEqual([131, 105, 66, 40, 95, 323, 333, 278, 11, 335]);
  });

  it('should permute any count', () => {
    for (const count of [1, 2, 3, 300])
      expect([...numpyPermutation(7, count)].sort((a, b) => a - b)).toEqual(
        Array.from({ length: count }, (_, i) => i),
      );
  });
});

describe('positionalEncoding', () => {
  it('should hold the published values at column 1 of row 0', () => {
    const code = positionalEncoding(32, 24, 24);
    const channel = (c: number): number => code[c * 576 + 1] ?? Number.NaN;
    [0.841471, 0.540302, 0.310984, 0.950415].forEach((value, c) => {
      expect(channel(c)).toBeCloseTo(value, 6);
    });
    expect([16, 17, 18, 19].map(channel)).toEqual([0, 1, 0, 1]);
  });

  it('should refuse a channel count that four does not divide', () => {
    expect(() => positionalEncoding(30, 2, 2)).toThrow(RangeError);
  });
});
