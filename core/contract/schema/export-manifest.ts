/** manifest.json at the root of every export: what was written, from what, and with which choices. */
import { z } from 'zod';
import { exportFormatSchema, exportProfileSchema, labelMappingSchema } from './dataset-export.js';
import { intrinsicsSchema } from './geometry.js';
import { nameSchema, sampleIdSchema, sampleSchema } from './sample.js';

/** Version of manifest.json that this program writes. */
export const MANIFEST_SCHEMA = 1;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const exportedFileSchema = z.strictObject({
  kind: z.string().describe('rgb, xyz, gt, z, json, txt, ...'),
  path: z.string().min(1).max(1024).describe('Relative to the root, with /'),
  bytes: z.int().nonnegative(),
  sha256: sha256Schema,
});
export type ExportedFile = z.infer<typeof exportedFileSchema>;

export const exportedSampleSchema = sampleSchema
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
  })
  .extend({
    sampleHash: sha256Schema.describe('SHA-256 of the rgb and depth digests, hex, joined'),
    key: sha256Schema.describe('Of everything that decides the files; equal: nothing to rewrite'),
    stem: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    left: z.int().nonnegative().describe('Of the crop on the grid'),
    top: z.int().nonnegative(),
    alignment: z.enum(['none', 'identical', 'as-is', 'depth-to-colour', 'colour-to-depth']),
    intrinsics: intrinsicsSchema.nullable().describe('Of the exported grid, after the crop'),
    depth: z
      .strictObject({
        encoding: z.enum(['uint16', 'float32']),
        metresPerCount: z
          .number()
          .positive()
          .describe('z = count x metresPerCount, rounded once to float32'),
      })
      .nullable(),
    files: z.array(exportedFileSchema),
  });
export type ExportedSample = z.infer<typeof exportedSampleSchema>;

export const exportManifestSchema = z.strictObject({
  schema: z.literal(MANIFEST_SCHEMA),
  program: z.string().describe('Name and version'),
  writtenAt: z.iso.datetime({ offset: true }),
  project: z.string().describe('Its name'),
  format: exportFormatSchema,
  profile: exportProfileSchema,
  labels: z.array(labelMappingSchema).describe('The label map in use'),
  metresPerCount: z.number().positive().nullable().describe('The one depth scale; null: several'),
  shared: z.array(exportedFileSchema).describe('Files of no single sample'),
  skipped: z.array(
    z.strictObject({ id: sampleIdSchema, category: nameSchema, reason: z.string() }),
  ),
  samples: z.array(exportedSampleSchema),
});
export type ExportManifest = z.infer<typeof exportManifestSchema>;
