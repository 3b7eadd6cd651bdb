/** Inspection: what a model says of a sample, operators' verdicts, and what becomes of them. */
import { z } from 'zod';
import { nameSchema, sampleIdSchema } from './sample.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const point = z.tuple([z.number(), z.number()]);
const person = z.string().max(120);

export const verdictSchema = z.enum(['sound', 'anomalous']);
export type Verdict = z.infer<typeof verdictSchema>;

/** The line of a model: the newest of thresholds.jsonl. */
export const inspectionRuleSchema = z.strictObject({
  threshold: z.number(),
  minAreaMm2: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Area rule: regions over the line must cover this much; null = image rule alone'),
});
export type InspectionRule = z.infer<typeof inspectionRuleSchema>;

/** A region of the map over the line; lengths in pixels of rgb. */
export const regionSchema = z.strictObject({
  number: z.int().positive().describe('From the largest on'),
  peak: z.number(),
  peakAt: point,
  centre: point,
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('x0, y0, x1, y1'),
  areaPx: z.number().nonnegative(),
  areaMm2: z.number().nonnegative().nullable(),
  depthMm: z.number().nullable().describe('Against the surface around it; below it is negative'),
  form: z.enum(['long', 'oval', 'round']),
});
export type Region = z.infer<typeof regionSchema>;

/** Warnings that do not stop an inspection. */
export const inspectionWarningSchema = z.enum([
  'no-area',
  'parity-failed',
  'parity-unknown',
  'other-category',
  'quick-preset',
  'no-line',
]);
export type InspectionWarning = z.infer<typeof inspectionWarningSchema>;

/**
 * One model on one sample. `bytes`, all of the map's size: the map as float32 LE, then with `hasDepth` the
 * median depth of each cell as float32 LE metres (0 = no data), then the foreground, one byte a cell.
 */
