/**
 * sample.json, one per sample folder. What was measured never changes; category, split, anomaly,
 * lighting and index may be edited later. Units are in the names; tilt signs as in docs/formats.md.
 */
import { z } from 'zod';
import { extrinsicsSchema, intrinsicsSchema } from './geometry.js';
import { workSummarySchema } from './work.js';

/** Version of sample.json that this program writes. */
export const SAMPLE_SCHEMA = 1;

/** Safe on every file system, sorts by time of the shot. */
export const sampleIdSchema = z
  .string()
  .regex(/^[0-9a-z][0-9a-z-]{5,39}$/)
  .describe('Sortable by time, safe on every file system');

/** A category, anomaly type or lighting name: one path segment, no separators, no leading dot. */
export const nameSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^(?!\.)[^/\\:*?"<>|\p{Cc}]+$/u);

export const splitSchema = z.enum(['train', 'validation', 'test']);
export type Split = z.infer<typeof splitSchema>;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

const imageSize = { width: z.int().positive().max(16384), height: z.int().positive().max(16384) };

export const rgbRecordSchema = z.strictObject({
  file: z.string(),
  sha256: sha256Schema,
  ...imageSize,
  stream: z.enum(['left-ir', 'colour', 'file']),
  intrinsics: intrinsicsSchema.nullable(),
});

export const depthRecordSchema = z.strictObject({
  file: z.string(),
  sha256: sha256Schema,
  ...imageSize,
  encoding: z.enum(['uint16', 'float32']),
  metresPerCount: z.number().positive().describe('Metres of one count; 1 for float32 metres'),
  intrinsics: intrinsicsSchema.nullable(),
});

/** Levelling and quality measures of one frame (core/levelling). Null where it could not be measured. */
export const measuresSchema = z.strictObject({
  pitchDeg: z.number().nullable(),
  rollDeg: z.number().nullable(),
  tiltDeg: z.number().nullable(),
  distanceMm: z
    .number()
    .nullable()
    .describe('Perpendicular distance from the depth origin to the plane'),
  fillRate: z.number().min(0).max(1),
  planeRmsMm: z.number().nullable(),
  subpixelRmsPx: z.number().nullable(),
  sharpness: z.number(),
  clippedDark: z.number().min(0).max(1),
  clippedBright: z.number().min(0).max(1),
});
export type Measures = z.infer<typeof measuresSchema>;

export const gateResultSchema = z.strictObject({
  name: z.string(),
  value: z.number().nullable(),
  limit: z.union([z.number(), z.tuple([z.number(), z.number()])]).nullable(),
  passed: z.boolean(),
});
export type GateRecord = z.infer<typeof gateResultSchema>;

export const cameraRecordSchema = z.strictObject({
  model: z.string(),
  serial: z.string(),
  firmware: z.string(),
  sdk: z.string().nullable(),
  usb: z.string().nullable(),
  exposureUs: z.number().nullable(),
  gain: z.number().nullable(),
  preset: z.string().nullable(),
  filters: z.array(z.string()),
});
export type CameraRecord = z.infer<typeof cameraRecordSchema>;

export const overrideSchema = z.strictObject({
  reason: z.string().min(1).max(500),
  by: z.string(),
});

export const sampleSchema = z.strictObject({
  schema: z.literal(SAMPLE_SCHEMA),
  id: sampleIdSchema,
  category: nameSchema,
  split: splitSchema,
  anomaly: nameSchema.describe('good, one of the six types, or an own type'),
  lighting: nameSchema.describe('C, U, M or unknown'),
  index: z.int().nonnegative(),
  operator: z.string(),
  takenAt: z.iso.datetime({ offset: true }),
  rgb: rgbRecordSchema,
  depth: depthRecordSchema.nullable(),
  depthToColour: extrinsicsSchema.nullable(),
  pairDeltaMs: z.number().nullable(),
  camera: cameraRecordSchema.nullable(),
  source: z.enum(['realsense', 'recording', 'folder', 'simulated', 'import']),
  measures: measuresSchema.nullable(),
  gates: z.array(gateResultSchema),
  override: overrideSchema.nullable(),
  provenance: z
    .strictObject({
      importedFrom: z.string(),
      missing: z.array(z.string()).describe('Fields that nothing said'),
      estimated: z
        .array(z.string())
        .optional()
        .describe('Fields that were computed from the pictures, for example intrinsics from xyz'),
    })
    .nullable(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** What lists and the tray show of a sample. */
export const sampleSummarySchema = sampleSchema
  .pick({
    id: true,
    category: true,
    split: true,
    anomaly: true,
    lighting: true,
    index: true,
    operator: true,
    takenAt: true,
    source: true,
    measures: true,
    gates: true,
    override: true,
  })
  .extend({
    sampleHash: sha256Schema.describe('SHA-256 of the rgb and depth digests, hex, joined'),
    note: z.string(),
    retake: z.boolean().describe('Marked by the technician to be shot again'),
    hasDepth: z.boolean(),
    missing: z.array(z.string()).describe('What an import could not find out (provenance.missing)'),
    work: workSummarySchema,
  });
export type SampleSummary = z.infer<typeof sampleSummarySchema>;

/** A folder under samples/ that could not be read; it is left as it is and blocks nothing else. */
export const brokenSampleSchema = z.strictObject({ path: z.string(), reason: z.string() });
export type BrokenSample = z.infer<typeof brokenSampleSchema>;
