/** Writes the files of one sample under a folder; runs in a thread. */
import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportProfile, LabelMapping } from '../../core/contract/schema/dataset-export.js';
import type { ExportedFile, ExportedSample } from '../../core/contract/schema/export-manifest.js';
import { cropBox, GridMaker } from '../../core/dataset/export/grid.js';
import type { Placement } from '../../core/dataset/export/layout.js';
import { cloudFacts, maskFacts } from '../../core/dataset/readers/facts.js';
import type { CloudFacts, MaskFacts } from '../../core/dataset/readers/facts.js';
import { encodeRgbPng } from '../codecs/png.js';
import { readSample, sampleHash } from '../project/sample-files.js';
import { asStudioError } from '../files/errors.js';
import { inside } from '../files/guard.js';
import { FORMATS, type Fragment } from './formats/index.js';
import type { OutFile } from './formats/parts.js';
import { decodeColour, readClasses, readColourSource, readDepth } from './sources.js';
import type { ProjectLabel } from './sources.js';

export interface ExportTask {
  /** The sample's folder. */
  readonly folder: string;
  readonly placement: Placement;
  /** Of the row in the manifest. */
  readonly key: string;
  /** Files are written below it; null: only looked at (a thorough dry run). */
  readonly out: string | null;
  readonly profile: ExportProfile;
  readonly project: readonly ProjectLabel[];
  readonly labels: readonly LabelMapping[];
  /** Whether the readers' facts are wanted. */
  readonly facts: boolean;
}

export interface ExportedParts {
  readonly row: ExportedSample;
  /** The sample's share of files that belong to all. */
  readonly fragment: Fragment | null;
  readonly xyz: CloudFacts | null;
  readonly gt: MaskFacts | null;
}

const grids = new GridMaker();

/** Points of samples that are written: their memory serves the next, which spares the collector 11 MB each. */
const spares: Float32Array[] = [];

/** @throws StudioError not-found, file-corrupt, disk-full, folder-read-only */
export async function exportSample(task: ExportTask): Promise<ExportedParts> {
  const { folder, profile, placement } = task;
  const { sample } = await readSample(folder);
  const format = FORMATS[profile.format];
  const colour = await readColourSource(folder, sample);
  const needsDepth = format.needsDepth && sample.depth !== null;
  const [depth, classes] = await Promise.all([
    needsDepth && sample.depth ? readDepth(folder, sample.depth) : null,
    readClasses(folder, sample, task.project, task.labels),
  ]);
  const onDepth = profile.grid === 'depth';
  // Formats without depth still need it when the depth grid is asked for.
  const depthForGrid =
    depth ?? (onDepth && sample.depth ? await readDepth(folder, sample.depth) : null);
  const whole = profile.crop === null && !onDepth;
  const pixels = whole && colour.plain && !format.needsPixels ? null : await decodeColour(colour);
  const pictures = grids.make(
    {
      rgb: { ...sample.rgb, data: pixels ?? new Uint8Array() },
      depth:
        sample.depth && depthForGrid
          ? {
              width: sample.depth.width,
              height: sample.depth.height,
              data: depthForGrid,
              metresPerCount: sample.depth.metresPerCount,
            }
          : null,
      classes,
      rgbIntrinsics: sample.rgb.intrinsics,
      depthIntrinsics: sample.depth?.intrinsics ?? null,
      depthToColour: sample.depthToColour,
    },
    profile.grid,
    profile.crop,
    spares.pop(),
  );
  const rgb = pictures.rgb ?? pixels;
  const made = await format.make({
    sample,
    placement,
    profile,
    labels: task.labels,
    folder,
    ...pictures,
    rgb,
    picture:
      pictures.rgb === null && colour.plain
        ? () => Promise.resolve(colour.bytes)
        : () => encodeRgbPng(rgb ?? new Uint8Array(), pictures.width, pictures.height),
    untouched: pictures.rgb === null,
  });
  const files: ExportedFile[] = [];
  for (const file of made.files) files.push(await writeOut(task.out, file));
  const box = cropBox(
    profile.crop,
    pictures.alignment === 'colour-to-depth' ? (sample.depth?.width ?? 0) : sample.rgb.width,
    pictures.alignment === 'colour-to-depth' ? (sample.depth?.height ?? 0) : sample.rgb.height,
  );
  const { width, height } = pictures;
  const parts: ExportedParts = {
    row: {
      id: sample.id,
      category: sample.category,
      split: sample.split,
      anomaly: sample.anomaly,
      lighting: sample.lighting,
      index: sample.index,
      operator: sample.operator,
      takenAt: sample.takenAt,
      source: sample.source,
      sampleHash: sampleHash(sample),
      key: task.key,
      stem: placement.stem,
      width,
      height,
      left: box?.left ?? 0,
      top: box?.top ?? 0,
      alignment: pictures.alignment,
      intrinsics: pictures.intrinsics,
      depth: sample.depth && {
        encoding: sample.depth.encoding,
        metresPerCount: sample.depth.metresPerCount,
      },
      files,
    },
    fragment: made.fragment,
    xyz:
      task.facts && pictures.xyz
        ? cloudFacts(`${placement.stem}.tiff`, pictures.xyz, width, height)
        : null,
    gt: task.facts ? gtFacts(placement.stem, pictures.classes, width, height) : null,
  };
  if (pictures.xyz) spares.push(pictures.xyz);
  return parts;
}

function gtFacts(
  stem: string,
  classes: Uint8Array | null,
  width: number,
  height: number,
): MaskFacts {
  const gt = classes?.map((value) => (value > 0 ? 255 : 0)) ?? new Uint8Array(width * height);
  return maskFacts(`${stem}.png`, gt, width, height, 1, 8);
}

async function writeOut(root: string | null, file: OutFile): Promise<ExportedFile> {
  const parts =
    typeof file.data === 'string'
      ? [Buffer.from(file.data)]
      : file.data instanceof Uint8Array
        ? [file.data]
        : file.data;
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  if (root !== null) {
    const path = inside(root, file.path);
    try {
      // One sample's files are written whole or again: the journal names it only afterwards.
      await writeParts(path, parts).catch(async () => {
        await mkdir(dirname(path), { recursive: true });
        await writeParts(path, parts);
      });
    } catch (error) {
      throw asStudioError(error, join(root, file.path));
    }
  }
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  return { kind: file.kind, path: file.path, bytes, sha256: hash.digest('hex') };
}

/** In one call: writeFile asks for half a megabyte at a time. */
async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const handle = await open(path, 'w');
  try {
    let rest = [...parts];
    for (;;) {
      let { bytesWritten } = await handle.writev(rest);
      while (rest[0] && bytesWritten >= rest[0].byteLength) {
        bytesWritten -= rest[0].byteLength;
        rest = rest.slice(1);
      }
      if (!rest[0]) return;
      rest = [rest[0].subarray(bytesWritten), ...rest.slice(1)];
    }
  } finally {
    await handle.close();
  }
}
