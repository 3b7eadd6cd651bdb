/** Intrinsics from an organised cloud: X/Z is linear in u, Y/Z in v, where the picture has no distortion. */
import type { Intrinsics } from './types.js';

export interface IntrinsicsEstimate {
  readonly intrinsics: Intrinsics;
  /** Root mean square of the distance between each pixel and where the estimate puts its point, pixels. */
  readonly rmsPx: number;
  readonly points: number;
}

/** Fewer points, or points on one line, tell nothing. */
const MIN_POINTS = 100;
const MAX_SAMPLES = 40_000;

/**
 * Least squares of X/Z against u and Y/Z against v over the valid points.
 * @param xyz width * height * 3 in row order; points with z at most 0 or not finite are left out
 * @returns null where the points do not determine a camera
 */
export function estimateIntrinsics(
  xyz: ArrayLike<number>,
  width: number,
  height: number,
): IntrinsicsEstimate | null {
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / MAX_SAMPLES)));
  const across = new Line();
  const down = new Line();
  const each = (take: (u: number, v: number, x: number, y: number) => void): void => {
    for (let v = 0; v < height; v += step) {
      for (let u = 0; u < width; u += step) {
        const i = 3 * (v * width + u);
        const z = xyz[i + 2]!;
        const x = xyz[i]! / z;
        const y = xyz[i + 1]! / z;
        if (z > 0 && Number.isFinite(x) && Number.isFinite(y)) take(u, v, x, y);
      }
    }
  };
  each((u, v, x, y) => {
    across.add(u, x);
    down.add(v, y);
  });
  const horizontal = across.fit();
  const vertical = down.fit();
  if (across.n < MIN_POINTS || !horizontal || !vertical) return null;
  if (!(horizontal.slope > 0) || !(vertical.slope > 0)) return null;
  const fx = 1 / horizontal.slope;
  const fy = 1 / vertical.slope;
  const ppx = -horizontal.begin * fx;
  const ppy = -vertical.begin * fy;
  let sum = 0;
  each((u, v, x, y) => {
    sum += (x * fx + ppx - u) ** 2 + (y * fy + ppy - v) ** 2;
  });
  const rmsPx = Math.sqrt(sum / across.n);
  if (![fx, fy, ppx, ppy, rmsPx].every(Number.isFinite)) return null;
  const intrinsics: Intrinsics = {
    ...{ fx, fy, ppx, ppy },
    model: 'none',
    coefficients: [0, 0, 0, 0, 0],
  };
  return { intrinsics, rmsPx, points: across.n };
}

/** Straight line by least squares, sums kept about the first point so that precision is not lost. */
class Line {
  n = 0;
  private u0 = 0;
  private su = 0;
  private suu = 0;
  private sy = 0;
  private suy = 0;

  add(u: number, y: number): void {
    if (this.n === 0) this.u0 = u;
    const d = u - this.u0;
    this.n += 1;
    this.su += d;
    this.suu += d * d;
    this.sy += y;
    this.suy += d * y;
  }

  fit(): { slope: number; begin: number } | null {
    const spread = this.n * this.suu - this.su * this.su;
    if (!(spread > 0)) return null;
    const slope = (this.n * this.suy - this.su * this.sy) / spread;
    const atFirst = (this.sy - slope * this.su) / this.n;
    return { slope, begin: atFirst - slope * this.u0 };
  }
}
