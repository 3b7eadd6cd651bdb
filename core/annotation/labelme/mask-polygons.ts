/**
 * A bitmap as polygons that fill back to exactly its pixels, for readers that know no mask shapes:
 * holes as later background polygons where nothing lies below, else by cutting the region in rows.
 */
import { outlinesOf } from '../../mask/outlines.js';
import { BACKGROUND_LABEL, type ImagePoint, type ShapeBitmap } from '../document.js';
import { makeCanvas } from '../raster/canvas.js';
import { drawShape, type Rasteriser } from '../raster/shape.js';

export interface PolygonPart {
  readonly label: string;
  readonly points: readonly ImagePoint[];
}

/**
 * Polygons, and background polygons where `background` allows them, in drawing order.
 * `left` and `top`: where the bitmap lies.
 */
export function polygonsOf(
  bitmap: ShapeBitmap,
  left: number,
  top: number,
  label: string,
  background: boolean,
  rasteriser: Rasteriser,
): PolygonPart[] {
  const outlined = background ? outlines(bitmap, label) : bands(bitmap, label);
  // Pillow 9.4 fills some thin tips differently: there the region is made of rectangles.
  const parts = fillsBack(outlined, bitmap, rasteriser) ? outlined : rectangles(bitmap, label);
  return parts.map((part) => ({
    ...part,
    points: part.points.map(([x, y]) => [x + left, y + top] as const),
  }));
}

function outlines(bitmap: ShapeBitmap, label: string): PolygonPart[] {
  return outlinesOf(bitmap.data, bitmap.width, bitmap.height).map(({ pixels, hole }) => ({
    label: hole ? BACKGROUND_LABEL : label,
    points: pixels,
  }));
}

/** Regions cut above each hole, so that no part has one. */
function bands({ width, height, data }: ShapeBitmap, label: string): PolygonPart[] {
  const cuts = outlinesOf(data, width, height)
    .filter(({ hole }) => hole)
    .map(({ pixels }) => Math.min(...pixels.map(([, y]) => y)));
  const rows = [...new Set([0, ...cuts, height])].sort((a, b) => a - b);
  return rows.slice(0, -1).flatMap((from, i) => {
    const to = rows[i + 1]!;
    const band = { width, height: to - from, data: data.subarray(from * width, to * width) };
    return outlines(band, label).map((part) => ({
      label,
      points: part.points.map(([x, y]) => [x, y + from] as const),
    }));
  });
}

/** Runs of a row as rectangles, as tall as the next rows have the same run. */
function rectangles({ width, height, data }: ShapeBitmap, label: string): PolygonPart[] {
  const parts: PolygonPart[] = [];
  let open = new Map<string, readonly [x0: number, x1: number, y0: number]>();
  for (let y = 0; y <= height; y++) {
    const now = new Map<string, readonly [number, number, number]>();
    for (let x = 0; y < height && x < width; x++) {
      if (data[y * width + x] === 0) continue;
      const from = x;
      while (x + 1 < width && data[y * width + x + 1] !== 0) x++;
      const key = `${String(from)}-${String(x)}`;
      now.set(key, open.get(key) ?? [from, x, y]);
    }
    for (const [key, [x0, x1, y0]] of open) {
      if (now.has(key)) continue;
      const y1 = y - 1;
      const points = [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ] as const;
      parts.push({ label, points });
    }
    open = now;
  }
  return parts;
}

function fillsBack(
  parts: readonly PolygonPart[],
  { width, height, data }: ShapeBitmap,
  rasteriser: Rasteriser,
): boolean {
  const canvas = makeCanvas(width, height);
  for (const { label, points } of parts) {
    const value = label === BACKGROUND_LABEL ? 0 : 1;
    drawShape(canvas, { type: 'polygon', points, bitmap: null }, value, rasteriser);
  }
  return canvas.data.every((value, i) => value === data[i]);
}
