/** A project's samples for the detector, read straight from the folder: no lock is needed to look. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DEFAULT_FOREGROUND,
  foregroundSettingsSchema,
} from '../../../core/contract/schema/foreground.js';
import type { RefusedSample } from '../../../core/contract/schema/detector.js';
import type { Sample } from '../../../core/contract/schema/sample.js';
import { text } from '../../../core/text/index.js';
import { metresOf } from '../../../core/frame/metres.js';
import { LastAligner } from '../../../core/geometry/last-aligner.js';
import { corrupt } from '../../codecs/corrupt.js';
import { readDepthPicture } from '../../codecs/picture.js';
import { decodeGray16, decodeRgb } from '../../codecs/png.js';
import { readJson, TEMPORARY } from '../../files/atomic.js';
import { asStudioError, errnoOf } from '../../files/errors.js';
import { inside } from '../../files/guard.js';
import { readUsedVerdict } from '../../inspect/feedback-file.js';
import { loadProject } from '../../project/migrate.js';
import { readSample, sampleHash } from '../../project/sample-files.js';
import type { DataSource, LoadedPicture, SourceSample } from './source.js';

/** Counts of 0.1 mm: what float depth is rounded to where it must be moved to another grid. */
const FLOAT_COUNT_METRES = 1e-4;

/** @throws StudioError not-a-project, project-corrupt */
export async function openProjectSource(path: string): Promise<DataSource> {
  const file = join(path, 'project.json');
  const { project } = loadProject(path, await readJson(file));
  const samples = new Map<string, SourceSample[]>();
  const refused: RefusedSample[] = [];
  const root = join(path, 'samples');
  const names = (await readdir(root).catch(() => [])).filter((name) => !name.startsWith(TEMPORARY));
  for (const name of names.sort()) {
    const folder = join(root, name);
    try {
      const { sample, work } = await readSample(folder);
      if (work.retake) {
        refused.push({ sample: sample.id, code: 'marked-retake', reason: text('train.retake') });
        continue;
      }
      const list = samples.get(sample.category) ?? [];
      list.push(projectSample(folder, sample));
      samples.set(sample.category, list);
    } catch (error) {
      refused.push({ sample: name, code: 'unreadable', reason: messageOf(error) });
    }
  }
  return {
    path,
    kind: 'project',
    categories: () => [...samples.keys()].sort(),
    samples: (category) => samples.get(category) ?? [],
    foreground: (category) => {
      const found = foregroundSettingsSchema.safeParse(project.foreground[category]);
      return found.success ? found.data : DEFAULT_FOREGROUND;
    },
    refused: () => refused,
  };
}

export function projectSample(folder: string, sample: Sample): SourceSample {
  return {
    name: sample.id,
    category: sample.category,
    split: sample.split,
    anomaly: sample.anomaly,
    hasDepth: sample.depth !== null,
    metresPerCount: sample.depth?.encoding === 'uint16' ? sample.depth.metresPerCount : null,
    verdict: () => readUsedVerdict(folder, sample.id),
    hash: () => Promise.resolve(sampleHash(sample)),
    load: () => loadPicture(folder, sample),
    mask: () => readMask(folder, sample),
  };
}

async function loadPicture(folder: string, sample: Sample): Promise<LoadedPicture> {
  const path = inside(folder, sample.rgb.file);
  const file = await readFile(path).catch((error: unknown) => {
    throw asStudioError(error, path);
  });
  if (createHash('sha256').update(file).digest('hex') !== sample.rgb.sha256)
    throw corrupt(path, text('train.changed'));
  const [{ width, height, data }, depthMetres] = await Promise.all([
    decodeRgb(path, file),
    depthOnColour(folder, sample),
  ]);
  const { intrinsics } = sample.rgb;
  return {
    width,
    height,
    rgb: data,
    depthMetres,
    focal: intrinsics ? [intrinsics.fx, intrinsics.fy] : null,
  };
}

const aligner = new LastAligner();

/** Depth in metres on the grid of rgb. */
async function depthOnColour(folder: string, sample: Sample): Promise<Float32Array | null> {
  const { depth, rgb } = sample;
  if (!depth) return null;
  const picture = await readDepthPicture(inside(folder, depth.file));
  const scale = depth.encoding === 'uint16' ? depth.metresPerCount : 1;
  if (isSameGrid(sample)) return metresOf(picture.data, scale);
  if (!rgb.intrinsics || !depth.intrinsics || !sample.depthToColour)
    throw corrupt(inside(folder, depth.file), text('train.no-alignment'));
  const unit = depth.encoding === 'uint16' ? depth.metresPerCount : FLOAT_COUNT_METRES;
  const counts =
    picture.data instanceof Uint16Array
      ? picture.data
      : Uint16Array.from(picture.data, (metres) => Math.min(65535, Math.round(metres / unit)));
  const aligned = aligner
    .of(
      { width: depth.width, height: depth.height, intrinsics: depth.intrinsics },
      { width: rgb.width, height: rgb.height, intrinsics: rgb.intrinsics },
      sample.depthToColour,
    )
    .align(counts, unit);
  return metresOf(aligned, unit);
}

/** Left infrared shares depth's pixels; so does anything without a transform of its own. */
function isSameGrid({ rgb, depth, depthToColour }: Sample): boolean {
  if (!depth || depth.width !== rgb.width || depth.height !== rgb.height) return false;
  if (rgb.stream === 'left-ir' || !depthToColour || !rgb.intrinsics || !depth.intrinsics)
    return true;
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return (
    same(rgb.intrinsics, depth.intrinsics) &&
    same(depthToColour.rotation, [1, 0, 0, 0, 1, 0, 0, 0, 1]) &&
    same(depthToColour.translation, [0, 0, 0])
  );
}

async function readMask(
  folder: string,
  sample: Sample,
): Promise<{ width: number; height: number; data: Uint8Array } | null> {
  const path = join(folder, 'mask.png');
  const file = await readFile(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw asStudioError(error, path);
  });
  if (!file) return null;
  const { width, height, data } = await decodeGray16(path, file);
  if (width !== sample.rgb.width || height !== sample.rgb.height)
    throw corrupt(path, text('train.mask-size', { width, height }));
  return { width, height, data: Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
