/**
 * The magic wand. Where depth tells a defect from the surface around it (defect.ts), the region ends at its
 * rim at tolerance 1. Else every pixel gets the largest difference in colour or height that has to be
 * passed on the best way to it; a region is what can be reached under a tolerance. Both are found once
 * per click, so dragging the tolerance only compares.
 */
import { traceMask } from './contour.js';
import { distanceTo } from '../mask/morphology.js';
import { findDefect, type Defect } from './defect.js';
import type { DepthGrid } from './depth-grid.js';
import type { ImagePoint } from './document.js';
import { emptyMask, type Mask } from './mask.js';
import { simplify } from './simplify.js';
import { meanOfValid } from './smooth.js';

/** RGBA bytes as ImageData holds them. */
export interface WandPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray | Uint8Array;
}

export interface WandRegion {
  /** Top left of the window in the picture. */
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;
  /** Level at which a pixel of the window is reached; LEVELS where it is not. */
  readonly levels: Uint16Array;
  readonly image: { readonly width: number; readonly height: number };
  /** Whether a rim was found in depth: tolerance 1 ends at it. */
  readonly rim: boolean;
}

/** Looked at on each side of the seed, as a share of the picture's width. */
const WINDOW = 1 / 4;
const MAX_WINDOW_PX = 320;
/** Sizes of surroundings to compare with, as shares of the width: from a pinhole to a thumb. */
const SURROUNDINGS = [0.006, 0.01, 0.016, 0.024, 0.036];
const SMOOTH_PX = 2;
/** Below this a difference to the surroundings is noise. */
const CLEAR_MM = 0.3;
const COLOUR_UNIT = 26;
/** A hollow is grown to this share of its own depth below the surroundings. */
const SHARE_OF_SEED = 0.85;
const PLAIN_UNIT_MM = 0.6;
const MAX_TOLERANCE = 6;
const LEVELS = 512;

/** Finds how every pixel is reached from the seed, up to the largest tolerance. null outside. */
export function growFrom(
  picture: WandPicture,
  depth: DepthGrid | null,
  seed: ImagePoint,
): WandRegion | null {
  const sx = Math.floor(seed[0]);
  const sy = Math.floor(seed[1]);
  if (sx < 0 || sy < 0 || sx >= picture.width || sy >= picture.height) return null;
  const image = { width: picture.width, height: picture.height };
  const defect = depth && findDefect(depth, sx, sy);
  if (defect) {
    const { x0, y0, width, height } = defect;
    const levels = levelsOfRim(defect, (sy - y0) * width + sx - x0);
    return { x0, y0, width, height, levels, image, rim: true };
  }
  const half = Math.min(MAX_WINDOW_PX, Math.max(48, Math.round(picture.width * WINDOW)));
  const x0 = Math.max(0, sx - half);
  const y0 = Math.max(0, sy - half);
  const width = Math.min(picture.width, sx + half + 1) - x0;
  const height = Math.min(picture.height, sy + half + 1) - y0;
  const window = { x0, y0, width, height };
  const start = (sy - y0) * width + sx - x0;
  const colours = [0, 1, 2].map((c) => channel(picture, window, c));
  const relief = depth ? hollow(depth, picture.width, window, start) : null;
  // Where depth speaks clearly, shading inside a dent must not stop the wand.
  const colourUnit = COLOUR_UNIT * (relief && relief.clear ? 3 : 1);
  const [red, green, blue] = colours as [Float32Array, Float32Array, Float32Array];
  const r0 = red[start]!;
  const g0 = green[start]!;
  const b0 = blue[start]!;
  const scale = (LEVELS - 1) / MAX_TOLERANCE;
  const costOf = (i: number): number => {
    const dr = red[i]! - r0;
    const dg = green[i]! - g0;
    const db = blue[i]! - b0;
    let cost = Math.sqrt((dr * dr + dg * dg + db * db) / 3) / colourUnit;
    if (relief) {
      const value = relief.values[i]!;
      if (!Number.isNaN(value)) {
        const away = Math.abs(value - relief.seed) / relief.unitMm;
        if (away > cost) cost = away;
      }
    }
    return Math.min(LEVELS, Math.round(cost * scale));
  };
  return { ...window, levels: reach(width, height, start, costOf), image, rim: false };
}

/** Outwards, so many half widths of the defect are a tolerance of 1. */
const RIM_STEP = 1.5;

/** Levels that are 1 at the rim, less towards the middle, more with the distance outside. */
function levelsOfRim({ mask, width, height, radiusPx }: Defect, start: number): Uint16Array {
  const outside = distanceTo(mask, width, height, 1);
  const inside = distanceTo(mask, width, height, 0);
  const deepest = inside.reduce((most, d) => (Number.isFinite(d) && d > most ? d : most), 1);
  const unit = (LEVELS - 1) / MAX_TOLERANCE;
  const levels = Uint16Array.from(mask, (on, i) =>
    on === 1
      ? Math.floor(unit * Math.max(0, 1 - (inside[i]! - 1) / deepest))
      : Math.min(LEVELS, Math.ceil(unit * (1 + outside[i]! / (RIM_STEP * radiusPx))) + 1),
  );
  levels[start] = 0;
  return levels;
}

interface Window {
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;
}

function channel({ rgba, width }: WandPicture, window: Window, c: number): Float32Array {
  const values = new Float32Array(window.width * window.height);
  for (let y = 0, i = 0; y < window.height; y++) {
    let p = ((y + window.y0) * width + window.x0) * 4 + c;
    // One above zero: zero means no data to the mean.
    for (let x = 0; x < window.width; x++, i++, p += 4) values[i] = rgba[p]! + 1;
  }
  return meanOfValid(values, window.width, window.height, SMOOTH_PX, false);
}

