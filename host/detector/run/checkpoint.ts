/**
 * The checkpoint of a run: all tensors after a whole epoch, in one safetensors file written atomically, with
 * what it belongs to in its header. A run of another configuration or other data does not take it up.
 */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  epochRecordSchema,
  type DetectorConfig,
  type EpochRecord,
} from '../../../core/contract/schema/detector.js';
import type { ForegroundSettings } from '../../../core/contract/schema/foreground.js';
import { usesForeground } from '../../../models/teacher-student/config.js';
import type { TrainingState } from '../../../models/teacher-student/training/trainer.js';
import { encodeSafetensors, parseSafetensors } from '../../../models/tensor-files/safetensors.js';
import { writeAtomic } from '../../files/atomic.js';

const FILE = 'checkpoint.safetensors';
const VERSION = '1';

const metadataSchema = z.object({
  version: z.literal(VERSION),
  belongsTo: z.string(),
  stage: z.enum(['teacher', 'student']),
  epochsDone: z.string().transform(Number).pipe(z.int().positive()),
  seconds: z.string().transform(Number).pipe(z.number().nonnegative()),
  interruptions: z.string().transform(Number).pipe(z.int().nonnegative()),
  epochs: z
    .string()
    .transform((value): unknown => JSON.parse(value))
    .pipe(z.array(epochRecordSchema)),
});

export interface Checkpoint {
  readonly state: TrainingState;
  readonly epochs: readonly EpochRecord[];
  /** Time worked before. */
  readonly seconds: number;
  readonly interruptions: number;
}

/** What the weights of a run depend on, as one digest. @param hashes of the training pictures, in order */
export function ownerOf(
  config: DetectorConfig,
  foreground: ForegroundSettings,
  backboneSha256: string | null,
  hashes: readonly string[],
): string {
  const own = { config, foreground: usesForeground(config) ? foreground : null, backboneSha256 };
  return belongsTo(own, hashes);
}

/** What a checkpoint depends on, as one digest. */
export function belongsTo(config: unknown, hashes: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([config, hashes]))
    .digest('hex');
}

export async function writeCheckpoint(
  folder: string,
  owner: string,
  { state, epochs, seconds, interruptions }: Checkpoint,
): Promise<void> {
  const file = encodeSafetensors([...state.tensors.values()], {
    version: VERSION,
    belongsTo: owner,
    stage: state.stage,
    epochsDone: String(state.epochsDone),
    seconds: String(seconds),
    interruptions: String(interruptions),
    epochs: JSON.stringify(epochs),
  });
  await writeAtomic(join(folder, FILE), file);
}

/** null where there is none, or it is damaged or another run's. */
export async function readCheckpoint(
  folder: string,
  owner: string,
): Promise<{ checkpoint: Checkpoint | null; foreign: boolean }> {
  const file = await readFile(join(folder, FILE)).catch(() => null);
  if (!file) return { checkpoint: null, foreign: false };
  try {
    const { metadata, tensors } = parseSafetensors(file);
    const { stage, epochsDone, epochs, seconds, interruptions, ...rest } =
      metadataSchema.parse(metadata);
    if (rest.belongsTo !== owner) return { checkpoint: null, foreign: true };
    const state = {
      stage,
      epochsDone,
      tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    };
    return { checkpoint: { state, epochs, seconds, interruptions }, foreign: false };
  } catch {
    return { checkpoint: null, foreign: true };
  }
}

export async function removeCheckpoint(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}
