/** Events of export. Part of datasetEvents (./dataset.ts). */
import { z } from 'zod';
import { exportProgressSchema } from '../schema/dataset-export.js';
import type { EventTable } from './table.js';

export const datasetExportEvents = {
  /** The newest job; kept, so that a page that comes later sees it. */
  'dataset.export.progress': { value: exportProgressSchema.nullable(), credit: false },
  /** Of calls that look at many files: validation (also thorough dry runs), splits, statistics. */
  'dataset.look.progress': {
    value: z.strictObject({
      what: z.enum(['validate', 'split', 'statistics', 'registration']),
      done: z.int().nonnegative(),
      total: z.int().nonnegative(),
    }),
    credit: false,
  },
} as const satisfies EventTable;
