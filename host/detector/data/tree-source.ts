/** An MVTec 3D-AD tree for the detector: rgb, xyz and gt matched by stem; without xyz in rgb mode. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { DEFAULT_FOREGROUND } from '../../../core/contract/schema/foreground.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { Split } from '../../../core/contract/schema/sample.js';
import { estimateIntrinsics } from '../../../core/geometry/estimate-intrinsics.js';
import { GOOD } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { corrupt } from '../../codecs/corrupt.js';
import { decodeRgb } from '../../codecs/png.js';
import { decodeTiff } from '../../codecs/tiff.js';
import { asStudioError } from '../../files/errors.js';
import type { DataSource, LoadedPicture, SourceSample } from './source.js';

const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
const PICTURES = ['.png', '.jpg', '.jpeg'];

/** @throws StudioError not-found where no category has train/good/rgb */
export async function openTreeSource(path: string): Promise<DataSource> {
  const samples = new Map<string, SourceSample[]>();
  for (const category of await folders(path)) {
    const list: SourceSample[] = [];
    for (const split of SPLITS) {
      for (const anomaly of await folders(join(path, category, split)))
        list.push(...(await samplesOf(path, category, split, anomaly)));
    }
    if (list.length > 0) samples.set(category, list);
  }
  if (samples.size === 0)
    throw new StudioError(
      'not-found',
      text('train.no-tree.message', { path }),
      text('train.no-tree.hint'),
      { path },
    );
  return {
    path,
    kind: 'tree',
    categories: () => [...samples.keys()].sort(),
    samples: (category) => samples.get(category) ?? [],
    foreground: () => DEFAULT_FOREGROUND,
    refused: () => [],
  };
}

async function folders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

async function samplesOf(
  root: string,
  category: string,
  split: Split,
  anomaly: string,
): Promise<SourceSample[]> {
  const folder = join(root, category, split, anomaly);
  const files = async (kind: string): Promise<Map<string, string>> => {
    const names = await readdir(join(folder, kind)).catch(() => []);
    return new Map(names.sort().map((name) => [parse(name).name, join(folder, kind, name)]));
  };
  const [rgb, xyz, gt] = await Promise.all([files('rgb'), files('xyz'), files('gt')]);
  return [...rgb]
    .filter(([, path]) => PICTURES.includes(parse(path).ext.toLowerCase()))
    .map(([stem, picture]) => {
      const cloud = xyz.get(stem) ?? null;
      const mask = gt.get(stem) ?? null;
      return {
        name: [category, split, anomaly, stem].join('/'),
        category,
        split,
        anomaly,
        hasDepth: cloud !== null,
        metresPerCount: null,
        verdict: () => Promise.resolve(null),
        hash: () => hashOf(picture, cloud),
        load: () => loadPicture(picture, cloud),
        mask: () => readMask(mask, anomaly),
      };
    });
}

async function hashOf(picture: string, cloud: string | null): Promise<string> {
  const digest = async (path: string): Promise<string> =>
    createHash('sha256')
      .update(await read(path))
      .digest('hex');
  const joined = (await digest(picture)) + (cloud === null ? '' : await digest(cloud));
  return createHash('sha256').update(joined).digest('hex');
}

async function loadPicture(picture: string, cloud: string | null): Promise<LoadedPicture> {
  const { width, height, data } = await decodeRgb(picture, await read(picture));
  if (cloud === null) return { width, height, rgb: data, depthMetres: null, focal: null };
  const tiff = decodeTiff(cloud, await read(cloud));
  if (tiff.width !== width || tiff.height !== height)
    throw corrupt(cloud, text('train.cloud-size', { width: tiff.width, height: tiff.height }));
  const step = tiff.channels;
  const depth = new Float32Array(width * height);
  for (let i = 0; i < depth.length; i++) depth[i] = tiff.data[i * step + (step >= 3 ? 2 : 0)]!;
  const camera = step === 3 ? estimateIntrinsics(tiff.data, width, height) : null;
  return {
    width,
    height,
    rgb: data,
    depthMetres: depth,
    focal: camera && [camera.intrinsics.fx, camera.intrinsics.fy],
  };
}

/** A good sample without a mask file has no anomalous pixel. */
async function readMask(
  path: string | null,
  anomaly: string,
): Promise<{ width: number; height: number; data: Uint8Array } | null> {
  if (path === null)
    return anomaly === GOOD ? { width: 1, height: 1, data: new Uint8Array(1) } : null;
  // Masks of other hands come as grey, colour or palette: AST takes the first channel.
  const { width, height, data } = await decodeRgb(path, await read(path));
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) mask[i] = data[3 * i] === 0 ? 0 : 1;
  return { width, height, data: mask };
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw asStudioError(error, path);
  });
}
