/** Turns a loaded sample into files and a record, and adds it to the project. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AnnotationDocument } from '../../../core/annotation/document.js';
import type { Measures, Sample } from '../../../core/contract/schema/sample.js';
import { Measurer } from '../../../core/levelling/measurer.js';
import { writeMasks } from '../../annotate/masks.js';
import { encodeGray16Png, encodeRgbPng } from '../../codecs/png.js';
import { encodeTiff } from '../../codecs/tiff-write.js';
import { jsonText, writeFlushed } from '../../files/atomic.js';
import { inside } from '../../files/guard.js';
import { sampleHash } from '../../project/sample-files.js';
import type { ProjectStore } from '../../project/store.js';
import { annotationFiles, type AnnotationFiles } from './annotation.js';
import type { LoadedDepth, LoadedSample } from './load.js';

export interface Cell {
  readonly category: string;
  readonly split: Sample['split'];
  readonly anomaly: string;
  readonly lighting: string;
}

export interface PreparedSample {
  readonly record: Omit<Sample, 'id' | 'index' | 'schema'>;
  readonly files: readonly { readonly name: string; readonly data: Uint8Array | string }[];
  readonly hash: string;
  readonly cell: Cell;
  /** Of another project: what it brings itself, and the drawing where its masks are made anew. */
  readonly whole?: { readonly sample: Sample; readonly redraw: AnnotationDocument | null };
}

export interface Origin {
  readonly importedFrom: string;
  readonly takenAt: string;
  readonly operator: string;
  readonly source: Sample['source'];
}

/** Encodes and measures; nothing is written yet. */
export async function prepareSample(
  loaded: LoadedSample,
  cell: Cell,
  origin: Origin,
  store: ProjectStore,
): Promise<PreparedSample> {
  const { rgb, depth } = loaded;
  const [rgbFile, depthFile, annotation] = await Promise.all([
    encodeRgbPng(rgb.data, rgb.width, rgb.height),
    depth ? encodeDepth(depth) : null,
    annotationFiles(loaded, cell.anomaly, store.project()),
  ]);
  const counts = depth ? countsOf(depth) : null;
  const rgbRecord: Sample['rgb'] = {
    ...{ file: 'rgb.png', sha256: digest(rgbFile), width: rgb.width, height: rgb.height },
    ...{ stream: 'file', intrinsics: loaded.rgbIntrinsics },
  };
  const depthRecord: Sample['depth'] =
    depth && depthFile
      ? {
          file: depth.kind === 'counts' ? 'depth.png' : 'depth.tiff',
          sha256: digest(depthFile),
          width: depth.width,
          height: depth.height,
          encoding: depth.kind === 'counts' ? 'uint16' : 'float32',
          metresPerCount: depth.kind === 'counts' ? depth.metresPerCount : 1,
          intrinsics: loaded.depthIntrinsics,
        }
      : null;
  const record: PreparedSample['record'] = {
    ...cell,
    ...{ operator: origin.operator, takenAt: origin.takenAt, source: origin.source },
    ...{ rgb: rgbRecord, depth: depthRecord, depthToColour: loaded.depthToColour },
    ...{ pairDeltaMs: null, camera: null, gates: [], override: null },
    measures: counts ? measuresOf(counts, loaded) : null,
    provenance: {
      importedFrom: origin.importedFrom,
      missing: [...loaded.missing],
      ...(loaded.estimated.length > 0 ? { estimated: [...loaded.estimated] } : {}),
    },
  };
  return {
    record,
    files: [
      { name: 'rgb.png', data: rgbFile },
      ...(depthRecord && depthFile ? [{ name: depthRecord.file, data: depthFile }] : []),
      ...annotationParts(annotation),
    ],
    hash: sampleHash(record),
    cell,
  };
}

function annotationParts(
  files: AnnotationFiles | null,
): { name: string; data: Uint8Array | string }[] {
  if (!files) return [];
  const { shapes, ...parts } = files;
  // A ground truth that came with the data is somebody's finished work.
  const work = jsonText({ note: '', retake: false, state: 'done', shapes });
  return [
    ...Object.entries(parts).map(([name, data]) => ({ name, data })),
    { name: 'work.json', data: work },
  ];
}

/** Writes a prepared sample as a whole or not at all. @throws StudioError disk-full and the like */
export async function storeSample(store: ProjectStore, prepared: PreparedSample): Promise<string> {
  const { record, files, cell, whole } = prepared;
  const fill = async (folder: string): Promise<void> => {
    const parents = new Set(files.map(({ name }) => dirname(inside(folder, name))));
    for (const parent of parents) await mkdir(parent, { recursive: true });
    await Promise.all(files.map(({ name, data }) => writeFlushed(join(folder, name), data)));
  };
  if (whole) {
    const { sample, redraw } = whole;
    const { id } = await store.adopt(sample, async (folder) => {
      await fill(folder);
      if (redraw) await writeMasks(folder, redraw, store.project());
    });
    return id;
  }
  const { summary } = await store.add(async (folder) => {
    await fill(folder);
    return record;
  }, cell);
  return summary.id;
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
