/**
 * Import as it crosses the channel: what a scan found (nothing is read twice, nothing is written),
 * the questions it leaves open (unit, category, split, anomaly), the answers, and the progress.
 * A path that was scanned falls into groups: each folder that holds data of one kind is one group.
 */
import { z } from 'zod';
import { intrinsicsSchema } from './geometry.js';
import { nameSchema, splitSchema } from './sample.js';

/**
 * - `project`: another PD Studio project, whole samples with their ids
 * - `labelme`: LabelMe JSON files with their pictures
 * - `mvtec3d`: `<category>/{train,validation,test}/<type>/{rgb,xyz,gt}`
 * - `frames`: colour and depth pictures of equal names in one folder
 * - `clouds`: PCD or PLY files that carry colour, or lie beside a colour picture of the same name
 * - `recording`: RealSense .bag or .db3
 * - `tree`: any other tree, read by a mapping
 */
export const IMPORT_KINDS = [
  'project',
  'labelme',
  'mvtec3d',
  'frames',
  'clouds',
  'recording',
  'tree',
] as const;
export const importKindSchema = z.enum(IMPORT_KINDS);
export type ImportKind = z.infer<typeof importKindSchema>;

export const importRoleSchema = z.enum(['rgb', 'depth', 'xyz', 'mask', 'annotation', 'ignore']);
export type ImportRole = z.infer<typeof importRoleSchema>;

const metresPerCount = z.number().positive().max(1000);

/** What a sample is; null where the files do not say. */
export const importCellSchema = z.strictObject({
  category: nameSchema.nullable(),
  split: splitSchema.nullable(),
  anomaly: nameSchema.nullable(),
  lighting: nameSchema.nullable(),
});
export type ImportCell = z.infer<typeof importCellSchema>;

/**
 * One rule of a mapping. `pattern` is a path with placeholders, each within one path segment:
 * `{category}`, `{split}`, `{anomaly}`, `{lighting}`, `{name}` and `{*}` (anything, not kept), for
 * example `{category}/{split}/{anomaly}/depth/{name}_d.png`. The first rule that fits a file counts.
 * What a rule does not capture is taken from `fixed`. Files belong to one sample when all that they
 * both captured is equal.
 */
export const mappingRuleSchema = z.strictObject({
  pattern: z.string().min(1).max(500),
  role: importRoleSchema,
  fixed: importCellSchema.partial(),
});
export type MappingRule = z.infer<typeof mappingRuleSchema>;

export const importMappingSchema = z.strictObject({
  rules: z.array(mappingRuleSchema).min(1).max(100),
  values: z
    .strictObject({
      category: z.record(z.string(), nameSchema),
      split: z.record(z.string(), splitSchema),
      anomaly: z.record(z.string(), nameSchema),
      lighting: z.record(z.string(), nameSchema),
    })
    .partial()
    .describe('What a captured word means, for example split: { val: validation }'),
});
export type ImportMapping = z.infer<typeof importMappingSchema>;

/** Everything chosen for one group; null leaves the question open, which `run` refuses where it is needed. */
export const importChoicesSchema = importCellSchema.extend({
  metresPerCount: metresPerCount
    .nullable()
    .describe('Confirmed unit: metres of one count, or of 1.0 in a float file'),
  intrinsics: intrinsicsSchema.nullable().describe('For files that bring none'),
  withoutIntrinsics: z
    .boolean()
    .describe('Import pairs without intrinsics, marked as missing, instead of skipping them'),
  recordingStep: z
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .describe('Of a recording: every how many-th depth frame becomes a sample'),
  cloudLabels: z
    .boolean()
    .describe('Turn the label field of a point cloud into mask shapes, one per label'),
});
export type ImportChoices = z.infer<typeof importChoicesSchema>;

/** A mapping with its answers, kept under a name in the project. */
export const importProfileSchema = z.strictObject({
  name: nameSchema,
  mapping: importMappingSchema,
  choices: importChoicesSchema,
});
export type ImportProfile = z.infer<typeof importProfileSchema>;

/** One meaning of the counts and the distance that follows from it. */
export const unitHypothesisSchema = z.strictObject({
  unit: z.enum(['m', 'mm', '0.0001', 'other']),
  metresPerCount,
  medianMm: z.number().describe('Median distance of the sampled files under this hypothesis'),
  plausible: z.boolean().describe('Whether a depth camera sees that distance'),
});
export type UnitHypothesis = z.infer<typeof unitHypothesisSchema>;

