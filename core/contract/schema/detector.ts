/** Detector: configuration, what a run would use and cost, runs with their progress, models with their card. */
import { z } from 'zod';
import { nameSchema, sampleIdSchema } from './sample.js';

export const PRESET_NAMES = ['paper', 'ast', 'lite', 'ast-lite', 'quick'] as const;
export const presetNameSchema = z.enum(PRESET_NAMES);
export type PresetName = z.infer<typeof presetNameSchema>;

export const detectorModeSchema = z.enum(['rgbd', 'rgb', 'depth']);
export type DetectorMode = z.infer<typeof detectorModeSchema>;

export const backboneNameSchema = z.enum([
  'efficientnet-b5',
  'efficientnet-lite2',
  'efficientnet-lite0',
]);
export type BackboneName = z.infer<typeof backboneNameSchema>;

export const detectorConfigSchema = z.strictObject({
  preset: presetNameSchema,
  published: z
    .boolean()
    .describe('False where the result must not be read as the published method'),
  mode: detectorModeSchema,
  backbone: backboneNameSchema.nullable().describe('Null in depth mode'),
  norm: z.enum(['card', 'imagenet']).describe('Input normalisation of the backbone'),
  side: z.int().min(128).max(1536).multipleOf(32).describe('Pixels; the map has side / 32 cells'),
  hidden: z.int().min(4).max(2048).describe("The student's channels"),
  teacherHidden: z.int().min(4).max(512),
  teacherEpochs: z.int().min(1).max(2000),
  studentEpochs: z.int().min(1).max(2000),
  batch: z.int().min(2).max(64),
  scales: z.array(z.int().min(1).max(16)).min(1).max(6).describe('Ascending; each divides the map'),
  maskRule: z
    .enum(['half', 'any', 'binary'])
    .describe(
      'Masks of coarser scales: at least half, any cell, or half and binary at scale 1 too',
    ),
  seed: z.int().min(0).max(2_147_483_647),
});
export type DetectorConfig = z.infer<typeof detectorConfigSchema>;

export const engineNameSchema = z.enum(['tensorflow', 'wasm']);
export type EngineName = z.infer<typeof engineNameSchema>;

/** One way to train: tfjs on TensorFlow's CPU library, or on WebAssembly. */
export const engineSchema = z.strictObject({
  name: engineNameSchema,
  available: z.boolean(),
  reason: z.string().describe('Why it is not available; may be empty'),
  version: z.string(),
});
export type Engine = z.infer<typeof engineSchema>;

export const presetSchema = z.strictObject({
  name: presetNameSchema,
  config: detectorConfigSchema,
  ready: z.boolean(),
  reason: z.string().describe('What is missing, for example a weights file; may be empty'),
});

/** A sample that training or evaluation leaves out, and why. */
export const refusedSampleSchema = z.strictObject({
  sample: z.string().describe('Id in a project, relative path in a folder tree'),
  code: z.enum([
    'no-depth',
    'no-foreground',
    'not-finite',
    'other-scale',
    'anomaly-in-train',
    'duplicate',
    'unreadable',
    'no-mask',
    'marked-retake',
  ]),
  reason: z.string(),
});
export type RefusedSample = z.infer<typeof refusedSampleSchema>;

