/** Geometry of single shapes in image pixels: outline, handles that are dragged, bounds, areas. */
import type { ImagePoint, Shape } from './document.js';

export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Chords of a drawn circle: fine enough at 3200 %. */
const CIRCLE_STEPS = 72;

export function boxOf(points: readonly ImagePoint[]): Box {
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  for (const [x, y] of points) {
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return { x0, y0, x1, y1 };
}

export function inBox(box: Box, [x, y]: ImagePoint, margin = 0): boolean {
  return (
    x >= box.x0 - margin && x <= box.x1 + margin && y >= box.y0 - margin && y <= box.y1 + margin
  );
}

export function boxesMeet(a: Box, b: Box): boolean {
  return a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
}

export function distance(a: ImagePoint, b: ImagePoint): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The point of segment ab that is nearest to p. */
export function nearestOnSegment(p: ImagePoint, a: ImagePoint, b: ImagePoint): ImagePoint {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = dx * dx + dy * dy;
  if (length === 0) return a;
  const t = Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length));
  return [a[0] + t * dx, a[1] + t * dy];
}

/** Of two opposite corners, or of four as X-AnyLabeling writes them; more or less is its box, as it is drawn. */
function corners(points: readonly ImagePoint[]): readonly ImagePoint[] {
  if (points.length > 2) {
    if (isUpright(points)) return points;
    const { x0, y0, x1, y1 } = boxOf(points);
    return corners([
      [x0, y0],
      [x1, y1],
    ]);
  }
  const [a, b] = points;
  if (!a || !b) return a ? [a] : [];
  return [a, [b[0], a[1]], b, [a[0], b[1]]];
}

/** Four corners in turn, each side along an axis. */
function isUpright(points: readonly ImagePoint[]): boolean {
  const [a, b, c, d] = points;
  if (!a || !b || !c || !d || points.length > 4) return false;
  const along = (i: 0 | 1): boolean => {
    const j = 1 - i;
    return a[i] === b[i] && b[j] === c[j] && c[i] === d[i] && d[j] === a[j];
  };
  return along(0) || along(1);
}

/** The lines that are drawn; of points there are none. */
export function outlineOf(shape: Shape): {
  readonly points: readonly ImagePoint[];
  readonly closed: boolean;
} {
  switch (shape.type) {
    case 'polygon':
    case 'oriented_rectangle':
    case 'other':
      return { points: shape.points, closed: true };
    case 'rectangle':
      return { points: corners(shape.points), closed: true };
    case 'mask': {
      const [a] = shape.points;
      if (!a || !shape.bitmap) return { points: corners(shape.points), closed: true };
      const { width, height } = shape.bitmap;
      return { points: corners([a, [a[0] + width, a[1] + height]]), closed: true };
    }
    case 'circle': {
      const [centre, rim] = shape.points;
      if (!centre || !rim) return { points: shape.points, closed: false };
      const radius = distance(centre, rim);
      return {
        points: Array.from({ length: CIRCLE_STEPS }, (_, i): ImagePoint => {
          const angle = (i / CIRCLE_STEPS) * 2 * Math.PI;
          return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
        }),
        closed: true,
      };
    }
    case 'line':
    case 'linestrip':
      return { points: shape.points, closed: false };
    case 'point':
    case 'points':
      return { points: [], closed: false };
  }
}

/** Whether points may be put into its edges and taken out. */
export function hasFreeVertices(shape: Shape): boolean {
  return shape.type === 'polygon' || shape.type === 'linestrip' || shape.type === 'points';
}

/** The fewest points that still make such a shape. */
export function leastPoints(shape: Shape): number {
  if (shape.type === 'polygon') return 3;
  return shape.type === 'points' || shape.type === 'point' ? 1 : 2;
}

/** Where it is grabbed: its vertices, the four corners of a rectangle, centre and rim of a circle. */
export function handlesOf(shape: Shape): readonly ImagePoint[] {
  if (shape.type === 'rectangle') return corners(shape.points);
  if (shape.type === 'mask') return [];
  return shape.points;
}

/** Its points after handle `index` was dragged to `to`. */
export function moveHandle(shape: Shape, index: number, to: ImagePoint): readonly ImagePoint[] {
  const { points } = shape;
  const [a, b] = points;
  if (shape.type === 'rectangle' && points.length > 2) return resized(corners(points), index, to);
  if (shape.type === 'rectangle' && a && b) {
    switch (index) {
      case 0:
        return [to, b];
      case 1:
        return [
          [a[0], to[1]],
          [to[0], b[1]],
        ];
      case 2:
        return [a, to];
      default:
        return [
          [to[0], a[1]],
          [b[0], to[1]],
        ];
    }
  }
  if (shape.type === 'circle' && a && b && index === 0)
    return [to, [b[0] + to[0] - a[0], b[1] + to[1] - a[1]]];
  if (shape.type === 'oriented_rectangle' && points.length === 4)
    return turnedRectangle(points, index, to);
  return points.with(index, to);
}

/** Four upright corners: the opposite one stays, the two between follow. */
function resized(all: readonly ImagePoint[], index: number, to: ImagePoint): readonly ImagePoint[] {
  const fixed = all[(index + 2) % 4]!;
  const next = (index + 1) % 4;
  // Which of its two coordinates the next corner has from the one that stays.
  const upright = all[next]![0] === fixed[0];
  const one: ImagePoint = [fixed[0], to[1]];
  const other: ImagePoint = [to[0], fixed[1]];
  return all
    .with(index, to)
    .with(next, upright ? one : other)
    .with((index + 3) % 4, upright ? other : one);
}

/** The opposite corner stays, the sides keep their directions. */
function turnedRectangle(
  points: readonly ImagePoint[],
  index: number,
  to: ImagePoint,
): readonly ImagePoint[] {
  const fixed = points[(index + 2) % 4]!;
  const next = points[(index + 1) % 4]!;
  const before = points[(index + 3) % 4]!;
  const along = (towards: ImagePoint): ImagePoint => {
    const dx = towards[0] - fixed[0];
    const dy = towards[1] - fixed[1];
    const square = dx * dx + dy * dy;
    if (square === 0) return fixed;
    const t = ((to[0] - fixed[0]) * dx + (to[1] - fixed[1]) * dy) / square;
    return [fixed[0] + t * dx, fixed[1] + t * dy];
  };
  return points
    .with(index, to)
    .with((index + 1) % 4, along(next))
    .with((index + 3) % 4, along(before));
}

export function moved(points: readonly ImagePoint[], dx: number, dy: number): ImagePoint[] {
  return points.map(([x, y]) => [x + dx, y + dy]);
}

/** Even-odd rule. */
export function insidePolygon(points: readonly ImagePoint[], [x, y]: ImagePoint): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i]!;
    const [xj, yj] = points[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Signed by direction. */
export function ringArea(points: readonly ImagePoint[]): number {
  let sum = 0;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i]!;
    const [xj, yj] = points[j]!;
    sum += xj * yi - xi * yj;
  }
  return sum / 2;
}

const DIGITS = 1e4;

/** Coordinates as they are kept: to a ten-thousandth of a pixel, so that files stay readable. */
export function tidy([x, y]: ImagePoint): ImagePoint {
  return [Math.round(x * DIGITS) / DIGITS, Math.round(y * DIGITS) / DIGITS];
}

/** Inside the picture, as LabelMe keeps points that are drawn. */
export function clampToImage(
  [x, y]: ImagePoint,
  image: { readonly width: number; readonly height: number },
): ImagePoint {
  return [Math.max(0, Math.min(image.width, x)), Math.max(0, Math.min(image.height, y))];
}
