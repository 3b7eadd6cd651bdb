/**
 * What an edit is: a list of small operations, each with its inverse. The history keeps them; the
 * journal gets the difference of the documents (patch.ts), which is plain JSON.
 */
import type { AnnotationDocument, ImagePoint, Shape, ShapeBitmap } from './document.js';

/** What of a shape is edited besides its points. */
export type ShapeFields = Partial<
  Pick<Shape, 'type' | 'label' | 'groupId' | 'description' | 'flags'>
>;

interface MaskState {
  readonly bitmap: ShapeBitmap;
  readonly points: readonly ImagePoint[];
}

export type Operation =
  /** Puts shapes in a row into the drawing order, the first at `at`. */
  | { readonly kind: 'add'; readonly at: number; readonly shapes: readonly Shape[] }
  /** Takes them out again; holds them whole, so that it can be undone. */
  | { readonly kind: 'remove'; readonly at: number; readonly shapes: readonly Shape[] }
  /** Replaces a row of points of one shape. */
  | {
      readonly kind: 'points';
      readonly id: string;
      readonly at: number;
      readonly removed: readonly ImagePoint[];
      readonly inserted: readonly ImagePoint[];
    }
  | {
      readonly kind: 'edit';
      readonly id: string;
      readonly before: ShapeFields;
      readonly after: ShapeFields;
    }
  /** Moves one shape in the drawing order. */
  | { readonly kind: 'order'; readonly from: number; readonly to: number }
  /** Another bitmap of a mask shape. */
  | {
      readonly kind: 'bitmap';
      readonly id: string;
      readonly before: MaskState;
      readonly after: MaskState;
    }
  /** The flags of the picture. */
  | {
      readonly kind: 'flags';
      readonly before: AnnotationDocument['flags'];
      readonly after: AnnotationDocument['flags'];
    };

/**
 * The document after an operation.
 * @throws RangeError where the operation does not fit: no such shape, other points than it removes
 */
export function applyOperation(
  document: AnnotationDocument,
  operation: Operation,
): AnnotationDocument {
  switch (operation.kind) {
    case 'add': {
      if (operation.at > document.shapes.length)
        throw new RangeError(`cannot add at ${operation.at} of ${document.shapes.length} shapes`);
      const known = new Set(document.shapes.map((shape) => shape.id));
      for (const { id: added } of operation.shapes)
        if (known.has(added)) throw new RangeError(`there is a shape ${added} already`);
      return {
        ...document,
        shapes: spliced(document.shapes, operation.at, 0, operation.shapes),
      };
    }
    case 'remove': {
      operation.shapes.forEach((shape, i) => {
        if (document.shapes[operation.at + i]?.id !== shape.id)
          throw new RangeError(`shape ${shape.id} is not at ${operation.at + i}`);
      });
      return {
        ...document,
        shapes: document.shapes.toSpliced(operation.at, operation.shapes.length),
      };
    }
    case 'points':
      return withShape(document, operation.id, (shape) => {
        operation.removed.forEach((point, i) => {
          const there = shape.points[operation.at + i];
          if (there?.[0] !== point[0] || there[1] !== point[1])
            throw new RangeError(`point ${operation.at + i} of ${shape.id} is another one`);
        });
        if (operation.at > shape.points.length)
          throw new RangeError(`shape ${shape.id} has no point ${operation.at}`);
        return {
          ...shape,
          points: spliced(shape.points, operation.at, operation.removed.length, operation.inserted),
        };
      });
    case 'edit':
      return withShape(document, operation.id, (shape) => ({ ...shape, ...operation.after }));
    case 'order': {
      const moved = document.shapes[operation.from];
      if (!moved || operation.to >= document.shapes.length)
        throw new RangeError(`cannot move shape ${operation.from} to ${operation.to}`);
      return {
        ...document,
        shapes: document.shapes.toSpliced(operation.from, 1).toSpliced(operation.to, 0, moved),
      };
    }
    case 'bitmap':
      return withShape(document, operation.id, (shape) => ({
        ...shape,
        points: operation.after.points,
        bitmap: operation.after.bitmap,
      }));
    case 'flags':
      return { ...document, flags: operation.after };
  }
}

/** @throws RangeError as applyOperation */
export function applyOperations(
  document: AnnotationDocument,
  operations: readonly Operation[],
): AnnotationDocument {
  return operations.reduce(applyOperation, document);
}

/** The operation that takes this one back. */
export function invertOperation(operation: Operation): Operation {
  switch (operation.kind) {
    case 'add':
      return { ...operation, kind: 'remove' };
    case 'remove':
      return { ...operation, kind: 'add' };
    case 'points':
      return { ...operation, removed: operation.inserted, inserted: operation.removed };
    case 'order':
      return { kind: 'order', from: operation.to, to: operation.from };
    case 'edit':
    case 'bitmap':
    case 'flags':
      return { ...operation, before: operation.after, after: operation.before } as Operation;
  }
}

/** The inverses, last first. */
export function invertOperations(operations: readonly Operation[]): Operation[] {
  return operations.map(invertOperation).reverse();
}

/** About how many bytes an operation keeps in memory. */
export function operationBytes(operation: Operation): number {
  const point = 72;
  switch (operation.kind) {
    case 'add':
    case 'remove':
      return operation.shapes.reduce(
        (sum, shape) => sum + 200 + shape.points.length * point + (shape.bitmap?.data.length ?? 0),
        100,
      );
    case 'points':
      return 100 + (operation.removed.length + operation.inserted.length) * point;
    case 'bitmap':
      return 200 + operation.before.bitmap.data.length + operation.after.bitmap.data.length;
    case 'edit':
    case 'flags':
      return 400;
    case 'order':
      return 64;
  }
}

/** `toSpliced` with a row of points; spread arguments would overflow the stack at 100,000. */
function spliced<T>(list: readonly T[], at_: number, removed: number, inserted: readonly T[]): T[] {
  return list.slice(0, at_).concat(inserted, list.slice(at_ + removed));
}

function withShape(
  document: AnnotationDocument,
  shapeId: string,
  change: (shape: Shape) => Shape,
): AnnotationDocument {
  const index = document.shapes.findIndex((shape) => shape.id === shapeId);
  const shape = document.shapes[index];
  if (!shape) throw new RangeError(`there is no shape ${shapeId}`);
  return { ...document, shapes: document.shapes.with(index, change(shape)) };
}
