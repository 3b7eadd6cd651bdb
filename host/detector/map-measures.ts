/** Measures of anybody's score maps against ground truths: pairs by path, folder names as anomaly types. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { resizeMask } from '../../core/anomaly/preprocess/mask.js';
import { aupro, auproExact, pixelRateAtOverlap } from '../../core/anomaly/metrics/aupro.js';
import { auroc, imageRateAtRecall, pixelAuroc } from '../../core/anomaly/metrics/auroc.js';
import { gatherPixels, type ScoredMap } from '../../core/anomaly/metrics/pixels.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { corrupt } from '../codecs/corrupt.js';
import { parseNpy } from '../codecs/npy.js';
import { decodeRgb } from '../codecs/png.js';
import { decodeTiff } from '../codecs/tiff.js';
import { readBounded } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';

const MAP_EXTENSIONS = ['.npy', '.tif', '.tiff'];
const MAX_FILES = 100_000;
const MAX_BYTES = 512 * 1024 * 1024;
/** Folders of a tree that name no anomaly type. */
const KIND_FOLDERS = ['gt', 'rgb', 'xyz', 'maps'];

export interface MeasuredMap extends ScoredMap {
  readonly type: string;
  readonly anomalous: boolean;
}

export interface MapOptions {
  /** How masks come to the size of their maps; null refuses other sizes. */
  readonly resizeMasks: 'bilinear' | 'nearest' | null;
}

/** Relative paths of all maps under `folder`, sorted. @throws StudioError not-found */
async function mapFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      throw asStudioError(error, folder);
    },
  );
  const files = entries
    .filter((entry) => entry.isFile() && MAP_EXTENSIONS.includes(extname(entry.name).toLowerCase()))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  if (files.length === 0 || files.length > MAX_FILES)
    throw new StudioError(
      'not-found',
      text('metrics.no-maps', { folder, count: files.length }),
      text('metrics.no-maps.hint'),
    );
  return files.sort();
}

/**
 * Reads every map of `maps` with its mask of the same relative path (or inside a folder `gt` there).
 * @throws StudioError not-found, file-corrupt, bad-input naming the first map without a mask
 */
export async function readMaps(
  maps: string,
  groundTruths: string,
  options: MapOptions,
): Promise<MeasuredMap[]> {
  const out: MeasuredMap[] = [];
  for (const file of await mapFiles(maps)) {
    const name = file.split(sep).join('/');
    const type = typeOf(file);
    const map = await readMap(join(maps, file));
    const mask = await findMask(groundTruths, file);
    if (mask === null && type !== GOOD)
      throw new StudioError(
        'bad-input',
        text('metrics.no-mask', { name, folder: groundTruths }),
        text('metrics.no-mask.hint'),
        { name },
      );
    const groundTruth = mask === null ? null : await readMask(mask, map, options);
    const marked = groundTruth?.some((value) => value !== 0) === true;
    // Without folders there are no types: then the mask alone tells.
    const anomalous = type === '' ? marked : type !== GOOD;
    out.push({ name, ...map, groundTruth, type, anomalous });
  }
  return out;
}

function typeOf(file: string): string {
  let folder = dirname(file);
  while (KIND_FOLDERS.includes(basename(folder))) folder = dirname(folder);
  return folder === '.' ? '' : basename(folder);
}

async function findMask(root: string, file: string): Promise<string | null> {
  const stem = basename(file, extname(file));
  const folder = join(root, dirname(file));
  for (const path of [join(folder, `${stem}.png`), join(folder, 'gt', `${stem}.png`)])
    if ((await stat(path).catch(() => null))?.isFile() === true) return path;
  return null;
}

async function readMap(path: string): Promise<Pick<ScoredMap, 'width' | 'height' | 'scores'>> {
  const file = await readBounded(path, MAX_BYTES);
  if (extname(path).toLowerCase() === '.npy') {
    const { shape, data } = parseNpy(path, file);
    const sides = shape.filter((side, i) => side !== 1 || i >= shape.length - 2);
    const [height = 0, width = 0] = sides;
    if (sides.length !== 2)
      throw corrupt(path, text('metrics.not-a-map', { shape: shape.join(' x ') }));
    return { width, height, scores: floats(data) };
  }
  const { width, height, channels, data } = decodeTiff(path, file);
  if (channels !== 1)
    throw corrupt(
      path,
      text('metrics.not-a-map', {
        shape: `${String(width)} x ${String(height)} x ${String(channels)}`,
      }),
    );
  return { width, height, scores: floats(data) };
}

