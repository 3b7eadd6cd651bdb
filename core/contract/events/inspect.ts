/** Events of inspect. Part of EVENTS (../events.ts). */
import { z } from 'zod';
import {
  batchProgressSchema,
  folderRowSchema,
  inspectionResultSchema,
  inspectionSchema,
  liveStateSchema,
  reviewSchema,
} from '../schema/inspect.js';
import { nameSchema } from '../schema/sample.js';
import type { EventTable } from './table.js';

export const inspectEvents = {
  'inspect.progress': { value: batchProgressSchema, credit: false },
  'inspect.result': {
    value: z.strictObject({ model: nameSchema, result: inspectionResultSchema }),
    credit: false,
  },
  'inspect.pictured': { value: folderRowSchema, credit: false },
  /** Live mode: what the camera saw. */
  'inspect.seen': { value: inspectionSchema, credit: true },
  'inspect.live': { value: liveStateSchema, credit: false },
  /** Taken back: it does not hold any more. */
  'review.undone': { value: z.strictObject({ review: z.string() }), credit: false },
  'review.added': { value: z.strictObject({ review: reviewSchema }), credit: false },
} as const satisfies EventTable;
