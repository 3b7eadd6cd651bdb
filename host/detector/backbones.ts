/** Backbones on this machine: shipped, or built from the user's weights; and features by them. */
import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/contract/errors.js';
import {
  IMAGENET_NORMALISATION,
  prepareImage,
  type Normalisation,
} from '../../core/anomaly/preprocess/sample.js';
import { text } from '../../core/text/index.js';
import { backboneCardSchema, PUBLISHED, type BackboneCard } from '../../models/backbones/card.js';
import { buildBackbone } from '../../models/backbones/build.js';
import { backboneSpec, type Architecture } from '../../models/backbones/efficientnet.js';
import { WeightsError } from '../../models/tensor-files/errors.js';
import { parseWeights } from '../../models/tensor-files/read.js';
import type { RgbPicture } from '../codecs/png.js';
import { corrupt } from '../codecs/corrupt.js';
import { jsonText, readBounded, readJson, writeAtomic } from '../files/atomic.js';
import { configFolder } from '../preferences/config-folder.js';
import { openSession, type OnnxSession, type SessionOptions } from './session.js';

/** The largest weights or ONNX file read: B7 has 260 MB. */
const MAX_BYTES = 1024 * 1024 * 1024;

export interface Backbone {
  /** The ONNX file. */
  readonly file: string;
  readonly card: BackboneCard;
}

/**
 * models/backbones, seen from the sources and from their compiled copy under out/; outside the archive,
 * where the file can be mapped.
 */
const SHIPPED_FOLDERS = ['../../models/backbones/', '../../../models/backbones/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)).replace(
    /app\.asar([\\/])/,
    'app.asar.unpacked$1',
  ),
);

/** Where the user's own backbones lie. */
export function ownBackboneFolder(): string {
  return join(configFolder(), 'backbones');
}

const cardPath = (onnx: string): string => onnx.replace(/\.onnx$/, '') + '.json';

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The user's own one, else the shipped one; null where there is neither. */
export async function findBackbone(architecture: Architecture): Promise<Backbone | null> {
  for (const folder of [ownBackboneFolder(), ...SHIPPED_FOLDERS]) {
    const file = join(folder, `${architecture}.onnx`);
    if (await exists(file)) return { file, card: await readCard(file) };
  }
  return null;
}

/** @throws StudioError not-found with the command that builds it */
export async function needBackbone(architecture: Architecture): Promise<Backbone> {
  const found = await findBackbone(architecture);
  if (found) return found;
  throw new StudioError(
    'not-found',
    text('backbone.missing', { architecture, folder: ownBackboneFolder() }),
    text('backbone.missing.hint', { architecture, file: PUBLISHED[architecture].file }),
    { architecture },
  );
}

async function readCard(onnx: string): Promise<BackboneCard> {
  const path = cardPath(onnx);
  const parsed = backboneCardSchema.safeParse(await readJson(path));
  if (!parsed.success) throw corrupt(path, parsed.error.issues[0]?.message ?? 'not a card');
  return parsed.data;
}

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/**
 * Builds an ONNX backbone and its card from a weights file, which is parsed and never executed.
 * @throws StudioError file-corrupt with the reason
 */
export async function buildBackboneFile(
  weights: string,
  architecture: Architecture,
  out: string,
): Promise<Backbone> {
  const file = await readBounded(weights, MAX_BYTES);
  const digest = sha256(file);
  let onnx: Uint8Array;
  try {
    onnx = buildBackbone(architecture, parseWeights(file), digest);
  } catch (error) {
    if (error instanceof WeightsError || error instanceof RangeError) throw corrupt(weights, error);
    throw error;
  }
  const spec = backboneSpec(architecture);
  const published = PUBLISHED[architecture];
  const isPublished = digest.startsWith(published.digest);
  const card: BackboneCard = {
    schema: 'pd-studio.backbone/1',
    architecture,
    channels: spec.channels,
    stride: 32,
    lastBlock: spec.blocks.length - 1,
    normalisation: {
      mean: [...spec.normalisation.mean],
      deviation: [...spec.normalisation.deviation],
    },
    weights: {
      file: basename(weights),
      sha256: digest,
      published: isPublished,
      source: isPublished ? published.source : 'a file of the user',
      licence: isPublished ? published.licence : 'unknown',
    },
    onnx: { file: basename(out), sha256: sha256(onnx), bytes: onnx.length },
    rebuild: `pd-studio backbone build --weights ${basename(weights)} --arch ${architecture} --out ${basename(out)}`,
  };
  await writeAtomic(out, onnx);
  await writeAtomic(cardPath(out), jsonText(card));
  return { file: out, card };
}

export interface BackboneCheck {
  readonly what: 'digest' | 'published' | 'shape' | 'finite';
  readonly passed: boolean;
  readonly detail: string;
}

/** Digests against the card and the published ones; features of a grey picture at 512 and 768. */
export async function verifyBackbone({ file, card }: Backbone): Promise<BackboneCheck[]> {
  const onnx = await readBounded(file, MAX_BYTES);
  const digest = sha256(onnx);
  const checks: BackboneCheck[] = [
    { what: 'digest', passed: digest === card.onnx.sha256, detail: digest },
    {
      what: 'published',
      passed: card.weights.sha256.startsWith(PUBLISHED[card.architecture].digest),
      detail: card.weights.sha256,
    },
  ];
  const session = await openSession(file);
  try {
    for (const side of [512, 768]) {
      const image = new Float32Array(3 * side * side);
      const { features } = await session.run({
        image: { type: 'float32', dims: [1, 3, side, side], data: image },
      });
      const dims = features?.dims.join(' x ') ?? '';
      const wanted = [1, card.channels, side / card.stride, side / card.stride].join(' x ');
      checks.push({ what: 'shape', passed: dims === wanted, detail: dims });
      const finite = features?.data.every((value: number) => Number.isFinite(value)) ?? false;
      checks.push({ what: 'finite', passed: finite, detail: `at ${String(side)}` });
    }
  } finally {
    await session.close();
  }
  return checks;
}

export interface FeatureExtractor {
  readonly card: BackboneCard;
  readonly normalisation: Normalisation;
  /** channels x side/32 x side/32 of an RGB8 picture of any size. @param side multiple of 32 */
  extract(picture: RgbPicture, side: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @throws StudioError not-found, file-corrupt */
export async function openExtractor(
  backbone: Backbone,
  norm: 'card' | 'imagenet' = 'card',
  options: SessionOptions = {},
): Promise<FeatureExtractor> {
  const session: OnnxSession = await openSession(backbone.file, options);
  const normalisation = norm === 'card' ? backbone.card.normalisation : IMAGENET_NORMALISATION;
  return {
    card: backbone.card,
    normalisation,
    async extract({ data, width, height }, side) {
      const image = prepareImage(data, width, height, side, normalisation);
      const { features } = await session.run({
        image: { type: 'float32', dims: [1, 3, side, side], data: image },
      });
      if (features?.type !== 'float32') throw corrupt(backbone.file, 'it gives no features');
      return features.data;
    },
    close: () => session.close(),
  };
}
