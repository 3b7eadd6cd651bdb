/**
 * Colours of a score map: one scale per model, transparent well below the line so that a good part looks
 * calm. Plasma (S. van der Walt, N. Smith, CC0) from a twelfth up: perceptually even, and its lightness
 * alone orders the scores for every kind of colour vision. Jet is there for comparison and misleads.
 */
import type { MapGrid } from './contour.js';

export const HEAT_PALETTES = ['plasma', 'viridis', 'gray', 'jet'] as const;
export type HeatPalette = (typeof HEAT_PALETTES)[number];

/** Scores below this share of the threshold are not shown. */
export const CLEAR_SHARE = 0.45;

/** Evenly spaced stops, low first. */
const STOPS: Readonly<Record<HeatPalette, string>> = {
  plasma: '2c0594 5502a4 7d03a8 a01a9c bf3984 d8576b eb7655 f89a41 fdc328 f0f921',
  viridis: '472d7b 3b528b 2c728e 21918c 28ae80 5ec962 addc30 fde725',
  gray: '3a3a3a ffffff',
  jet: '00008f 0000ff 00ffff ffff00 ff0000 800000',
};
const STEPS = 256;
const tables = new Map<HeatPalette, Uint8Array>();

/** RGB of 256 steps, low first. */
export function heatSteps(palette: HeatPalette): Uint8Array {
  const known = tables.get(palette);
  if (known) return known;
  const stops = STOPS[palette]
    .split(' ')
    .map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  const out = new Uint8Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    const at = (i / (STEPS - 1)) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    for (let c = 0; c < 3; c++) {
      const low = stops[below]![c]!;
      out[3 * i + c] = Math.round(low + (stops[below + 1]![c]! - low) * (at - below));
    }
  }
  tables.set(palette, out);
  return out;
}

export interface HeatStyle {
  readonly palette: HeatPalette;
  /** The model's one scale. */
  readonly range: readonly [number, number];
  readonly threshold: number;
  /** Clear below a share of the threshold; else everything is coloured. */
  readonly clearBelow: boolean;
}

/** Step of the palette of a score, 0 to 255. */
export function heatStep(score: number, [low, high]: readonly [number, number]): number {
  const share = (score - low) / Math.max(high - low, 1e-12);
  return Math.round(Math.max(0, Math.min(1, share)) * (STEPS - 1));
}

/** Opacity of a score, 0 to 1: from nothing at the clear limit to full at the threshold. */
export function heatAlpha(score: number, { threshold, clearBelow }: HeatStyle): number {
  if (!clearBelow) return 1;
  const from = CLEAR_SHARE * threshold;
  return Math.max(0, Math.min(1, (score - from) / Math.max(threshold - from, 1e-12)));
}

/** Fills RGBA, one pixel a cell. */
export function fillHeat(
  out: Uint8Array | Uint8ClampedArray,
  map: MapGrid,
  style: HeatStyle,
): void {
  const steps = heatSteps(style.palette);
  for (let i = 0; i < map.data.length; i++) {
    const score = map.data[i]!;
    const step = heatStep(score, style.range) * 3;
    out[4 * i] = steps[step]!;
    out[4 * i + 1] = steps[step + 1]!;
    out[4 * i + 2] = steps[step + 2]!;
    out[4 * i + 3] = Math.round(heatAlpha(score, style) * 255);
  }
}

/** Score at a place of the picture, bilinear between cell centres as the page and PNG overlays draw it. */
export function scoreAt(
  map: MapGrid,
  picture: { readonly width: number; readonly height: number },
  x: number,
  y: number,
): number {
  const u = Math.max(0, Math.min(map.width - 1, ((x + 0.5) * map.width) / picture.width - 0.5));
  const v = Math.max(0, Math.min(map.height - 1, ((y + 0.5) * map.height) / picture.height - 0.5));
  const u0 = Math.min(Math.floor(u), map.width - 2 < 0 ? 0 : map.width - 2);
  const v0 = Math.min(Math.floor(v), map.height - 2 < 0 ? 0 : map.height - 2);
  const u1 = Math.min(u0 + 1, map.width - 1);
  const v1 = Math.min(v0 + 1, map.height - 1);
  const at = (i: number, j: number): number => map.data[j * map.width + i]!;
  const top = at(u0, v0) + (at(u1, v0) - at(u0, v0)) * (u - u0);
  const bottom = at(u0, v1) + (at(u1, v1) - at(u0, v1)) * (u - u0);
  return top + (bottom - top) * (v - v0);
}

/** Mixes the heat of `map` into an RGB8 picture in place. */
export function paintHeat(
  rgb: Uint8Array,
  picture: { readonly width: number; readonly height: number },
  map: MapGrid,
  style: HeatStyle,
  opacity: number,
): void {
  const steps = heatSteps(style.palette);
  for (let y = 0, p = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++, p += 3) {
      const score = scoreAt(map, picture, x, y);
      const alpha = heatAlpha(score, style) * opacity;
      if (alpha <= 0) continue;
      const step = heatStep(score, style.range) * 3;
      for (let c = 0; c < 3; c++)
        rgb[p + c] = Math.round(rgb[p + c]! * (1 - alpha) + steps[step + c]! * alpha);
    }
  }
}
