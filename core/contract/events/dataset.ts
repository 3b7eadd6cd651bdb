/** Events of dataset. Part of EVENTS (../events.ts). */
import { z } from 'zod';
import { foregroundProgressSchema } from '../schema/foreground.js';
import { importProgressSchema } from '../schema/dataset-import.js';
import { datasetExportEvents } from './dataset-export.js';
import type { EventTable } from './table.js';

export const datasetEvents = {
  'dataset.import': { value: importProgressSchema, credit: false },
  ...datasetExportEvents,
  'dataset.bulk.progress': {
    value: z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() }),
    credit: false,
  },
  'dataset.foreground.progress': { value: foregroundProgressSchema, credit: false },
} as const satisfies EventTable;
