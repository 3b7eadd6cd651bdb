/** Calls of the Inspect workspace: inference, verdicts, feedback, reports. Part of METHODS (../methods.ts). */
import { z } from 'zod';
import {
  batchProgressSchema,
  feedbackSchema,
  inspectionRuleSchema,
  inspectionSchema,
  liveModeSchema,
  reviewInputSchema,
  reviewSchema,
} from '../schema/inspect.js';
import { thresholdRuleSchema, thresholdSchema } from '../schema/detector.js';
import { nameSchema, sampleIdSchema, sampleSummarySchema } from '../schema/sample.js';
import { providerChoiceSchema } from '../schema/capture.js';
import type { MethodTable } from './table.js';

const none = z.strictObject({});
const ids = z.array(sampleIdSchema).min(1).max(10_000);

export const inspectMethods = {
  /** The newest request overtakes those that wait; an answer that nobody waits for is not computed. */
  'inspect.sample': {
    input: z.strictObject({ model: nameSchema, sample: sampleIdSchema }),
    output: inspectionSchema,
  },
  /** Says which sample will probably be asked for next: its map or its pictures are read meanwhile. */
  'inspect.ahead': {
    input: z.strictObject({ model: nameSchema, sample: sampleIdSchema }),
    output: z.strictObject({
      known: z.boolean().describe('Its map is there: no model has to run'),
    }),
  },
  /** What the camera sees now, at full resolution. */
  'inspect.camera': { input: z.strictObject({ model: nameSchema }), output: inspectionSchema },
  /** Loads a model's session before the first click. */
  'inspect.warm': {
    input: z.strictObject({ model: nameSchema }),
    output: z.strictObject({
      provider: z.string(),
      note: z.string().nullable().describe('Why it is not the chosen one; null where it is'),
      milliseconds: z.number(),
    }),
  },
  /** Execution providers that this machine's onnxruntime knows; which one runs is in the preferences. */
  'inspect.providers': {
    input: none,
    output: z.strictObject({ providers: z.array(providerChoiceSchema) }),
  },
  'inspect.live': {
    input: z.strictObject({ mode: liveModeSchema.nullable().describe('null stops it') }),
    output: none,
  },
  /** The good sample of the category that looks most like this one; null where there is none. */
  'inspect.nearestGood': {
    input: z.strictObject({ sample: sampleIdSchema }),
    output: z.strictObject({
      nearest: z
        .strictObject({
          sample: sampleIdSchema,
          difference: z.number().describe('Mean of the small pictures, 0 to 1'),
        })
        .nullable(),
    }),
  },
  /** Inspects samples one after the other; progress by inspect.progress. */
  'inspect.batch': {
    input: z.strictObject({ model: nameSchema, samples: ids }),
    output: batchProgressSchema,
  },
  /** Pictures of any folder; rows by inspect.pictured, files in a folder of runs/inspections. */
  'inspect.folder': {
    input: z.strictObject({
      model: nameSchema,
      input: z.string().min(1).max(4096),
      metresPerCount: z
        .number()
        .positive()
        .nullable()
        .describe('Of depth files that do not say; null: ask where it is needed'),
    }),
    output: batchProgressSchema,
  },
  'inspect.cancel': { input: z.strictObject({ job: z.string() }), output: none },
  /**
   * Score of each sample's newest result by this model, in columns, for a queue of ten thousand; results of
   * changed samples are left out.
   */
  'inspect.results': {
    input: z.strictObject({ model: nameSchema }),
    output: z.strictObject({
      samples: z.array(z.string()),
      scores: z.array(z.number()).describe('One for each of samples'),
      rule: inspectionRuleSchema.nullable().describe('null: the model has no threshold yet'),
    }),
  },
  /** Moves the line; who and when is kept in thresholds.jsonl. */
  'inspect.setRule': {
    input: z.strictObject({
      model: nameSchema,
      rule: thresholdRuleSchema,
      minAreaMm2: inspectionRuleSchema.shape.minAreaMm2,
    }),
    output: thresholdSchema,
  },
  'review.add': {
    input: reviewInputSchema,
    output: z.strictObject({ review: reviewSchema }),
  },
  /** Takes the operator's last verdict back; it stays in the file, with a line that undoes it. */
  'review.undo': { input: none, output: z.strictObject({ undone: reviewSchema.nullable() }) },
  /** Verdicts that hold, of all samples or of some, oldest first. */
  'review.list': {
    input: z.strictObject({ samples: ids.nullable() }),
    output: z.strictObject({ reviews: z.array(reviewSchema) }),
  },
  'review.csv': {
    input: z.strictObject({ from: z.iso.datetime({ offset: true }).nullable() }),
    output: z.strictObject({ csv: z.string(), rows: z.int().nonnegative() }),
  },
  'review.feedback': { input: feedbackSchema, output: sampleSummarySchema },
  /** One self-contained HTML page on a lot: counts, pictures, thresholds, model card. */
  'inspect.report': {
    input: z.strictObject({
      model: nameSchema,
      title: z.string().trim().min(1).max(200),
      samples: ids,
    }),
    output: z.strictObject({
      path: z.string(),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    }),
  },
} as const satisfies MethodTable;