interface Relief {
  /** mm above (positive) the surroundings; NaN without depth. */
  readonly values: Float32Array;
  readonly seed: number;
  readonly unitMm: number;
  readonly clear: boolean;
}

/**
 * Height above the surroundings. Their size is the one at which the seed first stands out most: larger
 * ones would take in the edge of the object.
 */
function hollow(
  depth: DepthGrid,
  imageWidth: number,
  window: Window,
  start: number,
): Relief | null {
  const { width, height } = window;
  const zMm = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + window.y0) * depth.width + window.x0;
    zMm.set(depth.zMm.subarray(from, from + width), y * width);
  }
  const near = meanOfValid(zMm, width, height, SMOOTH_PX, false);
  if (near[start] === 0) return null;
  let best: { wide: Float32Array; value: number } | null = null;
  for (const share of SURROUNDINGS) {
    const radius = Math.max(4, Math.round(share * imageWidth));
    const square = meanOfValid(zMm, width, height, radius, false);
    const wide = meanOfValid(square, width, height, radius >> 1, false);
    const value = wide[start]! - near[start]!;
    if (best && Math.abs(best.value) >= CLEAR_MM && Math.abs(value) < Math.abs(best.value)) break;
    if (!best || Math.abs(value) > Math.abs(best.value)) best = { wide, value };
  }
  if (!best) return null;
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++)
    values[i] = near[i]! > 0 && best.wide[i]! > 0 ? best.wide[i]! - near[i]! : Number.NaN;
  const clear = Math.abs(best.value) >= CLEAR_MM;
  return {
    values,
    seed: best.value,
    unitMm: clear ? Math.abs(best.value) * SHARE_OF_SEED : PLAIN_UNIT_MM,
    clear,
  };
}

/** Dijkstra's algorithm for the largest cost on the way, with one bucket a level. */
function reach(
  width: number,
  height: number,
  start: number,
  costOf: (i: number) => number,
): Uint16Array {
  const levels = new Uint16Array(width * height).fill(LEVELS);
  const buckets: number[][] = Array.from({ length: LEVELS }, () => []);
  levels[start] = 0;
  buckets[0]!.push(start);
  for (let level = 0; level < LEVELS; level++) {
    const bucket = buckets[level]!;
    // The bucket may still grow while it is emptied.
    for (let at = bucket.pop(); at !== undefined; at = bucket.pop()) {
      if (levels[at] !== level) continue;
      const x = at % width;
      const y = (at - x) / width;
      for (let d = 0; d < 4; d++) {
        const nx = x + (d === 0 ? 1 : d === 1 ? -1 : 0);
        const ny = y + (d === 2 ? 1 : d === 3 ? -1 : 0);
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const next = ny * width + nx;
        if (levels[next]! <= level) continue;
        const reached = Math.max(level, costOf(next));
        if (reached >= levels[next]!) continue;
        levels[next] = reached;
        buckets[reached]!.push(next);
      }
    }
  }
  return levels;
}

const SPILL_FROM = 0.7;
const SPILL_TO = 2;
const SPILL_STEP = 0.08;
/** A region that grows by this share within a step has left what it was in. */
const SPILL_GROWTH = 0.22;

/** The tolerance just before a region spills over its rim; 1 where it does not. */
export function suggestTolerance(region: WandRegion): number {
  if (region.rim) return 1;
  const counts = new Uint32Array(LEVELS + 1);
  for (const level of region.levels) counts[level] = counts[level]! + 1;
  const sums = new Float64Array(LEVELS);
  let sum = 0;
  for (let level = 0; level < LEVELS; level++) sums[level] = sum += counts[level]!;
  const at = (tolerance: number): number =>
    sums[Math.min(LEVELS - 1, Math.floor((tolerance * (LEVELS - 1)) / MAX_TOLERANCE))]!;
  for (let t = SPILL_FROM; t < SPILL_TO; t += 0.02)
    if (at(t + SPILL_STEP) > at(t) * (1 + SPILL_GROWTH) + 40) return t;
  return 1;
}

/** What is reached under a tolerance, on the whole picture, without pinholes and whiskers. */
export function regionMask(region: WandRegion, tolerance: number): Mask {
  const { x0, y0, width, height, levels, image } = region;
  const limit = Math.min(LEVELS - 1, (tolerance * (LEVELS - 1)) / MAX_TOLERANCE);
  const is = (x: number, y: number): number =>
    x >= 0 && y >= 0 && x < width && y < height && levels[y * width + x]! <= limit ? 1 : 0;
  const mask = emptyMask(image.width, image.height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += is(x + dx, y + dy);
      // Each pixel becomes what most of its neighbourhood is.
      if (sum >= 5) mask.data[(y + y0) * image.width + x + x0] = 1;
    }
  }
  return mask;
}

/** The outline of the part of a region that is largest, its holes filled, to about a pixel. */
export function regionPolygon(
  region: WandRegion,
  tolerance: number,
  tolerancePx = 0.8,
): readonly ImagePoint[] | null {
  const rings = traceMask(regionMask(region, tolerance), 6).filter((ring) => !ring.hole);
  const largest = rings.reduce<(typeof rings)[number] | null>(
    (best, ring) => (best === null || ring.area > best.area ? ring : best),
    null,
  );
  if (!largest || largest.points.length < 3) return null;
  return simplify(largest.points, tolerancePx, true);
}
