/** Calls of the Train workspace: runs, models, evaluation. Part of METHODS (../methods.ts). */
import { z } from 'zod';
import {
  backboneNameSchema,
  categoryCountsSchema,
  detectorConfigPatchSchema,
  detectorConfigSchema,
  engineSchema,
  epochRecordSchema,
  estimateSchema,
  logLineSchema,
  modelCardSchema,
  modelSummarySchema,
  presetNameSchema,
  presetSchema,
  publishedRowSchema,
  reviewSamplesSchema,
  runIdSchema,
  runMapSchema,
  runSummarySchema,
  thresholdRuleSchema,
  thresholdSchema,
  trainingPlanSchema,
} from '../schema/detector.js';
import { nameSchema } from '../schema/sample.js';
import type { MethodTable } from './table.js';

const none = z.strictObject({});
const run = z.strictObject({ id: runIdSchema });
const source = z
  .string()
  .max(4096)
  .nullable()
  .describe('Full path of an MVTec 3D-AD tree; null for the open project');
const choice = {
  source,
  category: nameSchema,
  preset: presetNameSchema,
  config: detectorConfigPatchSchema.describe('What differs from the preset'),
  fromReview: reviewSamplesSchema,
};

export const detectorMethods = {
  /** Presets, engines and backbones of this machine. */
  'detector.setup': {
    input: none,
    output: z.strictObject({
      presets: z.array(presetSchema),
      engines: z.array(engineSchema).describe('The first available one is used'),
      backbones: z.array(
        z.strictObject({
          name: backboneNameSchema,
          available: z.boolean(),
          reason: z.string(),
          path: z.string(),
        }),
      ),
      cores: z.int().positive(),
      memoryBytes: z.number().positive(),
    }),
  },
  /** Builds a backbone from a weights file, which is parsed and never executed, into the user's own shelf. */
  'detector.addBackbone': {
    input: z.strictObject({ name: backboneNameSchema, weights: z.string().min(1).max(4096) }),
    output: z.strictObject({
      name: backboneNameSchema,
      path: z.string(),
      published: z.boolean().describe('The weights are the published ones, by their hash'),
    }),
  },
  /** Categories of the project or of a tree, with what they hold. */
  'detector.categories': {
    input: z.strictObject({ source }),
    output: z.strictObject({ categories: z.array(categoryCountsSchema) }),
  },
  /** What a run would use, refuse and cost; nothing is written. */
  'detector.plan': {
    input: z.strictObject(choice),
    output: z.strictObject({
      config: detectorConfigSchema,
      plan: trainingPlanSchema,
      presets: z
        .array(z.strictObject({ name: presetNameSchema, estimate: estimateSchema }))
        .describe('What each preset would cost on this data'),
    }),
  },
  /** Queues one run per seed; the answer comes at once, progress by events. */
  'detector.train': {
    input: z.strictObject({
      ...choice,
      seeds: z.array(z.int().min(0).max(2_147_483_647)).min(1).max(50),
    }),
    output: z.strictObject({ runs: z.array(runSummarySchema) }),
  },
  /** Scores models of one category or of all on the test split; makes tables, CSV and report.html. */
  'detector.evaluate': {
    input: z.strictObject({ models: z.array(nameSchema).min(1).max(500) }),
    output: runSummarySchema,
  },
  'detector.published': {
    input: z.strictObject({ category: nameSchema }),
    output: z.strictObject({ rows: z.array(publishedRowSchema) }),
  },
  'runs.list': { input: none, output: z.strictObject({ runs: z.array(runSummarySchema) }) },
  'runs.get': {
    input: run,
    output: z.strictObject({
      run: runSummarySchema,
      epochs: z.array(epochRecordSchema),
      log: z.array(logLineSchema).describe('Newest first, at most 500'),
      maps: z.array(runMapSchema.omit({ bytes: true })),
      bytes: z
        .custom<Uint8Array>((value) => value instanceof Uint8Array)
        .describe('Of all maps, in their order'),
    }),
  },
  'runs.pause': { input: run, output: runSummarySchema },
  'runs.resume': { input: run, output: runSummarySchema },
  'runs.cancel': { input: run, output: runSummarySchema },
  'runs.remove': { input: run, output: none },
  /** A file of a run: report.html, tables.csv. */
  'runs.file': {
    input: z.strictObject({ id: runIdSchema, name: z.enum(['report.html', 'tables.csv']) }),
    output: z.strictObject({
      mime: z.string(),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
      path: z.string(),
    }),
  },
  'models.list': { input: none, output: z.strictObject({ models: z.array(modelSummarySchema) }) },
  'models.card': {
    input: z.strictObject({ name: nameSchema }),
    output: z.strictObject({
      card: modelCardSchema,
      thresholds: z.array(thresholdSchema).describe('Oldest first; the last one counts'),
      path: z.string(),
    }),
  },
  /** What a rule would give, without keeping it. */
  'models.tryThreshold': {
    input: z.strictObject({ name: nameSchema, rule: thresholdRuleSchema }),
    output: thresholdSchema,
  },
  'models.setThreshold': {
    input: z.strictObject({ name: nameSchema, rule: thresholdRuleSchema }),
    output: thresholdSchema,
  },
  'models.rename': {
    input: z.strictObject({ name: nameSchema, to: nameSchema }),
    output: modelSummarySchema,
  },
  'models.remove': { input: z.strictObject({ name: nameSchema }), output: none },
} as const satisfies MethodTable;
