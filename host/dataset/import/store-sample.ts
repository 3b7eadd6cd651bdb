/** Turns an encoded sample into files and a record, and adds it to the project. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AnnotationDocument } from '../../../core/annotation/document.js';
import type { Sample } from '../../../core/contract/schema/sample.js';
import { writeMasks } from '../../annotate/masks.js';
import { jsonText, writeFlushed } from '../../files/atomic.js';
import { inside } from '../../files/guard.js';
import { sampleHash } from '../../project/sample-files.js';
import type { ProjectStore } from '../../project/store.js';
import { annotationFiles, type AnnotationFiles } from './annotation.js';
import type { EncodedSample } from './encode-sample.js';

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

/** The record and the files; nothing is written yet. */
export async function prepareSample(
  sample: EncodedSample,
  cell: Cell,
  origin: Origin,
  store: ProjectStore,
): Promise<PreparedSample> {
  const { rgb, depth } = sample;
  const annotation = await annotationFiles(sample, cell.anomaly, store.project());
  const record: PreparedSample['record'] = {
    ...cell,
    ...{ operator: origin.operator, takenAt: origin.takenAt, source: origin.source },
    ...{ rgb: rgb.record, depth: depth?.record ?? null, depthToColour: sample.depthToColour },
    ...{ pairDeltaMs: null, camera: null, gates: [], override: null },
    measures: sample.measures,
    provenance: {
      importedFrom: origin.importedFrom,
      missing: [...sample.missing],
      ...(sample.estimated.length > 0 ? { estimated: [...sample.estimated] } : {}),
    },
  };
  return {
    record,
    files: [
      { name: rgb.record.file, data: rgb.file },
      ...(depth ? [{ name: depth.record.file, data: depth.file }] : []),
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
