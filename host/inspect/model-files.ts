/** A model folder as inspection reads it: card, line, and the ONNX file with its hash. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  modelCardSchema,
  thresholdSchema,
  type ModelCard,
  type Threshold,
} from '../../core/contract/schema/detector.js';
import type { InspectionRule } from '../../core/contract/schema/inspect.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { readJson } from '../files/atomic.js';
import { readJsonLines } from '../files/json-lines.js';
import { inside } from '../files/guard.js';

export const ONNX_FILE = 'detector.onnx';
const CARD_FILE = 'card.json';
export const THRESHOLDS_FILE = 'thresholds.jsonl';
const MAX_CARD_BYTES = 64 * 1024 * 1024;

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
  const onnx = join(folder, ONNX_FILE);
  if ((await stat(onnx).catch(() => null)) === null)
    throw new StudioError(
      'not-found',
      text('inspect.no-model.message', { model: name }),
      text('inspect.no-model.hint'),
      { path: onnx },
    );
  const card = modelCardSchema.safeParse(await readJson(join(folder, CARD_FILE), MAX_CARD_BYTES));
  if (!card.success) {
    const issue = card.error.issues[0];
    throw new StudioError(
      'file-corrupt',
      text('inspect.bad-card.message', {
        path: join(folder, CARD_FILE),
        reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      }),
      text('inspect.bad-card.hint'),
      { path: folder },
    );
  }
  const { values } = await readJsonLines(join(folder, THRESHOLDS_FILE), thresholdSchema);
  return { folder, onnx, hash: await hashOf(onnx), card: card.data, thresholds: values };
}

/** The newest line of thresholds.jsonl; null where the model has none yet. */
export function ruleOf({ thresholds }: ModelFiles): InspectionRule | null {
  const newest = thresholds.at(-1);
  return newest ? { threshold: newest.value, minAreaMm2: newest.minAreaMm2 ?? null } : null;
}

const hashes = new Map<string, { readonly stamp: string; readonly hash: string }>();

/** SHA-256 of a file, kept as long as size and time of change are the same. */
async function hashOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const stamp = `${String(size)} ${String(mtimeMs)}`;
  const known = hashes.get(path);
  if (known?.stamp === stamp) return known.hash;
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  const hash = digest.digest('hex');
  hashes.set(path, { stamp, hash });
  return hash;
}
