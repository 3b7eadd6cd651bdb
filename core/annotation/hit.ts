/**
 * What lies under the pointer. Every shape gets a grid over its segments once (shapes never change, so
 * the grid stays with the shape), and only shapes whose box is near are looked at.
 */
import type { AnnotationDocument, ImagePoint, Shape } from './document.js';
import {
  boxOf,
  distance,
  handlesOf,
  hasFreeVertices,
  inBox,
  insidePolygon,
  nearestOnSegment,
  outlineOf,
  type Box,
} from './shapes.js';

export type Hit =
  | { readonly kind: 'vertex'; readonly id: string; readonly index: number }
  /** On the edge behind vertex `index`; `point` is the nearest point of it. */
  | {
      readonly kind: 'edge';
      readonly id: string;
      readonly index: number;
      readonly point: ImagePoint;
    }
  | { readonly kind: 'inside'; readonly id: string };

export interface HitOptions {
  /** Image pixels. */
  readonly tolerance: number;
  /** Looked at before the others. */
  readonly selected?: ReadonlySet<string>;
  readonly hidden?: ReadonlySet<string>;
  /** Vertices of these alone can be hit; all where absent. */
  readonly verticesOf?: ReadonlySet<string>;
}

/** Half of the width with which LabelMe rasterises lines and points. */
const LINE_HALF_WIDTH = 5;
const INDEX_ABOVE = 32;

interface ShapeIndex {
  readonly box: Box;
  readonly outline: readonly ImagePoint[];
  readonly closed: boolean;
  readonly handles: readonly ImagePoint[];
  readonly grid: Grid | null;
}

const indexes = new WeakMap<Shape, ShapeIndex>();

function indexOf(shape: Shape): ShapeIndex {
  const known = indexes.get(shape);
  if (known) return known;
  const { points, closed } = outlineOf(shape);
  const handles = handlesOf(shape);
  const box = boxOf([...points, ...handles]);
  const made: ShapeIndex = {
    box,
    outline: points,
    closed,
    handles,
    grid: points.length > INDEX_ABOVE ? new Grid(box, points, closed) : null,
  };
  indexes.set(shape, made);
  return made;
}

/** Segments by cells of a square grid over the box of a shape. */
class Grid {
  private readonly size: number;
  private readonly columns: number;
  private readonly cells = new Map<number, number[]>();

  constructor(
    private readonly box: Box,
    points: readonly ImagePoint[],
    closed: boolean,
  ) {
    const side = Math.max(box.x1 - box.x0, box.y1 - box.y0, 1);
    this.size = Math.max(side / Math.ceil(Math.sqrt(points.length)), 1e-3);
    this.columns = Math.floor((box.x1 - box.x0) / this.size) + 2;
    const segments = closed ? points.length : points.length - 1;
    for (let i = 0; i < segments; i++) {
      const [ax, ay] = points[i]!;
      const [bx, by] = points[(i + 1) % points.length]!;
      this.each(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by), (cell) => {
        const list = this.cells.get(cell);
        if (list) list.push(i);
        else this.cells.set(cell, [i]);
      });
    }
  }

  near([x, y]: ImagePoint, radius: number): Set<number> {
    const found = new Set<number>();
    this.each(x - radius, y - radius, x + radius, y + radius, (cell) => {
      for (const segment of this.cells.get(cell) ?? []) found.add(segment);
    });
    return found;
  }

  private each(x0: number, y0: number, x1: number, y1: number, run: (cell: number) => void): void {
    const column = (x: number): number =>
      Math.max(0, Math.min(this.columns - 1, Math.floor((x - this.box.x0) / this.size)));
    const rows = Math.floor((this.box.y1 - this.box.y0) / this.size) + 1;
    const row = (y: number): number =>
      Math.max(0, Math.min(rows, Math.floor((y - this.box.y0) / this.size)));
    for (let j = row(y0); j <= row(y1); j++)
      for (let i = column(x0); i <= column(x1); i++) run(j * this.columns + i);
  }
}

function segmentsNear(index: ShapeIndex, point: ImagePoint, radius: number): Iterable<number> {
  if (index.grid) return index.grid.near(point, radius);
  const { outline, closed } = index;
  return Array.from({ length: Math.max(0, closed ? outline.length : outline.length - 1) }).keys();
}

export interface EdgeHit {
  readonly index: number;
  readonly point: ImagePoint;
  readonly distance: number;
}

