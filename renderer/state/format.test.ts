import { describe, expect, it } from 'vitest';
import {
  bytes,
  clock,
  count,
  exposure,
  fixed,
  index,
  percent,
  scaleMm,
  shortScore,
  signed,
} from './format.js';

describe('numbers as they are written', () => {
  it.each([
    [fixed(-0.7, 1), '\u22120.7'],
    [fixed(-0.04, 1), '0.0'],
    [fixed(null, 1), '\u2013'],
    [fixed(Number.NaN, 1), '\u2013'],
    [signed(0.2, 1), '+0.2'],
    [signed(-0.2, 1), '\u22120.2'],
    [signed(0.01, 1), '0.0'],
    [shortScore(0.5), '0.50'],
    [shortScore(99.996), '100.0'],
    [shortScore(1062.6), '1063'],
    [count(3121), '3\u2009121'],
    [count(1234567), '1\u2009234\u2009567'],
    [count(87), '87'],
    [percent(0.9714), '97.1'],
    [percent(null), '\u2013'],
    [index(4), '004'],
    [index(1234), '1234'],
    [bytes(412e9), '412 GB'],
    [bytes(1.5e6), '1.5 MB'],
    [bytes(12), '12 B'],
    [exposure(8500), '8.5 ms'],
    [exposure(120), '120 \u00b5s'],
    [scaleMm(0.0000999999975), '0.1'],
    [scaleMm(0.001), '1'],
  ])('%s is %s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('writes local time', () => {
    const noon = new Date(2026, 9, 14, 12, 3, 7).toISOString();
    expect(clock(noon)).toBe('12:03');
    expect(clock(noon, true)).toBe('12:03:07');
  });
});
