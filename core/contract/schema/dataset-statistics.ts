/** What the Dataset workspace draws of a project. Lengths in millimetres, positions in shares of the picture. */
import { z } from 'zod';
import { nameSchema, sampleIdSchema, splitSchema } from './sample.js';

export const cellCountSchema = z.strictObject({
  category: nameSchema,
  split: splitSchema,
  anomaly: nameSchema,
  count: z.int().nonnegative(),
  target: z.int().nonnegative().nullable().describe('null: not planned'),
});

/** One connected region of an anomaly mask. */
export const anomalyRegionSchema = z.strictObject({
  sampleId: sampleIdSchema,
  category: nameSchema,
  anomaly: nameSchema,
  areaPx: z.int().positive(),
  areaMm2: z.number().positive().nullable().describe('null without depth or intrinsics'),
  depthMm: z
    .number()
    .nullable()
    .describe('Median below the surrounding surface; negative stands out'),
  deepestMm: z.number().nullable().describe('95th percentile of the same'),
  centre: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).describe('x, y'),
});
export type AnomalyRegion = z.infer<typeof anomalyRegionSchema>;

export const heatmapSchema = z.strictObject({
  columns: z.int().positive(),
  rows: z.int().positive(),
  samples: z.int().nonnegative().describe('Anomalous samples counted'),
  values: z
    .array(z.number().nonnegative())
    .describe('Row by row: how many samples have an anomaly there'),
});
export type PositionHeatmap = z.infer<typeof heatmapSchema>;

export const qualityPointSchema = z.strictObject({
  sampleId: sampleIdSchema,
  takenAt: z.iso.datetime({ offset: true }),
  category: nameSchema,
  fillRate: z.number(),
  tiltDeg: z.number().nullable(),
  distanceMm: z.number().nullable(),
  planeRmsMm: z.number().nullable(),
  sharpness: z.number(),
});

export const agreementSchema = z.strictObject({
  sampleId: sampleIdSchema,
  first: z.string().describe('Who drew'),
  second: z.string(),
  iou: z.number().min(0).max(1),
});

export const statisticsSchema = z.strictObject({
  samples: z.int().nonnegative(),
  counts: z.array(cellCountSchema),
  regions: z.array(anomalyRegionSchema),
  heatmap: heatmapSchema,
  quality: z.array(qualityPointSchema).describe('By time'),
  agreement: z.array(agreementSchema),
  unreadable: z.array(z.strictObject({ sampleId: sampleIdSchema, reason: z.string() })),
});
export type Statistics = z.infer<typeof statisticsSchema>;
