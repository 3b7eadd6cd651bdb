/**
 * The difference of two documents, found by identity: documents share the shapes that an operation left
 * alone. Patches are what the journal holds; applying them in order to the start gives the end.
 */
import type { DocumentPatch } from '../contract/schema/annotation.js';
import type { AnnotationDocument, Shape } from './document.js';
import { shapeFromWire, shapeToWire } from './wire.js';

/** What makes `after` of `before`; null when they are the same. Sizes do not change. */
export function diffDocuments(
  before: AnnotationDocument,
  after: AnnotationDocument,
): DocumentPatch | null {
  const old = new Map(before.shapes.map((shape) => [shape.id, shape]));
  const put = after.shapes.filter((shape) => old.get(shape.id) !== shape).map(shapeToWire);
  const sameOrder =
    before.shapes.length === after.shapes.length &&
    before.shapes.every((shape, i) => after.shapes[i]?.id === shape.id);
  const flags = before.flags === after.flags ? null : { ...after.flags };
  if (put.length === 0 && sameOrder && flags === null) return null;
  return { put, order: sameOrder ? null : after.shapes.map((shape) => shape.id), flags };
}

/** Ids in `order` that are neither known nor put are passed over. */
export function applyPatch(document: AnnotationDocument, patch: DocumentPatch): AnnotationDocument {
  const shapes = new Map(document.shapes.map((shape) => [shape.id, shape]));
  for (const wire of patch.put) shapes.set(wire.id, shapeFromWire(wire));
  const order = patch.order ?? document.shapes.map((shape) => shape.id);
  return {
    ...document,
    flags: patch.flags ?? document.flags,
    shapes: order
      .map((id) => shapes.get(id))
      .filter((shape): shape is Shape => shape !== undefined),
  };
}