/** What the run will cost on this machine. */
export const estimateSchema = z.strictObject({
  seconds: z.number().nonnegative(),
  memoryBytes: z.number().nonnegative().describe('Peak of the process'),
  freeBytes: z.number().nonnegative().describe('Memory free now'),
  modelBytes: z.number().nonnegative(),
  gflopsPerSecond: z.number().positive().describe('Arithmetic rate measured or assumed'),
  measured: z.boolean().describe('False: assumed from the engine, before the first measurement'),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** What a category of the project or of a tree holds. */
export const categoryCountsSchema = z.strictObject({
  name: nameSchema,
  train: z.int().nonnegative(),
  validation: z.int().nonnegative(),
  test: z.int().nonnegative(),
});
export type CategoryCounts = z.infer<typeof categoryCountsSchema>;

export const trainingPlanSchema = z.strictObject({
  category: nameSchema,
  train: z.int().nonnegative(),
  fromReview: z.int().nonnegative().describe('Of these, good samples sent back by reviewers'),
  validation: z.int().nonnegative(),
  testGood: z.int().nonnegative(),
  testAnomalous: z.int().nonnegative(),
  refused: z.array(refusedSampleSchema).max(10_000),
  blockers: z.array(z.string()).describe('Sentences; training cannot start while there is one'),
  warnings: z.array(z.string()),
  estimate: estimateSchema,
  engine: engineNameSchema,
});
export type TrainingPlan = z.infer<typeof trainingPlanSchema>;

export const RUN_STAGES = ['features', 'teacher', 'student', 'evaluate', 'export'] as const;
export const runStageSchema = z.enum(RUN_STAGES);
export type RunStage = z.infer<typeof runStageSchema>;

export const runStateSchema = z.enum([
  'queued',
  'running',
  'paused',
  'interrupted',
  'done',
  'failed',
  'cancelled',
]);
export type RunState = z.infer<typeof runStateSchema>;

export const runIdSchema = z.string().regex(/^[0-9a-z][0-9a-z-]{3,63}$/);

/** Mean loss of one epoch; per scale for the student, in the order of the configuration's scales. */
export const epochRecordSchema = z.strictObject({
  stage: z.enum(['teacher', 'student']),
  epoch: z.int().positive(),
  loss: z.number(),
  scaleLosses: z.array(z.number()),
  seconds: z.number().nonnegative(),
  memoryBytes: z.number().nonnegative(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

const rate = z.number().min(0).max(1).nullable();

/** Measures of one model on the test split; null where a class is missing. */
export const detectorMetricsSchema = z.strictObject({
  images: z.int().nonnegative(),
  anomalousImages: z.int().nonnegative(),
  imageAuroc: rate,
  pixelAuroc: rate,
  aupro100: rate,
  auproExact: rate,
  imageFprAtRecall95: rate.describe('Image false positive rate at image recall 0.95'),
  pixelFprAtOverlap80: rate.describe('Pixel false positive rate at mean region overlap 0.8'),
  lostRegions: z.int().nonnegative().describe('Anomalous images whose mask vanished at map size'),
});
export type DetectorMetrics = z.infer<typeof detectorMetricsSchema>;

export const metricsByTypeSchema = z.record(z.string(), detectorMetricsSchema);

export const thresholdRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('quantile'),
    quantile: z.number().min(0.5).max(1).describe('Of the validation scores, good samples only'),
  }),
  z.strictObject({ kind: z.literal('f1') }).describe('Best F1 on labelled data'),
  z.strictObject({ kind: z.literal('fixed'), value: z.number() }),
]);
export type ThresholdRule = z.infer<typeof thresholdRuleSchema>;

const interval = z.tuple([z.number(), z.number()]);

/** One line of thresholds.jsonl: appended only, the last one counts. */
export const thresholdSchema = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  by: z.string(),
  rule: thresholdRuleSchema,
  value: z.number(),
  minAreaMm2: z
    .number()
    .nonnegative()
    .nullable()
    .optional()
    .describe(
      'Area rule: what regions over the line must cover; null or absent = image rule alone',
    ),
  goodScores: z.int().nonnegative().describe('Good samples the figures rest on'),
  falseAlarms: z.int().nonnegative().describe('Good samples above the threshold among them'),
  falseAlarmRate: z.number().min(0).max(1),
  falseAlarmInterval: interval.describe('95 % interval (Wilson)'),
  anomalousScores: z.int().nonnegative(),
  found: z.int().nonnegative().describe('Anomalous samples above the threshold'),
  recall: z.number().min(0).max(1).nullable(),
  recallInterval: interval.nullable(),
});
export type Threshold = z.infer<typeof thresholdSchema>;

export const sampleScoreSchema = z.strictObject({
  sample: z.string(),
  anomaly: nameSchema,
  split: z.enum(['validation', 'test']),
  score: z.number(),
});
export type SampleScore = z.infer<typeof sampleScoreSchema>;

export const parityCheckSchema = z.strictObject({
  samples: z.int().nonnegative(),
  maxMapDifference: z.number().describe('As a share of the largest score of the maps'),
  maxScoreDifference: z.number(),
  passed: z.boolean(),
});

/** A verdict that sent a sample to the training or test set that a model was made with. */
export const usedVerdictSchema = z.strictObject({
  sample: sampleIdSchema,
  review: z.string().max(40).describe('Id of the line in reviews.jsonl'),
  use: z.enum(['train', 'test']),
  by: z.string(),
  at: z.iso.datetime({ offset: true }),
  model: nameSchema.describe('That was judged'),
  score: z.number(),
  threshold: z.number(),
});
export type UsedVerdict = z.infer<typeof usedVerdictSchema>;

