/** Shape types by program and version. */
import { SHAPE_TYPES, type Shape, type ShapeType } from '../document.js';

/** How many points LabelMe 7.1 and newer demand; others take any. */
export const POINT_COUNTS: Partial<Readonly<Record<ShapeType, number>>> = {
  point: 1,
  rectangle: 2,
  line: 2,
  circle: 2,
  mask: 2,
  oriented_rectangle: 4,
};

/** The LabelMe in which a type first appeared. */
export const FIRST_VERSION: Readonly<Record<ShapeType, readonly [major: number, minor: number]>> = {
  polygon: [3, 4],
  rectangle: [3, 4],
  circle: [3, 4],
  line: [3, 4],
  point: [3, 4],
  linestrip: [3, 5],
  points: [5, 3],
  mask: [5, 4],
  oriented_rectangle: [6, 2],
};

/** The studio's type of a written one: X-AnyLabeling's four-cornered types have LabelMe's pixels. */
export function typeOf(written: string, points: number): Shape['type'] {
  if (written === 'rotation' && points === 4) return 'oriented_rectangle';
  if (written === 'quadrilateral' && points === 4) return 'polygon';
  return (SHAPE_TYPES as readonly string[]).includes(written) ? (written as ShapeType) : 'other';
}
