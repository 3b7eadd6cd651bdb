/** Export of data sets: named profiles, dry runs, jobs, reader findings, split proposals. */
import { z } from 'zod';
import { registrationSchema } from './dataset-import.js';
import { nameSchema, sampleIdSchema, splitSchema } from './sample.js';

export const EXPORT_FORMATS = ['mvtec3d', 'coco', 'voc', 'yolo', 'labelme', 'ply', 'pcd'] as const;
export const exportFormatSchema = z.enum(EXPORT_FORMATS);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** Formats that need depth; a sample without is refused by name. */
export const RGBD_FORMATS: readonly ExportFormat[] = ['mvtec3d', 'ply', 'pcd'];

export const cropSchema = z.strictObject({
  width: z.int().min(16).max(16384),
  height: z.int().min(16).max(16384),
  left: z.int().nonnegative().nullable().describe('null: centred'),
  top: z.int().nonnegative().nullable().describe('null: centred'),
});
export type ExportCrop = z.infer<typeof cropSchema>;

/** How a project's label is written: another name, another value; labels of one name are one class. */
export const labelMappingSchema = z.strictObject({
  label: nameSchema.describe('As in the annotation'),
  name: nameSchema.describe('Class name in the export'),
  value: z.int().min(1).max(255).describe('Class value; 0 is the background'),
});
export type LabelMapping = z.infer<typeof labelMappingSchema>;

const onMissing = z.enum(['refuse', 'skip']);

export const exportProfileSchema = z.strictObject({
  name: nameSchema,
  format: exportFormatSchema,
  grid: z
    .enum(['colour', 'depth'])
    .describe('colour: depth is aligned to rgb.png; depth: rgb and mask are resampled'),
  crop: cropSchema.nullable().describe('On the chosen grid; null: whole pictures'),
  stems: z
    .enum(['running', 'index', 'id'])
    .describe('running: 000, 001 ... in each folder; index: the index of the sample; id: its id'),
  stemDigits: z.int().min(3).max(8),
  splits: z.array(splitSchema).min(1),
  categories: z.array(nameSchema).max(500).nullable().describe('null: all'),
  state: z.enum(['any', 'done', 'checked']).describe('Least annotation state of anomalous samples'),
  labels: z.array(labelMappingSchema).max(256).nullable().describe("null: the project's labels"),
  astZ: z.boolean().describe('z/NAME.npy for AST: gap-filled z and its foreground'),
  rle: z.boolean().describe('COCO: run lengths instead of polygons'),
  tiffCompression: z.enum(['none', 'deflate']),
  pngLevel: z.int().min(0).max(9),
  mixedScales: z.enum(['refuse', 'convert']).describe('Samples of different depth scale'),
  withoutDepth: onMissing.describe('Samples without depth in a format that needs it'),
  withoutMask: z
    .enum(['refuse', 'skip', 'empty'])
    .describe('Anomalous samples that nobody has annotated'),
});
export type ExportProfile = z.infer<typeof exportProfileSchema>;

export const READERS = ['ast', '3d-ads', 'm3dm', 'anomalib', 'unet'] as const;
export const readerSchema = z.enum(READERS);
export type ReaderName = z.infer<typeof readerSchema>;

/** One thing that a reader would stumble over, with the code that says so. */
export const readerFindingSchema = z.strictObject({
  reader: readerSchema,
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string().describe('What was found'),
  reason: z.string().describe('What the reader does with it'),
  source: z.string().describe('Repository and file of the loading code'),
  count: z.int().positive().describe('Places in all'),
  places: z.array(z.string()).max(200).describe('Files or folders, the first ones'),
  sampleIds: z.array(sampleIdSchema).max(10_000).describe('Where the samples are known'),
});
export type ReaderFinding = z.infer<typeof readerFindingSchema>;

export const validationReportSchema = z.strictObject({
  path: z.string(),
  readers: z.array(readerSchema),
  samples: z.int().nonnegative(),
  findings: z.array(readerFindingSchema),
  unreadable: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
});
export type ValidationReport = z.infer<typeof validationReportSchema>;

/** What stands in the way of an export, or is left out of it. */
export const exportIssueSchema = z.strictObject({
  kind: z.enum([
    'mixed-scales',
    'without-depth',
    'without-intrinsics',
    'without-mask',
    'crop-too-large',
    'same-stem',
    'state',
    'broken',
    'target',
  ]),
  blocks: z.boolean().describe('false: these samples are left out, the rest is exported'),
  message: z.string(),
  hint: z.string(),
  count: z.int().nonnegative(),
  sampleIds: z.array(sampleIdSchema).max(10_000),
});
export type ExportIssue = z.infer<typeof exportIssueSchema>;

