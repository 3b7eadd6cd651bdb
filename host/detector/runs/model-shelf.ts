/** The models of the open project: list, card, thresholds, names. */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { thresholdBy } from '../../../core/anomaly/evaluation/threshold.js';
import { StudioError } from '../../../core/contract/errors.js';
import type {
  ModelCard,
  ModelSummary,
  Threshold,
  ThresholdRule,
} from '../../../core/contract/schema/detector.js';
import { nameSchema } from '../../../core/contract/schema/sample.js';
import { text } from '../../../core/text/index.js';
import { jsonText, TEMPORARY, writeAtomic } from '../../files/atomic.js';
import { inside } from '../../files/guard.js';
import { DETECTOR_FILE } from '../detector.js';
import { appendThreshold, CARD_FILE, readCard, readThresholds } from '../run/model-files.js';

export function modelFolder(project: string, name: string): string {
  return inside(project, 'models', nameSchema.parse(name));
}

/** Newest first; a folder without a readable card is passed over. */
export async function listModels(project: string): Promise<ModelSummary[]> {
  const names = await readdir(join(project, 'models')).catch(() => []);
  const models: ModelSummary[] = [];
  for (const name of names) {
    if (name.startsWith(TEMPORARY)) continue;
    const summary = await summarise(project, name).catch(() => null);
    if (summary) models.push(summary);
  }
  return models.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export async function summarise(project: string, name: string): Promise<ModelSummary> {
  const folder = modelFolder(project, name);
  const card = await mustReadCard(folder, name);
  const thresholds = await readThresholds(folder);
  const { category, config, createdAt, seconds, metrics, weightsBytes } = card;
  return {
    name,
    category,
    config,
    createdAt,
    seconds,
    metrics,
    threshold: thresholds.at(-1) ?? null,
    weightsBytes,
    hasOnnx: (await stat(join(folder, DETECTOR_FILE)).catch(() => null)) !== null,
  };
}

export async function readModel(
  project: string,
  name: string,
): Promise<{ card: ModelCard; thresholds: Threshold[]; path: string }> {
  const path = modelFolder(project, name);
  return {
    card: await mustReadCard(path, name),
    thresholds: [...(await readThresholds(path))],
    path,
  };
}

/** The next free name of a category: cookie-01, cookie-02, ... @param taken names of waiting runs */
export async function freeName(
  project: string,
  category: string,
  taken: readonly string[],
): Promise<string> {
  const names = [...(await readdir(join(project, 'models')).catch(() => [])), ...taken];
  const numbers = names
    .filter((name) => name.startsWith(`${category}-`))
    .map((name) => Number(name.slice(category.length + 1)))
    .filter((number) => Number.isInteger(number) && number > 0);
  return `${category}-${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`;
}

export async function tryThreshold(
  project: string,
  name: string,
  rule: ThresholdRule,
  by: string,
): Promise<Threshold> {
  const { card } = await readModel(project, name);
  const result = thresholdBy(rule, card.scores);
  if (result) return { ...result, at: new Date().toISOString(), by };
  const split = rule.kind === 'quantile' ? 'validation' : 'labelled';
  throw new StudioError('bad-input', text('train.no-scores', { name, split }));
}

/**
 * Moves a model's line: appended with who and when, nothing is overwritten.
 * @param minAreaMm2 area rule of inspection; null: the image rule alone; undefined: as it was
 */
export async function setThreshold(
  project: string,
  name: string,
  rule: ThresholdRule,
  by: string,
  minAreaMm2?: number | null,
): Promise<Threshold> {
  const folder = modelFolder(project, name);
  const area =
    minAreaMm2 === undefined
      ? ((await readThresholds(folder)).at(-1)?.minAreaMm2 ?? null)
      : minAreaMm2;
  const threshold = { ...(await tryThreshold(project, name, rule, by)), minAreaMm2: area };
  await appendThreshold(folder, threshold);
  return threshold;
}

export async function renameModel(project: string, name: string, to: string): Promise<void> {
  const { card } = await readModel(project, name);
  const target = modelFolder(project, to);
  if ((await stat(target).catch(() => null)) !== null)
    throw new StudioError('bad-input', text('train.model-exists', { name: to }));
  await rename(modelFolder(project, name), target);
  await writeAtomic(join(target, CARD_FILE), jsonText({ ...card, name: to }));
}

export async function removeModel(project: string, name: string): Promise<void> {
  await mustReadCard(modelFolder(project, name), name);
  await rm(modelFolder(project, name), { recursive: true, force: true });
}

async function mustReadCard(folder: string, name: string): Promise<ModelCard> {
  try {
    return await readCard(folder);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-found')
      throw new StudioError('not-found', text('train.model-missing', { name }));
    throw error;
  }
}
