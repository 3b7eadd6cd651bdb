/** Calls about the index over samples and edits of many. Part of datasetMethods (./dataset.ts). */
import { z } from 'zod';
import {
  bulkHistorySchema,
  bulkRequestSchema,
  bulkResultSchema,
  datasetAnswerSchema,
  datasetQuerySchema,
} from '../schema/dataset-store.js';
import type { MethodTable } from './table.js';

const none = z.strictObject({});

export const datasetStoreMethods = {
  'dataset.query': { input: datasetQuerySchema, output: datasetAnswerSchema },
  /**
   * One undoable step, whole or not at all, also across a crash. Cancelled, it is taken back.
   * `dataset.bulk.progress` tells of it.
   */
  'dataset.bulkEdit': { input: bulkRequestSchema, output: bulkResultSchema },
  /** Takes the last step back; samples edited since are left as they are and listed. */
  'dataset.undo': { input: none, output: bulkResultSchema },
  'dataset.redo': { input: none, output: bulkResultSchema },
  'dataset.bulk.history': { input: none, output: bulkHistorySchema },
  /** Looks at the files again at once; otherwise the studio does so by itself. */
  'dataset.rescan': {
    input: none,
    output: z.strictObject({ upserted: z.int().nonnegative(), removed: z.int().nonnegative() }),
  },
} as const satisfies MethodTable;
