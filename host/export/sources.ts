/** A sample's pictures as the export needs them: colour, depth, classes per pixel. Read in a thread. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelMapping } from '../../core/contract/schema/dataset-export.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { corrupt } from '../codecs/corrupt.js';
import { readDepthPicture } from '../codecs/picture.js';
import { decodeGray16, decodeRgb } from '../codecs/png.js';
import { asStudioError, errnoOf } from '../files/errors.js';
import { inside } from '../files/guard.js';

/** A label of the project with its value in labels.png. */
export interface ProjectLabel {
  readonly name: string;
  readonly value: number;
}

export interface ColourSource {
  readonly path: string;
  readonly bytes: Buffer;
  /** An 8-bit RGB PNG: it can be exported byte by byte. */
  readonly plain: boolean;
}

/** @throws StudioError not-found, file-corrupt when it is not the picture that was shot */
export async function readColourSource(folder: string, sample: Sample): Promise<ColourSource> {
  const path = inside(folder, sample.rgb.file);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw asStudioError(error, path);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sample.rgb.sha256)
    throw corrupt(path, text('export.changed'));
  return { path, bytes, plain: isRgbPng(bytes) };
}

/** Signature, then IHDR with bit depth 8 and colour type 2. */
function isRgbPng(bytes: Buffer): boolean {
  return (
    bytes.length > 33 && bytes.readUInt32BE(0) === 0x89504e47 && bytes.readUInt16BE(24) === 0x0802
  );
}

export async function decodeColour({ path, bytes }: ColourSource): Promise<Uint8Array> {
  return (await decodeRgb(path, bytes)).data;
}

/** @throws StudioError file-corrupt when its size is not the recorded one */
export async function readDepth(
  folder: string,
  depth: NonNullable<Sample['depth']>,
): Promise<Uint16Array | Float32Array> {
  const path = inside(folder, depth.file);
  const picture = await readDepthPicture(path);
  if (picture.width !== depth.width || picture.height !== depth.height)
    throw corrupt(path, text('export.size', { width: picture.width, height: picture.height }));
  return picture.data;
}

/**
 * Class values on the grid of rgb: labels.png by the label map, else mask.png with the class of the
 * sample's anomaly type. Null when nobody has annotated it.
 */
export async function readClasses(
  folder: string,
  sample: Sample,
  project: readonly ProjectLabel[],
  mapping: readonly LabelMapping[],
): Promise<Uint8Array | null> {
  const { width, height } = sample.rgb;
  const labels = await readMask(join(folder, 'labels.png'), width, height);
  if (labels) {
    // A label that the project does not list counts as the sample's type; one that the profile leaves out, as none.
    const table = new Uint8Array(256).fill(classOf(sample.anomaly, mapping));
    table[0] = 0;
    for (const { name, value } of project)
      table[value] = mapping.find(({ label }) => label === name)?.value ?? 0;
    return labels.map((value) => table[value]!);
  }
  const mask = await readMask(join(folder, 'mask.png'), width, height);
  if (!mask) return null;
  const value = classOf(sample.anomaly, mapping);
  return mask.map((on) => (on === 0 ? 0 : value));
}

/** A type that the label map does not name counts as its first class, so that no anomaly is lost. */
function classOf(anomaly: string, mapping: readonly LabelMapping[]): number {
  const found = mapping.find(({ label }) => label === anomaly) ?? mapping[0];
  return anomaly === GOOD || !found ? 1 : found.value;
}

/** A one-channel picture of the size of rgb; null where there is none. */
async function readMask(path: string, width: number, height: number): Promise<Uint8Array | null> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw asStudioError(error, path);
  });
  if (!bytes) return null;
  const picture = await decodeGray16(path, bytes);
  if (picture.width !== width || picture.height !== height)
    throw corrupt(path, text('export.size', { width: picture.width, height: picture.height }));
  return Uint8Array.from(picture.data);
}
