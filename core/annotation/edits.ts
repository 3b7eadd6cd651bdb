/** Edits of documents as lists of operations: pure functions from a document to what changes it. */
import { differenceOf, unionOf } from './boolean.js';
import {
  compoundAt,
  holeCount,
  holeShape,
  polygonShape,
  withHoles,
  type NewId,
  type Template,
} from './compound.js';
import { type AnnotationDocument, type ImagePoint, type Shape } from './document.js';
import { openHoles, shapesOfMask, type Rasterise } from './holes.js';
import { boxesMeet, boxOf, moved, outlineOf, tidy } from './shapes.js';
import { shapeBox } from './hit.js';
import { joinRanges, maskRange, type Mask } from './mask.js';
import type { Operation, ShapeFields } from './operations.js';
import { simplify } from './simplify.js';

/** The shortest row of points that differs. Empty where nothing does. */
export function setPoints(shape: Shape, points: readonly ImagePoint[]): Operation[] {
  const before = shape.points;
  const same = (a: ImagePoint | undefined, b: ImagePoint | undefined): boolean =>
    a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
  const most = Math.min(before.length, points.length);
  let at = 0;
  while (at < most && same(before[at], points[at])) at += 1;
  let tail = 0;
  while (tail < most - at && same(before.at(-1 - tail), points.at(-1 - tail))) tail += 1;
  const removed = before.slice(at, before.length - tail);
  const inserted = points.slice(at, points.length - tail);
  if (removed.length === 0 && inserted.length === 0) return [];
  return [{ kind: 'points', id: shape.id, at, removed, inserted }];
}

/** One operation for each row of neighbours, from the back, so that places stay right. */
export function removeShapes(document: AnnotationDocument, ids: ReadonlySet<string>): Operation[] {
  const gone = withHoles(document, ids);
  const operations: Operation[] = [];
  for (let end = document.shapes.length - 1; end >= 0; end--) {
    if (!gone.has(document.shapes[end]!.id)) continue;
    let at = end;
    while (at > 0 && gone.has(document.shapes[at - 1]!.id)) at -= 1;
    operations.push({ kind: 'remove', at, shapes: document.shapes.slice(at, end + 1) });
    end = at;
  }
  return operations;
}

export function addShapes(document: AnnotationDocument, shapes: readonly Shape[]): Operation[] {
  return shapes.length === 0 ? [] : [{ kind: 'add', at: document.shapes.length, shapes }];
}

export function editShapes(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
  fields: ShapeFields,
): Operation[] {
  return document.shapes
    .filter((shape) => ids.has(shape.id))
    .flatMap((shape): Operation[] => {
      const keys = Object.keys(fields) as (keyof ShapeFields)[];
      if (keys.every((key) => shape[key] === fields[key])) return [];
      const before = Object.fromEntries(keys.map((key) => [key, shape[key]])) as ShapeFields;
      return [{ kind: 'edit', id: shape.id, before, after: fields }];
    });
}

export function moveShapes(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
  dx: number,
  dy: number,
): Operation[] {
  const all = withHoles(document, ids);
  return document.shapes
    .filter((shape) => all.has(shape.id))
    .flatMap((shape) => {
      // A bitmap lies on whole pixels.
      const [x, y] = shape.bitmap ? [Math.round(dx), Math.round(dy)] : [dx, dy];
      return setPoints(shape, moved(shape.points, x, y).map(tidy));
    });
}

/** How far shapes may go without leaving the picture. */
export function keepInside(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
  dx: number,
  dy: number,
): readonly [number, number] {
  const points = document.shapes
    .filter((shape) => ids.has(shape.id))
    .flatMap((shape) => shape.points);
  const box = boxOf(points);
  const keep = (d: number, low: number, high: number, size: number): number => {
    // What is outside already may move, only not farther out.
    const least = Math.min(0, -low);
    const most = Math.max(0, size - high);
    return Math.max(least, Math.min(most, d));
  };
  return [keep(dx, box.x0, box.x1, document.width), keep(dy, box.y0, box.y1, document.height)];
}

