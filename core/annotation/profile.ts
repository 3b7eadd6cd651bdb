/**
 * A section through depth along a drawn line, in mm, and what it says about the masks it crosses: how
 * wide each is and how deep below the line from rim to rim.
 */
import type { Plane } from '../geometry/types.js';
import { depthAt, heightAbove, pointAt, type DepthGrid } from './depth-grid.js';
import type { ImagePoint } from './document.js';

export interface ProfileSample {
  readonly point: ImagePoint;
  /** Along the line from A, mm. */
  readonly alongMm: number;
  /** Above the board where its plane is known, else towards the camera from A; null without depth. */
  readonly heightMm: number | null;
  /** What the caller's masks say there; 0 = nothing. */
  readonly label: number;
}

export interface Crossing {
  readonly label: number;
  readonly fromMm: number;
  readonly toMm: number;
  readonly widthMm: number;
  /** Heights at its two rims, on the line from rim to rim. */
  readonly rimMm: readonly [number, number] | null;
  /** The deepest point below that line; negative depth is a bump. null without depth. */
  readonly deepest: {
    readonly alongMm: number;
    readonly heightMm: number;
    readonly depthMm: number;
  } | null;
}

export interface Profile {
  readonly samples: readonly ProfileSample[];
  readonly lengthMm: number;
  readonly crossings: readonly Crossing[];
  /** Whether heights are above the board's plane. */
  readonly aboveBoard: boolean;
}

/** Rims are read as the median of the samples just outside of a mask. */
const RIM_SAMPLES = 5;
/** A line along a pixel border leaves and enters a mask: such gaps are bridged. */
const BRIDGED_SAMPLES = 3;

/**
 * Samples every half pixel from a to b. null where the camera is unknown or there is no depth at all.
 * @param labels one byte a pixel on the same grid; null for no masks
 */
export function depthProfile(
  grid: DepthGrid,
  a: ImagePoint,
  b: ImagePoint,
  plane: Plane | null,
  labels: Uint8Array | null,
): Profile | null {
  if (!grid.intrinsics) return null;
  const lengthPx = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const steps = Math.max(2, Math.min(8000, Math.ceil(lengthPx * 2)));
  const raw = Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const point: ImagePoint = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    const u = Math.floor(point[0]);
    const v = Math.floor(point[1]);
    const inside = u >= 0 && v >= 0 && u < grid.width && v < grid.height;
    const label = inside && labels ? labels[v * grid.width + u]! : 0;
    return { point, z: depthAt(grid, point[0], point[1]), label };
  });
  const measured = raw.filter((sample) => sample.z > 0).map((sample) => sample.z);
  if (measured.length === 0) return null;
  measured.sort((p, q) => p - q);
  const usualZ = measured[measured.length >> 1]!;
  const scale = lengthInMm(grid, a, b, plane, usualZ) / steps;
  const start = raw.find((sample) => sample.z > 0)!;
  const samples = raw.map(({ point, z, label }, i): ProfileSample => {
    const at = z > 0 ? pointAt(grid, point[0], point[1], z) : null;
    const heightMm = at ? (plane ? heightAbove(plane, at) : start.z - z) : null;
    return { point, alongMm: i * scale, heightMm, label };
  });
  return {
    samples,
    lengthMm: scale * steps,
    crossings: crossingsOf(samples),
    aboveBoard: plane !== null,
  };
}

/** Length of the line as it lies on the board, or at the usual depth where no board is known. */
function lengthInMm(
  grid: DepthGrid,
  a: ImagePoint,
  b: ImagePoint,
  plane: Plane | null,
  usualZ: number,
): number {
  const on = ([x, y]: ImagePoint): [number, number, number] | null => pointAt(grid, x, y, usualZ);
  const p = on(a);
  const q = on(b);
  if (!p || !q) return 0;
  const d = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
  if (!plane) return Math.hypot(...d);
  // The part along the board's plane: the line is measured as a ruler on the board would.
  const [nx, ny, nz] = plane.normal;
  const lift = nx * d[0] + ny * d[1] + nz * d[2];
  return Math.hypot(d[0] - lift * nx, d[1] - lift * ny, d[2] - lift * nz);
}

function crossingsOf(samples: readonly ProfileSample[]): Crossing[] {
  const found: Crossing[] = [];
  for (let from = 0; from < samples.length;) {
    const { label } = samples[from]!;
    if (label === 0) {
      from += 1;
      continue;
    }
    let to = from;
    for (let i = from + 1; i < samples.length && i - to <= BRIDGED_SAMPLES; i++)
      if (samples[i]!.label === label) to = i;
    found.push(crossing(samples, from, to));
    from = to + 1;
  }
  return found;
}

function crossing(samples: readonly ProfileSample[], from: number, to: number): Crossing {
  const fromMm = samples[from]!.alongMm;
  const toMm = samples[to]!.alongMm;
  const left = rim(samples, from, -1);
  const right = rim(samples, to, 1);
  const base = { label: samples[from]!.label, fromMm, toMm, widthMm: toMm - fromMm };
  if (left === null || right === null) return { ...base, rimMm: null, deepest: null };
  let deepest: { alongMm: number; heightMm: number; depthMm: number } | null = null;
  for (let i = from; i <= to; i++) {
    // The median of three: a single noisy pixel is not the bottom of a dent.
    const heightMm = medianOf([i - 1, i, i + 1].map((k) => samples[k]?.heightMm ?? null));
    if (heightMm === null) continue;
    const { alongMm } = samples[i]!;
    const t = toMm === fromMm ? 0 : (alongMm - fromMm) / (toMm - fromMm);
    const depthMm = left + t * (right - left) - heightMm;
    if (deepest === null || depthMm > deepest.depthMm) deepest = { alongMm, heightMm, depthMm };
  }
  return { ...base, rimMm: [left, right], deepest };
}

/** Median height of the samples outside of a mask's end; at the line's end those inside must do. */
function rim(samples: readonly ProfileSample[], end: number, outwards: 1 | -1): number | null {
  const outside = Array.from({ length: RIM_SAMPLES }, (_, k) => end + outwards * (k + 1));
  const there = medianOf(outside.map((k) => samples[k]?.heightMm ?? null));
  if (there !== null) return there;
  const inside = Array.from({ length: RIM_SAMPLES }, (_, k) => end - outwards * k);
  return medianOf(inside.map((k) => samples[k]?.heightMm ?? null));
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((p, q) => p - q);
  return known[known.length >> 1] ?? null;
}
