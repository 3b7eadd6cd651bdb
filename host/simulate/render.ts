/** Renders one planned sample and writes it: into the project as the shutter does, and into the tree. */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BACKGROUND_LABEL } from '../../core/annotation/document.js';
import { DEFAULT_GATES, evaluateGates } from '../../core/capture/gates.js';
import { SAMPLE_SCHEMA, sampleSchema, type Sample } from '../../core/contract/schema/sample.js';
import { workSchema, type Work } from '../../core/contract/schema/work.js';
import { ANOMALY_TYPES, GOOD, type AnomalyType } from '../../core/dataset/vocabulary.js';
import type { FramePair } from '../../core/frame/frame.js';
import { pointCloud } from '../../core/geometry/point-cloud.js';
import { Measurer } from '../../core/levelling/measurer.js';
import { outlinesOf, type Outline } from '../../core/mask/outlines.js';
import { D405_BASELINE_MM, D405_INFO } from '../../core/simulator/d405.js';
import type { PlannedSample } from '../../core/simulator/data-set.js';
import { SimulatedD405 } from '../../core/simulator/simulated-d405.js';
import { encodeGray16Png, encodeGray8Png, encodeRgbPng } from '../codecs/png.js';
import { encodeTiff } from '../codecs/tiff-write.js';
import {
  flushFolder,
  jsonText,
  renameStubborn,
  temporaryName,
  writeAtomic,
  writeFlushed,
} from '../files/atomic.js';

const SIMULATOR = 'simulator';

export interface RenderTargets {
  /** The project's folder, or null where only the tree is wanted. */
  readonly project: string | null;
  /** The root of the MVTec tree, or null. */
  readonly tree: string | null;
  /** Whole pictures in the tree, with the edge that has no depth. */
  readonly whole: boolean;
}

/** Files of a sample in the tree, relative to its root. */
export function treeFiles(sample: PlannedSample): { rgb: string; xyz: string; gt: string | null } {
  const at = (kind: string, extension: string): string =>
    join(sample.treeFolder, kind, `${sample.stem}.${extension}`);
  return {
    rgb: at('rgb', 'png'),
    xyz: at('xyz', 'tiff'),
    gt: sample.split === 'test' ? at('gt', 'png') : null,
  };
}

/** Both are whole afterwards, or the call has thrown; the project's folder comes last. */
export async function renderSample(sample: PlannedSample, targets: RenderTargets): Promise<void> {
  const device = new SimulatedD405(sample.simulator);
  const frame = device.frame(1);
  const mask = device.truth().mask.map((on) => (on === 0 ? 0 : 255));
  if (targets.tree !== null) await writeTree(sample, targets.tree, targets.whole, frame, mask);
  if (targets.project !== null)
    await writeSample(sample, join(targets.project, 'samples'), device, frame, mask);
}

/**
 * The tree holds the middle of the picture, 4 to 3 as in the paper: at its left edge no stereo pair
 * sees anything, and a corner without depth is what readers of such trees stumble over.
 */
async function writeTree(
  sample: PlannedSample,
  tree: string,
  whole: boolean,
  frame: FramePair,
  mask: Uint8Array,
): Promise<void> {
  const { depth, colour } = frame;
  const { width, height } = depth;
  const wide = whole ? width : Math.min(width, Math.floor((height * 4) / 3));
  const left = (width - wide) >> 1;
  const cut = <T extends Uint8Array | Float32Array>(data: T, channels: number): T =>
    columns(data, width * channels, left * channels, wide * channels);
  const [rgb, gt] = await Promise.all([
    encodeRgbPng(cut(colour.data, 3), wide, height),
    encodeGray8Png(cut(mask, 1), wide, height),
  ]);
  const cloud = cut(pointCloud(depth.data, depth.metresPerCount, depth), 3);
  const files = treeFiles(sample);
  await Promise.all([
    writeAtomic(join(tree, files.rgb), rgb),
    writeAtomic(
      join(tree, files.xyz),
      encodeTiff({ width: wide, height, channels: 3, data: cloud }),
    ),
    files.gt === null ? null : writeAtomic(join(tree, files.gt), gt),
  ]);
}

/** `count` values from `from` of every row of `stride` values. */
function columns<T extends Uint8Array | Float32Array>(
  data: T,
  stride: number,
  from: number,
  count: number,
): T {
  if (count === stride) return data;
  const rows = data.length / stride;
  const out = (
    data instanceof Float32Array ? new Float32Array(rows * count) : new Uint8Array(rows * count)
  ) as T;
  for (let row = 0; row < rows; row++)
    out.set(data.subarray(row * stride + from, row * stride + from + count), row * count);
  return out;
}

