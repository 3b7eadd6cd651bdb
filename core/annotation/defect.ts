/**
 * A dent, hole or lump around a seed, told from depth alone: what departs from the surface fitted around
 * it. A core that departs clearly is found first, at the smallest neighbourhood that holds it; then
 * what departs a little is added in a band around the core, so that the lip of a dent belongs to it.
 */
import type { DepthGrid } from './depth-grid.js';
import { closed, distanceTo, filled, opened, regionAt } from '../mask/morphology.js';
import { meanOfValid } from './smooth.js';
import { residualOf, type FitWindow } from './surface-fit.js';

export interface Defect {
  /** The window that was looked at, in pixels of the picture. */
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;
  /** 1 = part of the defect. */
  readonly mask: Uint8Array;
  /** Half of its core's width, pixels. */
  readonly radiusPx: number;
}

/** Neighbourhoods that the surface is fitted in, from a nail's head to a thumb. */
const REACHES_MM = [7, 9, 12, 16, 20];
/** Around the seed, as a share of the reach: left out of the first fit. */
const LEFT_OUT = 0.45;
/** A core that comes closer to the rim of its neighbourhood than this needs a larger one. */
const INSIDE = 0.8;
const SMOOTH_PX = 2;
const FINE_PX = 1;
/** What the seed must depart by to be a defect in depth. */
const LEAST_MM = 0.25;
/** The core departs by this share of the seed, and by this at least. */
const CORE_SHARE = 0.3;
const CORE_MM = 0.2;
/** Belongs to the band: about what noise leaves after smoothing, and what counts as changed without noise. */
const BAND_NOISE = 0.36;
const BAND_MM = 0.06;
/**
 * Width of the band beside the core, as a share of the core's half width, and more pixels. What is pressed
 * in has a lip; what is put on ends at its foot.
 */
const BAND_SHARE = { hollow: 0.6, lump: 0.15 };
const BAND_PX = 1.5;
/** How far around the core the surface is fitted, as a multiple of the core's half width. */
const AROUND = 2.4;
const AROUND_PX = 8;
const ROUNDS = 2;
/** Depth that differs by more belongs to another surface: the board, or the next object. */
const SAME_MM = 6;

interface View {
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;
  readonly zMm: Float32Array;
  readonly seed: number;
  readonly mmPerPx: number;
}

interface Core {
  readonly mask: Uint8Array;
  readonly bandShare: number;
}

/** null where depth does not tell the seed from its surroundings, or no camera is known. */
export function findDefect(depth: DepthGrid, seedX: number, seedY: number): Defect | null {
  const view = viewOf(depth, seedX, seedY);
  const first = view && firstCore(view);
  return first ? refined(view, first) : null;
}

function viewOf(depth: DepthGrid, sx: number, sy: number): View | null {
  const z = depth.zMm[sy * depth.width + sx] ?? 0;
  if (z <= 0 || !depth.intrinsics) return null;
  const mmPerPx = z / depth.intrinsics.fx;
  const half = Math.ceil((1.4 * REACHES_MM.at(-1)!) / mmPerPx);
  const x0 = Math.max(0, sx - half);
  const y0 = Math.max(0, sy - half);
  const width = Math.min(depth.width, sx + half + 1) - x0;
  const height = Math.min(depth.height, sy + half + 1) - y0;
  const zMm = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + y0) * depth.width + x0;
    zMm.set(depth.zMm.subarray(from, from + width), y * width);
  }
  return { x0, y0, width, height, zMm, seed: (sy - y0) * width + sx - x0, mmPerPx };
}

function firstCore(view: View): Core | null {
  const { width, seed, mmPerPx } = view;
  const middle = [seed % width, Math.floor(seed / width)] as const;
  let best: (Core & { readonly extent: number }) | null = null;
  for (const reachMm of REACHES_MM) {
    const reach = reachMm / mmPerPx;
    const away = (i: number): number =>
      Math.hypot((i % width) - middle[0], Math.floor(i / width) - middle[1]) / reach;
    const level = medianWhere(view.zMm, (i) => away(i) < 0.4);
    const same = Math.max(4, 0.7 * reachMm);
    const known = knownIn(view, level, same, (i) => away(i) < 1);
    const residual = residualIn(view, known, middle, reach, (i) => away(i) > LEFT_OUT);
    if (!residual) continue;
    const smooth = smoothed(view, residual, known, SMOOTH_PX);
    const value = smooth[seed]!;
    if (Math.abs(value) < LEAST_MM) continue;
    const core = coreOf(view, smooth, known, Math.sign(value), Math.abs(value));
    let extent = 0;
    core.forEach((on, i) => {
      if (on === 1) extent = Math.max(extent, away(i));
    });
    const bandShare = value < 0 ? BAND_SHARE.hollow : BAND_SHARE.lump;
    if (extent > 0 && (!best || extent < best.extent)) best = { mask: core, bandShare, extent };
    if (extent > 0 && extent < INSIDE) break;
  }
  return best;
}

