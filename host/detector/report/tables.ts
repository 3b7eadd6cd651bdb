/** The paper's tables from measured results, the published rows beside ours. */
import { PUBLISHED_BY_CATEGORY } from '../../../core/anomaly/evaluation/published-categories.js';
import {
  PAPER_METHOD,
  PUBLISHED_ABLATION,
  PUBLISHED_BY_TYPE,
  PUBLISHED_MVTEC,
} from '../../../core/anomaly/evaluation/published.js';
import type { DetectorMetrics } from '../../../core/contract/schema/detector.js';
import {
  categoriesOf,
  groupModels,
  meanSpread,
  overCategories,
  typesOf,
  type MeanSpread,
  type ModelResult,
} from './results.js';

export interface TableRow {
  readonly label: string;
  readonly kind: 'published' | 'ours';
  readonly cells: readonly (MeanSpread | null)[];
}

export interface Table {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** Columns in which smaller is better. */
  readonly descending: readonly number[];
}

type Value = (metrics: DetectorMetrics) => number | null;

const MEAN = 'mean';

/** All tables of a report. */
export function makeTables(models: readonly ModelResult[]): Table[] {
  const image: Value = (m) => m.imageAuroc;
  const aupro: Value = (m) => m.aupro100;
  return [
    byCategory(
      models,
      'Pixel AUPRO by category',
      '100 thresholds, limit 0.3, at the score map.',
      aupro,
      'aupro',
    ),
    byCategory(
      models,
      'Image AUROC by category',
      'Maximum of the map with a foreground, mean in rgb mode.',
      image,
      'imageAuroc',
    ),
    byType(models, 'Pixel AUPRO by anomaly type', aupro, 'aupro'),
    byType(models, 'Image AUROC by anomaly type', image, 'imageAuroc'),
    falseAlarms(models),
    byCategory(
      models,
      'Pixel AUPRO, exact form',
      'Every score is a threshold; no bias by ties.',
      (m) => m.auproExact,
      null,
    ),
    at224(models),
    ablation(models),
  ];
}

function ours(
  models: readonly ModelResult[],
  cells: (
    list: readonly ModelResult[],
    group: ReturnType<typeof groupModels>[number],
  ) => (MeanSpread | null)[],
): TableRow[] {
  return groupModels(models).map((group) => ({
    label: group.published ? group.label : `${group.label} (not the published configuration)`,
    kind: 'ours',
    cells: cells(group.models, group),
  }));
}

function byCategory(
  models: readonly ModelResult[],
  title: string,
  note: string,
  value: Value,
  published: 'aupro' | 'imageAuroc' | null,
): Table {
  const categories = categoriesOf(models);
  const rows = ours(models, (list, group) => [
    ...categories.map((category) =>
      meanSpread(list.filter((m) => m.category === category).map((m) => value(m.metrics))),
    ),
    overCategories(group, categories, (m) => value(m.metrics)),
  ]);
  return {
    title,
    note,
    columns: [...categories, MEAN],
    rows: [...(published === null ? [] : publishedByCategory(categories, published)), ...rows],
    descending: [],
  };
}

/** Published cells exist for the categories of the paper; their mean is over the same categories as ours. */
function publishedByCategory(
  categories: readonly string[],
  measure: 'aupro' | 'imageAuroc',
): TableRow[] {
  const tables = [PUBLISHED_BY_CATEGORY[measure], PUBLISHED_MVTEC[measure]];
  const known = (table: (typeof tables)[number]): number =>
    categories.filter((name) => Object.hasOwn(Object.values(table)[0]!, name.toLowerCase())).length;
  const table = known(tables[0]!) >= known(tables[1]!) ? tables[0]! : tables[1]!;
  if (known(table) === 0) return [];
  return Object.entries(table).map(([method, values]) => {
    const cells = categories.map((name) => meanSpread([values[name.toLowerCase()]]));
    const all = cells.some((cell) => cell === null) ? null : meanSpread(cells.map((c) => c?.mean));
    return {
      label: publishedLabel(method),
      kind: 'published',
      cells: [...cells, all && { ...all, spread: null, count: 1 }],
    };
  });
}

