/** Class masks as LabelMe polygons that fill back to the same classes; larger ones first. */
import { outlinesOf } from '../../../core/simulator/mask-outline.js';

export interface MaskShape {
  readonly value: number;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly hole: boolean;
}

/** @param classes width * height class values, 0 = background */
export function maskShapes(classes: Uint8Array, width: number, height: number): MaskShape[] {
  const shapes: (MaskShape & { readonly area: number })[] = [];
  for (const value of [...new Set(classes)].filter((found) => found > 0).sort((a, b) => a - b)) {
    const mask = classes.map((other) => Number(other === value));
    for (const { points, hole } of outlinesOf(mask, width, height))
      shapes.push({ value, points, hole, area: doubleArea(points) });
  }
  // A hole that another class fills exactly comes before that class.
  return shapes
    .sort((a, b) => b.area - a.area || Number(b.hole) - Number(a.hole))
    .map(({ value, points, hole }) => ({ value, points, hole }));
}

function doubleArea(points: MaskShape['points']): number {
  let sum = 0;
  for (const [i, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(i + 1) % points.length] ?? [0, 0];
    sum += x * nextY - nextX * y;
  }
  return Math.abs(sum);
}
