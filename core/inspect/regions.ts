/** Regions of a score map over a line: where they are, how large in mm squared, how deep. */
import type { Region } from '../contract/schema/inspect.js';
import type { MapGrid } from './contour.js';

/** The picture the map lies over; lengths in pixels of rgb. */
export interface RegionScene {
  readonly width: number;
  readonly height: number;
  /** Median depth of each cell of the map in metres (`cellDepths`), 0 = no data; null without depth. */
  readonly cellDepths: Float32Array | null;
  /** Focal lengths in pixels of rgb; null where they are unknown: no areas in mm then. */
  readonly focal: readonly [fx: number, fy: number] | null;
}

/** Width of the ring around a region that its depth is compared with, in cells. */
const RING_CELLS = 3;
/** Length to width from which a region is called long, and up to which round. */
const LONG = 2.4;
const ROUND = 1.5;
const MAX_REGIONS = 200;

/**
 * Regions of cells above `level`, joined by their sides, largest first.
 * A cell's area is that of its pixels at its depth: (z / fx) (z / fy) each, for a surface that faces
 * the camera. The depth of a region is the difference of its surface to the ring around it: its
 * deepest or highest decile, whichever is further off; below the surroundings is negative.
 */
export function findRegions(map: MapGrid, level: number, scene: RegionScene): Region[] {
  const { width, height, data } = map;
  const labels = new Int32Array(width * height);
  const found: number[][] = [];
  for (let start = 0; start < data.length; start++) {
    if (data[start]! <= level || labels[start] !== 0) continue;
    const cells = [start];
    labels[start] = found.length + 1;
    for (const i of cells) {
      const x = i % width;
      for (const j of [
        x > 0 ? i - 1 : -1,
        x < width - 1 ? i + 1 : -1,
        i - width,
        i + width < data.length ? i + width : -1,
      ]) {
        if (j < 0 || labels[j] !== 0 || data[j]! <= level) continue;
        labels[j] = found.length + 1;
        cells.push(j);
      }
    }
    found.push(cells);
  }
  const depth = scene.cellDepths;
  return found
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_REGIONS)
    .map((cells, i) => describe(map, cells, level, depth, scene, i + 1));
}

/**
 * Median of the valid depth in each cell of a map.
 * @param depthMetres on the grid of rgb, 0 = no data
 * @returns metres, row by row; 0 where a cell has none
 */
export function cellDepths(
  map: { readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
  depthMetres: Float32Array,
): Float32Array {
  const { width, height } = map;
  const out = new Float32Array(width * height);
  const sx = picture.width / width;
  const sy = picture.height / height;
  const values = new Float32Array((Math.ceil(sx) + 1) * (Math.ceil(sy) + 1));
  for (let y = 0; y < height; y++) {
    const v0 = Math.floor(y * sy);
    const v1 = Math.max(Math.floor((y + 1) * sy), v0 + 1);
    for (let x = 0; x < width; x++) {
      const u0 = Math.floor(x * sx);
      const u1 = Math.max(Math.floor((x + 1) * sx), u0 + 1);
      let n = 0;
      for (let v = v0; v < v1; v++) {
        for (let i = v * picture.width + u0; i < v * picture.width + u1; i++) {
          const z = depthMetres[i]!;
          if (z > 0) values[n++] = z;
        }
      }
      if (n > 0) out[y * width + x] = upperMedian(values, n);
    }
  }
  return out;
}

/** The value that sorting the first `n` would put at n >> 1, by Hoare's selection; they are moved about. */
function upperMedian(values: Float32Array, n: number): number {
  const middle = n >> 1;
  let left = 0;
  let right = n - 1;
  while (left < right) {
    const pivot = values[middle]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i += 1;
      while (values[j]! > pivot) j -= 1;
      if (i > j) break;
      const value = values[i]!;
      values[i] = values[j]!;
      values[j] = value;
      i += 1;
      j -= 1;
    }
    if (j < middle) left = i;
    if (i > middle) right = j;
  }
  return values[middle]!;
}

