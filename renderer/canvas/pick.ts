/**
 * What lies under the cursor: the same point of the scene in both pictures, its coordinates in mm
 * (depth camera frame, X right, Y down, Z forward) and its colour. Preview pixels, integer = centre.
 */
import { deproject, invert, project, transform } from '../../core/geometry/projection.js';
import type { LiveFrame } from '../state/feed.js';
import { isPixelIdentical } from './painters.js';

export interface Picked {
  /** Pixel of the full-resolution depth picture. */
  readonly fullU: number;
  readonly fullV: number;
  /** mm; null without data. */
  readonly xMm: number | null;
  readonly yMm: number | null;
  readonly zMm: number | null;
  /** Where the point lies in the colour picture; null where it is outside or has no depth. */
  readonly colour: { readonly u: number; readonly v: number } | null;
  /** Pixel of the full-resolution colour picture. */
  readonly fullColour: { readonly u: number; readonly v: number } | null;
  readonly rgb: readonly [number, number, number] | null;
}

/** Reads pixel (u, v) of the depth preview; out of range is clamped to the border. */
export function pickAt(frame: LiveFrame, u: number, v: number): Picked {
  const { preview, counts } = frame;
  const col = clamp(Math.round(u), preview.width);
  const row = clamp(Math.round(v), preview.height);
  const scale = preview.fullWidth / preview.width;
  const count = counts[row * preview.width + col] ?? 0;
  const point =
    count === 0
      ? null
      : deproject(preview.depthIntrinsics, col, row, count * preview.metresPerCount);
  let colour: { u: number; v: number } | null = null;
  if (isPixelIdentical(preview)) colour = { u: col, v: row };
  else if (point) {
    const [cu, cv] = project(preview.colourIntrinsics, transform(preview.depthToColour, point));
    colour = { u: Math.round(cu), v: Math.round(cv) };
  }
  if (
    colour &&
    (colour.u < 0 ||
      colour.v < 0 ||
      colour.u >= preview.colourWidth ||
      colour.v >= preview.colourHeight)
  )
    colour = null;
  const at = colour ? (colour.v * preview.colourWidth + colour.u) * 3 : 0;
  return {
    fullU: Math.round(col * scale),
    fullV: Math.round(row * scale),
    xMm: point ? point[0] * 1000 : null,
    yMm: point ? point[1] * 1000 : null,
    zMm: point ? point[2] * 1000 : null,
    colour,
    fullColour: colour
      ? { u: Math.round(colour.u * scale), v: Math.round(colour.v * scale) }
      : null,
    rgb: colour ? [frame.rgb[at]!, frame.rgb[at + 1]!, frame.rgb[at + 2]!] : null,
  };
}

/**
 * The depth pixel that sees what colour pixel (u, v) sees. Found by three steps along the colour
 * ray, each with the depth met by the one before.
 */
export function depthPixelOf(frame: LiveFrame, u: number, v: number): { u: number; v: number } {
  const { preview, counts } = frame;
  if (isPixelIdentical(preview)) return { u, v };
  let du = (u * preview.width) / preview.colourWidth;
  let dv = (v * preview.height) / preview.colourHeight;
  const toDepth = invert(preview.depthToColour);
  for (let i = 0; i < 3; i++) {
    const col = clamp(Math.round(du), preview.width);
    const row = clamp(Math.round(dv), preview.height);
    const count = counts[row * preview.width + col] ?? 0;
    if (count === 0) break;
    const onRay = deproject(preview.colourIntrinsics, u, v, count * preview.metresPerCount);
    [du, dv] = project(preview.depthIntrinsics, transform(toDepth, onRay));
  }
  return { u: clamp(du, preview.width), v: clamp(dv, preview.height) };
}

function clamp(value: number, size: number): number {
  return Math.max(0, Math.min(size - 1, value));
}
