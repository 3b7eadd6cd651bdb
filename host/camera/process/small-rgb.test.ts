import { describe, expect, it } from 'vitest';
import { smallRgb } from './small-rgb.js';

describe('smallRgb', () => {
  it('takes the mean of the diagonal of each block and leaves out what is over', () => {
    const rgb = new Uint8Array(5 * 2 * 3);
    rgb.set([10, 20, 30], 0);
    rgb.set([20, 40, 60], (5 + 1) * 3);
    rgb.set([200, 100, 0], 2 * 3);
    expect(smallRgb(rgb, 5, 2, 3)).toEqual({
      width: 2,
      height: 1,
      data: Uint8Array.of(15, 30, 45, 100, 50, 0),
    });
  });

  it('keeps a picture that is small enough', () => {
    const rgb = Uint8Array.from({ length: 18 }, (_, i) => i);
    expect(smallRgb(rgb, 3, 2, 3)).toEqual({ width: 3, height: 2, data: rgb });
  });

  it('reads nothing beyond a picture that is lower than a block', () => {
    const rgb = new Uint8Array(8 * 1 * 3).fill(7);
    expect(smallRgb(rgb, 8, 1, 2).data).toEqual(new Uint8Array(6).fill(7));
  });
});
