/** Runs side by side, pure: what differs between them, and means over seeds per set of scales. */
import type {
  DetectorConfig,
  EpochRecord,
  ModelSummary,
  RunSummary,
} from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { fixed } from '../state/format.js';
import { modelOf, presetWord } from './words.js';

/** In the order of the table. */
export const CONFIG_KEYS = [
  'preset',
  'scales',
  'seed',
  'mode',
  'backbone',
  'norm',
  'side',
  'hidden',
  'teacherHidden',
  'teacherEpochs',
  'studentEpochs',
  'batch',
  'maskRule',
] as const satisfies readonly (keyof DetectorConfig)[];
export type ConfigKey = (typeof CONFIG_KEYS)[number];

export function configWord(config: DetectorConfig, key: ConfigKey): string {
  switch (key) {
    case 'preset':
      return presetWord(config.preset);
    case 'mode':
      return text(`trainPage.mode.${config.mode}`);
    case 'norm':
      return text(`trainPage.norm.${config.norm}`);
    case 'maskRule':
      return text(`trainPage.maskRule.${config.maskRule}`);
    case 'scales':
      return config.scales.join(' ');
    case 'backbone':
      return config.backbone ?? '\u2013';
    default:
      return String(config[key]);
  }
}

/** Settings in which the configurations are not all alike. */
export function differences(configs: readonly DetectorConfig[]): ConfigKey[] {
  return CONFIG_KEYS.filter(
    (key) => new Set(configs.map((config) => JSON.stringify(config[key]))).size > 1,
  );
}

export interface MeanSpread {
  readonly mean: number;
  /** Standard deviation of the sample; null for one value. */
  readonly spread: number | null;
  readonly count: number;
}

export function meanSpread(values: readonly number[]): MeanSpread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean, spread: null, count: 1 };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (values.length - 1)), count: values.length };
}

export function spreadWord(value: MeanSpread | null): string {
  if (value === null) return fixed(null, 0);
  const mean = fixed(value.mean, 3);
  return value.spread === null ? mean : `${mean} \u00b1 ${fixed(value.spread, 3)}`;
}

export interface AblationRow {
  readonly scales: readonly number[];
  readonly seeds: readonly number[];
  readonly aupro100: MeanSpread | null;
  readonly imageAuroc: MeanSpread | null;
  readonly falseAlarms: MeanSpread | null;
}

/** What a configuration is without scales, seed and the preset's name, which stands for scales too. */
function family(config: DetectorConfig): string {
  return JSON.stringify(
    CONFIG_KEYS.filter((key) => !['scales', 'seed', 'preset'].includes(key)).map(
      (key) => config[key],
    ),
  );
}

/**
 * Finished models of the same category, data and settings as `like`, by their scales, smallest set first:
 * the ablation as far as it was trained.
 */
export function ablation(
  runs: readonly RunSummary[],
  models: readonly ModelSummary[],
  like: RunSummary,
): AblationRow[] {
  const { config, category, source } = like;
  if (!config) return [];
  const sets = new Map<
    string,
    { seed: number; model: ModelSummary; scales: readonly number[] }[]
  >();
  for (const run of runs) {
    const model = modelOf(run, models);
    if (run.kind !== 'train' || !run.config || !model) continue;
    if (run.category !== category || run.source !== source) continue;
    if (family(run.config) !== family(config)) continue;
    const key = run.config.scales.join(' ');
    const known = sets.get(key) ?? [];
    sets.set(key, [...known, { seed: run.config.seed, model, scales: run.config.scales }]);
  }
  const numbers = (values: readonly (number | null | undefined)[]): number[] =>
    values.filter((value): value is number => value != null);
  return [...sets.values()]
    .map((found) => ({
      scales: found[0]?.scales ?? [],
      seeds: found.map(({ seed }) => seed).sort((a, b) => a - b),
      aupro100: meanSpread(numbers(found.map(({ model }) => model.metrics?.aupro100))),
      imageAuroc: meanSpread(numbers(found.map(({ model }) => model.metrics?.imageAuroc))),
      falseAlarms: meanSpread(numbers(found.map(({ model }) => model.threshold?.falseAlarmRate))),
    }))
    .sort((a, b) => a.scales.length - b.scales.length || compareLists(a.scales, b.scales));
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}

/** The student's mean loss of each epoch. */
export function studentLoss(epochs: readonly EpochRecord[]): (readonly [number, number])[] {
  return epochs
    .filter(({ stage }) => stage === 'student')
    .map(({ epoch, loss }): readonly [number, number] => [epoch, loss]);
}