export const inspectionSchema = z.strictObject({
  sample: sampleIdSchema.nullable().describe('Null for what the camera sees'),
  sampleHash: sha256,
  model: nameSchema,
  modelHash: sha256.describe('SHA-256 of detector.onnx'),
  width: z.int().positive().describe('Of rgb'),
  height: z.int().positive(),
  mapWidth: z.int().positive(),
  mapHeight: z.int().positive(),
  hasDepth: z.boolean(),
  focal: point.nullable().describe('fx, fy in pixels of rgb; null where unknown'),
  mapRange: z.tuple([z.number(), z.number()]).describe('The one scale of the model'),
  score: z.number(),
  rule: inspectionRuleSchema,
  verdict: verdictSchema,
  decidedBy: z.enum(['score', 'area']),
  areaMm2: z.number().nonnegative().nullable(),
  regions: z.array(regionSchema),
  warnings: z.array(inspectionWarningSchema),
  milliseconds: z.number().nonnegative().describe('Of inference, preprocessing included'),
  provider: z.string().describe('Execution provider of onnxruntime'),
  cached: z.boolean(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type Inspection = z.infer<typeof inspectionSchema>;

/** What is kept of an inspection when its map is not: a line of runs/inspections/MODEL_HASH.jsonl. */
export const inspectionResultSchema = z.strictObject({
  sample: sampleIdSchema,
  sampleHash: sha256,
  at: z.iso.datetime({ offset: true }),
  score: z.number(),
  areaMm2: z.number().nonnegative().nullable().describe('Over the line of that time'),
  threshold: z.number(),
  warnings: z.array(inspectionWarningSchema),
});
export type InspectionResult = z.infer<typeof inspectionResultSchema>;

/** A line of `pd-studio infer --json`: a picture with its map. */
export const inferenceSchema = z.strictObject({
  name: z.string().describe('Unique within the input; the map is OUT/NAME.tiff'),
  sample: sampleIdSchema
    .nullable()
    .describe('Id of a sample of a project; null for other pictures'),
  score: z.number(),
  verdict: verdictSchema.nullable().describe('null: the model has no threshold'),
  decidedBy: z.enum(['score', 'area']).nullable(),
  threshold: z.number().nullable().describe('The newest line of thresholds.jsonl, or --threshold'),
  minAreaMm2: inspectionRuleSchema.shape.minAreaMm2,
  areaMm2: z.number().nonnegative().nullable().describe('Of all regions over the threshold'),
  regions: z.array(regionSchema),
  map: z.string().describe('float32 file of the map'),
  overlay: z
    .string()
    .nullable()
    .describe("PNG of the picture under its heat, on the model's scale"),
  width: z.int().positive().describe('Of the map'),
  height: z.int().positive(),
  pictureWidth: z.int().positive(),
  pictureHeight: z.int().positive(),
  foregroundShare: z.number().min(0).max(1),
  findings: z.array(
    z.strictObject({ code: z.string(), severity: z.string(), message: z.string() }),
  ),
  warnings: z.array(inspectionWarningSchema),
  milliseconds: z.number().nonnegative(),
});
export type Inference = z.infer<typeof inferenceSchema>;

export const DECISIONS = ['accept', 'reject', 'unsure'] as const;
export const decisionSchema = z
  .enum(DECISIONS)
  .describe('accept: the part is sound; reject: it is not');
export type Decision = z.infer<typeof decisionSchema>;

/** Reasons that are no defect; anomaly types are the others. */
export const NO_DEFECT_REASONS = ['shadow', 'pattern', 'colour shift', 'bad shot'] as const;

export const REVIEW_SCHEMA = 1;
/** A line of samples/ID/reviews.jsonl: appended only. */
export const reviewSchema = z.strictObject({
  schema: z.literal(REVIEW_SCHEMA),
  id: z.string().min(8).max(40),
  at: z.iso.datetime({ offset: true }),
  by: person,
  decision: decisionSchema,
  reasons: z.array(z.string().min(1).max(64)).max(20),
  comment: z.string().max(2000),
  blind: z.boolean().describe('Given before the map was shown'),
  second: z.boolean().describe('A second opinion on a reviewed sample'),
  model: nameSchema,
  modelHash: sha256,
  threshold: z.number(),
  score: z.number(),
  verdict: verdictSchema.describe('What the model said'),
  sampleHash: sha256,
  undoes: z.string().max(40).nullable().describe('Id of the verdict that this line takes back'),
});
export type Review = z.infer<typeof reviewSchema>;

export const reviewInputSchema = z.strictObject({
  sample: sampleIdSchema,
  model: nameSchema,
  decision: decisionSchema,
  reasons: reviewSchema.shape.reasons,
  comment: reviewSchema.shape.comment,
  blind: z.boolean(),
});

export const feedbackSchema = z.strictObject({
  sample: sampleIdSchema,
  kind: z
    .enum(['to-training', 'to-test'])
    .describe('A false alarm becomes a good training sample; an anomaly goes to the test set'),
  review: z.string().max(40).describe('The verdict it follows'),
});

/** A line of samples/ID/feedback.jsonl: appended only; the newest counts. */
export const feedbackLineSchema = z.strictObject({
  schema: z.literal(1),
  at: z.iso.datetime({ offset: true }),
  by: person,
  kind: feedbackSchema.shape.kind,
  review: feedbackSchema.shape.review,
});
export type FeedbackLine = z.infer<typeof feedbackLineSchema>;

export const batchProgressSchema = z.strictObject({
  job: z.string(),
  model: nameSchema,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  failed: z.array(z.strictObject({ sample: z.string(), reason: z.string() })).max(1000),
  secondsLeft: z.number().nonnegative().nullable(),
  output: z.string().nullable().describe('Folder of the results of a folder; null for samples'),
});
export type BatchProgress = z.infer<typeof batchProgressSchema>;

/** A picture of a folder batch. */
export const folderRowSchema = z.strictObject({
  output: z.string().describe("The batch's folder"),
  name: z.string(),
  score: z.number(),
  verdict: verdictSchema.nullable().describe('null: the model has no threshold'),
  areaMm2: z.number().nonnegative().nullable(),
  warnings: z.array(inspectionWarningSchema),
});
export type FolderRow = z.infer<typeof folderRowSchema>;

export const liveModeSchema = z.strictObject({
  model: nameSchema,
  when: z
    .enum(['every', 'stable'])
    .describe('Every so often, or when the scene has come to rest after a change'),
  everyMs: z.int().min(100).max(60_000),
});
export type LiveMode = z.infer<typeof liveModeSchema>;

/** Whether live mode runs, and why the last picture had no verdict. */
export const liveStateSchema = z.strictObject({
  mode: liveModeSchema.nullable(),
  problem: z.strictObject({ message: z.string(), hint: z.string() }).nullable(),
});
export type LiveState = z.infer<typeof liveStateSchema>;
