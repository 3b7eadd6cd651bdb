/** Normalised viewing rays (x, y at z = 1) of every pixel, computed once per camera and size. */
import { undistort } from './projection.js';
import type { Intrinsics } from './types.js';

/** `x[u]`, `y[v]` for a pinhole; with distortion one pair per pixel in row order. */
export interface RayTable {
  readonly width: number;
  readonly height: number;
  readonly separable: boolean;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Rays of a `width` x `height` grid; `offset` shifts all pixels, e.g. -0.5 for their top-left corners. */
export function rayTable(
  intrinsics: Intrinsics,
  width: number,
  height: number,
  offset = 0,
): RayTable {
  const { fx, fy, ppx, ppy } = intrinsics;
  if (intrinsics.model === 'none' || intrinsics.coefficients.every((k) => k === 0)) {
    const x = Float64Array.from({ length: width }, (_, u) => (u + offset - ppx) / fx);
    const y = Float64Array.from({ length: height }, (_, v) => (v + offset - ppy) / fy);
    return { width, height, separable: true, x, y };
  }
  const x = new Float64Array(width * height);
  const y = new Float64Array(width * height);
  for (let v = 0, i = 0; v < height; v++) {
    for (let u = 0; u < width; u++, i++) {
      const [rx, ry] = undistort(intrinsics, (u + offset - ppx) / fx, (v + offset - ppy) / fy);
      x[i] = rx;
      y[i] = ry;
    }
  }
  return { width, height, separable: false, x, y };
}