export const exportRequestSchema = z.strictObject({
  profile: exportProfileSchema,
  path: z.string().min(1).max(4096).describe('A folder, or a file that ends in .zip'),
  ids: z.array(sampleIdSchema).max(200_000).nullable().describe('null: the whole project'),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;

export const exportPlanSchema = z.strictObject({
  path: z.string(),
  kind: z.enum(['folder', 'zip']),
  format: exportFormatSchema,
  samples: z.strictObject({
    added: z.int().nonnegative(),
    changed: z.int().nonnegative(),
    kept: z.int().nonnegative(),
    removed: z.int().nonnegative(),
    skipped: z.int().nonnegative(),
  }),
  files: z.array(
    z.strictObject({
      kind: z.string().describe('rgb, xyz, gt, z, json, ...'),
      count: z.int().nonnegative(),
      bytes: z.number().nonnegative().describe('Exact for raw arrays, else estimated'),
    }),
  ),
  folders: z
    .array(z.strictObject({ path: z.string(), samples: z.int().nonnegative() }))
    .max(5000)
    .describe('Folders of the export that hold samples'),
  filesToWrite: z.int().nonnegative(),
  bytesToWrite: z.number().nonnegative(),
  freeBytes: z.number().nullable(),
  metresPerCount: z.number().positive().nullable().describe('The one depth scale; null: several'),
  issues: z.array(exportIssueSchema),
  findings: z.array(readerFindingSchema),
});
export type ExportPlan = z.infer<typeof exportPlanSchema>;

export const exportResultSchema = z.strictObject({
  path: z.string(),
  samples: exportPlanSchema.shape.samples,
  filesWritten: z.int().nonnegative(),
  bytesWritten: z.number().nonnegative(),
  seconds: z.number().nonnegative(),
  issues: z.array(exportIssueSchema),
  findings: z.array(readerFindingSchema),
});
export type ExportResult = z.infer<typeof exportResultSchema>;

export const exportProgressSchema = z.strictObject({
  jobId: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  phase: z.enum(['planning', 'writing', 'packing', 'finishing']),
  path: z.string(),
  done: z.int().nonnegative().describe('Samples'),
  total: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative().nullable(),
  result: exportResultSchema.nullable(),
  message: z.string().describe('Why it failed; else empty'),
  hint: z.string(),
});
export type ExportProgress = z.infer<typeof exportProgressSchema>;

export const splitRatiosSchema = z.strictObject({
  train: z.number().min(0).max(1),
  validation: z.number().min(0).max(1),
  test: z.number().min(0).max(1),
});
export type SplitRatios = z.infer<typeof splitRatiosSchema>;

export const splitRequestSchema = z.strictObject({
  ratios: splitRatiosSchema.describe('Of the good samples; they are scaled to sum to 1'),
  seed: z.int().nonnegative(),
  anomalous: z
    .enum(['test', 'ratios'])
    .describe('test: anomalous samples only there, as the readers expect'),
  ids: z.array(sampleIdSchema).max(200_000).nullable().describe('null: the whole project'),
});
export type SplitRequest = z.infer<typeof splitRequestSchema>;

export const splitProposalSchema = z.strictObject({
  seed: z.int().nonnegative(),
  moves: z.array(z.strictObject({ id: sampleIdSchema, from: splitSchema, to: splitSchema })),
  cells: z.array(
    z.strictObject({
      category: nameSchema,
      anomaly: nameSchema,
      train: z.int().nonnegative(),
      validation: z.int().nonnegative(),
      test: z.int().nonnegative(),
    }),
  ),
  duplicates: z
    .array(z.array(sampleIdSchema).min(2))
    .describe('Groups of nearly equal pictures, kept on one side'),
});
export type SplitProposal = z.infer<typeof splitProposalSchema>;

/** Whether picture and depth of stored samples lie on each other. */
export const registrationReportSchema = z.strictObject({
  pairs: z.array(registrationSchema.extend({ id: sampleIdSchema })),
  unchecked: z.int().nonnegative().describe('Without depth, without calibration, or unreadable'),
});
export type RegistrationReport = z.infer<typeof registrationReportSchema>;
