/**
 * What a simulated data set holds, in the paper's shape: train and validation of good samples, a test
 * split of good ones and the six anomaly types. A sample depends on the seed and its own name only,
 * so larger counts add samples and change none.
 */
import { makeIdSource } from '../capture/ids.js';
import type { Split } from '../contract/schema/sample.js';
import {
  ANOMALY_TYPES,
  CATEGORIES,
  GOOD,
  PAPER_CATEGORIES,
  type AnomalyType,
  type LightingKind,
  type PaperCategory,
} from '../dataset/vocabulary.js';
import { DEFAULT_SIMULATOR, type SimulatorOptions } from './keys.js';
import { between, makeRandom, seedOf } from './random.js';

export interface DataSetOptions {
  readonly categories: readonly PaperCategory[];
  readonly seed: number;
  /** Samples per category. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** A size of the D405. */
  readonly width: number;
  readonly height: number;
}

/** Counts and size of the project that newcomers try the studio with: a minute of rendering, all cells filled. */
export const SAMPLE_PROJECT = {
  train: 12,
  validation: 4,
  test: 16,
  width: 640,
  height: 360,
} as const satisfies Omit<DataSetOptions, 'categories' | 'seed'>;

export interface PlannedSample {
  readonly id: string;
  readonly category: PaperCategory;
  readonly split: Split;
  readonly anomaly: AnomalyType | typeof GOOD;
  readonly lighting: LightingKind;
  /** From 1 within category, split and anomaly, as the shutter counts. */
  readonly index: number;
  /** A made-up time, 20 s apart, one day per anomaly and split. */
  readonly takenAt: string;
  readonly simulator: SimulatorOptions;
  /** Folder and file stem in the MVTec tree. */
  readonly treeFolder: string;
  readonly stem: string;
}

/** Share of the test split that is anomalous, spread evenly over the six types. */
const ANOMALOUS_SHARE = 0.7;
/** How far the rig stands above the table, mm. */
export const RIG_DISTANCE_MM = 150;
const FIRST_DAY_MS = Date.UTC(2026, 0, 5, 8);
const DAY_MS = 86_400_000;
const SHOT_MS = 20_000;

/** Test samples per anomaly type and of good, for `test` samples in all. */
export function testCounts(test: number): Map<AnomalyType | typeof GOOD, number> {
  const types = ANOMALY_TYPES.length;
  const each = Math.max(test > types ? 1 : 0, Math.floor((test * ANOMALOUS_SHARE) / types));
  const counts = new Map<AnomalyType | typeof GOOD, number>([[GOOD, test - each * types]]);
  for (const type of ANOMALY_TYPES) counts.set(type, each);
  if (each > 0) return counts;
  // Too few for all types: one good sample, then one of each type while they last.
  counts.set(GOOD, Math.min(1, test));
  for (const [k, type] of ANOMALY_TYPES.entries()) counts.set(type, k + 1 < test ? 1 : 0);
  return counts;
}

/** All samples of a data set, category by category. */
export function planDataSet(options: DataSetOptions): PlannedSample[] {
  return options.categories.flatMap((category) => [
    ...cell(options, category, 'train', GOOD, options.train),
    ...cell(options, category, 'validation', GOOD, options.validation),
    ...[...testCounts(options.test)].flatMap(([anomaly, count]) =>
      cell(options, category, 'test', anomaly, count),
    ),
  ]);
}

function cell(
  options: DataSetOptions,
  category: PaperCategory,
  split: Split,
  anomaly: AnomalyType | typeof GOOD,
  count: number,
): PlannedSample[] {
  const lighting = PAPER_CATEGORIES.find((c) => c.name === category)?.lighting ?? 'C';
  const day = dayOf(category, split, anomaly);
  return Array.from({ length: count }, (_, k) => {
    const name = `${String(options.seed)}/${category}/${split}/${anomaly}/${String(k)}`;
    const random = makeRandom(seedOf(name));
    const takenAtMs =
      FIRST_DAY_MS + day * DAY_MS + k * SHOT_MS + Math.floor(between(random, 0, 4000));
    return {
      id: makeIdSource(() => takenAtMs, random)(),
      category,
      split,
      anomaly,
      lighting,
      index: k + 1,
      takenAt: new Date(takenAtMs).toISOString(),
      simulator: {
        ...DEFAULT_SIMULATOR,
        object: category,
        defect: anomaly === GOOD ? 'none' : anomaly,
        seed: Math.floor(random() * 2 ** 31),
        lighting,
        // A levelled rig, within what the tilt gate lets through.
        tiltDeg: between(random, 0.02, 0.35),
        azimuthDeg: between(random, 0, 360),
        distanceMm: RIG_DISTANCE_MM + between(random, -0.4, 0.4),
        width: options.width,
        height: options.height,
      },
      treeFolder: `${category}/${split}/${anomaly}`,
      stem: String(k).padStart(3, '0'),
    };
  });
}

/** Days of the cells do not overlap below 4320 samples a cell. */
function dayOf(category: PaperCategory, split: Split, anomaly: AnomalyType | typeof GOOD): number {
  const within =
    split === 'train'
      ? 0
      : split === 'validation'
        ? 1
        : 2 + [GOOD, ...ANOMALY_TYPES].indexOf(anomaly);
  return CATEGORIES.indexOf(category) * 9 + within;
}
