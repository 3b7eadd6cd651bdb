/**
 * The catalogue: every text a user reads, by key, in one language for now. `text(key, values)`
 * fills {placeholders}; an unknown key does not compile.
 */
import { annotateTexts } from './en/annotate.js';
import { annotationFileTexts } from './en/annotation-files.js';
import { appTexts } from './en/app.js';
import { bulkTexts } from './en/bulk.js';
import { captureTexts } from './en/capture.js';
import { importTexts } from './en/dataset-import.js';
import { datasetTexts } from './en/dataset.js';
import { datasetPageTexts } from './en/dataset-page.js';
import { detectorTexts } from './en/detector.js';
import { doctorTexts } from './en/doctor.js';
import { errorTexts } from './en/errors.js';
import { exportTexts } from './en/export.js';
import { exportPageTexts } from './en/export-page.js';
import { faultTexts } from './en/faults.js';
import { inferenceTexts } from './en/inference.js';
import { foregroundTexts } from './en/foreground.js';
import { foregroundPageTexts } from './en/foreground-page.js';
import { importPageTexts } from './en/import-page.js';
import { inspectTexts } from './en/inspect.js';
import { settingsTexts } from './en/settings.js';
import { trainPageTexts } from './en/train-page.js';
import { trainingTexts } from './en/training.js';

const TEXTS = {
  ...annotateTexts,
  ...annotationFileTexts,
  ...appTexts,
  ...bulkTexts,
  ...captureTexts,
  ...datasetTexts,
  ...datasetPageTexts,
  ...exportPageTexts,
  ...foregroundPageTexts,
  ...importPageTexts,
  ...detectorTexts,
  ...doctorTexts,
  ...errorTexts,
  ...exportTexts,
  ...faultTexts,
  ...inferenceTexts,
  ...foregroundTexts,
  ...importTexts,
  ...inspectTexts,
  ...settingsTexts,
  ...trainPageTexts,
  ...trainingTexts,
} as const;

export type TextKey = keyof typeof TEXTS;

/**
 * The text of `key` with each `{name}` replaced by `values.name`, and `{name:one|many}` by the words
 * that go with that number, which `#` stands for.
 */
export function text(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const template: string = TEXTS[key];
  return template.replace(
    /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      const words = String(value) === '1' ? one : many;
      return words?.replace('#', String(value)) ?? String(value);
    },
  );
}
