/** project.json: what a project is about. Categories, labels, gates and the plan are edited in Settings. */
import { z } from 'zod';
import { exportProfileSchema } from './dataset-export.js';
import { foregroundSettingsSchema } from './foreground.js';
import { nameSchema, splitSchema } from './sample.js';

/** Version of project.json that this program writes. */
export const PROJECT_SCHEMA = 2;

export const labelSchema = z.strictObject({
  name: nameSchema,
  value: z.int().min(0).max(255).describe('Pixel value in labels.png; 0 is the background'),
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
});

/** Limits at the shutter; null switches a gate off. */
export const gateLimitsSchema = z.strictObject({
  tiltDeg: z.number().positive().max(45).nullable(),
  distanceTolerance: z
    .number()
    .positive()
    .max(1)
    .nullable()
    .describe("Share of the session's first distance"),
  fillRate: z.number().min(0).max(1).nullable(),
  clipping: z.number().min(0).max(1).nullable(),
  duplicateChange: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('Share of pixels that must have changed'),
  rigMovedMm: z.number().positive().nullable(),
  depthScale: z.boolean().describe("The depth scale must equal the set's"),
  sharpnessShare: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe("Share of the session's median sharpness"),
  pairing: z.boolean().describe('Colour and depth within one frame period'),
});
export type GateLimits = z.infer<typeof gateLimitsSchema>;

export const planCellSchema = z.strictObject({
  category: nameSchema,
  split: splitSchema,
  anomaly: nameSchema,
  target: z.int().min(0).max(100_000),
});
export type PlanCell = z.infer<typeof planCellSchema>;

export const categorySchema = z.strictObject({
  name: nameSchema,
  lighting: nameSchema.describe('Lighting kind used for this category unless chosen otherwise'),
});

/** How annotation files and masks are written; chosen once per project. */
export const annotationSettingsSchema = z.strictObject({
  rasteriser: z
    .enum(['labelme-7.9.1', 'labelme-5.1.1'])
    .describe('Whose pixels mask.png and labels.png have'),
  readers: z
    .enum(['3', '5.1', '5.4', '6.2'])
    .describe('Oldest LabelMe that must open new files: 5.4 knows masks, 6.2 oriented rectangles'),
});
export type AnnotationSettings = z.infer<typeof annotationSettingsSchema>;

export const DEFAULT_ANNOTATION_SETTINGS: AnnotationSettings = {
  rasteriser: 'labelme-7.9.1',
  readers: '5.1',
};

export const projectSchema = z.strictObject({
  schema: z.literal(PROJECT_SCHEMA),
  name: z.string().min(1).max(120),
  createdAt: z.iso.datetime({ offset: true }),
  categories: z.array(categorySchema).min(1).max(500),
  anomalyTypes: z.array(nameSchema).min(1).max(100).describe('Without good, which always exists'),
  lighting: z.array(nameSchema).min(1).max(20),
  labels: z.array(labelSchema).min(1).max(256),
  gates: gateLimitsSchema,
  plan: z.array(planCellSchema).max(20_000),
  depthRangeMm: z
    .tuple([z.number().nonnegative(), z.number().positive()])
    .describe('Fixed range of the depth colours, near and far'),
  foreground: z
    .record(nameSchema, foregroundSettingsSchema)
    .describe('Foreground settings per category'),
  exportProfiles: z.array(exportProfileSchema).max(200).describe('Named export profiles'),
  annotation: annotationSettingsSchema.default(DEFAULT_ANNOTATION_SETTINGS),
});
export type Project = z.infer<typeof projectSchema>;

/** The parts of a project that Settings edits. */
export const projectPatchSchema = projectSchema.omit({ schema: true, createdAt: true }).partial();
export type ProjectPatch = z.infer<typeof projectPatchSchema>;

export const projectInfoSchema = z.strictObject({
  path: z.string(),
  project: projectSchema,
  readOnly: z
    .strictObject({ reason: z.enum(['newer-schema', 'folder', 'locked']), message: z.string() })
    .nullable(),
  sampleCount: z.int().nonnegative(),
  broken: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  freeBytes: z.number().nullable(),
});
export type ProjectInfo = z.infer<typeof projectInfoSchema>;

export const recentProjectSchema = z.strictObject({
  path: z.string(),
  name: z.string(),
  openedAt: z.iso.datetime({ offset: true }),
  present: z.boolean(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;