function refined(view: View, { mask: first, bandShare }: Core): Defect | null {
  const { width, height, seed } = view;
  let core = first;
  let residual: Float32Array | null = null;
  let known: Uint8Array = new Uint8Array(0);
  for (let round = 0; round < ROUNDS; round++) {
    core = filled(core, width, height);
    const half = halfWidth(view, core);
    const band = bandShare * half + BAND_PX;
    const away = distanceTo(core, width, height, 1);
    const around = Math.max(AROUND * half, band + AROUND_PX);
    const level = medianWhere(view.zMm, (i) => core[i] === 1);
    known = knownIn(view, level, SAME_MM, (i) => away[i]! < around);
    const middle = middleOf(core, width);
    const fit = residualIn(view, known, middle, around, (i) => away[i]! > band);
    if (!fit) break;
    residual = smoothed(view, fit, known, FINE_PX);
    const sign = Math.sign(residual[seed]!);
    const peak = highOf(residual, core, sign);
    const near = known.map((on, i) => (away[i]! < band ? on : 0));
    const next = coreOf(view, residual, near, sign, peak);
    if (next[seed] !== 1) break;
    core = next;
  }
  if (!residual) return null;
  const half = halfWidth(view, core);
  const band = bandShare * half + BAND_PX;
  const away = distanceTo(core, width, height, 1);
  const noise = spreadOf(view, residual, known, (i) => away[i]! > band);
  const low = Math.max(BAND_MM, BAND_NOISE * noise);
  const wide = core.map((on, i) =>
    on === 1 || (known[i] === 1 && away[i]! <= band && Math.abs(residual[i]!) > low) ? 1 : 0,
  );
  const whole = filled(
    regionAt(closed(wide, width, height, 1.5), width, height, seed),
    width,
    height,
  );
  const even = half > 5 ? opened(whole, width, height, Math.max(2, 0.3 * half)) : whole;
  const region = regionAt(even, width, height, seed);
  const mask = region[seed] === 1 ? region : whole;
  if (mask[seed] !== 1) return null;
  return { x0: view.x0, y0: view.y0, width, height, mask, radiusPx: half };
}

function knownIn(
  { zMm }: View,
  level: number,
  sameMm: number,
  where: (i: number) => boolean,
): Uint8Array {
  return Uint8Array.from(zMm, (z, i) =>
    z > 0 && Math.abs(z - level) < sameMm && where(i) ? 1 : 0,
  );
}

function residualIn(
  { width, height, zMm }: View,
  known: Uint8Array,
  middle: readonly [number, number],
  unitPx: number,
  shapes: (i: number) => boolean,
): Float32Array | null {
  const window: FitWindow = { width, height, zMm, known, middle, unitPx };
  return residualOf(
    window,
    known.map((on, i) => (on === 1 && shapes(i) ? 1 : 0)),
  );
}

/** Above any departure: the mean takes what is not positive for missing. */
const LIFT_MM = 1000;

function smoothed(
  { width, height }: View,
  residual: Float32Array,
  known: Uint8Array,
  radius: number,
): Float32Array {
  const lifted = residual.map((value, i) => (known[i] === 1 ? value + LIFT_MM : 0));
  const mean = meanOfValid(lifted, width, height, radius, false);
  return mean.map((value) => (value > 0 ? value - LIFT_MM : 0));
}

/** What departs as the seed does, by a share of `peak`, and holds together with the seed. */
function coreOf(
  { width, height, seed }: View,
  residual: Float32Array,
  known: Uint8Array,
  sign: number,
  peak: number,
): Uint8Array {
  const least = Math.max(CORE_MM, CORE_SHARE * peak);
  const departs = known.map((on, i) => (on === 1 && residual[i]! * sign > least ? 1 : 0));
  return regionAt(departs, width, height, seed);
}

/** The largest distance of a pixel of the core from its outside. */
function halfWidth({ width, height }: View, core: Uint8Array): number {
  return distanceTo(core, width, height, 0).reduce((most, d) => Math.max(most, d), 0);
}

function middleOf(core: Uint8Array, width: number): [number, number] {
  let sx = 0;
  let sy = 0;
  let n = 0;
  core.forEach((on, i) => {
    if (on === 0) return;
    sx += i % width;
    sy += Math.floor(i / width);
    n += 1;
  });
  return [sx / n, sy / n];
}

/** The departure that a tenth of the core exceeds. */
function highOf(residual: Float32Array, core: Uint8Array, sign: number): number {
  const values = residual.filter((_, i) => core[i] === 1).map((value) => value * sign);
  return values.sort()[Math.floor(0.9 * values.length)] ?? 0;
}

/** Noise of a pixel: its spread over the three by three mean that was taken, undone. */
function spreadOf(
  { zMm }: View,
  residual: Float32Array,
  known: Uint8Array,
  where: (i: number) => boolean,
): number {
  const values = residual.filter((_, i) => known[i] === 1 && zMm[i]! > 0 && where(i)).map(Math.abs);
  return 2 * 1.4826 * (values.sort()[values.length >> 1] ?? 0);
}

function medianWhere(zMm: Float32Array, where: (i: number) => boolean): number {
  const values = zMm.filter((z, i) => z > 0 && where(i)).sort();
  return values[values.length >> 1] ?? 0;
}
