/** A picture made small by whole steps: each pixel is the mean of its block's diagonal, for a fraction of a full mean's reads. */
import type { RgbPicture } from '../../codecs/png.js';

/** @param rgb RGB8 in row order */
export function smallRgb(
  rgb: Uint8Array,
  width: number,
  height: number,
  mostWide: number,
): RgbPicture {
  const step = Math.max(1, Math.ceil(width / mostWide));
  const small = {
    width: Math.max(1, Math.floor(width / step)),
    height: Math.max(1, Math.floor(height / step)),
  };
  const data = new Uint8Array(small.width * small.height * 3);
  const reach = Math.min(step, height);
  const across = width * 3 + 3;
  for (let v = 0, o = 0; v < small.height; v++) {
    for (let u = 0, from = v * step * width * 3; u < small.width; u++, from += step * 3) {
      for (let channel = 0; channel < 3; channel++, o++) {
        let sum = 0;
        for (let k = 0, i = from + channel; k < reach; k++, i += across) sum += rgb[i]!;
        data[o] = sum / reach;
      }
    }
  }
  return { ...small, data };
}
