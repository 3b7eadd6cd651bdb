/** Events of detector. Part of EVENTS (../events.ts). */
import { z } from 'zod';
import {
  epochRecordSchema,
  logLineSchema,
  modelSummarySchema,
  runIdSchema,
  runMapSchema,
  runProgressSchema,
  runSummarySchema,
} from '../schema/detector.js';
import { nameSchema } from '../schema/sample.js';
import type { EventTable } from './table.js';

export const detectorEvents = {
  'detector.progress': { value: runProgressSchema, credit: false },
  'detector.epoch': {
    value: z.strictObject({ id: runIdSchema, record: epochRecordSchema }),
    credit: false,
  },
  'detector.log': {
    value: z.strictObject({ id: runIdSchema, line: logLineSchema }),
    credit: false,
  },
  'detector.map': { value: runMapSchema, credit: false },
  'runs.changed': {
    value: z.strictObject({ upserted: z.array(runSummarySchema), removed: z.array(runIdSchema) }),
    credit: false,
  },
  'models.changed': {
    value: z.strictObject({ upserted: z.array(modelSummarySchema), removed: z.array(nameSchema) }),
    credit: false,
  },
} as const satisfies EventTable;
