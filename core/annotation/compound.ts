/**
 * Shapes with holes as LabelMe files can hold them: an outline and, right behind it in drawing order,
 * `_background_` polygons inside its box. Together they are edited as one.
 */
import {
  BACKGROUND_LABEL,
  type AnnotationDocument,
  type ImagePoint,
  type Shape,
} from './document.js';
import { shapeBox } from './hit.js';
import type { Ring } from './contour.js';

export type NewId = () => string;

/** What a new shape takes over from the one that it came from. */
export type Template = Pick<Shape, 'label' | 'groupId' | 'description' | 'flags'>;

/** How many shapes behind `index` are its holes. */
export function holeCount(document: AnnotationDocument, index: number): number {
  const shape = document.shapes[index];
  if (!shape || shape.label === BACKGROUND_LABEL) return 0;
  const box = shapeBox(shape);
  let count = 0;
  for (;;) {
    const next = document.shapes[index + 1 + count];
    if (next?.label !== BACKGROUND_LABEL) return count;
    const hole = shapeBox(next);
    // A hole may touch the outline's own pixels, so one pixel of grace.
    const inside =
      hole.x0 >= box.x0 - 1 &&
      hole.y0 >= box.y0 - 1 &&
      hole.x1 <= box.x1 + 1 &&
      hole.y1 <= box.y1 + 1;
    if (!inside) return count;
    count += 1;
  }
}

/** The shape and its holes, in drawing order. */
export function compoundAt(document: AnnotationDocument, index: number): readonly Shape[] {
  return document.shapes.slice(index, index + 1 + holeCount(document, index));
}

/** Ids with those of the holes that go with them. */
export function withHoles(
  document: AnnotationDocument,
  ids: ReadonlySet<string>,
): ReadonlySet<string> {
  const all = new Set(ids);
  document.shapes.forEach((shape, index) => {
    if (!ids.has(shape.id)) return;
    for (const hole of compoundAt(document, index)) all.add(hole.id);
  });
  return all;
}

/** The shape whose hole this is, else the shape itself. */
export function ownerOf(document: AnnotationDocument, id: string): string {
  const index = document.shapes.findIndex((shape) => shape.id === id);
  if (document.shapes[index]?.label !== BACKGROUND_LABEL) return id;
  for (let i = index - 1; i >= 0; i--) {
    const shape = document.shapes[i]!;
    if (shape.label === BACKGROUND_LABEL) continue;
    return i + holeCount(document, i) >= index ? shape.id : id;
  }
  return id;
}

export function polygonShape(id: string, points: readonly ImagePoint[], template: Template): Shape {
  return {
    id,
    type: 'polygon',
    label: template.label,
    points,
    groupId: template.groupId,
    description: template.description,
    flags: template.flags,
    bitmap: null,
    source: null,
  };
}

export function holeShape(id: string, points: readonly ImagePoint[]): Shape {
  return polygonShape(id, points, {
    label: BACKGROUND_LABEL,
    groupId: null,
    description: '',
    flags: {},
  });
}

/**
 * Rings as shapes in drawing order: each part's outline with its holes right behind it. The first and
 * largest outline keeps `original`'s id, so that what points to it stays.
 */
export function shapesOfRings(
  rings: readonly Ring[],
  template: Template,
  newId: NewId,
  original: Shape | null,
): Shape[] {
  const outers = rings
    .map((ring, number) => ({ ring, number }))
    .filter(({ ring }) => !ring.hole)
    .sort((a, b) => a.ring.depth - b.ring.depth || b.ring.area - a.ring.area);
  return outers.flatMap(({ ring, number }, i) => {
    const outer =
      i === 0 && original
        ? { ...polygonShape(original.id, ring.points, template), source: original.source }
        : polygonShape(newId(), ring.points, template);
    const holes = rings.filter((other) => other.hole && other.part === number);
    return [outer, ...holes.map((hole) => holeShape(newId(), hole.points))];
  });
}
