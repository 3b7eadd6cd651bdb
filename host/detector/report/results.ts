/** What an evaluation measured, model by model, and how models are grouped in tables. */
import type {
  DetectorConfig,
  DetectorMetrics,
  EpochRecord,
  RefusedSample,
  Threshold,
  UsedVerdict,
} from '../../../core/contract/schema/detector.js';

/** One sample of a gallery: its picture and heat map as data URLs. */
export interface GalleryItem {
  readonly sample: string;
  readonly anomaly: string;
  readonly score: number;
  readonly threshold: number | null;
  readonly picture: string;
}

export interface ModelResult {
  readonly folder: string;
  readonly category: string;
  readonly config: DetectorConfig;
  readonly metrics: DetectorMetrics;
  readonly byType: Readonly<Record<string, DetectorMetrics>>;
  /** At 224 x 224, where methods of other map sizes meet. */
  readonly metrics224: DetectorMetrics;
  readonly scores: readonly { readonly anomaly: string; readonly score: number }[];
  readonly threshold: Threshold | null;
  readonly epochs: readonly EpochRecord[];
  readonly seconds: number;
  readonly peakMemoryBytes: number;
  readonly engine: string;
  readonly refused: readonly RefusedSample[];
  /** That brought samples into training and test, as the card names them. */
  readonly verdicts: readonly UsedVerdict[];
  readonly falseAlarms: readonly GalleryItem[];
  readonly misses: readonly GalleryItem[];
}

export interface Group {
  /** Preset, mode and scales, with what differs from the preset. */
  readonly label: string;
  readonly published: boolean;
  readonly scales: readonly number[];
  readonly models: readonly ModelResult[];
}

export interface MeanSpread {
  readonly mean: number;
  /** Sample standard deviation over seeds; null for one. */
  readonly spread: number | null;
  readonly count: number;
}

/** Models that differ in category and seed only are one row. */
export function groupModels(models: readonly ModelResult[]): Group[] {
  const groups = new Map<string, ModelResult[]>();
  for (const model of models) {
    const label = labelOf(model.config);
    groups.set(label, [...(groups.get(label) ?? []), model]);
  }
  return [...groups].map(([label, list]) => ({
    label,
    published: list[0]!.config.published,
    scales: list[0]!.config.scales,
    models: list,
  }));
}

export function labelOf(config: DetectorConfig): string {
  const { preset, mode, scales, side, hidden, teacherEpochs, studentEpochs, norm, maskRule } =
    config;
  const parts = [
    preset,
    mode,
    `S = {${scales.join(', ')}}`,
    `${String(side)} px`,
    `hidden ${String(hidden)}`,
    `${String(teacherEpochs)} + ${String(studentEpochs)} epochs`,
  ];
  if (norm !== 'card') parts.push(`norm ${norm}`);
  if (maskRule !== 'half') parts.push(`masks ${maskRule}`);
  return parts.join(', ');
}

export function categoriesOf(models: readonly ModelResult[]): string[] {
  return [...new Set(models.map((model) => model.category))].sort();
}

export function typesOf(models: readonly ModelResult[]): string[] {
  return [...new Set(models.flatMap((model) => Object.keys(model.byType)))].sort();
}

/** Mean and spread of the values that exist; null where none does. */
export function meanSpread(values: readonly (number | null | undefined)[]): MeanSpread | null {
  const known = values.filter((value): value is number => value != null);
  if (known.length === 0) return null;
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = known.length < 2 ? null : Math.sqrt(squares / (known.length - 1));
  return { mean, spread, count: known.length };
}

/** One value per seed: the mean over the categories, so that the spread is that of the whole table. */
export function overCategories(
  group: Group,
  categories: readonly string[],
  value: (model: ModelResult) => number | null | undefined,
): MeanSpread | null {
  const bySeed = new Map<number, (number | null | undefined)[]>();
  for (const model of group.models) {
    if (!categories.includes(model.category)) continue;
    const { seed } = model.config;
    bySeed.set(seed, [...(bySeed.get(seed) ?? []), value(model)]);
  }
  return meanSpread([...bySeed.values()].map((values) => meanSpread(values)?.mean ?? null));
}