/** The paper calls its own method "Ours". */
function publishedLabel(method: string): string {
  return `${method === PAPER_METHOD ? 'Multi-scale distillation' : method} (published)`;
}

function byType(
  models: readonly ModelResult[],
  title: string,
  value: Value,
  measure: 'aupro' | 'imageAuroc',
): Table {
  const types = typesOf(models);
  const categories = categoriesOf(models);
  const published: TableRow[] = types.some((type) =>
    Object.hasOwn(PUBLISHED_BY_TYPE[measure][PAPER_METHOD]!, type),
  )
    ? Object.entries(PUBLISHED_BY_TYPE[measure]).map(([method, values]) => ({
        label: publishedLabel(method),
        kind: 'published',
        cells: types.map((type) => meanSpread([values[type]])),
      }))
    : [];
  return {
    title,
    note: 'All good images against those of one type; mean over the categories.',
    columns: types,
    rows: [
      ...published,
      ...ours(models, (_list, group) =>
        types.map((type) =>
          overCategories(group, categories, (m) => {
            const metrics = m.byType[type];
            return metrics ? value(metrics) : null;
          }),
        ),
      ),
    ],
    descending: [],
  };
}

function falseAlarms(models: readonly ModelResult[]): Table {
  const categories = categoriesOf(models);
  const over = (
    group: ReturnType<typeof groupModels>[number],
    value: (m: ModelResult) => number | null,
  ) => overCategories(group, categories, value);
  return {
    title: 'False alarms',
    note: 'At the stored threshold: share of good test images above it, and of anomalous ones found. Lower is better but for the share found.',
    columns: [
      'image FPR at recall 0.95',
      'pixel FPR at overlap 0.8',
      'good above threshold',
      'anomalous found',
    ],
    rows: ours(models, (_list, group) => [
      over(group, (m) => m.metrics.imageFprAtRecall95),
      over(group, (m) => m.metrics.pixelFprAtOverlap80),
      over(group, (m) => shareAbove(m, true)),
      over(group, (m) => shareAbove(m, false)),
    ]),
    // The share of anomalous images found is the one that should be high.
    descending: [0, 1, 2],
  };
}

function shareAbove({ scores, threshold }: ModelResult, good: boolean): number | null {
  const those = scores.filter(({ anomaly }) => (anomaly === 'good') === good);
  if (!threshold || those.length === 0) return null;
  return those.filter(({ score }) => score > threshold.value).length / those.length;
}

function at224(models: readonly ModelResult[]): Table {
  const categories = categoriesOf(models);
  const columns = ['AUPRO, 100', 'AUPRO, exact', 'pixel AUROC'];
  return {
    title: 'Pixel measures at 224 x 224',
    note: 'Maps by bicubic, masks by nearest neighbour: the size of 3D-ADS and M3DM, to compare methods of different map sizes.',
    columns,
    rows: ours(models, (_list, group) => [
      overCategories(group, categories, (m) => m.metrics224.aupro100),
      overCategories(group, categories, (m) => m.metrics224.auproExact),
      overCategories(group, categories, (m) => m.metrics224.pixelAuroc),
    ]),
    descending: [],
  };
}

/** Scale sets side by side, everything else being equal. */
function ablation(models: readonly ModelResult[]): Table {
  const categories = categoriesOf(models);
  const published: TableRow[] = PUBLISHED_ABLATION.map(({ scales, imageAuroc, aupro }) => ({
    label: `S = {${scales.join(', ')}} (published, 15 categories; the order of the columns is inferred)`,
    kind: 'published',
    cells: [meanSpread([imageAuroc]), meanSpread([aupro]), null, null],
  }));
  return {
    title: 'Ablation over the scales',
    note: 'Means over the categories; the spread is over seeds.',
    columns: ['image AUROC', 'AUPRO, 100', 'AUPRO, exact', 'image FPR at recall 0.95'],
    rows: [
      ...published,
      ...ours(models, (_list, group) => [
        overCategories(group, categories, (m) => m.metrics.imageAuroc),
        overCategories(group, categories, (m) => m.metrics.aupro100),
        overCategories(group, categories, (m) => m.metrics.auproExact),
        overCategories(group, categories, (m) => m.metrics.imageFprAtRecall95),
      ]),
    ],
    descending: [],
  };
}
