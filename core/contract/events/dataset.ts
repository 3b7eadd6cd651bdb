/** Events of dataset. Part of EVENTS (../events.ts). */
import { importProgressSchema } from '../schema/dataset-import.js';
import { datasetExportEvents } from './dataset-export.js';
import type { EventTable } from './table.js';

export const datasetEvents = {
  'dataset.import': { value: importProgressSchema, credit: false },
  ...datasetExportEvents,
} as const satisfies EventTable;