/** models/NAME/card.json: everything that is needed to know where a model comes from. */
export const MODEL_CARD_SCHEMA = 1;
export const modelCardSchema = z.strictObject({
  schema: z.literal(MODEL_CARD_SCHEMA),
  name: nameSchema,
  category: nameSchema,
  config: detectorConfigSchema,
  createdAt: z.iso.datetime({ offset: true }),
  createdBy: z.string(),
  engine: z.strictObject({
    name: engineNameSchema,
    version: z.string(),
    threads: z.int().positive(),
  }),
  runId: z.string(),
  backboneSha256: z.string().nullable(),
  onnxSha256: z.string().nullable(),
  weightsSha256: z.string(),
  weightsBytes: z.number().nonnegative(),
  data: z.strictObject({
    source: z.string().describe('Project or folder the data came from'),
    hash: z.string().describe('SHA-256 over the sample hashes used for training, in order'),
    foreground: z.record(z.string(), z.unknown()).describe('Foreground settings used'),
    train: z.array(z.strictObject({ sample: z.string(), hash: z.string() })),
    validation: z.array(z.strictObject({ sample: z.string(), hash: z.string() })),
    fromReview: z.array(z.string()).describe('Training samples that came back from a review'),
    verdicts: z
      .array(usedVerdictSchema)
      .default([])
      .describe('That brought samples into training and test'),
    refused: z.array(refusedSampleSchema),
  }),
  epochs: z.array(epochRecordSchema),
  seconds: z.number().nonnegative(),
  peakMemoryBytes: z.number().nonnegative(),
  interruptions: z.int().nonnegative().describe('How often the run was resumed'),
  scores: z.array(sampleScoreSchema),
  mapRange: interval.describe('Scores of the heat maps: 0 and the largest on validation and test'),
  metrics: detectorMetricsSchema.nullable(),
  metricsByType: metricsByTypeSchema,
  parity: parityCheckSchema.nullable(),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

/** What lists of models show. */
export const modelSummarySchema = z.strictObject({
  name: nameSchema,
  category: nameSchema,
  config: detectorConfigSchema,
  createdAt: z.iso.datetime({ offset: true }),
  seconds: z.number().nonnegative(),
  metrics: detectorMetricsSchema.nullable(),
  threshold: thresholdSchema.nullable(),
  weightsBytes: z.number().nonnegative(),
  hasOnnx: z.boolean(),
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;

export const stageProgressSchema = z.strictObject({
  stage: runStageSchema,
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
  seconds: z.number().nonnegative(),
  remainingSeconds: z.number().nonnegative().nullable(),
});
export type StageProgress = z.infer<typeof stageProgressSchema>;

export const runSummarySchema = z.strictObject({
  id: runIdSchema,
  kind: z.enum(['train', 'evaluate']),
  state: runStateSchema,
  category: nameSchema,
  source: z
    .string()
    .nullable()
    .default(null)
    .describe('Tree that the data come from; null for the project it belongs to'),
  model: nameSchema.nullable().describe('Name of the model it makes or made'),
  config: detectorConfigSchema.nullable().describe('Null for an evaluation of several models'),
  createdAt: z.iso.datetime({ offset: true }),
  createdBy: z.string(),
  seconds: z.number().nonnegative().describe('Time it worked so far'),
  message: z.string().describe('Why it failed or waits; may be empty'),
  stages: z.array(stageProgressSchema),
  resumesFromEpoch: z.int().nonnegative().nullable().describe('Epoch of the last checkpoint'),
  metrics: detectorMetricsSchema.nullable(),
  hasReport: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const logLineSchema = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  stage: z.union([runStageSchema, z.literal('host')]),
  text: z.string(),
  detail: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** Live state of the running job; told a few times a second at most. */
export const runProgressSchema = z.strictObject({
  id: runIdSchema,
  stage: runStageSchema,
  stages: z.array(stageProgressSchema),
  step: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  share: z.number().min(0).max(1),
  etaSeconds: z.number().nonnegative().nullable(),
  secondsPerStep: z.number().nonnegative().nullable(),
  memoryBytes: z.number().nonnegative(),
  loss: z.number().nullable(),
  scaleLosses: z.array(z.number()),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

/** Score maps of a few samples while the student learns; float32, map x map, row by row. */
export const runMapSchema = z.strictObject({
  id: runIdSchema,
  epoch: z.int().nonnegative(),
  sample: z.string(),
  anomaly: nameSchema,
  width: z.int().positive(),
  height: z.int().positive(),
  range: interval.describe('One scale for all maps of the run'),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type RunMap = z.infer<typeof runMapSchema>;

/** A row of the published tables, for the same category. */
export const publishedRowSchema = z.strictObject({
  method: z.string(),
  imageAuroc: z.number().nullable(),
  aupro: z.number().nullable(),
});

export const detectorConfigPatchSchema = detectorConfigSchema
  .omit({ preset: true, published: true })
  .partial();
export type DetectorConfigPatch = z.infer<typeof detectorConfigPatchSchema>;

export const reviewSamplesSchema = z
  .array(sampleIdSchema)
  .max(10_000)
  .describe('Good samples sent back by reviewers that training shall use too');
