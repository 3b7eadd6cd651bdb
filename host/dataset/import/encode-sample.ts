/**
 * The heavy part of an import, on a thread of its own: decodes the files of a sample, measures it and
 * encodes it as the project keeps it.
 */
import { createHash } from 'node:crypto';
import type { ImportChoices } from '../../../core/contract/schema/dataset-import.js';
import type { Measures, Sample } from '../../../core/contract/schema/sample.js';
import { StudioError } from '../../../core/contract/errors.js';
import { Measurer } from '../../../core/levelling/measurer.js';
import { text } from '../../../core/text/index.js';
import { encodeGray16Png, encodeRgbPng } from '../../codecs/png.js';
import { encodeTiff } from '../../codecs/tiff-write.js';
import { loadSample, type LoadedDepth, type LoadedSample, type SampleReader } from './load.js';
import type { PlannedSample } from './planned.js';
import type { ImportTree } from './tree-files.js';

/** Plain data: it goes to a thread. */
export interface EncodeTask {
  readonly sample: PlannedSample;
  readonly choices: ImportChoices;
  /** Contents of the sample's files, by path in the tree. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Encoded<R> {
  readonly record: R;
  readonly file: Uint8Array;
}

export interface EncodedSample extends Pick<
  LoadedSample,
  'depthToColour' | 'mask' | 'annotation' | 'labels' | 'missing' | 'estimated'
> {
  readonly rgb: Encoded<Sample['rgb']>;
  readonly depth: Encoded<NonNullable<Sample['depth']>> | null;
  readonly measures: Measures | null;
}

/** Reads what a thread needs of a sample. @throws StudioError file-corrupt, not-found, io */
export async function encodeTask(
  tree: ImportTree,
  sample: PlannedSample,
  choices: ImportChoices,
): Promise<EncodeTask> {
  const paths = Object.values(sample.files);
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, Uint8Array]> => [path, await tree.read(path)]),
  );
  return { sample, choices, files: new Map(files) };
}

/** @throws StudioError file-corrupt and the like, with the file; `unit-needed` where the unit is open */
export async function encodeSample({ sample, choices, files }: EncodeTask): Promise<EncodedSample> {
  const reader: SampleReader = {
    read(path) {
      const file = files.get(path);
      if (file) return Promise.resolve(Buffer.from(file.buffer, file.byteOffset, file.length));
      throw new StudioError('not-found', text('error.not-found.message', { path }));
    },
  };
  const loaded = await loadSample(reader, sample, choices);
  const { rgb, depth, mask, annotation, labels, depthToColour, missing, estimated } = loaded;
  const [rgbFile, depthFile] = await Promise.all([
    encodeRgbPng(rgb.data, rgb.width, rgb.height),
    depth ? encodeDepth(depth) : null,
  ]);
  const counts = depth ? countsOf(depth) : null;
  return {
    rgb: {
      record: {
        ...{ file: 'rgb.png', sha256: digest(rgbFile), width: rgb.width, height: rgb.height },
        ...{ stream: 'file', intrinsics: loaded.rgbIntrinsics },
      },
      file: rgbFile,
    },
    depth:
      depth && depthFile
        ? { record: depthRecord(depth, depthFile, loaded), file: depthFile }
        : null,
    ...{ mask, annotation, labels, depthToColour, missing, estimated },
    measures: counts ? measuresOf(counts, loaded) : null,
  };
}

function depthRecord(
  depth: LoadedDepth,
  file: Uint8Array,
  loaded: LoadedSample,
): NonNullable<Sample['depth']> {
  const isCounts = depth.kind === 'counts';
  return {
    ...{ file: isCounts ? 'depth.png' : 'depth.tiff', sha256: digest(file) },
    ...{ width: depth.width, height: depth.height, encoding: isCounts ? 'uint16' : 'float32' },
    ...{ metresPerCount: isCounts ? depth.metresPerCount : 1, intrinsics: loaded.depthIntrinsics },
  };
}

async function encodeDepth(depth: LoadedDepth): Promise<Buffer> {
  const { width, height, data } = depth;
  if (depth.kind === 'counts') return encodeGray16Png(depth.data, width, height);
  return encodeTiff({ width, height, channels: 1, data }, 'deflate');
}

interface Counts {
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array;
  readonly metresPerCount: number;
}

/** Float depth is measured as counts as fine as its range allows. */
function countsOf(depth: LoadedDepth): Counts {
  if (depth.kind === 'counts') return depth;
  let largest = 0;
  for (const value of depth.data) if (value > largest) largest = value;
  const metresPerCount = Math.max(1e-9, largest) / 65000;
  const data = Uint16Array.from(depth.data, (value) => Math.round(value / metresPerCount));
  return { width: depth.width, height: depth.height, data, metresPerCount };
}

let measurer: { readonly key: string; readonly value: Measurer } | null = null;

/** Null without intrinsics: tilt and distance would be invented. */
function measuresOf(counts: Counts, loaded: LoadedSample): Measures | null {
  const intrinsics = loaded.depthIntrinsics;
  if (!intrinsics) return null;
  const { width, height, metresPerCount } = counts;
  const key = JSON.stringify([width, height, metresPerCount, intrinsics]);
  if (measurer?.key !== key) {
    measurer = {
      key,
      value: new Measurer({ width, height, intrinsics, metresPerCount, baselineMm: null }),
    };
  }
  const { rgb } = loaded;
  return measurer.value.measure(counts.data, rgb.data, rgb.width, rgb.height).measures;
}

function digest(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
