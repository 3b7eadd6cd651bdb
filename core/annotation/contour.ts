/**
 * Masks as polygons that give the same mask again by LabelMe's rules: rings run through the centres of
 * border pixels, and a hole is a later `_background_` polygon, an island in it a still later polygon.
 */
import { outlinesOf, type Outline } from '../mask/outlines.js';
import type { ImagePoint } from './document.js';
import { maskRange, type Mask } from './mask.js';

export interface Ring extends Pick<Outline, 'hole' | 'part' | 'depth' | 'area'> {
  /** Pixel centres (x + 0.5); straight runs keep only their ends. */
  readonly points: readonly ImagePoint[];
}

/**
 * Rings in the order in which they must be drawn.
 * @param leastPixels regions with fewer pixels are left out, with all that lies in them
 */
export function traceMask({ width, height, data }: Mask, leastPixels = 1): Ring[] {
  const range = maskRange({ width, height, data });
  if (!range) return [];
  const { x0, y0, x1, y1 } = range;
  const box = [x0, y0, x1 - x0, y1 - y0] as const;
  return outlinesOf(data, width, height, { box, leastPixels }).map(
    ({ pixels, hole, part, depth, area }) => ({
      points: pixels.map(([x, y]) => [x + 0.5, y + 0.5] as const),
      ...{ hole, part, depth, area },
    }),
  );
}
