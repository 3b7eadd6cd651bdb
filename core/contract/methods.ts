/**
 * The one table of calls between page and host: name, input, output. Both transports validate
 * against it. Add a method here first; host/services implements it, the page calls it by name.
 */
import { z } from 'zod';
import { annotateMethods } from './methods/annotate.js';
import { datasetMethods } from './methods/dataset.js';
import { detectorMethods } from './methods/detector.js';
import { inspectMethods } from './methods/inspect.js';
import { CATEGORIES } from '../dataset/vocabulary.js';
import type { MethodTable } from './methods/table.js';
import {
  cameraStateSchema,
  colourChoiceSchema,
  levelRegionSchema,
  profileSchema,
  simulatorSettingsSchema,
  sourceInfoSchema,
} from './schema/camera.js';
import {
  preferencesSchema,
  sessionSchema,
  shootInputSchema,
  shotResultSchema,
} from './schema/capture.js';
import { projectInfoSchema, projectPatchSchema, recentProjectSchema } from './schema/project.js';
import {
  brokenSampleSchema,
  nameSchema,
  sampleIdSchema,
  sampleSchema,
  sampleSummarySchema,
  splitSchema,
} from './schema/sample.js';

const none = z.strictObject({});
const ids = z.strictObject({ ids: z.array(sampleIdSchema).min(1).max(10_000) });
const text = z.string().max(4096);

/** One line of the doctor's report. */
export const checkSchema = z.strictObject({
  name: z.string(),
  state: z.enum(['pass', 'warn', 'fail', 'info']),
  message: z.string(),
  remedy: z.string(),
});
export type Check = z.infer<typeof checkSchema>;

export const folderEntrySchema = z.strictObject({
  name: z.string(),
  path: z.string(),
  kind: z
    .enum(['folder', 'project', 'recording', 'data'])
    .describe('data: a zip or a point cloud, to be imported'),
});
export type FolderEntry = z.infer<typeof folderEntrySchema>;

/** Of a sample: its files, and small ones of them (host/project/small-pictures.ts tells their form). */
export const pictureKindSchema = z.enum([
  'rgb',
  'depth',
  'thumbnail',
  'depth-thumbnail',
  'depth-preview',
  'mask',
  'mask-thumbnail',
]);
export type PictureKind = z.infer<typeof pictureKindSchema>;

export const METHODS = {
  'app.info': {
    input: none,
    output: z.strictObject({
      version: z.string(),
      shell: z.enum(['browser', 'electron']),
      platform: z.string(),
      sdk: z.strictObject({ version: z.string(), path: z.string() }).nullable(),
      sdkReason: z.string(),
    }),
  },
  'app.doctor': { input: none, output: z.strictObject({ checks: z.array(checkSchema) }) },
  'preferences.get': { input: none, output: preferencesSchema },
  'preferences.set': { input: preferencesSchema.partial(), output: preferencesSchema },
  'folders.list': {
    input: z.strictObject({ path: text.nullable().describe('null: the home folder') }),
    output: z.strictObject({
      path: z.string(),
      parent: z.string().nullable(),
      writable: z.boolean(),
      entries: z.array(folderEntrySchema),
    }),
  },
  'project.create': {
    input: z.strictObject({ path: text, name: z.string().trim().min(1).max(120) }),
    output: projectInfoSchema,
  },
  /** A new project of simulated samples; tells `project.sample`. */
  'project.sample': {
    input: z.strictObject({
      path: text,
      name: z.string().trim().min(1).max(120),
      categories: z.array(z.enum(CATEGORIES)).min(1).max(CATEGORIES.length),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1),
    }),
    output: projectInfoSchema,
  },
  'project.open': { input: z.strictObject({ path: text }), output: projectInfoSchema },
  'project.current': { input: none, output: projectInfoSchema.nullable() },
  'project.close': { input: none, output: none },
  'project.update': {
    input: z.strictObject({ patch: projectPatchSchema }),
    output: projectInfoSchema,
  },
  'project.recent': {
    input: none,
    output: z.strictObject({ projects: z.array(recentProjectSchema) }),
  },
  'project.forget': { input: z.strictObject({ path: text }), output: none },
  'samples.list': {
    input: none,
    output: z.strictObject({
      samples: z.array(sampleSummarySchema),
      broken: z.array(brokenSampleSchema),
    }),
  },
  'samples.get': {
    input: z.strictObject({ id: sampleIdSchema }),
    output: z.strictObject({ sample: sampleSchema, path: z.string(), note: z.string() }),
  },
  'samples.picture': {
    input: z.strictObject({ id: sampleIdSchema, kind: pictureKindSchema }),
    output: z.strictObject({
      mime: z.string(),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    }),
  },
  'samples.note': {
    input: z.strictObject({ id: sampleIdSchema, note: z.string().max(2000) }),
    output: sampleSummarySchema,
  },
  'samples.markRetake': {
    input: z.strictObject({ id: sampleIdSchema, retake: z.boolean() }),
    output: sampleSummarySchema,
  },
  'samples.edit': {
    input: z.strictObject({
      id: sampleIdSchema,
      patch: z
        .strictObject({
          category: nameSchema,
          split: splitSchema,
          anomaly: nameSchema,
          lighting: nameSchema,
          index: z.int().nonnegative(),
        })
        .partial(),
    }),
    output: sampleSummarySchema,
  },
  'samples.trash': { input: ids, output: none },
  'samples.restore': { input: ids, output: none },
  'samples.trashed': {
    input: none,
    output: z.strictObject({ samples: z.array(sampleSummarySchema) }),
  },
  'camera.sources': { input: none, output: z.strictObject({ sources: z.array(sourceInfoSchema) }) },
  'camera.open': {
    input: z.strictObject({
      source: text.describe(
        'As --source: realsense[:SERIAL], FILE.bag, FILE.db3, FOLDER, simulated[:key=value,...]',
      ),
      colour: colourChoiceSchema.nullable(),
      profile: profileSchema.pick({ width: true, height: true, fps: true }).nullable(),
      metresPerCount: z
        .number()
        .positive()
        .nullable()
        .describe('Only for sources that do not know their scale'),
    }),
    output: cameraStateSchema,
  },
  'camera.close': { input: none, output: cameraStateSchema },
  'camera.state': { input: none, output: cameraStateSchema },
  'camera.setOption': {
    input: z.strictObject({ name: text, value: z.number() }),
    output: cameraStateSchema,
  },
  'camera.setPreset': { input: z.strictObject({ preset: text }), output: cameraStateSchema },
  'camera.simulate': { input: simulatorSettingsSchema.partial(), output: cameraStateSchema },
  'camera.setRegion': { input: levelRegionSchema, output: none },
  'capture.session': { input: none, output: sessionSchema },
  'capture.newSession': { input: none, output: sessionSchema },
  'capture.shoot': { input: shootInputSchema, output: shotResultSchema },
  'capture.retry': { input: none, output: shotResultSchema },
  'capture.discard': { input: none, output: sessionSchema },
  'record.start': {
    input: z.strictObject({ path: text, seconds: z.number().positive().max(3600) }),
    output: z.strictObject({ path: z.string().describe('The name the SDK chose: .bag or .db3') }),
  },
  'record.stop': { input: none, output: z.strictObject({ path: z.string().nullable() }) },
  ...annotateMethods,
  ...datasetMethods,
  ...detectorMethods,
  ...inspectMethods,
} as const satisfies MethodTable;

export type MethodName = keyof typeof METHODS;
export type MethodInput<M extends MethodName> = z.input<(typeof METHODS)[M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<(typeof METHODS)[M]['output']>;

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}
