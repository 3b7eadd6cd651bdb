/**
 * The table's plane from depth samples, untouched by the object in view. A plane is linear in
 * inverse depth: 1/z = a x + b y + c on normalised rays, and stereo noise is even in 1/z, so both the
 * consensus (RANSAC) and the trimmed least squares work there. (a, b, c) = -n / d.
 */
import type { Plane } from '../geometry/types.js';

/** Samples of one frame: ray x, ray y, 1/z in 1/m. Only the first `count` entries are valid. */
export interface PlaneSamples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly inverseDepth: Float64Array;
  count: number;
}

export interface PlaneFit {
  readonly plane: Plane;
  /** Root mean square of the perpendicular distances of the inliers, mm. */
  readonly rmsMm: number;
  /** Root mean square of the residuals in 1/z, 1/m; times fx * baseline it is in pixels. */
  readonly rmsInverseDepth: number;
  readonly inliers: number;
}

export function makeSamples(capacity: number): PlaneSamples {
  return {
    x: new Float64Array(capacity),
    y: new Float64Array(capacity),
    inverseDepth: new Float64Array(capacity),
    count: 0,
  };
}

const HYPOTHESES = 96;
const TEST_SAMPLES = 512;
const TRIM_ROUNDS = 4;
/** Trim at this many robust standard deviations. */
const TRIM_SIGMAS = 2.8;
const MIN_SAMPLES = 50;
/** The table must carry at least this share of the samples. */
const MIN_INLIER_SHARE = 0.25;

/**
 * Fits the plane that most samples agree on; null where there is none. Deterministic: the random
 * choice starts from the same seed every time.
 * @param noise expected standard deviation in 1/z, 1/m (subpixel noise / (fx * baseline))
 */
export function fitPlane(samples: PlaneSamples, noise: number): PlaneFit | null {
  const n = samples.count;
  if (n < MIN_SAMPLES) return null;
  const start = consensus(samples, 4 * noise);
  if (!start) return null;
  const { x, y, inverseDepth: q } = samples;
  let [a, b, c] = start;
  let limit = 4 * noise;
  let inliers = 0;
  let sumSquares = 0;
  for (let round = 0; round < TRIM_ROUNDS; round++) {
    const sums = new NormalEquations();
    sumSquares = 0;
    for (let i = 0; i < n; i++) {
      const xi = x[i]!;
      const yi = y[i]!;
      const residual = q[i]! - (a * xi + b * yi + c);
      if (residual > limit || residual < -limit) continue;
      sums.add(xi, yi, residual);
      sumSquares += residual * residual;
    }
    inliers = sums.count;
    if (inliers < MIN_SAMPLES || inliers < MIN_INLIER_SHARE * n) return null;
    const step = sums.solve();
    if (!step) return null;
    a += step[0];
    b += step[1];
    c += step[2];
    limit = TRIM_SIGMAS * Math.max(Math.sqrt(sumSquares / inliers), 0.05 * noise);
  }
  const rms = Math.sqrt(sumSquares / inliers);
  const length = Math.hypot(a, b, c);
  if (!(length > 0) || !(c > 0)) return null;
  const plane: Plane = { normal: [-a / length, -b / length, -c / length], offset: 1 / length };
  return {
    plane,
    rmsMm: rmsDistanceMm(samples, plane, [a, b, c], limit),
    rmsInverseDepth: rms,
    inliers,
  };
}

type Coefficients = [number, number, number];

/** Tries planes through three samples each and keeps the one with the most samples within `limit`. */
function consensus(samples: PlaneSamples, limit: number): Coefficients | null {
  const { x, y, inverseDepth: q, count: n } = samples;
  const stride = Math.max(1, Math.floor(n / TEST_SAMPLES));
  let state = 0x2545f491;
  const pick = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  let best: Coefficients | null = null;
  let bestScore = 0;
  for (let h = 0; h < HYPOTHESES; h++) {
    const candidate = throughThree(samples, pick(), pick(), pick());
    if (!candidate) continue;
    const [a, b, c] = candidate;
    let score = 0;
    for (let i = 0; i < n; i += stride) {
      const residual = Math.abs(q[i]! - (a * x[i]! + b * y[i]! + c));
      // A soft count: among planes with like support the tighter one wins.
      if (residual < limit) score += 1 - (residual / limit) * (residual / limit);
    }
    if (score > bestScore) {
      bestScore = score;
      best = candidate;
    }
  }
  return best;
}

function throughThree(s: PlaneSamples, i: number, j: number, k: number): Coefficients | null {
  const x1 = s.x[j]! - s.x[i]!;
  const y1 = s.y[j]! - s.y[i]!;
  const q1 = s.inverseDepth[j]! - s.inverseDepth[i]!;
  const x2 = s.x[k]! - s.x[i]!;
  const y2 = s.y[k]! - s.y[i]!;
  const q2 = s.inverseDepth[k]! - s.inverseDepth[i]!;
  const det = x1 * y2 - x2 * y1;
  // Three samples in a row, or close together, say nothing about the slope.
  if (Math.abs(det) < 0.02) return null;
  const a = (q1 * y2 - q2 * y1) / det;
  const b = (x1 * q2 - x2 * q1) / det;
  return [a, b, s.inverseDepth[i]! - a * s.x[i]! - b * s.y[i]!];
}

/** Least squares of r = a x + b y + c. */
class NormalEquations {
  count = 0;
  private xx = 0;
  private xy = 0;
  private yy = 0;
  private sx = 0;
  private sy = 0;
  private xr = 0;
  private yr = 0;
  private r = 0;

  add(x: number, y: number, r: number): void {
    this.count += 1;
    this.xx += x * x;
    this.xy += x * y;
    this.yy += y * y;
    this.sx += x;
    this.sy += y;
    this.xr += x * r;
    this.yr += y * r;
    this.r += r;
  }

  solve(): Coefficients | null {
    const n = this.count;
    const xx = this.xx - (this.sx * this.sx) / n;
    const xy = this.xy - (this.sx * this.sy) / n;
    const yy = this.yy - (this.sy * this.sy) / n;
    const xr = this.xr - (this.sx * this.r) / n;
    const yr = this.yr - (this.sy * this.r) / n;
    const det = xx * yy - xy * xy;
    if (!(det > 1e-12)) return null;
    const a = (xr * yy - yr * xy) / det;
    const b = (xx * yr - xy * xr) / det;
    return [a, b, (this.r - a * this.sx - b * this.sy) / n];
  }
}

function rmsDistanceMm(
  samples: PlaneSamples,
  plane: Plane,
  [a, b, c]: Coefficients,
  limit: number,
): number {
  const [nx, ny, nz] = plane.normal;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < samples.count; i++) {
    const x = samples.x[i]!;
    const y = samples.y[i]!;
    const q = samples.inverseDepth[i]!;
    if (Math.abs(q - (a * x + b * y + c)) > limit) continue;
    const distance = (nx * x + ny * y + nz) / q + plane.offset;
    sum += distance * distance;
    count += 1;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count) * 1000;
}
