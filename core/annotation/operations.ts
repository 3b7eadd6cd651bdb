/**
 * What an edit is: a list of small operations, each plain JSON, each with its inverse. The page
 * applies them and the host appends them to the journal and replays them after a crash.
 */
import { z } from 'zod';
import type { AnnotationDocument, Shape } from './document.js';
import {
  flagsSchema,
  MAX_SHAPES,
  pointsSchema,
  runBitmapSchema,
  shapeFromRecord,
  shapeRecordSchema,
  bitmapFromRuns,
} from './records.js';

const id = z.string().min(1).max(64);
const at = z.int().nonnegative();
const shapes = z.array(shapeRecordSchema).min(1).max(MAX_SHAPES).readonly();

const fieldsSchema = z
  .strictObject({
    type: shapeRecordSchema.unwrap().shape.type,
    label: z.string().max(256),
    groupId: z.int().nullable(),
    description: z.string().max(10_000),
    flags: flagsSchema,
  })
  .partial()
  .readonly();
/** What of a shape is edited besides its points. */
export type ShapeFields = z.infer<typeof fieldsSchema>;

const maskState = z.strictObject({ bitmap: runBitmapSchema, points: pointsSchema }).readonly();

export const operationSchema = z.discriminatedUnion('kind', [
  /** Puts shapes in a row into the drawing order, the first at `at`. */
  z.strictObject({ kind: z.literal('add'), at, shapes }).readonly(),
  /** Takes them out again; holds them whole, so that it can be undone. */
  z.strictObject({ kind: z.literal('remove'), at, shapes }).readonly(),
  /** Replaces a row of points of one shape. */
  z
    .strictObject({
      kind: z.literal('points'),
      id,
      at,
      removed: pointsSchema,
      inserted: pointsSchema,
    })
    .readonly(),
  /** Label, type, group, description, flags. */
  z
    .strictObject({ kind: z.literal('edit'), id, before: fieldsSchema, after: fieldsSchema })
    .readonly(),
  /** Moves one shape in the drawing order. */
  z.strictObject({ kind: z.literal('order'), from: at, to: at }).readonly(),
  /** Another bitmap of a mask shape. */
  z.strictObject({ kind: z.literal('bitmap'), id, before: maskState, after: maskState }).readonly(),
  /** The flags of the picture. */
  z.strictObject({ kind: z.literal('flags'), before: flagsSchema, after: flagsSchema }).readonly(),
]);
export type Operation = z.infer<typeof operationSchema>;

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
        shapes: document.shapes.toSpliced(
          operation.at,
          0,
          ...operation.shapes.map(shapeFromRecord),
        ),
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
      return withShape(document, operation.id, (shape) => ({
        ...shape,
        ...given(operation.after),
      }));
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
        bitmap: bitmapFromRuns(operation.after.bitmap),
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
        (sum, shape) =>
          sum + 200 + shape.points.length * point + (shape.bitmap?.runs.length ?? 0) * 8,
        100,
      );
    case 'points':
      return 100 + (operation.removed.length + operation.inserted.length) * point;
    case 'bitmap':
      return 200 + (operation.before.bitmap.runs.length + operation.after.bitmap.runs.length) * 8;
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

function given(fields: ShapeFields): Partial<Shape> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
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
