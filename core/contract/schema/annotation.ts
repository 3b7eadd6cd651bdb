/**
 * What travels between page and host while a sample is annotated, and work.json. Documents are those of
 * core/annotation/document.ts in a form that is plain JSON (core/annotation/wire.ts converts).
 */
import { z } from 'zod';
import { intrinsicsSchema } from './geometry.js';
import { sampleIdSchema } from './sample.js';
import { workStateSchema, workSummarySchema } from './work.js';

/** Most coordinates of one shape, and shapes of one document, that are taken. */
export const MAX_SHAPE_POINTS = 200_000;
export const MAX_SHAPES = 20_000;

/** SHA-256 of annotation.json's bytes, or `none` where there is no such file yet. */
export const tokenSchema = z
  .string()
  .regex(/^(none|[0-9a-f]{64})$/)
  .describe('SHA-256 of the file, or none');

const flagsSchema = z.record(z.string().max(1000), z.boolean());

/** A bitmap as run lengths, row by row, zeros first: [zeros, ones, zeros, ...]. */
export const wireBitmapSchema = z.strictObject({
  width: z.int().positive().max(16384),
  height: z.int().positive().max(16384),
  runs: z.array(z.int().nonnegative()).max(2_000_000),
});

/** The types of core/annotation/document.ts, and `other` for a type that is only kept. */
export const shapeTypeSchema = z.enum([
  'polygon',
  'rectangle',
  'circle',
  'line',
  'linestrip',
  'point',
  'points',
  'mask',
  'oriented_rectangle',
  'other',
]);

export const wireShapeSchema = z.strictObject({
  id: z.string().min(1).max(64),
  type: shapeTypeSchema,
  label: z.string().max(10_000),
  points: z
    .array(z.number())
    .max(2 * MAX_SHAPE_POINTS)
    .describe('x0, y0, x1, y1, ... in pixels of rgb'),
  groupId: z.int().nullable(),
  description: z.string().max(1_000_000),
  flags: flagsSchema,
  bitmap: wireBitmapSchema.nullable(),
  source: z.int().nonnegative().nullable().describe('Shape of the file that it was read from'),
});
export type WireShape = z.infer<typeof wireShapeSchema>;

export const wireDocumentSchema = z.strictObject({
  width: z.int().positive().max(16384),
  height: z.int().positive().max(16384),
  flags: flagsSchema,
  shapes: z.array(wireShapeSchema).max(MAX_SHAPES),
});
export type WireDocument = z.infer<typeof wireDocumentSchema>;

/** What turns one document into the next (core/annotation/patch.ts): what a journal holds. */
export const documentPatchSchema = z.strictObject({
  put: z.array(wireShapeSchema).max(MAX_SHAPES).describe('New and changed shapes'),
  order: z
    .array(z.string().max(64))
    .max(MAX_SHAPES)
    .nullable()
    .describe('Ids in drawing order; null where only shapes in place changed'),
  flags: flagsSchema.nullable(),
});
export type DocumentPatch = z.infer<typeof documentPatchSchema>;

/** A sentence about a file: what is wrong, where, and what to do. */
export const fileProblemSchema = z.strictObject({
  path: z.string(),
  key: z.string().describe('Where in the file, for example shapes[3].points[0]; may be empty'),
  message: z.string(),
  hint: z.string(),
});
export type FileProblem = z.infer<typeof fileProblemSchema>;

/** Who may write to a sample's annotation. */
export const annotationLockSchema = z.strictObject({
  /** free: somebody wrote when the sample was opened, and has gone since; opening it again gets the lock. */
  state: z.enum(['mine', 'other', 'free', 'read-only']),
  owner: z.string().describe('Who writes; of read-only: why nobody here may'),
  /** Whether `takeOver` would work: another window of this studio, or a lock without heartbeat. */
  canTakeOver: z.boolean(),
});
export type AnnotationLock = z.infer<typeof annotationLockSchema>;

export const openedAnnotationSchema = z.strictObject({
  id: sampleIdSchema,
  session: z.string().describe('Names this opening in later calls; empty when read only'),
  document: wireDocumentSchema,
  token: tokenSchema,
  modifiedAt: z.iso.datetime().nullable().describe('Of annotation.json; null where there is none'),
  version: z.string().nullable().describe('LabelMe version the file states'),
  lock: annotationLockSchema,
  work: workSummarySchema,
  /** Edits of a session that ended without saving; they are in `document` and not yet in the file. */
  replayed: z
    .strictObject({ operations: z.int().positive(), at: z.iso.datetime(), by: z.string() })
    .nullable(),
  /** Where saves go: annotation.json, or a file beside it while that one cannot be read. */
  file: z.string(),
  /** Set when annotation.json cannot be read; it is left as it is and saves go beside it. */
  problem: fileProblemSchema.nullable(),
  /** Things that were read but look wrong: shapes outside, another size, an unknown type. */
  warnings: z.array(fileProblemSchema).max(200),
});
export type OpenedAnnotation = z.infer<typeof openedAnnotationSchema>;

export const savedAnnotationSchema = z.strictObject({
  token: tokenSchema,
  savedAt: z.iso.datetime(),
  file: z.string(),
  /** Pixels of mask.png that are 255. */
  maskPixels: z.int().nonnegative(),
  /** False when the bytes on disk were the same already. */
  written: z.boolean(),
  warnings: z.array(fileProblemSchema).max(200),
});
export type SavedAnnotation = z.infer<typeof savedAnnotationSchema>;

export const annotationVersionSchema = z.strictObject({
  version: z.string().regex(/^[0-9TZ]{10,30}-[0-9a-f]{12}$/),
  savedAt: z.iso.datetime(),
  token: tokenSchema,
  bytes: z.int().nonnegative(),
  shapes: z.int().nonnegative().nullable().describe('null where the file cannot be read'),
  current: z.boolean().describe('Equal to annotation.json as it is now'),
});
export type AnnotationVersion = z.infer<typeof annotationVersionSchema>;

/** Depth on the grid of rgb, as the linked views show it; the pixels follow as bytes, little-endian. */
export const depthGridSchema = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  encoding: z.enum(['uint16', 'float32']),
  metresPerCount: z.number().positive().describe('1 for float32 metres'),
  intrinsics: intrinsicsSchema.nullable().describe("rgb's; null where they are unknown"),
  aligned: z
    .enum(['same-grid', 'projected'])
    .describe('Whether depth was projected through both cameras or shares the grid already'),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

export const queueFilterSchema = z.strictObject({
  states: z.array(workStateSchema).max(4).nullable(),
  assignee: z.string().max(120).nullable().describe('Empty: those of nobody'),
  category: z.string().max(64).nullable(),
  anomaly: z.string().max(64).nullable(),
  openComments: z.boolean().describe('Only samples with open comments'),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

export const queueCountsSchema = z.strictObject({
  all: z.int().nonnegative(),
  shown: z.int().nonnegative().describe('Of the filter'),
  new: z.int().nonnegative(),
  'in-progress': z.int().nonnegative(),
  done: z.int().nonnegative(),
  checked: z.int().nonnegative(),
  secondsSpent: z.number().nonnegative(),
});
export type QueueCounts = z.infer<typeof queueCountsSchema>;
