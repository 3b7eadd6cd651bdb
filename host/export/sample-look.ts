/** Looks at one sample for splits and statistics; results are kept in the project's .cache. Runs in a thread. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readLabelme } from '../../core/annotation/labelme/read.js';
import { maskOfShapes } from '../../core/annotation/shape-mask.js';
import { signatureOf, type Signature } from '../../core/capture/signature.js';
import { StudioError } from '../../core/contract/errors.js';
import {
  agreementSchema,
  anomalyRegionSchema,
} from '../../core/contract/schema/dataset-statistics.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { GridMaker } from '../../core/dataset/export/grid.js';
import { measureRegions, overlap, touchedCells } from '../../core/dataset/statistics.js';
import { annotatorFile, ANNOTATORS } from '../annotate/files.js';
import { corrupt } from '../codecs/corrupt.js';
import { readBounded, readJson, writeAtomic } from '../files/atomic.js';
import { readSample } from '../project/sample-files.js';
import { decodeColour, readClasses, readColourSource, readDepth } from './sources.js';

export interface LookTask {
  /** The sample's folder. */
  readonly folder: string;
  /** The project's .cache; null where it cannot be written to. */
  readonly cache: string | null;
}

/** @throws StudioError not-found, file-corrupt, sample-corrupt */
export async function lookAtSignature({ folder, cache }: LookTask): Promise<Signature> {
  const { sample } = await readSample(folder);
  const path = cache && join(cache, 'signatures', `${sample.rgb.sha256}.bin`);
  const found = path && (await readFile(path).catch(() => null));
  if (found && found.length > 4) {
    const [width, height] = [found.readUInt16LE(0), found.readUInt16LE(2)];
    if (found.length === 4 + width * height)
      return { width, height, luma: Uint8Array.from(found.subarray(4)) };
  }
  const pixels = await decodeColour(await readColourSource(folder, sample));
  const signature = signatureOf(pixels, sample.rgb.width, sample.rgb.height);
  if (path) {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(signature.width, 0);
    head.writeUInt16LE(signature.height, 2);
    await writeAtomic(path, Buffer.concat([head, signature.luma])).catch(() => undefined);
  }
  return signature;
}

/** Raised whenever the same files give other numbers. */
const STATISTICS_VERSION = 1;

const lookSchema = z.strictObject({
  key: z.string(),
  regions: z.array(anomalyRegionSchema.omit({ sampleId: true, category: true, anomaly: true })),
  cells: z.array(z.int().nonnegative()),
  agreement: z.array(agreementSchema.omit({ sampleId: true })),
});
export type SampleLook = z.infer<typeof lookSchema>;

const grids = new GridMaker();

/** Regions of the mask, where they lie, and how far two people agree. @throws StudioError */
export async function lookAtRegions({ folder, cache }: LookTask): Promise<SampleLook> {
  const { sample, work } = await readSample(folder);
  const own = annotatorFile(work.annotator ?? '');
  // An older drawing of the same person says nothing about agreement.
  const others = (await otherAnnotators(folder)).filter((name) => name !== own);
  const key = await keyOf(folder, sample, [work.annotator ?? '', ...others]);
  const path = cache && join(cache, 'statistics', `${sample.id}.json`);
  const found = path && (await readJson(path).catch(() => null));
  const parsed = lookSchema.safeParse(found);
  if (parsed.success && parsed.data.key === key) return parsed.data;
  const look = {
    key,
    ...(await measure(folder, sample)),
    agreement: await agree(folder, sample, work.annotator ?? '-', others),
  };
  if (path) await writeAtomic(path, JSON.stringify(look)).catch(() => undefined);
  return look;
}

async function measure(
  folder: string,
  sample: Sample,
): Promise<Pick<SampleLook, 'regions' | 'cells'>> {
  const mask = await maskOf(folder, sample);
  if (!mask?.some((value) => value !== 0)) return { regions: [], cells: [] };
  const { width, height } = sample.rgb;
  const data = sample.depth && (await readDepth(folder, sample.depth));
  let xyz: Float32Array | null = null;
  let { intrinsics } = sample.rgb;
  if (sample.depth && data) {
    try {
      const made = grids.make(
        {
          rgb: { width, height, data: new Uint8Array() },
          depth: { ...sample.depth, data },
          classes: null,
          rgbIntrinsics: sample.rgb.intrinsics,
          depthIntrinsics: sample.depth.intrinsics,
          depthToColour: sample.depthToColour,
        },
        'colour',
        null,
      );
      ({ xyz, intrinsics } = made);
    } catch (error) {
      // Without calibration there are still pixels to count.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return {
    regions: measureRegions(mask, width, height, xyz, intrinsics),
    cells: touchedCells(mask, width, height),
  };
}

/** Every label counts. */
function maskOf(folder: string, sample: Sample): Promise<Uint8Array | null> {
  return readClasses(folder, sample, [], []);
}

/** samples/ID/annotators/NAME.json: the same picture drawn by somebody else, as a LabelMe file. */
async function otherAnnotators(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, ANNOTATORS)).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .slice(0, 8);
}

async function agree(
  folder: string,
  sample: Sample,
  annotator: string,
  others: readonly string[],
): Promise<SampleLook['agreement']> {
  if (others.length === 0) return [];
  const size = { width: sample.rgb.width, height: sample.rgb.height };
  const drawn: { who: string; mask: Uint8Array }[] = [];
  const own = await maskOf(folder, sample);
  if (own) drawn.push({ who: annotator, mask: own });
  for (const name of others) {
    const path = join(folder, ANNOTATORS, name);
    const content = (await readBounded(path, 64 * 1024 * 1024)).toString('utf8');
    try {
      const { document } = readLabelme(content, { size });
      const { data } = maskOfShapes(document.shapes, size.width, size.height);
      drawn.push({ who: name.replace(/\.json$/, ''), mask: data });
    } catch (error) {
      if (error instanceof StudioError) throw error;
      throw corrupt(path, error);
    }
  }
  return drawn.flatMap((first, i) =>
    drawn.slice(i + 1).map((second) => ({
      first: first.who,
      second: second.who,
      iou: overlap(first.mask, second.mask),
    })),
  );
}

async function keyOf(folder: string, sample: Sample, people: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(
    JSON.stringify([STATISTICS_VERSION, sample.rgb, sample.depth, sample.depthToColour, people]),
  );
  const files = [
    'mask.png',
    'labels.png',
    ...people.slice(1).map((name) => join(ANNOTATORS, name)),
  ];
  for (const name of files)
    hash.update((await readFile(join(folder, name)).catch(() => null)) ?? '-');
  return hash.digest('hex');
}
