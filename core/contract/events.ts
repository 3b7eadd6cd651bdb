/**
 * The one table of things a page can listen to. `credit: true` events are sent only while the
 * listener has credit left (one is given per picture drawn), newest value only, never queued.
 */
import { z } from 'zod';
import { annotateEvents } from './events/annotate.js';
import { datasetEvents } from './events/dataset.js';
import { detectorEvents } from './events/detector.js';
import { inspectEvents } from './events/inspect.js';
import type { EventTable } from './events/table.js';
import { cameraStateSchema, liveMeasuresSchema, previewSchema } from './schema/camera.js';
import { preferencesSchema, sessionSchema } from './schema/capture.js';
import { projectInfoSchema } from './schema/project.js';
import { sampleIdSchema, sampleSummarySchema } from './schema/sample.js';

export const EVENTS = {
  'camera.state': { value: cameraStateSchema, credit: false },
  'camera.measures': { value: liveMeasuresSchema, credit: false },
  'camera.preview': { value: previewSchema, credit: true },
  'capture.session': { value: sessionSchema, credit: false },
  'project.changed': { value: projectInfoSchema.nullable(), credit: false },
  'project.sample': {
    value: z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() }),
    credit: false,
  },
  'samples.changed': {
    value: z.strictObject({
      upserted: z.array(sampleSummarySchema),
      removed: z.array(sampleIdSchema),
    }),
    credit: false,
  },
  'preferences.changed': { value: preferencesSchema, credit: false },
  'app.notice': {
    value: z.strictObject({
      level: z.enum(['info', 'warn', 'fail']),
      message: z.string(),
      remedy: z.string(),
    }),
    credit: false,
  },
  ...annotateEvents,
  ...datasetEvents,
  ...detectorEvents,
  ...inspectEvents,
} as const satisfies EventTable;

export type EventName = keyof typeof EVENTS;
export type EventValue<E extends EventName> = z.output<(typeof EVENTS)[E]['value']>;

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name);
}
