/** work.json, beside sample.json: how far the annotation is, who did it, who checked it, what was said. */
import { z } from 'zod';

const personSchema = z.string().max(120);

export const workStateSchema = z.enum(['new', 'in-progress', 'done', 'checked']);
export type WorkState = z.infer<typeof workStateSchema>;

export const commentSchema = z.strictObject({
  id: z.string().min(1).max(40),
  by: personSchema,
  at: z.iso.datetime(),
  text: z.string().min(1).max(4000),
  place: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('Pixel of rgb that it is pinned to; null for the whole sample'),
  resolvedBy: personSchema.nullable(),
});
export type Comment = z.infer<typeof commentSchema>;

/** work.json as written. Keys of others are kept; a key with a wrong value reads as its default. */
export const workSchema = z.looseObject({
  note: z.string().catch('').describe("The technician's note at the shutter"),
  retake: z.boolean().catch(false).describe('Marked to be shot again'),
  state: workStateSchema.catch('new'),
  assignee: personSchema.nullable().catch(null).describe('Who is to annotate it'),
  annotator: personSchema.nullable().catch(null).describe('Who saved the annotation last'),
  checkedBy: personSchema
    .nullable()
    .catch(null)
    .describe('Who checked it; never the one who annotated'),
  secondsSpent: z.number().nonnegative().catch(0).describe('With the sample open and in use'),
  shapes: z.int().nonnegative().nullable().catch(null).describe('Shapes at the last save'),
  comments: z.array(commentSchema).max(1000).catch([]),
});
export type Work = z.infer<typeof workSchema>;

/** What lists show of it; part of every sample's summary. */
export const workSummarySchema = z.strictObject({
  state: workStateSchema,
  assignee: personSchema.nullable(),
  annotator: personSchema.nullable(),
  checkedBy: personSchema.nullable(),
  secondsSpent: z.number().nonnegative(),
  shapes: z.int().nonnegative().nullable(),
  openComments: z.int().nonnegative(),
});
export type WorkSummary = z.infer<typeof workSummarySchema>;

/** Of a sample that nobody has touched. */
export const NO_WORK: WorkSummary = {
  state: 'new',
  assignee: null,
  annotator: null,
  checkedBy: null,
  secondsSpent: 0,
  shapes: null,
  openComments: 0,
};