/** The nearest edge within `radius`; null where there is none. */
export function nearestEdge(shape: Shape, point: ImagePoint, radius: number): EdgeHit | null {
  const index = indexOf(shape);
  if (!inBox(index.box, point, radius)) return null;
  let best: EdgeHit | null = null;
  for (const i of segmentsNear(index, point, radius)) {
    const a = index.outline[i]!;
    const b = index.outline[(i + 1) % index.outline.length]!;
    const nearest = nearestOnSegment(point, a, b);
    const away = distance(point, nearest);
    if (away <= radius && (best === null || away < best.distance))
      best = { index: i, point: nearest, distance: away };
  }
  return best;
}

/** The nearest handle within `radius`; null where there is none. */
export function nearestHandle(
  shape: Shape,
  point: ImagePoint,
  radius: number,
): { readonly index: number; readonly distance: number } | null {
  const index = indexOf(shape);
  if (!inBox(index.box, point, radius)) return null;
  let best: { index: number; distance: number } | null = null;
  const look = (i: number): void => {
    const handle = index.handles[i];
    if (!handle) return;
    const away = distance(point, handle);
    if (away <= radius && (best === null || away < best.distance))
      best = { index: i, distance: away };
  };
  // Where handles are the outline's own points, the grid knows which are near.
  if (index.grid && index.handles === index.outline) {
    for (const i of index.grid.near(point, radius)) {
      look(i);
      look((i + 1) % index.handles.length);
    }
  } else for (let i = 0; i < index.handles.length; i++) look(i);
  return best;
}

/** Whether a click there means this shape: inside an area, or on a line or point as wide as it is drawn. */
export function covers(shape: Shape, point: ImagePoint, tolerance: number): boolean {
  const index = indexOf(shape);
  switch (shape.type) {
    case 'mask': {
      const [a] = shape.points;
      if (!a || !shape.bitmap) return false;
      const x = Math.floor(point[0] - a[0]);
      const y = Math.floor(point[1] - a[1]);
      const { width, height, data } = shape.bitmap;
      return x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
    }
    case 'circle': {
      const [centre, rim] = shape.points;
      return !!centre && !!rim && distance(centre, point) <= distance(centre, rim);
    }
    case 'line':
    case 'linestrip':
      return nearestEdge(shape, point, Math.max(tolerance, LINE_HALF_WIDTH)) !== null;
    case 'point':
    case 'points':
      return nearestHandle(shape, point, Math.max(tolerance, LINE_HALF_WIDTH)) !== null;
    case 'polygon':
    case 'rectangle':
    case 'oriented_rectangle':
    case 'other':
      return inBox(index.box, point) && insidePolygon(index.outline, point);
  }
}

export function shapeBox(shape: Shape): Box {
  return indexOf(shape).box;
}

/** Vertices first, then edges, then insides; selected shapes first, then from the top down. */
export function hitTest(
  document: AnnotationDocument,
  point: ImagePoint,
  options: HitOptions,
): Hit | null {
  const { tolerance, selected, hidden, verticesOf } = options;
  const top = document.shapes.filter((shape) => hidden?.has(shape.id) !== true).reverse();
  const ordered = selected
    ? [
        ...top.filter((shape) => selected.has(shape.id)),
        ...top.filter((shape) => !selected.has(shape.id)),
      ]
    : top;
  const near = ordered.filter((shape) =>
    inBox(indexOf(shape).box, point, tolerance + LINE_HALF_WIDTH),
  );
  const grabbed = verticesOf ? near.filter((shape) => verticesOf.has(shape.id)) : near;
  for (const shape of grabbed) {
    const handle = nearestHandle(shape, point, tolerance);
    if (handle) return { kind: 'vertex', id: shape.id, index: handle.index };
  }
  for (const shape of grabbed) {
    if (!hasFreeVertices(shape)) continue;
    const edge = nearestEdge(shape, point, tolerance * 0.7);
    if (edge) return { kind: 'edge', id: shape.id, index: edge.index, point: edge.point };
  }
  for (const shape of near)
    if (covers(shape, point, tolerance)) return { kind: 'inside', id: shape.id };
  // An outline is part of its shape, also where a thin shape has no inside to speak of.
  for (const shape of near)
    if (nearestEdge(shape, point, tolerance)) return { kind: 'inside', id: shape.id };
  return null;
}

/** Shapes whose box lies inside the frame of a rubber band. */
export function shapesWithin(
  document: AnnotationDocument,
  frame: Box,
  hidden?: ReadonlySet<string>,
): string[] {
  return document.shapes
    .filter((shape) => {
      if (hidden?.has(shape.id) === true) return false;
      const { box } = indexOf(shape);
      return box.x0 >= frame.x0 && box.y0 >= frame.y0 && box.x1 <= frame.x1 && box.y1 <= frame.y1;
    })
    .map((shape) => shape.id);
}