/** Copies with new ids, moved a little, kept in their order. */
export function copiesOf(shapes: readonly Shape[], newId: NewId, dx: number, dy: number): Shape[] {
  return shapes.map((shape) => ({
    ...shape,
    id: newId(),
    points: moved(shape.points, dx, dy).map(tidy),
    source: null,
  }));
}

/** Moves one shape with its holes one place up (drawn later) or down, past the next shape with its holes. */
export function stepOrder(
  document: AnnotationDocument,
  id: string,
  step: 'up' | 'down' | 'top' | 'bottom',
): Operation[] {
  const index = document.shapes.findIndex((shape) => shape.id === id);
  const starts: number[] = [];
  for (let i = 0; i < document.shapes.length; i += 1 + holeCount(document, i)) starts.push(i);
  const place = starts.indexOf(index);
  const target = { up: place + 1, down: place - 1, top: starts.length - 1, bottom: 0 }[step];
  if (place < 0 || target === place || target < 0 || target >= starts.length) return [];
  const size = 1 + holeCount(document, index);
  if (target > place) {
    // The first of the row goes to the end again and again.
    const to = (starts[target + 1] ?? document.shapes.length) - 1;
    return Array.from({ length: size }, (): Operation => ({ kind: 'order', from: index, to }));
  }
  const to = starts[target]!;
  return Array.from({ length: size }, (_, k): Operation => ({
    kind: 'order',
    from: index + k,
    to: to + k,
  }));
}

/** Replaces the shape at `index` and its holes. */
export function replaceCompound(
  document: AnnotationDocument,
  index: number,
  shapes: readonly Shape[],
): Operation[] {
  const before = compoundAt(document, index);
  const operations: Operation[] = [{ kind: 'remove', at: index, shapes: before }];
  if (shapes.length > 0) operations.push({ kind: 'add', at: index, shapes });
  return operations;
}

/** The result of `replaceCompound` on several shapes, from the back. */
export function replaceEach(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
  change: (index: number) => readonly Shape[] | null,
): Operation[] {
  const operations: Operation[] = [];
  for (let index = document.shapes.length - 1; index >= 0; index--) {
    if (!ids.has(document.shapes[index]!.id)) continue;
    const shapes = change(index);
    if (shapes) operations.push(...replaceCompound(document, index, shapes));
  }
  return operations;
}

/**
 * Cuts a ring out of shapes that have an area; what lies wholly in a shape becomes a hole, unless that
 * would clear a shape below which is not cut itself.
 */
export function subtractRing(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
  ring: readonly ImagePoint[],
  newId: NewId,
): Operation[] {
  const cutBox = boxOf(ring);
  const isCut = (shape: Shape): boolean => outlineOf(shape).closed && !shape.bitmap;
  return replaceEach(document, ids, (index) => {
    const shape = document.shapes[index]!;
    const outline = outlineOf(shape);
    if (!isCut(shape) || !boxesMeet(shapeBox(shape), cutBox)) return null;
    const holes = compoundAt(document, index).slice(1);
    const parts = differenceOf([outline.points], [...holes.map((hole) => hole.points), ring]);
    const left = differenceOf(
      [outline.points],
      holes.map((hole) => hole.points),
    );
    if (JSON.stringify(parts) === JSON.stringify(left)) return null;
    const below = document.shapes
      .slice(0, index)
      .filter((other) => !ids.has(other.id) || !isCut(other));
    return shapesOfParts(openHoles(parts, below), shape, newId, shape);
  });
}

/** Joins shapes into the first of them; they must have areas that meet. Empty where nothing meets. */
export function mergeShapes(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
  newId: NewId,
): Operation[] {
  const members = document.shapes.filter(
    (shape) => ids.has(shape.id) && outlineOf(shape).closed && !shape.bitmap,
  );
  const [first] = members;
  if (!first || members.length < 2) return [];
  const parts = unionOf(members.map((shape) => outlineOf(shape).points));
  if (parts.length >= members.length) return [];
  const rest = removeShapes(document, new Set(members.map((shape) => shape.id)));
  const at = document.shapes.findIndex((shape) => shape.id === first.id);
  const below = document.shapes.slice(0, at).filter((shape) => !ids.has(shape.id));
  const made = shapesOfParts(openHoles(parts, below), first, newId, first);
  return [...rest, { kind: 'add', at, shapes: made }];
}