function describe(
  map: MapGrid,
  cells: readonly number[],
  level: number,
  depth: Float32Array | null,
  scene: RegionScene,
  number: number,
): Region {
  const { width, data } = map;
  const sx = scene.width / map.width;
  const sy = scene.height / map.height;
  let peak = Number.NEGATIVE_INFINITY;
  let peakCell = cells[0] ?? 0;
  let sumX = 0;
  let sumY = 0;
  let [left, top, right, bottom] = [map.width, map.height, 0, 0];
  for (const i of cells) {
    const x = i % width;
    const y = Math.floor(i / width);
    if (data[i]! > peak) {
      peak = data[i]!;
      peakCell = i;
    }
    sumX += x;
    sumY += y;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const centre = [sumX / cells.length, sumY / cells.length] as const;
  return {
    number,
    peak,
    peakAt: [
      ((peakCell % width) + 0.5) * sx - 0.5,
      (Math.floor(peakCell / width) + 0.5) * sy - 0.5,
    ],
    centre: [(centre[0] + 0.5) * sx - 0.5, (centre[1] + 0.5) * sy - 0.5],
    box: [left * sx, top * sy, (right + 1) * sx, (bottom + 1) * sy],
    areaPx: cells.length * sx * sy,
    areaMm2: areaMm2(cells, depth, scene.focal, sx * sy),
    depthMm: depth ? depthMm(map, cells, level, depth) : null,
    form: formOf(cells, width, centre, sx, sy),
  };
}

function areaMm2(
  cells: readonly number[],
  depth: Float32Array | null,
  focal: RegionScene['focal'],
  pixels: number,
): number | null {
  if (!depth || !focal) return null;
  const known = cells.map((i) => depth[i]!).filter((z) => z > 0);
  if (known.length === 0) return null;
  const squares = known.reduce((sum, z) => sum + z * z, 0) / known.length;
  return (squares / (focal[0] * focal[1])) * pixels * cells.length * 1e6;
}

function depthMm(
  map: MapGrid,
  cells: readonly number[],
  level: number,
  depth: Float32Array,
): number | null {
  const { width, height, data } = map;
  const inside = cells.map((i) => depth[i]!).filter((z) => z > 0);
  const ring = new Set<number>();
  for (const i of cells) {
    const x = i % width;
    const y = Math.floor(i / width);
    for (let v = Math.max(0, y - RING_CELLS); v <= Math.min(height - 1, y + RING_CELLS); v++) {
      for (let u = Math.max(0, x - RING_CELLS); u <= Math.min(width - 1, x + RING_CELLS); u++) {
        const j = v * width + u;
        if (data[j]! <= level && depth[j]! > 0) ring.add(j);
      }
    }
  }
  if (inside.length === 0 || ring.size === 0) return null;
  const around = quantile(
    [...ring].map((j) => depth[j]!),
    0.5,
  );
  const deep = quantile(inside, 0.9) - around;
  const high = quantile(inside, 0.1) - around;
  return -1000 * (Math.abs(deep) >= Math.abs(high) ? deep : high);
}

function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.round(share * (values.length - 1))]!;
}

/** Length to width by the standard deviations along the main axes. */
function formOf(
  cells: readonly number[],
  width: number,
  [cx, cy]: readonly [number, number],
  sx: number,
  sy: number,
): Region['form'] {
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const i of cells) {
    const x = ((i % width) - cx) * sx;
    const y = (Math.floor(i / width) - cy) * sy;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  // A cell has an extent of its own: its variance is a twelfth of its side squared.
  const n = cells.length;
  const a = xx / n + (sx * sx) / 12;
  const b = xy / n;
  const c = yy / n + (sy * sy) / 12;
  const middle = (a + c) / 2;
  const spread = Math.sqrt(((a - c) / 2) ** 2 + b * b);
  const ratio = Math.sqrt((middle + spread) / Math.max(middle - spread, 1e-9));
  return ratio >= LONG ? 'long' : ratio <= ROUND ? 'round' : 'oval';
}
