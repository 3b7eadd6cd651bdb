/** Calls about the foreground: seen and tuned on a sample before training. Part of datasetMethods. */
import { z } from 'zod';
import {
  foregroundCheckSchema,
  foregroundPreviewSchema,
  foregroundSettingsSchema,
} from '../schema/foreground.js';
import { nameSchema, sampleIdSchema } from '../schema/sample.js';
import type { MethodTable } from './table.js';

const settings = foregroundSettingsSchema
  .nullable()
  .describe("null: the category's, or the default where it has none");

export const datasetForegroundMethods = {
  'dataset.foreground.preview': {
    input: z.strictObject({ id: sampleIdSchema, settings }),
    output: foregroundPreviewSchema,
  },
  /** All samples of a category; `dataset.foreground.progress` tells of it, and it can be cancelled. */
  'dataset.foreground.check': {
    input: z.strictObject({ category: nameSchema, settings }),
    output: foregroundCheckSchema,
  },
  /** Stores the settings of a category in project.json; null takes them away. */
  'dataset.foreground.save': {
    input: z.strictObject({ category: nameSchema, settings }),
    output: z.strictObject({ foreground: z.record(nameSchema, foregroundSettingsSchema) }),
  },
} as const satisfies MethodTable;
