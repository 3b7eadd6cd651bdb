/** Sharpness, clipping and brightness of an RGB8 picture, on a fixed sampling grid. */

export interface LumaMeasures {
  /** Variance of the Laplacian of the green channel (Pech-Pacheco 2000), 8-bit units squared. */
  readonly sharpness: number;
  /** Share of pixels whose brightest channel is at most 4 of 255. */
  readonly clippedDark: number;
  /** Share of pixels with a channel at 254 or 255. */
  readonly clippedBright: number;
  /** 64 bins of luma (Rec. 601). */
  readonly histogram: number[];
}

const BRIGHT = 254;
const DARK = 4;
const SHARPNESS_STRIDE = 3;
const LUMA_STRIDE = 4;

/** @param rgb row order, length width * height * 3 */
export function measureLuma(rgb: Uint8Array, width: number, height: number): LumaMeasures {
  const histogram = new Array<number>(64).fill(0);
  let dark = 0;
  let bright = 0;
  let pixels = 0;
  for (let v = 0; v < height; v += LUMA_STRIDE) {
    for (let u = 0, i = v * width * 3; u < width; u += LUMA_STRIDE, i += 3 * LUMA_STRIDE) {
      const r = rgb[i]!;
      const g = rgb[i + 1]!;
      const b = rgb[i + 2]!;
      const top = r > g ? (r > b ? r : b) : g > b ? g : b;
      if (top >= BRIGHT) bright += 1;
      else if (top <= DARK) dark += 1;
      histogram[(r * 77 + g * 150 + b * 29) >> 10]! += 1;
      pixels += 1;
    }
  }
  return {
    sharpness: laplacianVariance(rgb, width, height),
    clippedDark: pixels === 0 ? 0 : dark / pixels,
    clippedBright: pixels === 0 ? 0 : bright / pixels,
    histogram,
  };
}

function laplacianVariance(rgb: Uint8Array, width: number, height: number): number {
  const row = width * 3;
  let sum = 0;
  let squares = 0;
  let n = 0;
  for (let v = 1; v < height - 1; v += SHARPNESS_STRIDE) {
    const end = (v + 1) * row - 3;
    for (let i = v * row + 4; i < end; i += 3 * SHARPNESS_STRIDE) {
      const value = 4 * rgb[i]! - rgb[i - 3]! - rgb[i + 3]! - rgb[i - row]! - rgb[i + row]!;
      sum += value;
      squares += value * value;
      n += 1;
    }
  }
  if (n === 0) return 0;
  const mean = sum / n;
  return squares / n - mean * mean;
}
