/** Import: scan, look, answer, run. Part of datasetMethods (dataset.ts). */
import { z } from 'zod';
import {
  importChoicesSchema,
  importItemSchema,
  importKindSchema,
  importMappingSchema,
  importProfileSchema,
  importReportSchema,
  importScanSchema,
} from '../schema/dataset-import.js';
import type { MethodTable } from './table.js';

const none = z.strictObject({});
const scanId = z.string().min(1).max(64);
const jobId = z.string().min(1).max(64);

export const datasetImportMethods = {
  'dataset.import.scan': {
    input: z.strictObject({
      path: z.string().min(1).max(4096).describe('A folder, a zip, or one recording or cloud'),
      as: importKindSchema.nullable().describe('null: told by the files'),
      mapping: importMappingSchema.nullable().describe('For a tree; null: one is proposed'),
      token: jobId.describe('Chosen by the caller; names this scan in dataset.import progress'),
    }),
    output: importScanSchema,
  },
  'dataset.import.items': {
    input: z.strictObject({
      scanId,
      group: z.string().nullable(),
      offset: z.int().nonnegative(),
      count: z.int().min(1).max(500),
    }),
    output: z.strictObject({ total: z.int().nonnegative(), items: z.array(importItemSchema) }),
  },
  'dataset.import.picture': {
    input: z.strictObject({
      scanId,
      key: z.string(),
      kind: z.enum(['rgb', 'depth', 'mask']).describe('depth: grey, near is bright, 0 is black'),
    }),
    output: z.strictObject({
      mime: z.string(),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    }),
  },
  'dataset.import.run': {
    input: z.strictObject({
      scanId,
      groups: z
        .array(z.strictObject({ id: z.string(), choices: importChoicesSchema }))
        .min(1)
        .max(10_000)
        .describe('Groups left out are not imported'),
      except: z.array(z.string()).max(100_000).describe('Keys of samples to leave out'),
    }),
    output: z.strictObject({ jobId: z.string() }),
  },
  'dataset.import.cancel': { input: z.strictObject({ jobId }), output: none },
  'dataset.import.report': { input: z.strictObject({ jobId }), output: importReportSchema },
  'dataset.import.profiles': {
    input: none,
    output: z.strictObject({ profiles: z.array(importProfileSchema) }),
  },
  'dataset.import.saveProfile': {
    input: z.strictObject({ profile: importProfileSchema }),
    output: z.strictObject({ profiles: z.array(importProfileSchema) }),
  },
  'dataset.import.removeProfile': {
    input: z.strictObject({ name: z.string() }),
    output: z.strictObject({ profiles: z.array(importProfileSchema) }),
  },
} as const satisfies MethodTable;