export const unitEvidenceSchema = z.strictObject({
  stored: z.enum(['uint16', 'float32']),
  sampledFiles: z.int().nonnegative(),
  medianValue: z.number().describe('Median of the values above 0 as they are stored'),
  hypotheses: z.array(unitHypothesisSchema),
  known: z
    .strictObject({ metresPerCount, from: z.string() })
    .nullable()
    .describe('The files say it themselves: nothing to ask'),
  guess: metresPerCount.nullable().describe('Most likely; must be confirmed'),
  reason: z.string(),
  rotatedBits: z.boolean().describe('Counts are stored rotated by three bits and are turned back'),
});
export type UnitEvidence = z.infer<typeof unitEvidenceSchema>;

/** How well a colour picture and its depth lie on each other (core/dataset/registration). */
export const registrationSchema = z.strictObject({
  iou: z.number().min(0).max(1).describe('Overlap of the silhouettes as they are'),
  bestIou: z.number().min(0).max(1).describe('Overlap after the best scale and shift'),
  scale: z.number().positive().describe('Depth silhouette times this fits the colour one'),
  shiftPx: z.tuple([z.number(), z.number()]),
  verdict: z.enum(['fits', 'off', 'unclear']),
});
export type Registration = z.infer<typeof registrationSchema>;

export const IMPORT_FILE_ROLES = [
  'rgb',
  'depth',
  'xyz',
  'cloud',
  'mask',
  'annotation',
  'calibration',
  'recording',
] as const;

/** One future sample. Paths are relative to what was scanned, with `/`. */
export const importItemSchema = importCellSchema.extend({
  key: z.string().describe('Unique within its scan'),
  group: z.string(),
  files: z.partialRecord(z.enum(IMPORT_FILE_ROLES), z.string()),
  becomes: z.string().describe('One sentence: what the files will become'),
  missing: z.array(z.string()).describe('Fields that will be marked as missing'),
  warnings: z.array(z.string()),
});
export type ImportItem = z.infer<typeof importItemSchema>;

export const importGroupSchema = z.strictObject({
  id: z.string().describe('Relative folder, `.` for what was scanned itself'),
  kind: importKindSchema,
  reason: z.string().describe('Why it was taken for that kind'),
  samples: z.int().nonnegative(),
  cells: z.array(importCellSchema.extend({ samples: z.int().positive() })),
  unit: unitEvidenceSchema
    .nullable()
    .describe('null: there is no depth, or each sample records its own'),
  missing: z.array(z.strictObject({ field: z.string(), samples: z.int().positive() })),
  needs: z.array(z.enum(['category', 'split', 'anomaly', 'unit', 'intrinsics'])),
  warnings: z.array(z.string()),
  registration: z.array(registrationSchema.extend({ key: z.string() })),
});
export type ImportGroup = z.infer<typeof importGroupSchema>;

export const skippedFileSchema = z.strictObject({
  file: z.string(),
  reason: z.string(),
  serious: z
    .boolean()
    .describe('A file that was meant as data; others are only not of any known kind'),
});
export type SkippedFile = z.infer<typeof skippedFileSchema>;

export const importScanSchema = z.strictObject({
  scanId: z.string(),
  path: z.string(),
  container: z.enum(['folder', 'zip', 'file']),
  files: z.int().nonnegative(),
  samples: z.int().nonnegative(),
  groups: z.array(importGroupSchema),
  items: z.array(importItemSchema).describe('The first ones; the rest by dataset.import.items'),
  skipped: z.array(skippedFileSchema),
  mapping: importMappingSchema
    .nullable()
    .describe('Of a tree: the mapping used, a proposal unless one was given'),
  manifest: z.string().nullable().describe('Manifest of an own export that was found and is used'),
});
export type ImportScan = z.infer<typeof importScanSchema>;

/** Progress of a scan or a run. */
export const importProgressSchema = z.strictObject({
  jobId: z.string().describe('Of a scan: its token'),
  state: z.enum(['scanning', 'running', 'done', 'cancelled', 'failed']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  imported: z.int().nonnegative(),
  already: z.int().nonnegative().describe('Samples that the project holds already'),
  problems: z.int().nonnegative(),
  current: z.string(),
  message: z.string().describe('Why it failed; else empty'),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const importReportSchema = z.strictObject({
  progress: importProgressSchema,
  samples: z.array(z.strictObject({ key: z.string(), id: z.string() })),
  problems: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
});
export type ImportReport = z.infer<typeof importReportSchema>;
