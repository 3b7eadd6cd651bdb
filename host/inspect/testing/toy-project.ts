/** A project of simulated parts with a model that needs no training, for tests of inspection. */
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thresholdBy } from '../../../core/anomaly/evaluation/threshold.js';
import type { ModelCard, SampleScore } from '../../../core/contract/schema/detector.js';
import { D405_INFO, D405_METRES_PER_COUNT } from '../../../core/simulator/d405.js';
import { SimulatedD405 } from '../../../core/simulator/simulated-d405.js';
import type { AnomalyType, PaperCategory } from '../../../core/dataset/vocabulary.js';
import { contrastDetector } from '../../../models/testing/contrast-detector.js';
import { encodeGray16Png, encodeRgbPng } from '../../codecs/png.js';
import type { ProjectStore } from '../../project/store.js';

export const TOY_MODEL = 'toy';

export interface Part {
  readonly seed: number;
  readonly defect: AnomalyType | 'none';
  readonly object?: PaperCategory;
  /** Another frame of the same part: the noise is another one. */
  readonly frame?: number;
}

const SIZE = { width: 424, height: 240 } as const;
const devices = new Map<string, SimulatedD405>();

/** Kept: what a device renders is cached in it, and each frame adds noise only. */
function deviceOf({ seed, defect, object = 'cookie' }: Part): SimulatedD405 {
  const key = `${String(seed)} ${defect} ${object}`;
  const known = devices.get(key);
  if (known) return known;
  const device = new SimulatedD405({ ...SIZE, seed, defect, object, tiltDeg: 0 });
  devices.set(key, device);
  return device;
}

/** Adds a part as the shutter would; returns its id. */
export async function addPart(store: ProjectStore, part: Part): Promise<string> {
  const { seed, defect, object = 'cookie', frame = 1 } = part;
  const size = SIZE;
  const { depth, colour, depthToColour } = deviceOf(part).frame(frame);
  const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
  const { summary } = await store.add(
    async (folder) => {
      const rgb = await encodeRgbPng(colour.data, size.width, size.height);
      const counts = await encodeGray16Png(depth.data, size.width, size.height);
      await writeFile(join(folder, 'rgb.png'), rgb);
      await writeFile(join(folder, 'depth.png'), counts);
      return {
        category: object,
        split: 'test',
        anomaly: defect === 'none' ? 'good' : defect,
        lighting: 'C',
        operator: 'Ada',
        takenAt: new Date(Date.UTC(2026, 0, 2, 3, frame, seed)).toISOString(),
        rgb: {
          file: 'rgb.png',
          sha256: digest(rgb),
          ...size,
          stream: colour.stream,
          intrinsics: colour.intrinsics,
        },
        depth: {
          file: 'depth.png',
          sha256: digest(counts),
          ...size,
          encoding: 'uint16',
          metresPerCount: D405_METRES_PER_COUNT,
          intrinsics: depth.intrinsics,
        },
        depthToColour,
        pairDeltaMs: 0,
        camera: {
          model: D405_INFO.name,
          serial: D405_INFO.serial,
          firmware: D405_INFO.firmware,
          sdk: null,
          usb: D405_INFO.usb,
          exposureUs: null,
          gain: null,
          preset: null,
          filters: [],
        },
        source: 'simulated',
        measures: null,
        gates: [],
        override: null,
        provenance: null,
      };
    },
    { category: object, split: 'test', anomaly: defect === 'none' ? 'good' : defect },
  );
  return summary.id;
}

/**
 * Puts the model into the project, with a line at `threshold`, or none, and the given scores in its card.
 * @param patch of the card; another name makes another model
 */
export async function addToyModel(
  projectPath: string,
  threshold: number | null,
  scores: readonly SampleScore[],
  patch: Partial<ModelCard> = {},
): Promise<void> {
  const folder = join(projectPath, 'models', patch.name ?? TOY_MODEL);
  const onnx = contrastDetector();
  const hash = createHash('sha256').update(onnx).digest('hex');
  const at = '2026-01-02T03:04:05.000Z';
  const card: ModelCard = {
    schema: 1,
    name: TOY_MODEL,
    category: 'cookie',
    config: {
      preset: 'lite',
      published: true,
      mode: 'rgbd',
      backbone: 'efficientnet-lite2',
      norm: 'card',
      side: 768,
      hidden: 256,
      teacherHidden: 64,
      teacherEpochs: 72,
      studentEpochs: 72,
      batch: 8,
      scales: [1, 2, 4],
      maskRule: 'half',
      seed: 1,
    },
    createdAt: at,
    createdBy: 'Ada',
    engine: { name: 'wasm', version: '0', threads: 1 },
    runId: 'toy-run',
    backboneSha256: null,
    onnxSha256: hash,
    weightsSha256: hash,
    weightsBytes: 0,
    data: {
      source: projectPath,
      hash,
      foreground: {},
      train: [],
      validation: [],
      fromReview: [],
      verdicts: [],
      refused: [],
    },
    epochs: [],
    seconds: 1,
    peakMemoryBytes: 0,
    interruptions: 0,
    scores: [...scores],
    mapRange: [0, 4],
    metrics: null,
    metricsByType: {},
    parity: { samples: 16, maxMapDifference: 2e-6, maxScoreDifference: 1e-6, passed: true },
    ...patch,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'detector.onnx'), onnx);
  await writeFile(join(folder, 'card.json'), JSON.stringify(card));
  const lines = join(folder, 'thresholds.jsonl');
  await rm(lines, { force: true });
  if (threshold === null) return;
  const line = {
    at,
    by: 'Ada',
    ...thresholdBy({ kind: 'fixed', value: threshold }, scores),
  };
  await writeFile(lines, `${JSON.stringify(line)}\n`);
}
