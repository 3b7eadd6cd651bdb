/** A model's folder: detector.onnx for use, weights.safetensors, card.json, thresholds.jsonl. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  modelCardSchema,
  thresholdSchema,
  type ModelCard,
  type Threshold,
} from '../../../core/contract/schema/detector.js';
import type { ForegroundSettings } from '../../../core/contract/schema/foreground.js';
import { corrupt } from '../../codecs/corrupt.js';
import {
  jsonText,
  readBounded,
  readJson,
  temporaryName,
  writeFlushed,
} from '../../files/atomic.js';
import { appendJsonLine, readJsonLines } from '../../files/json-lines.js';
import { flowPermutations } from '../../../models/teacher-student/weights.js';
import { shapeOf, usesForeground } from '../../../models/teacher-student/config.js';
import { encodeSafetensors, parseSafetensors } from '../../../models/tensor-files/safetensors.js';
import type { NamedTensor } from '../../../models/tensor-files/tensor.js';
import { DETECTOR_FILE } from '../detector.js';
import { checkParity, writeDetector, type ParitySample } from '../export-detector.js';

export const WEIGHTS_FILE = 'weights.safetensors';
export const CARD_FILE = 'card.json';
export const THRESHOLDS_FILE = 'thresholds.jsonl';
const MAX_WEIGHTS_BYTES = 2 ** 31 - 1;

export type CardBeforeFiles = Omit<
  ModelCard,
  'weightsSha256' | 'weightsBytes' | 'onnxSha256' | 'parity'
>;

/**
 * Writes the whole folder under a temporary name and renames it; an older one of that name goes away.
 * The ONNX file is checked against the training graph on the parity samples.
 */
export async function writeModel(
  folder: string,
  weights: ReadonlyMap<string, NamedTensor>,
  card: CardBeforeFiles,
  threshold: Omit<Threshold, 'at' | 'by'> | null,
  foreground: ForegroundSettings,
  parity: readonly ParitySample[],
): Promise<ModelCard> {
  const staged = join(dirname(folder), temporaryName('model'));
  await mkdir(staged, { recursive: true });
  try {
    const { config } = card;
    const shape = shapeOf(config);
    const permutations = flowPermutations(shape);
    const orders = permutations.map((order) => [...order]);
    const onnx = join(staged, DETECTOR_FILE);
    const onnxSha256 = await writeDetector(onnx, {
      metadata: {
        schema: 'pd-studio.detector/1',
        name: card.name,
        category: card.category,
        mode: config.mode,
        preset: config.preset,
        published: config.published,
        backbone: config.backbone,
        side: config.side,
        scales: config.scales,
        scoreRule: usesForeground(config) ? 'max-upsampled' : 'mean',
        foreground,
      },
      architecture: config.backbone,
      norm: config.norm,
      shape,
      weights,
      permutations,
    });
    const file = encodeSafetensors([...weights.values()], { permutations: JSON.stringify(orders) });
    const complete: ModelCard = {
      ...card,
      weightsSha256: createHash('sha256').update(file).digest('hex'),
      weightsBytes: file.length,
      onnxSha256,
      parity: parity.length === 0 ? null : await checkParity(onnx, parity),
    };
    await writeFlushed(join(staged, WEIGHTS_FILE), file);
    await writeFlushed(join(staged, CARD_FILE), jsonText(complete));
    if (threshold)
      await writeFlushed(
        join(staged, THRESHOLDS_FILE),
        thresholdLine({ ...threshold, at: card.createdAt, by: card.createdBy }),
      );
    await rm(folder, { recursive: true, force: true });
    await rename(staged, folder);
    return complete;
  } catch (error) {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** @throws StudioError not-found, file-corrupt with the first thing that is wrong */
export async function readCard(folder: string): Promise<ModelCard> {
  const path = join(folder, CARD_FILE);
  const parsed = modelCardSchema.safeParse(await readJson(path, 64 * 1024 * 1024));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw corrupt(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** @throws StudioError file-corrupt when the file is not the one that the card names */
export async function readWeights(
  folder: string,
  card: ModelCard,
): Promise<Map<string, NamedTensor>> {
  const path = join(folder, WEIGHTS_FILE);
  const file = await readBounded(path, MAX_WEIGHTS_BYTES);
  if (createHash('sha256').update(file).digest('hex') !== card.weightsSha256)
    throw corrupt(path, 'another sha256 than its card says');
  return new Map(parseSafetensors(file).tensors.map((tensor) => [tensor.name, tensor]));
}

/** Oldest first; lines that cannot be read are passed over. */
export async function readThresholds(folder: string): Promise<readonly Threshold[]> {
  return (await readJsonLines(join(folder, THRESHOLDS_FILE), thresholdSchema)).values;
}

export async function appendThreshold(folder: string, threshold: Threshold): Promise<void> {
  await appendJsonLine(join(folder, THRESHOLDS_FILE), threshold);
}

export async function hasFile(folder: string, name: string): Promise<boolean> {
  return (await stat(join(folder, name)).catch(() => null)) !== null;
}

function thresholdLine(threshold: Threshold): string {
  return `${JSON.stringify(threshold)}\n`;
}
