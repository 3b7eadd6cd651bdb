/**
 * The robust table: a plane fitted to a band along the picture's border, by consensus and trimmed
 * least squares (as 3D-ADS does by RANSAC on ten pixels). It needs no corner and no intrinsics, for
 * a plane seen by a pinhole is linear in inverse depth over the pixels.
 */
import { fitPlane, makeSamples } from '../../levelling/plane-fit.js';

/** 1/z = a x + b y + c with x, y from the picture's middle in half widths; 1/m. */
export interface PlaneSurface {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly inlierShare: number;
}

const TARGET_SAMPLES = 8000;
/** Depth noise to expect of a near camera, and relative to the distance. */
const NOISE_METRES = 0.0005;
const RELATIVE_NOISE = 0.002;

/** @returns null where the band holds too little depth, or no plane that enough of it agrees on */
export function borderPlane(
  depth: Float32Array,
  width: number,
  height: number,
  borderShare: number,
): PlaneSurface | null {
  const band = Math.max(2, Math.round(borderShare * Math.min(width, height)));
  const columns = columnsWithDepth(depth, width, height);
  if (!columns) return null;
  const [left, right] = columns;
  const inBand = (x: number, y: number): boolean =>
    x < left + band || x > right - band || y < band || y >= height - band;
  const area = Math.max(
    1,
    width * height - Math.max(0, right - left + 1 - 2 * band) * Math.max(0, height - 2 * band),
  );
  const stride = Math.max(1, Math.floor(Math.sqrt(area / TARGET_SAMPLES)));
  const samples = makeSamples(Math.ceil(width / stride) * Math.ceil(height / stride));
  const values: number[] = [];
  const half = width / 2;
  for (let y = 0; y < height; y += stride) {
    for (let x = left; x <= right; x += stride) {
      const z = depth[y * width + x]!;
      if (!(z > 0) || !inBand(x, y)) continue;
      samples.x[samples.count] = (x - half) / half;
      samples.y[samples.count] = (y - height / 2) / half;
      samples.inverseDepth[samples.count] = 1 / z;
      samples.count += 1;
      values.push(z);
    }
  }
  if (values.length === 0) return null;
  values.sort((p, q) => p - q);
  const middle = values[values.length >> 1]!;
  const fit = fitPlane(
    samples,
    Math.max(NOISE_METRES, RELATIVE_NOISE * middle) / (middle * middle),
  );
  if (!fit) return null;
  const { normal, offset } = fit.plane;
  return {
    a: -normal[0] / offset,
    b: -normal[1] / offset,
    c: -normal[2] / offset,
    inlierShare: fit.inliers / samples.count,
  };
}

/** First and last column with depth in at least a quarter of their rows: a D405 has none at its left. */
function columnsWithDepth(
  depth: Float32Array,
  width: number,
  height: number,
): readonly [number, number] | null {
  const full = (x: number): boolean => {
    let count = 0;
    for (let y = 0; y < height; y += 4) if (depth[y * width + x]! > 0) count += 1;
    return count * 4 >= height / 4;
  };
  let left = 0;
  while (left < width && !full(left)) left += 1;
  if (left === width) return null;
  let right = width - 1;
  while (!full(right)) right -= 1;
  return [left, right];
}

/** Depth of the surface at a pixel, metres; negative or huge where the plane is behind or edge-on. */
export function planeDepthAt(
  { a, b, c }: PlaneSurface,
  x: number,
  y: number,
  width: number,
  height: number,
): number {
  const half = width / 2;
  return 1 / ((a * (x - half) + b * (y - height / 2)) / half + c);
}

/** 1 where z is off the surface by more than the threshold along the view and z is not 0. */
export function planeForeground(
  depth: Float32Array,
  width: number,
  height: number,
  surface: PlaneSurface,
  thresholdMetres: number,
): Uint8Array {
  const { a, b, c } = surface;
  const half = width / 2;
  const out = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (b * (y - height / 2)) / half + c;
    for (let x = 0; x < width; x++, i++) {
      const z = depth[i]!;
      const at = 1 / ((a * (x - half)) / half + row);
      out[i] = z !== 0 && Math.abs(at - z) > thresholdMetres ? 1 : 0;
    }
  }
  return out;
}
