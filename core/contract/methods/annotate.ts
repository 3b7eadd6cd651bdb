/**
 * Calls of the Annotate workspace. Part of METHODS (../methods.ts).
 *
 * A sample is opened, its edits are journalled as they happen, saved, and closed. Saving with a token
 * that is no longer the file's is answered with `changed-outside` (details: token, modifiedAt) and
 * nothing is written; `annotate.resolve` then carries out the user's choice.
 */
import { z } from 'zod';
import {
  annotationLockSchema,
  annotationVersionSchema,
  depthGridSchema,
  documentPatchSchema,
  openedAnnotationSchema,
  queueCountsSchema,
  queueFilterSchema,
  savedAnnotationSchema,
  tokenSchema,
  wireDocumentSchema,
} from '../schema/annotation.js';
import { sampleIdSchema, sampleSummarySchema } from '../schema/sample.js';
import { commentSchema, workSchema, workStateSchema } from '../schema/work.js';
import type { MethodTable } from './table.js';

const id = sampleIdSchema;
const sample = { id };
const session = z.string().min(1).max(64);
const version = annotationVersionSchema.shape.version;
const person = z.string().max(120);

export const annotateMethods = {
  'annotate.open': {
    input: z.strictObject({
      ...sample,
      client: z
        .string()
        .min(1)
        .max(64)
        .describe('Of this window, kept over a reload: it gets its own lock back'),
      takeOver: z.boolean().describe('Take the lock from another window of this studio'),
      readOnly: z.boolean().describe('Only look: no lock is taken (prefetching neighbours)'),
    }),
    output: openedAnnotationSchema,
  },
  /** Appends edits since the last save; they survive a crash of page and host. */
  'annotate.journal': {
    input: z.strictObject({
      ...sample,
      session,
      patches: z.array(documentPatchSchema).min(1).max(10_000),
    }),
    output: z.strictObject({ entries: z.int().nonnegative().describe('Since the last save') }),
  },
  /** @throws changed-outside, locked, disk-full, folder-read-only; the journal keeps the edits */
  'annotate.save': {
    input: z.strictObject({
      ...sample,
      session,
      document: wireDocumentSchema,
      expected: tokenSchema,
    }),
    output: savedAnnotationSchema,
  },
  /** The answer to changed-outside: mine over theirs, theirs, or theirs with mine kept as a copy beside. */
  'annotate.resolve': {
    input: z.strictObject({
      ...sample,
      session,
      choice: z.enum(['mine', 'theirs', 'both']),
      document: wireDocumentSchema,
      theirs: tokenSchema.describe('The token told by changed-outside'),
    }),
    output: openedAnnotationSchema,
  },
  /** Every few seconds while a sample is open: keeps the lock and counts the time spent. */
  'annotate.heartbeat': {
    input: z.strictObject({
      ...sample,
      session,
      activeSeconds: z.number().min(0).max(600).describe('In use since the last call'),
    }),
    output: z.strictObject({ lock: annotationLockSchema }),
  },
  /**
   * The text of the LabelMe file that saving would write; nothing is written. With session '' (read-only)
   * the file as it is.
   */
  'annotate.copy': {
    input: z.strictObject({
      ...sample,
      session: z.string().max(64),
      document: wireDocumentSchema,
    }),
    output: z.strictObject({ text: z.string() }),
  },
  /** Gives the lock back. Edits that were not saved stay in the journal unless `discard`. */
  'annotate.close': {
    input: z.strictObject({ ...sample, session, discard: z.boolean() }),
    output: z.strictObject({}),
  },
  'annotate.versions': {
    input: z.strictObject(sample),
    output: z.strictObject({ versions: z.array(annotationVersionSchema) }),
  },
  'annotate.version': {
    input: z.strictObject({ ...sample, version }),
    output: z.strictObject({ document: wireDocumentSchema }),
  },
  /** Makes an earlier version the current one; what was current stays in the history. */
  'annotate.restore': {
    input: z.strictObject({ ...sample, session, version, expected: tokenSchema }),
    output: openedAnnotationSchema,
  },
  /**
   * A second person draws a sample anew: what the first one drew is kept in annotators/, for the
   * agreement of the two. `same-person` when the operator drew it, `operator-needed` without a name.
   */
  'annotate.drawAgain': {
    input: z.strictObject({ ...sample, session, expected: tokenSchema }),
    output: openedAnnotationSchema,
  },
  /** Depth on rgb's grid; `not-found` for a sample without depth. */
  'annotate.depth': { input: z.strictObject(sample), output: depthGridSchema },
  /** The written mask.png or labels.png; `not-found` before the first save. */
  'annotate.mask': {
    input: z.strictObject({ ...sample, kind: z.enum(['mask', 'labels']) }),
    output: z.strictObject({
      mime: z.string(),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    }),
  },
  'annotate.work': {
    input: z.strictObject(sample),
    output: z.strictObject({ work: workSchema }),
  },
  /**
   * Sets the state of samples, of all or of none. `checked` wants a second person: `same-person` when
   * the operator annotated one of them, `operator-needed` when no operator name is set.
   */
  'annotate.setState': {
    input: z.strictObject({
      ids: z.array(id).min(1).max(10_000),
      state: workStateSchema,
    }),
    output: z.strictObject({ samples: z.array(sampleSummarySchema) }),
  },
  'annotate.assign': {
    input: z.strictObject({
      ids: z.array(id).min(1).max(10_000),
      assignee: person.nullable(),
    }),
    output: z.strictObject({ samples: z.array(sampleSummarySchema) }),
  },
  'annotate.comment': {
    input: z.strictObject({
      ...sample,
      text: z.string().trim().min(1).max(4000),
      place: commentSchema.shape.place,
    }),
    output: z.strictObject({ work: workSchema }),
  },
  'annotate.editComment': {
    input: z.strictObject({
      ...sample,
      comment: z.string().max(40),
      edit: z.enum(['resolve', 'reopen', 'delete']),
    }),
    output: z.strictObject({ work: workSchema }),
  },
  /** The queue in order of the shots: samples of a filter, counts, the next unfinished one. */
  'annotate.queue': {
    input: z.strictObject({
      filter: queueFilterSchema,
      after: id.nullable().describe('The next unfinished is looked for behind this one'),
      refresh: z.boolean().describe('Read every work.json again: others work on the same folder'),
    }),
    output: z.strictObject({
      samples: z.array(sampleSummarySchema),
      counts: queueCountsSchema,
      next: id
        .nullable()
        .describe('New or in progress, of the filter; wraps round; null when all are done'),
    }),
  },
} as const satisfies MethodTable;