async function writeSample(
  sample: PlannedSample,
  samples: string,
  device: SimulatedD405,
  frame: FramePair,
  mask: Uint8Array,
): Promise<void> {
  const { depth, colour } = frame;
  const [rgbFile, depthFile, maskFile] = await Promise.all([
    encodeRgbPng(colour.data, colour.width, colour.height),
    encodeGray16Png(depth.data, depth.width, depth.height),
    encodeGray8Png(mask, colour.width, colour.height),
  ]);
  const record = recordOf(sample, device, frame, digest(rgbFile), digest(depthFile));
  const { anomaly } = sample;
  const outlines = anomaly === GOOD ? [] : outlinesOf(mask, colour.width, colour.height);
  const work: Work = {
    ...workSchema.parse({}),
    state: 'done',
    annotator: SIMULATOR,
    shapes: outlines.length,
  };
  const temporary = join(samples, temporaryName(sample.id));
  try {
    await mkdir(temporary, { recursive: true });
    const write = (name: string, data: Uint8Array | string): Promise<void> =>
      writeFlushed(join(temporary, name), data);
    await Promise.all([
      write('rgb.png', rgbFile),
      write('depth.png', depthFile),
      write('sample.json', jsonText(record)),
      write('work.json', jsonText(work)),
      ...(anomaly === GOOD
        ? []
        : [
            write('mask.png', maskFile),
            write('labels.png', await labelsOf(anomaly, mask, colour.width, colour.height)),
            write('annotation.json', jsonText(annotationOf(anomaly, outlines, colour))),
          ]),
    ]);
    await flushFolder(temporary);
    await renameStubborn(temporary, join(samples, sample.id));
    await flushFolder(samples);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

function recordOf(
  sample: PlannedSample,
  device: SimulatedD405,
  frame: FramePair,
  rgbSha256: string,
  depthSha256: string,
): Sample {
  const { depth, colour } = frame;
  const measurer = new Measurer({
    width: depth.width,
    height: depth.height,
    intrinsics: depth.intrinsics,
    metresPerCount: depth.metresPerCount,
    baselineMm: D405_BASELINE_MM,
  });
  const { measures } = measurer.measure(depth.data, colour.data, colour.width, colour.height);
  const gates = evaluateGates({
    limits: DEFAULT_GATES,
    measures,
    metresPerCount: depth.metresPerCount,
    pairDeltaMs: frame.pairDeltaMs,
    framePeriodMs: 1000 / sample.simulator.fps,
    rigMovedMm: null,
    changedShare: null,
    session: { firstDistanceMm: null, medianSharpness: null, metresPerCount: null },
  });
  const size = { width: colour.width, height: colour.height };
  return sampleSchema.parse({
    schema: SAMPLE_SCHEMA,
    id: sample.id,
    category: sample.category,
    split: sample.split,
    anomaly: sample.anomaly,
    lighting: sample.lighting,
    index: sample.index,
    operator: SIMULATOR,
    takenAt: sample.takenAt,
    rgb: {
      file: 'rgb.png',
      sha256: rgbSha256,
      ...size,
      stream: colour.stream,
      intrinsics: colour.intrinsics,
    },
    depth: {
      file: 'depth.png',
      sha256: depthSha256,
      width: depth.width,
      height: depth.height,
      encoding: 'uint16',
      metresPerCount: depth.metresPerCount,
      intrinsics: depth.intrinsics,
    },
    depthToColour: frame.depthToColour,
    pairDeltaMs: frame.pairDeltaMs,
    camera: {
      model: D405_INFO.name,
      serial: D405_INFO.serial,
      firmware: D405_INFO.firmware,
      sdk: null,
      usb: D405_INFO.usb,
      ...device.exposure(),
      preset: 'Default',
      filters: [],
    },
    source: 'simulated',
    measures,
    gates,
    override: gates.some((gate) => !gate.passed)
      ? { reason: 'simulated as it is', by: SIMULATOR }
      : null,
    provenance: null,
  });
}

/** LabelMe's file with the exact mask as polygons, holes as later background. */
function annotationOf(
  label: string,
  outlines: readonly Outline[],
  { width, height }: { readonly width: number; readonly height: number },
): unknown {
  return {
    version: '5.1.1',
    flags: {},
    shapes: outlines.map(({ pixels, hole }) => ({
      label: hole ? BACKGROUND_LABEL : label,
      points: pixels,
      group_id: null,
      shape_type: 'polygon',
      flags: {},
    })),
    imagePath: 'rgb.png',
    imageData: null,
    imageHeight: height,
    imageWidth: width,
  };
}

/** The mask in the values of a new project's label map. */
function labelsOf(
  anomaly: AnomalyType,
  mask: Uint8Array,
  width: number,
  height: number,
): Promise<Buffer> {
  const value = ANOMALY_TYPES.indexOf(anomaly) + 1;
  return encodeGray8Png(
    mask.map((on) => (on === 0 ? 0 : value)),
    width,
    height,
  );
}

function digest(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
