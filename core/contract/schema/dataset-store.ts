/** Queries over the samples of a project, and edits of many of them in one step. */
import { z } from 'zod';
import { nameSchema, sampleIdSchema, sampleSummarySchema, splitSchema } from './sample.js';
import { workStateSchema } from './work.js';

/** What may be wrong with a sample, from its own record. */
export const QUALITY_FLAGS = [
  'overridden',
  'retake',
  'lowFill',
  'blurred',
  'clipped',
  'tilted',
  'noDepth',
  'incomplete',
] as const;
export type QualityFlag = (typeof QUALITY_FLAGS)[number];

const names = z.array(nameSchema).max(500).nullable();

/** A sample must satisfy every field; null restricts nothing. */
export const datasetFilterSchema = z.strictObject({
  words: z
    .string()
    .max(500)
    .describe('All must occur in category, id, operator, note and the like'),
  categories: names,
  splits: z.array(splitSchema).nullable(),
  anomalies: names,
  lighting: names,
  states: z.array(workStateSchema).nullable(),
  quality: z
    .array(z.enum(QUALITY_FLAGS))
    .nullable()
    .describe('Any of these; an empty list: samples without any'),
  takenFrom: z.iso.datetime({ offset: true }).nullable(),
  takenBefore: z.iso.datetime({ offset: true }).nullable(),
});
export type DatasetFilter = z.infer<typeof datasetFilterSchema>;

export const NO_DATASET_FILTER: DatasetFilter = {
  words: '',
  categories: null,
  splits: null,
  anomalies: null,
  lighting: null,
  states: null,
  quality: null,
  takenFrom: null,
  takenBefore: null,
};

export const DATASET_ORDERS = ['newest', 'oldest', 'cell', 'fill', 'tilt'] as const;
export type DatasetOrder = (typeof DATASET_ORDERS)[number];

export const datasetQuerySchema = z.strictObject({
  filter: datasetFilterSchema,
  order: z
    .enum(DATASET_ORDERS)
    .describe('cell: by category, split, anomaly, index; fill and tilt: the worst first'),
  offset: z.int().nonnegative(),
  limit: z.int().min(0).max(2000),
});
export type DatasetQuery = z.infer<typeof datasetQuerySchema>;

const counts = z.record(z.string(), z.int().nonnegative());

export const datasetAnswerSchema = z.strictObject({
  total: z.int().nonnegative(),
  samples: z.array(sampleSummarySchema).describe('From offset, at most limit'),
  counts: z
    .strictObject({
      categories: counts,
      splits: counts,
      anomalies: counts,
      lighting: counts,
      states: counts,
      quality: counts,
    })
    .describe('How many samples each value would leave, by all fields but its own'),
});
export type DatasetAnswer = z.infer<typeof datasetAnswerSchema>;

export const bulkPatchSchema = z
  .strictObject({
    category: nameSchema,
    split: splitSchema,
    anomaly: nameSchema,
    lighting: nameSchema,
  })
  .partial();
export type BulkPatch = z.infer<typeof bulkPatchSchema>;

export const bulkRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('edit'),
    ids: z.array(sampleIdSchema).min(1).max(200_000),
    patch: bulkPatchSchema,
  }),
  z
    .strictObject({
      kind: z.literal('split'),
      moves: z
        .array(z.strictObject({ id: sampleIdSchema, to: splitSchema }))
        .min(1)
        .max(200_000),
    })
    .describe('A split proposal as one step'),
  z.strictObject({
    kind: z.literal('rename'),
    what: z.enum(['category', 'anomaly', 'lighting']),
    from: nameSchema,
    to: nameSchema.describe('A new name: two names are not merged by a rename'),
  }),
]);
export type BulkRequest = z.infer<typeof bulkRequestSchema>;

export const bulkResultSchema = z.strictObject({
  operationId: z.string().nullable().describe('null where nothing had to be changed'),
  label: z.string().describe('What it did, in words'),
  changed: z.int().nonnegative(),
  skipped: z
    .array(z.strictObject({ id: sampleIdSchema, reason: z.string() }))
    .describe('Samples left as they are'),
});
export type BulkResult = z.infer<typeof bulkResultSchema>;

export const bulkHistorySchema = z.strictObject({
  undo: z.string().nullable().describe('What undo would take back'),
  redo: z.string().nullable().describe('What redo would do again'),
});
export type BulkHistory = z.infer<typeof bulkHistorySchema>;
