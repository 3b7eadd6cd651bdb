/** Where a drawn point goes: to a vertex, an edge or the picture's border near it, or to a right angle. */
import type { AnnotationDocument, ImagePoint } from './document.js';
import { nearestEdge, nearestHandle } from './hit.js';
import { clampToImage, handlesOf } from './shapes.js';

export interface Snapped {
  readonly point: ImagePoint;
  readonly to: 'vertex' | 'edge' | 'border' | 'angle' | null;
}

export interface SnapOptions {
  /** Image pixels; 0 switches snapping off. */
  readonly tolerance: number;
  /** Shapes that are not snapped to: the one that is dragged. */
  readonly exclude?: ReadonlySet<string>;
  /** Directions of 45 degrees from here (Shift). */
  readonly anchor?: ImagePoint | null;
}

export function snapPoint(
  document: AnnotationDocument,
  point: ImagePoint,
  options: SnapOptions,
): Snapped {
  const { tolerance, exclude, anchor } = options;
  if (anchor) return { point: clampToImage(toEighth(anchor, point), document), to: 'angle' };
  const inside = clampToImage(point, document);
  if (tolerance <= 0) return { point: inside, to: null };
  const others = document.shapes.filter((shape) => exclude?.has(shape.id) !== true);
  let best: { point: ImagePoint; distance: number } | null = null;
  for (const shape of others) {
    const handle = nearestHandle(shape, point, tolerance);
    const at = handle ? handlesOf(shape)[handle.index] : undefined;
    if (handle && at && (best === null || handle.distance < best.distance))
      best = { point: at, distance: handle.distance };
  }
  if (best) return { point: clampToImage(best.point, document), to: 'vertex' };
  for (const shape of others) {
    const edge = nearestEdge(shape, point, tolerance * 0.7);
    if (edge && (best === null || edge.distance < best.distance)) best = edge;
  }
  if (best) return { point: clampToImage(best.point, document), to: 'edge' };
  const border = toBorder(inside, document, tolerance);
  return border ? { point: border, to: 'border' } : { point: inside, to: null };
}

/** The nearest of eight directions from `anchor`, at the same distance along it. */
export function toEighth(anchor: ImagePoint, point: ImagePoint): ImagePoint {
  const dx = point[0] - anchor[0];
  const dy = point[1] - anchor[1];
  const step = Math.PI / 4;
  const angle = Math.round(Math.atan2(dy, dx) / step) * step;
  const along = dx * Math.cos(angle) + dy * Math.sin(angle);
  return [anchor[0] + along * Math.cos(angle), anchor[1] + along * Math.sin(angle)];
}

function toBorder(
  [x, y]: ImagePoint,
  { width, height }: { readonly width: number; readonly height: number },
  tolerance: number,
): ImagePoint | null {
  const near = (value: number, size: number): number =>
    value <= tolerance ? 0 : value >= size - tolerance ? size : value;
  const to: ImagePoint = [near(x, width), near(y, height)];
  return to[0] === x && to[1] === y ? null : to;
}
