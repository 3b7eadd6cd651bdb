/** Masks on the grid of rgb.png: one byte a pixel, 0 or 1, row by row; brush strokes drawn into them. */
import type { ImagePoint } from './document.js';

export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Whole pixels, `x1` and `y1` exclusive. */
export interface PixelRange {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export function emptyMask(width: number, height: number): Mask {
  return { width, height, data: new Uint8Array(width * height) };
}

export function countMask(mask: Mask): number {
  let sum = 0;
  for (const value of mask.data) sum += value;
  return sum;
}

/** The range of pixels that are 1; null where there are none. */
export function maskRange({ width, height, data }: Mask): PixelRange | null {
  let x0 = width;
  let x1 = -1;
  let y0 = -1;
  let y1 = -1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const first = data.subarray(row, row + width).indexOf(1);
    if (first < 0) continue;
    if (y0 < 0) y0 = y;
    y1 = y;
    if (first < x0) x0 = first;
    const last = data.subarray(row, row + width).lastIndexOf(1);
    if (last > x1) x1 = last;
  }
  return y0 < 0 ? null : { x0, y0, x1: x1 + 1, y1: y1 + 1 };
}

export function joinRanges(a: PixelRange | null, b: PixelRange | null): PixelRange | null {
  if (!a || !b) return a ?? b;
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}

/**
 * Sets every pixel whose centre lies within `radius` of the way from a to b, the radius going from
 * `radiusA` to `radiusB`; a click is a way to itself. A radius under half a pixel still sets one pixel.
 * @returns the range that was looked at, inside the picture; null where it is outside
 */
export function stamp(
  mask: Mask,
  a: ImagePoint,
  b: ImagePoint,
  radiusA: number,
  radiusB: number,
): PixelRange | null {
  const { width, height, data } = mask;
  const most = Math.max(radiusA, radiusB, 0.5);
  const range: PixelRange = {
    x0: Math.max(0, Math.floor(Math.min(a[0], b[0]) - most)),
    y0: Math.max(0, Math.floor(Math.min(a[1], b[1]) - most)),
    x1: Math.min(width, Math.ceil(Math.max(a[0], b[0]) + most) + 1),
    y1: Math.min(height, Math.ceil(Math.max(a[1], b[1]) + most) + 1),
  };
  if (range.x0 >= range.x1 || range.y0 >= range.y1) return null;
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const square = dx * dx + dy * dy;
  for (let y = range.y0; y < range.y1; y++) {
    for (let x = range.x0; x < range.x1; x++) {
      const px = x + 0.5 - a[0];
      const py = y + 0.5 - a[1];
      const t = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
      const ox = px - t * dx;
      const oy = py - t * dy;
      const radius = radiusA + (radiusB - radiusA) * t;
      if (ox * ox + oy * oy <= radius * radius) data[y * width + x] = 1;
    }
  }
  // The tip's own pixel, also for a pen finer than a pixel.
  const tip = { x: Math.floor(b[0]), y: Math.floor(b[1]) };
  if (tip.x >= 0 && tip.y >= 0 && tip.x < width && tip.y < height) data[tip.y * width + tip.x] = 1;
  return range;
}
