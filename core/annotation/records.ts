/**
 * Shapes as plain JSON, for the journal and the channel: as in document.ts, with a bitmap written as
 * run lengths. The schemas are bounded, so that what arrives is checked before it is built.
 */
import { z } from 'zod';
import { SHAPE_TYPES, type Shape, type ShapeBitmap } from './document.js';

/** More points than this in one shape are refused on every way in. */
export const MAX_POINTS = 100_000;
export const MAX_SHAPES = 20_000;
const MAX_SIDE = 16_384;

const coordinate = z.number().min(-1e6).max(1e6);
export const pointSchema = z.tuple([coordinate, coordinate]).readonly();
export const pointsSchema = z.array(pointSchema).max(MAX_POINTS).readonly();
export const flagsSchema = z.record(z.string().max(256), z.boolean()).readonly();
const idSchema = z.string().min(1).max(64);

export const runBitmapSchema = z
  .strictObject({
    width: z.int().min(1).max(MAX_SIDE),
    height: z.int().min(1).max(MAX_SIDE),
    runs: z
      .array(z.int().nonnegative())
      .max(4_000_000)
      .readonly()
      .describe('Lengths of runs of 0 and 1 in turn, row by row, beginning with 0'),
  })
  .readonly();
export type RunBitmap = z.infer<typeof runBitmapSchema>;

export const shapeRecordSchema = z
  .strictObject({
    id: idSchema,
    type: z.enum([...SHAPE_TYPES, 'other']),
    label: z.string().max(256),
    points: pointsSchema,
    groupId: z.int().nullable(),
    description: z.string().max(10_000),
    flags: flagsSchema,
    bitmap: runBitmapSchema.nullable(),
    source: z.int().nonnegative().nullable(),
  })
  .readonly();
export type ShapeRecord = z.infer<typeof shapeRecordSchema>;

export const documentRecordSchema = z
  .strictObject({
    width: z.int().min(1).max(MAX_SIDE),
    height: z.int().min(1).max(MAX_SIDE),
    flags: flagsSchema,
    shapes: z.array(shapeRecordSchema).max(MAX_SHAPES).readonly(),
  })
  .readonly();
export type DocumentRecord = z.infer<typeof documentRecordSchema>;

export function bitmapToRuns(bitmap: ShapeBitmap): RunBitmap {
  const runs: number[] = [];
  let value = 0;
  let length = 0;
  for (const pixel of bitmap.data) {
    if (pixel !== value) {
      runs.push(length);
      value = pixel;
      length = 0;
    }
    length += 1;
  }
  runs.push(length);
  return { width: bitmap.width, height: bitmap.height, runs };
}

/** @throws RangeError where the runs do not fill the bitmap */
export function bitmapFromRuns(record: RunBitmap): ShapeBitmap {
  const { width, height, runs } = record;
  const size = width * height;
  let total = 0;
  for (const run of runs) total += run;
  if (total !== size)
    throw new RangeError(`bitmap runs cover ${total} of ${size} pixels (${width} x ${height})`);
  const data = new Uint8Array(size);
  let at = 0;
  runs.forEach((run, i) => {
    if (i % 2 === 1) data.fill(1, at, at + run);
    at += run;
  });
  return { width, height, data };
}

export function shapeToRecord(shape: Shape): ShapeRecord {
  return { ...shape, bitmap: shape.bitmap === null ? null : bitmapToRuns(shape.bitmap) };
}

/** @throws RangeError for a bitmap whose runs do not fill it */
export function shapeFromRecord(record: ShapeRecord): Shape {
  return { ...record, bitmap: record.bitmap === null ? null : bitmapFromRuns(record.bitmap) };
}
