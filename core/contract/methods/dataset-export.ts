/** Calls about export, validation, splits and statistics. Part of datasetMethods (./dataset.ts). */
import { z } from 'zod';
import {
  exportPlanSchema,
  exportProfileSchema,
  exportRequestSchema,
  readerSchema,
  splitProposalSchema,
  splitRequestSchema,
  validationReportSchema,
  registrationReportSchema,
} from '../schema/dataset-export.js';
import { statisticsSchema } from '../schema/dataset-statistics.js';
import { nameSchema, sampleIdSchema } from '../schema/sample.js';
import type { MethodTable } from './table.js';

const none = z.strictObject({});
const profiles = z.strictObject({ profiles: z.array(exportProfileSchema) });

export const datasetExportMethods = {
  'dataset.profiles.list': { input: none, output: profiles },
  /** Replaces the profile of the same name. */
  'dataset.profiles.save': {
    input: z.strictObject({ profile: exportProfileSchema }),
    output: profiles,
  },
  'dataset.profiles.delete': { input: z.strictObject({ name: nameSchema }), output: profiles },
  /** Thorough: every sample is looked at as the readers would, which takes as long as an export. */
  'dataset.export.dryRun': {
    input: exportRequestSchema.extend({ thorough: z.boolean().optional() }),
    output: exportPlanSchema,
  },
  /** Starts a job; `dataset.export.progress` tells of it, also of its end. */
  'dataset.export.run': {
    input: exportRequestSchema,
    output: z.strictObject({ jobId: z.string() }),
  },
  /** Returns when the job has ended and nothing half-made is left. */
  'dataset.export.cancel': { input: z.strictObject({ jobId: z.string() }), output: none },
  'dataset.validate': {
    input: z.strictObject({
      path: z.string().min(1).max(4096),
      readers: z.array(readerSchema).min(1),
    }),
    output: validationReportSchema,
  },
  'dataset.split.propose': { input: splitRequestSchema, output: splitProposalSchema },
  /** The silhouettes of picture and depth compared, sample by sample; `dataset.look.progress` tells of it. */
  'dataset.registration.check': {
    input: z.strictObject({ ids: z.array(sampleIdSchema).min(1).max(200_000) }),
    output: registrationReportSchema,
  },
  'dataset.statistics': {
    input: z.strictObject({ categories: z.array(nameSchema).max(500).nullable() }),
    output: statisticsSchema,
  },
} as const satisfies MethodTable;
