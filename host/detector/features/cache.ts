/**
 * Prepared samples on disk, one file each, named after everything they depend on: picture, depth,
 * backbone, size, foreground settings. A damaged file is made again.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapSideOf } from '../../../core/anomaly/preprocess/sample.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { DetectorConfig, RefusedSample } from '../../../core/contract/schema/detector.js';
import type { ForegroundSettings } from '../../../core/contract/schema/foreground.js';
import { jointChannels, usesForeground } from '../../../models/teacher-student/config.js';
import type { TrainingImage } from '../../../models/teacher-student/training/trainer.js';
import type { SourceSample } from '../data/source.js';
import { writeAtomic } from '../../files/atomic.js';
import { needBackbone, openExtractor, type FeatureExtractor } from '../backbones.js';
import { prepareSample, type Prepared } from './prepare.js';

/** Raised whenever preparation changes what it gives. */
const FEATURES_VERSION = 1;
const MAGIC = 0x46445031;
const HEAD_BYTES = 16;

export interface FeatureSet {
  readonly backboneSha256: string | null;
  /** Prepares a sample, or reads it from the cache. */
  of(sample: SourceSample): Promise<Prepared & { hash: string; cached: boolean }>;
  close(): Promise<void>;
}

/** @param folder of the cache */
export async function openFeatures(
  folder: string,
  config: DetectorConfig,
  foreground: ForegroundSettings,
): Promise<FeatureSet> {
  const backbone = config.backbone === null ? null : await needBackbone(config.backbone);
  const backboneSha256 = backbone?.card.onnx.sha256 ?? null;
  let extractor: FeatureExtractor | null = null;
  const key = JSON.stringify([
    FEATURES_VERSION,
    backboneSha256,
    config.backbone === null ? null : config.norm,
    config.mode,
    config.side,
    usesForeground(config) ? foreground : null,
  ]);
  return {
    backboneSha256,
    async of(sample) {
      const hash = await sample.hash();
      const name = createHash('sha256')
        .update(key + hash)
        .digest('hex');
      const path = join(folder, name.slice(0, 2), `${name}.f32`);
      const known = await readCached(path, config);
      if (known) return { image: known, refusal: null, hash, cached: true };
      if (backbone) extractor ??= await openExtractor(backbone, config.norm);
      const prepared = await prepare(sample, config, foreground, extractor);
      if (prepared.image) await writeAtomic(path, encode(prepared.image));
      return { ...prepared, hash, cached: false };
    },
    async close() {
      await extractor?.close();
      extractor = null;
    },
  };
}

/** A sample that cannot be read is refused by name; it does not end the run. */
async function prepare(
  sample: SourceSample,
  config: DetectorConfig,
  foreground: ForegroundSettings,
  extractor: FeatureExtractor | null,
): Promise<Prepared> {
  try {
    return await prepareSample(await sample.load(), config, foreground, extractor);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const refusal: Pick<RefusedSample, 'code' | 'reason'> = {
      code: 'unreadable',
      reason: error.message,
    };
    return { image: null, refusal };
  }
}

/** Magic, input length, mask length, checksum, then the values. */
function encode({ input, mask }: TrainingImage): Buffer {
  const body = Buffer.concat([bytesOf(input), mask ? bytesOf(mask) : Buffer.alloc(0)]);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(input.length, 4);
  head.writeUInt32LE(mask?.length ?? 0, 8);
  head.writeUInt32LE(checksum(body), 12);
  return Buffer.concat([head, body]);
}

async function readCached(path: string, config: DetectorConfig): Promise<TrainingImage | null> {
  const file = await readFile(path).catch(() => null);
  const cells = mapSideOf(config.side) ** 2;
  const inputLength = cells * jointChannels(config);
  const maskLength = usesForeground(config) ? cells : 0;
  const bytes = 4 * (inputLength + maskLength);
  if (file?.length !== HEAD_BYTES + bytes || file.readUInt32LE(0) !== MAGIC) return null;
  if (file.readUInt32LE(4) !== inputLength || file.readUInt32LE(8) !== maskLength) return null;
  const body = file.subarray(HEAD_BYTES);
  if (file.readUInt32LE(12) !== checksum(body)) return null;
  const values = new Float32Array(
    body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength),
  );
  return {
    input: values.slice(0, inputLength),
    mask: maskLength === 0 ? null : values.slice(inputLength),
  };
}

function bytesOf(data: Float32Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function checksum(data: Buffer): number {
  return createHash('sha256').update(data).digest().readUInt32LE(0);
}
