/** Shots, the session and preferences as they cross the channel. */
import { z } from 'zod';
import {
  gateResultSchema,
  measuresSchema,
  nameSchema,
  sampleIdSchema,
  sampleSummarySchema,
  splitSchema,
} from './sample.js';

export const cellSchema = z.strictObject({
  category: nameSchema,
  split: splitSchema,
  anomaly: nameSchema,
  lighting: nameSchema,
});
export type Cell = z.infer<typeof cellSchema>;

export const shootInputSchema = z.strictObject({
  cell: cellSchema,
  override: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .nullable()
    .describe('Reason for shooting in spite of a failed gate'),
  burst: z
    .int()
    .min(1)
    .max(30)
    .describe('Frames; above 1 the median depth is stored beside the raw'),
  note: z.string().max(2000),
  replaces: sampleIdSchema
    .nullable()
    .describe('Retake: this sample goes to the trash once the new one is on disk'),
});
export type ShootInput = z.infer<typeof shootInputSchema>;

export const shotResultSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('saved'),
    sample: sampleSummarySchema,
    path: z.string(),
    problem: z
      .strictObject({ message: z.string(), remedy: z.string() })
      .nullable()
      .describe('What could not be done after the sample was on disk'),
  }),
  z.strictObject({
    outcome: z.literal('refused'),
    gates: z.array(gateResultSchema),
    measures: measuresSchema,
  }),
]);
export type ShotResult = z.infer<typeof shotResultSchema>;

/** A shot that could not be written; its frames stay in memory until retried or discarded. */
export const pendingShotSchema = z.strictObject({
  cell: cellSchema,
  takenAt: z.iso.datetime({ offset: true }),
  message: z.string(),
  remedy: z.string(),
});
export type PendingShot = z.infer<typeof pendingShotSchema>;

/** The running session: what the gates compare with. */
export const sessionSchema = z.strictObject({
  startedAt: z.iso.datetime({ offset: true }).nullable().describe('Time of the first shot'),
  shots: z.int().nonnegative(),
  firstDistanceMm: z.number().nullable(),
  medianSharpness: z.number().nullable(),
  metresPerCount: z.number().nullable(),
  rigMovedMm: z.number().nullable().describe('Live displacement since the first shot'),
  gates: z
    .array(gateResultSchema)
    .describe('Gates of the newest frame, as the shutter would judge it'),
  pending: pendingShotSchema.nullable(),
  saving: z.boolean(),
});
export type Session = z.infer<typeof sessionSchema>;

export const PROVIDER_CHOICES = ['auto', 'cpu', 'dml', 'cuda', 'coreml'] as const;
export const providerChoiceSchema = z
  .enum(PROVIDER_CHOICES)
  .describe('Execution provider of onnxruntime; one that cannot be used falls back to the CPU');
export type ProviderChoice = z.infer<typeof providerChoiceSchema>;

export const preferencesSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  operator: z.string().max(80),
  depthPalette: z.enum(['turbo', 'viridis', 'gray', 'jet']),
  sound: z.boolean(),
  followPlan: z.boolean(),
  burst: z.int().min(1).max(30),
  provider: providerChoiceSchema,
  keys: z
    .record(z.string(), z.string())
    .describe('Action to key, only what differs from the defaults'),
  layout: z.record(z.string(), z.number()).describe('Splitter positions by name, in pixels'),
});
export type Preferences = z.infer<typeof preferencesSchema>;