function shapesOfParts(
  parts: readonly { outer: readonly ImagePoint[]; holes: readonly (readonly ImagePoint[])[] }[],
  template: Template,
  newId: NewId,
  original: Shape,
): Shape[] {
  return parts.flatMap((part, i) => [
    i === 0
      ? { ...polygonShape(original.id, part.outer, template), source: original.source }
      : polygonShape(newId(), part.outer, template),
    ...part.holes.map((hole) => holeShape(newId(), hole)),
  ]);
}

/** Fewer points of polygons and linestrips. */
export function simplifyShapes(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
  tolerancePx: number,
): Operation[] {
  const all = withHoles(document, ids);
  return document.shapes
    .filter((shape) => all.has(shape.id))
    .flatMap((shape) =>
      shape.type === 'polygon' || shape.type === 'linestrip'
        ? setPoints(shape, simplify(shape.points, tolerancePx, shape.type === 'polygon'))
        : [],
    );
}

/** Rectangles, circles and the like as polygons of the same outline. */
export function toPolygons(document: AnnotationDocument, ids: ReadonlySet<string>): Operation[] {
  return document.shapes
    .filter((shape) => ids.has(shape.id) && shape.type !== 'polygon' && !shape.bitmap)
    .flatMap((shape): Operation[] => {
      const { points, closed } = outlineOf(shape);
      if (!closed || points.length < 3) return [];
      return [
        { kind: 'edit', id: shape.id, before: { type: shape.type }, after: { type: 'polygon' } },
        ...setPoints(shape, points.map(tidy)),
      ];
    });
}

/**
 * A stroke on a shape's exact mask: the pixels of the stroke are put into it or taken out, and what
 * results becomes its outline and holes again. A mask shape stays one. `ids`: shapes that the stroke
 * changes as well, which holes need not spare.
 * @returns null where the stroke changes nothing of it
 */
export function strokeShape(
  document: AnnotationDocument,
  index: number,
  stroke: Mask,
  erase: boolean,
  rasterise: Rasterise,
  newId: NewId,
  ids: ReadonlySet<string> = new Set(),
): readonly Shape[] | null {
  const { width, height } = document;
  const shape = document.shapes[index]!;
  const compound = compoundAt(document, index);
  const before = rasterise(compound, width, height);
  const data = before.data.slice();
  let changed = false;
  for (let i = 0; i < data.length; i++) {
    if (stroke.data[i] !== 1 || data[i] === (erase ? 0 : 1)) continue;
    data[i] = erase ? 0 : 1;
    changed = true;
  }
  if (!changed) return null;
  const after: Mask = { width, height, data };
  if (shape.bitmap) return maskShape(shape, after);
  const shapes = document.shapes.slice(0, index).filter((other) => !ids.has(other.id));
  return shapesOfMask(after, { shapes, rasterise }, shape, newId, shape);
}

function maskShape(shape: Shape, mask: Mask): Shape[] {
  const range = maskRange(mask);
  if (!range) return [];
  const width = range.x1 - range.x0;
  const height = range.y1 - range.y0;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + range.y0) * mask.width + range.x0;
    data.set(mask.data.subarray(from, from + width), y * width);
  }
  const points: ImagePoint[] = [
    [range.x0, range.y0],
    [range.x1 - 1, range.y1 - 1],
  ];
  return [{ ...shape, points, bitmap: { width, height, data } }];
}

/** Whether a stroke can touch a shape at all. */
export function strokeMeets(shape: Shape, stroke: Mask): boolean {
  const range = joinRanges(maskRange(stroke), null);
  return range !== null && boxesMeet(shapeBox(shape), range);
}
