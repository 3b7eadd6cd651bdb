/** Class masks as LabelMe polygons that fill back to the same classes; larger ones first. */
import { doubleArea, outlinesOf } from '../../../core/mask/outlines.js';

export interface MaskShape {
  readonly value: number;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly hole: boolean;
}

/** @param classes width * height class values, 0 = background */
export function maskShapes(classes: Uint8Array, width: number, height: number): MaskShape[] {
  const shapes: (MaskShape & { readonly area: number })[] = [];
  for (const value of [...new Set(classes)].filter((found) => found > 0).sort((a, b) => a - b)) {
    for (const { pixels, hole } of outlinesOf(classes, width, height, { value }))
      shapes.push({ value, points: pixels, hole, area: Math.abs(doubleArea(pixels.flat())) });
  }
  // A hole that another class fills exactly comes before that class.
  return shapes
    .sort((a, b) => b.area - a.area || Number(b.hole) - Number(a.hole))
    .map(({ value, points, hole }) => ({ value, points, hole }));
}
