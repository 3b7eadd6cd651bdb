/** Presets of the detector and what follows from a configuration. */
import {
  BACKBONE_STRIDE,
  DEPTH_CHANNELS,
  mapSideOf,
} from '../../core/anomaly/preprocess/sample.js';
import type {
  BackboneName,
  DetectorConfig,
  DetectorConfigPatch,
  PresetName,
} from '../../core/contract/schema/detector.js';
import { elementCount } from '../tensor-files/tensor.js';
import { PAPER_SHAPE, studentTensors, teacherTensors, type DetectorShape } from './weights.js';

export const MIN_TRAINING_IMAGES = 8;

const PAPER: DetectorConfig = {
  preset: 'paper',
  published: true,
  mode: 'rgbd',
  backbone: 'efficientnet-b5',
  norm: 'card',
  side: 768,
  hidden: 1024,
  teacherHidden: 64,
  teacherEpochs: 72,
  studentEpochs: 72,
  batch: 8,
  scales: [1, 2, 4],
  maskRule: 'half',
  seed: 1,
};

const LITE: DetectorConfig = {
  ...PAPER,
  preset: 'lite',
  published: false,
  backbone: 'efficientnet-lite2',
  hidden: 256,
};

export const PRESETS: Readonly<Record<PresetName, DetectorConfig>> = {
  paper: PAPER,
  ast: { ...PAPER, preset: 'ast', scales: [1] },
  lite: LITE,
  'ast-lite': { ...LITE, preset: 'ast-lite', scales: [1] },
  quick: { ...LITE, preset: 'quick', side: 384, hidden: 128, teacherEpochs: 24, studentEpochs: 24 },
};

/** Channels of a backbone's feature map at stride 32. */
export const BACKBONE_CHANNELS: Readonly<Record<BackboneName, number>> = {
  'efficientnet-b5': 304,
  'efficientnet-lite2': 208,
  'efficientnet-lite0': 192,
};

/**
 * A preset with changes. What is changed beyond mode, scales and seed is no longer the published method.
 * @returns the configuration, and in words what is wrong with it
 */
export function configure(
  preset: PresetName,
  patch: DetectorConfigPatch,
): { config: DetectorConfig; faults: ConfigFault[] } {
  const base = PRESETS[preset];
  const given = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<DetectorConfig>;
  const joined = { ...base, ...given, preset };
  const config: DetectorConfig = {
    ...joined,
    backbone: joined.mode === 'depth' ? null : (joined.backbone ?? base.backbone),
    scales: [...new Set(joined.scales)].sort((a, b) => a - b),
    published: base.published && isPublished(joined, base),
  };
  const map = mapSideOf(config.side);
  const faults: ConfigFault[] = [];
  if (config.side % BACKBONE_STRIDE !== 0)
    faults.push({ kind: 'side', value: config.side, map: 0 });
  for (const scale of config.scales)
    if (map % scale !== 0) faults.push({ kind: 'scale', value: scale, map });
  return { config, faults };
}

export interface ConfigFault {
  readonly kind: 'side' | 'scale';
  readonly value: number;
  readonly map: number;
}

function isPublished(config: DetectorConfig, base: DetectorConfig): boolean {
  const fixed = [
    'backbone',
    'side',
    'hidden',
    'teacherHidden',
    'teacherEpochs',
    'studentEpochs',
    'batch',
    'maskRule',
  ] as const;
  return config.mode === 'rgbd' && fixed.every((key) => config[key] === base[key]);
}

export function jointChannels(config: DetectorConfig): number {
  const rgb = config.backbone === null ? 0 : BACKBONE_CHANNELS[config.backbone];
  return rgb + (config.mode === 'rgb' ? 0 : DEPTH_CHANNELS);
}

/** Masks come from depth: without it there is none, and the image score is the mean. */
export function usesForeground(config: DetectorConfig): boolean {
  return config.mode !== 'rgb';
}

export function shapeOf(config: DetectorConfig): DetectorShape {
  return {
    ...PAPER_SHAPE,
    channels: jointChannels(config),
    teacherHidden: config.teacherHidden,
    studentHidden: config.hidden,
  };
}

/** Steps of an epoch: the last partial batch is dropped. */
export function stepsPerEpoch(config: DetectorConfig, images: number): number {
  return Math.floor(images / config.batch);
}

export interface Cost {
  /** Floating point operations of a step at batch size, forward and backward. */
  readonly teacherStep: number;
  readonly studentStep: number;
  readonly modelBytes: number;
  /** Peak memory of the process, estimated. */
  readonly memoryBytes: number;
}

/** What a configuration costs, by counting multiplications; fast convolutions not taken into account. */
export function costOf(config: DetectorConfig, images: number): Cost {
  const shape = shapeOf(config);
  const cells = mapSideOf(config.side) ** 2;
  const count = (specs: ReturnType<typeof teacherTensors>): number =>
    specs.filter((s) => s.trained).reduce((sum, s) => sum + elementCount(s.shape), 0);
  const teacher = count(teacherTensors(shape));
  const student = count(studentTensors(shape));
  const operations = (weights: number): number => 3 * 2 * weights * cells * config.batch;
  const { studentHidden: hidden, channels, studentBlocks } = shape;
  // Weights, their two moments and the gradient of the widest layer with its transforms.
  const weights = 4 * (3 * student + 36 * 4 * hidden * hidden);
  const activations = 4 * config.batch * cells * hidden * (4 * studentBlocks + 12);
  // Inputs, teacher outputs and their pooled copies stay in memory.
  const cache = 4 * images * cells * (2.4 * channels + 2);
  return {
    teacherStep: operations(teacher),
    studentStep: operations(student),
    modelBytes: 4 * (teacher + student),
    memoryBytes: 350e6 + weights + activations + cache,
  };
}
