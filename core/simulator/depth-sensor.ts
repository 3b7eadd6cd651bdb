/**
 * A D405's stereo depth of a noise-free view: what the right imager cannot see has no data
 * (shadows at the left of edges, a band at the picture's left), noise is even in disparity and so
 * grows with z squared, disparities come in 1/32 px, and smooth spots drop out.
 */
import { gaussianTable, makeRandom } from './random.js';

const TILE = 512;
const TILE_CELLS = TILE * TILE;
/** Standard deviation of a disparity, px (peers-and-users.md 1.2: 0.03 to 0.08). */
export const SUBPIXEL_NOISE_PX = 0.06;
const STEPS_PER_PIXEL = 32;
/** Spots without a match come from a slow noise field above this many standard deviations. */
const SPOT_SIGMAS = 3.35;

let noiseTile: Float32Array | null = null;

/** Gaussian noise correlated over about 5 x 5 px as matching windows make it, unit variance, periodic. */
function stereoNoise(): Float32Array {
  if (noiseTile) return noiseTile;
  const raw = gaussianTable(TILE_CELLS, 0x3c6ef372);
  const across = new Float32Array(TILE_CELLS);
  const out = new Float32Array(TILE_CELLS);
  for (let i = 0; i < TILE_CELLS; i++) {
    const row = i - (i % TILE);
    let sum = 0;
    for (let k = -1; k <= 1; k++) sum += raw[row + ((i + k) & (TILE - 1))]!;
    across[i] = sum;
  }
  for (let i = 0; i < TILE_CELLS; i++) {
    let sum = 0;
    for (let k = -1; k <= 1; k++) sum += across[(i + k * TILE + TILE_CELLS) % TILE_CELLS]!;
    out[i] = sum / 3;
  }
  noiseTile = out;
  return out;
}

export interface StereoOptions {
  readonly width: number;
  readonly height: number;
  /** fx of the depth camera in px. */
  readonly fx: number;
  readonly baselineMm: number;
  readonly minDistanceMm: number;
  readonly metresPerCount: number;
  /** All four corners without data. */
  readonly cornerHoles: boolean;
  /** Places the spots that do not match, which stay while the scene does. */
  readonly holeSeed: number;
}

/** Disparity in px of each pixel, 0 where the pair of imagers cannot match. Once per pose. */
export function disparities(depthMetres: Float32Array, options: StereoOptions): Float32Array {
  const { width, height, fx, baselineMm } = options;
  const out = new Float32Array(width * height);
  const fxBaseline = fx * (baselineMm / 1000);
  const nearest = options.minDistanceMm / 1000;
  for (let v = 0; v < height; v++) {
    // Scanning from the right, a pixel is seen by the right imager only if it lands left of all before.
    let leftmost = Number.POSITIVE_INFINITY;
    for (let u = width - 1; u >= 0; u--) {
      const i = v * width + u;
      const z = depthMetres[i]!;
      const disparity = fxBaseline / z;
      const landing = u - disparity;
      if (landing >= leftmost - 0.35) continue;
      leftmost = landing;
      if (landing < 0 || z < nearest) continue;
      out[i] = disparity;
    }
  }
  dropSpots(out, depthMetres, options);
  if (options.cornerHoles) cutCorners(out, width, height);
  return out;
}

/** Steady holes: steep flanks match badly, and a few spots at random. */
function dropSpots(
  out: Float32Array,
  depth: Float32Array,
  { width, height, holeSeed }: StereoOptions,
): void {
  const random = makeRandom(0x510e527f ^ holeSeed);
  for (let v = 1; v < height - 1; v++) {
    for (let u = 1; u < width - 1; u++) {
      const i = v * width + u;
      if (out[i] === 0) continue;
      const slope =
        Math.abs(depth[i + 1]! - depth[i - 1]!) + Math.abs(depth[i + width]! - depth[i - width]!);
      if (slope > 0.006 && random() < 0.6) out[i] = 0;
    }
  }
  const spots = Math.round((width * height) / 9000);
  for (let k = 0; k < spots; k++) {
    const cu = Math.floor(random() * width);
    const cv = Math.floor(random() * height);
    const r = Math.floor(random() * 2.2);
    for (let v = Math.max(0, cv - r); v <= Math.min(height - 1, cv + r); v++) {
      for (let u = Math.max(0, cu - r); u <= Math.min(width - 1, cu + r); u++)
        out[v * width + u] = 0;
    }
  }
}

function cutCorners(out: Float32Array, width: number, height: number): void {
  const r = Math.round(width * 0.07);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const du = Math.min(u, width - 1 - u);
      const dv = Math.min(v, height - 1 - v);
      if (du * du + dv * dv < r * r) out[v * width + u] = 0;
    }
  }
}

/**
 * One frame of depth counts with fresh noise; `random` places the noise tables.
 * @param counts receives width * height counts, 0 = no data
 */
export function readDepth(
  disparity: Float32Array,
  options: StereoOptions,
  random: () => number,
  counts: Uint16Array,
): void {
  const noise = stereoNoise();
  const { width, height } = options;
  const first = Math.floor(random() * TILE_CELLS);
  const second = Math.floor(random() * TILE_CELLS);
  const scale =
    ((options.fx * (options.baselineMm / 1000)) / options.metresPerCount) * STEPS_PER_PIXEL;
  const sigma = SUBPIXEL_NOISE_PX * STEPS_PER_PIXEL;
  const sigmaA = 0.8 * sigma;
  const sigmaB = 0.6 * sigma;
  const wrap = TILE_CELLS - 1;
  for (let v = 0; v < height; v++) {
    let a = first + v * TILE;
    // Another stride for the second table, so that their sum does not repeat with the tile.
    let b = second + v * TILE * 3;
    for (let i = v * width, end = i + width; i < end; i++, a++, b += 2) {
      const d = disparity[i]!;
      const noiseA = noise[a & wrap]!;
      if (d === 0 || noiseA > SPOT_SIGMAS) {
        counts[i] = 0;
        continue;
      }
      // Truncation after adding a half rounds, for these are positive; Math.round is slower.
      const steps = (d * STEPS_PER_PIXEL + sigmaA * noiseA + sigmaB * noise[b & wrap]! + 0.5) | 0;
      const count = (scale / steps + 0.5) | 0;
      counts[i] = count > 65535 ? 0 : count;
    }
  }
}
