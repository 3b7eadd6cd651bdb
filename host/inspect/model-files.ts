/** A model folder as inspection reads it: card, line, and the ONNX file with its hash. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ModelCard, Threshold } from '../../core/contract/schema/detector.js';
import type { InspectionRule } from '../../core/contract/schema/inspect.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { DETECTOR_FILE } from '../detector/detector.js';
import {
  CARD_FILE,
  hasFile,
  readCard,
  readThresholds,
  THRESHOLDS_FILE,
} from '../detector/run/model-files.js';
import { inside } from '../files/guard.js';

export interface ModelFiles {
  readonly folder: string;
  readonly onnx: string;
  readonly hash: string;
  readonly card: ModelCard;
  readonly thresholds: readonly Threshold[];
}

/** @throws StudioError not-found, file-corrupt: what is missing or wrong, and what to do */
export async function readModel(projectPath: string, name: string): Promise<ModelFiles> {
  const folder = inside(join(projectPath, 'models'), name);
  const onnx = join(folder, DETECTOR_FILE);
  if (!(await hasFile(folder, DETECTOR_FILE)))
    throw new StudioError(
      'not-found',
      text('inspect.no-model.message', { model: name }),
      text('inspect.no-model.hint'),
      { path: onnx },
    );
  return {
    folder,
    onnx,
    hash: await hashes.of(onnx),
    card: await cards.of(join(folder, CARD_FILE)),
    thresholds: await lines.of(join(folder, THRESHOLDS_FILE)),
  };
}

/** The newest line of thresholds.jsonl; null where the model has none yet. */
export function ruleOf({ thresholds }: Pick<ModelFiles, 'thresholds'>): InspectionRule | null {
  const newest = thresholds.at(-1);
  return newest ? { threshold: newest.value, minAreaMm2: newest.minAreaMm2 ?? null } : null;
}

/** What judging needs of a model; a bare ONNX file has neither card nor line. */
export interface ModelLine {
  readonly card: ModelCard | null;
  readonly rule: InspectionRule | null;
}

/** @param onnx the model's file. @throws StudioError file-corrupt where its card cannot be read */
export async function readLine(onnx: string): Promise<ModelLine> {
  const folder = dirname(onnx);
  if (basename(onnx) !== DETECTOR_FILE || !(await hasFile(folder, CARD_FILE)))
    return { card: null, rule: null };
  const thresholds = await readThresholds(folder);
  return { card: await readCard(folder), rule: ruleOf({ thresholds }) };
}

/** What a read file says, kept as long as its size and its time of change are the same. */
class Read<T> {
  private readonly kept = new Map<string, { readonly stamp: string; readonly value: T }>();

  constructor(private readonly read: (path: string) => Promise<T>) {}

  async of(path: string): Promise<T> {
    const found = await stat(path).catch(() => null);
    const stamp = found ? `${String(found.size)} ${String(found.mtimeMs)}` : 'absent';
    const known = this.kept.get(path);
    if (known?.stamp === stamp) return known.value;
    const value = await this.read(path);
    this.kept.set(path, { stamp, value });
    return value;
  }
}

const hashes = new Read(async (path) => {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
});
const cards = new Read((path) => readCard(dirname(path)));
const lines = new Read((path) => readThresholds(dirname(path)));