function floats(data: ArrayLike<number>): Float32Array | Float64Array {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  return Float64Array.from(data);
}

/** Non-zero = anomalous; colour masks by their first channel, as AST reads them. */
async function readMask(
  path: string,
  map: { width: number; height: number },
  { resizeMasks }: MapOptions,
): Promise<Uint8Array> {
  const { width, height, data } = await decodeRgb(path, await readBounded(path, MAX_BYTES));
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) mask[i] = data[3 * i] === 0 ? 0 : 1;
  if (width === map.width && height === map.height) return mask;
  switch (resizeMasks) {
    case null:
      throw new StudioError(
        'bad-input',
        text('scores.size', {
          name: path,
          mapWidth: map.width,
          mapHeight: map.height,
          width,
          height,
        }),
        text('scores.size.hint'),
        { path },
      );
    case 'bilinear':
      return resizeMask(mask, width, height, map.width, map.height);
    case 'nearest':
      return nearest(mask, width, height, map.width, map.height);
  }
}

/** PyTorch's nearest: source = floor(i * in / out). */
function nearest(mask: Uint8Array, w: number, h: number, outW: number, outH: number): Uint8Array {
  const out = new Uint8Array(outW * outH);
  for (let y = 0; y < outH; y++) {
    const row = Math.min(h - 1, Math.floor((y * h) / outH)) * w;
    for (let x = 0; x < outW; x++)
      out[y * outW + x] = mask[row + Math.min(w - 1, Math.floor((x * w) / outW))]!;
  }
  return out;
}

export interface MapMeasures {
  readonly images: number;
  readonly anomalousImages: number;
  readonly aupro100: number | null;
  readonly auproExact: number | null;
  readonly imageAuroc: number | null;
  readonly pixelAuroc: number | null;
  readonly imageFprAtRecall95: number | null;
  readonly pixelFprAtOverlap80: number | null;
  /** Anomalous images without a marked pixel at the size of their map. */
  readonly lostRegions: number;
}

/** An image's score is the maximum of its map (MVTec's script), or its mean. */
export function measureMaps(
  maps: readonly MeasuredMap[],
  imageScore: 'max' | 'mean' = 'max',
): MapMeasures {
  const pixels = gatherPixels(maps);
  const scored = maps.map((map) => ({
    anomalous: map.anomalous,
    score: imageScore === 'max' ? largest(map.scores) : mean(map.scores),
  }));
  const normal = scored.filter((image) => !image.anomalous).map((image) => image.score);
  const anomalous = scored.filter((image) => image.anomalous).map((image) => image.score);
  return {
    images: maps.length,
    anomalousImages: anomalous.length,
    aupro100: aupro(pixels),
    auproExact: auproExact(pixels),
    imageAuroc: auroc(normal, anomalous),
    pixelAuroc: pixelAuroc(pixels),
    imageFprAtRecall95: imageRateAtRecall(normal, anomalous)?.falsePositiveRate ?? null,
    pixelFprAtOverlap80: pixelRateAtOverlap(pixels)?.falsePositiveRate ?? null,
    lostRegions: maps.filter((map, i) => map.anomalous && pixels.regionsPerMap[i] === 0).length,
  };
}

/** Per anomaly type: all good maps and the ones of that type. */
export function measureMapsByType(
  maps: readonly MeasuredMap[],
  imageScore: 'max' | 'mean' = 'max',
): Record<string, MapMeasures> {
  const good = maps.filter((map) => !map.anomalous);
  const types = new Set(maps.filter((map) => map.anomalous && map.type !== '').map((m) => m.type));
  return Object.fromEntries(
    [...types]
      .sort()
      .map((type) => [
        type,
        measureMaps([...good, ...maps.filter((map) => map.type === type)], imageScore),
      ]),
  );
}

function largest(scores: Float32Array | Float64Array): number {
  let most = -Infinity;
  for (const score of scores) if (score > most) most = score;
  return most;
}

function mean(scores: Float32Array | Float64Array): number {
  let sum = 0;
  for (const score of scores) sum += score;
  return sum / scores.length;
}
