/** Events of annotate. Part of EVENTS (../events.ts). Work states travel with `samples.changed`. */
import { z } from 'zod';
import { annotationLockSchema, tokenSchema } from '../schema/annotation.js';
import { sampleIdSchema } from '../schema/sample.js';
import type { EventTable } from './table.js';

export const annotateEvents = {
  /** A lock changed hands: whoever has the sample open looks at `session` to see whether it is theirs. */
  'annotate.locked': {
    value: z.strictObject({
      id: sampleIdSchema,
      session: z.string().describe('Whose opening it concerns; empty for everybody'),
      lock: annotationLockSchema,
    }),
    credit: false,
  },
  /** annotation.json is another one now: by another program, or by a save of another window. */
  'annotate.changed': {
    value: z.strictObject({
      id: sampleIdSchema,
      token: tokenSchema,
      modifiedAt: z.iso.datetime().nullable(),
      by: z.enum(['outside', 'studio']),
      session: z.string().describe('The session that saved; empty for outside'),
    }),
    credit: false,
  },
} as const satisfies EventTable;
