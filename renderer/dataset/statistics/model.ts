/** Numbers behind the plots of Statistics, from the host's statistics and the samples shown. Pure. */
import type { Statistics } from '../../../core/contract/schema/dataset-statistics.js';
import type { Project } from '../../../core/contract/schema/project.js';
import type { SampleSummary } from '../../../core/contract/schema/sample.js';
import { cellKey } from '../../../core/capture/plan.js';
import { SPLITS } from '../../../core/dataset/vocabulary.js';
import type { TimePoint } from '../../plots/TimeSeries.js';

export type Region = Statistics['regions'][number];

/** Colours of anomaly types by the project's labels; types without a label in the plot's own. */
export function anomalyColours(
  project: Pick<Project, 'labels'> | undefined,
  names: readonly string[],
): string[] {
  const own = ['var(--plot-1)', 'var(--plot-2)', 'var(--plot-3)', 'var(--text-3)'];
  let next = 0;
  return names.map((name) => {
    const label = project?.labels.find((entry) => entry.name === name);
    return label?.colour ?? own[next++ % own.length] ?? 'var(--text-3)';
  });
}

/** Anomaly types in the project's order, then any others that occur. */
export function anomalyNames(
  project: Pick<Project, 'anomalyTypes'> | undefined,
  regions: readonly Region[],
): string[] {
  const present = new Set(regions.map((region) => region.anomaly));
  const planned = (project?.anomalyTypes ?? []).filter((name) => present.has(name));
  return [...planned, ...[...present].filter((name) => !planned.includes(name)).sort()];
}

export function regionsOf(statistics: Statistics, shown: ReadonlySet<string>): readonly Region[] {
  return statistics.regions.filter((region) => shown.has(region.sampleId));
}

export type Measure = 'fillRate' | 'tiltDeg' | 'distanceMm' | 'sharpness';

/** A measure over time, oldest first; samples without it are left out. */
export function timePoints(
  samples: readonly SampleSummary[],
  measure: Measure,
): readonly TimePoint[] {
  const points: TimePoint[] = [];
  for (const sample of samples) {
    const value = sample.measures?.[measure];
    if (value == null) continue;
    points.push({
      id: sample.id,
      at: sample.takenAt,
      value: measure === 'fillRate' ? value * 100 : value,
    });
  }
  return points.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
}

export interface PlanRow {
  readonly category: string;
  readonly parts: readonly number[];
  readonly total: number;
  readonly target: number;
}

export const PLAN_PARTS = ['train', 'validation', 'good', 'anomalous'] as const;

function partOf(sample: Pick<SampleSummary, 'split' | 'anomaly'>): number {
  if (sample.split !== 'test') return SPLITS.indexOf(sample.split);
  return sample.anomaly === 'good' ? 2 : 3;
}

/** Samples per category in four parts (train, validation, good and anomalous test) against the plan. */
export function planRows(
  project: Pick<Project, 'categories' | 'plan'>,
  samples: readonly SampleSummary[],
): PlanRow[] {
  const names = new Set([
    ...project.categories.map(({ name }) => name),
    ...samples.map((sample) => sample.category),
  ]);
  const parts = new Map([...names].map((name) => [name, [0, 0, 0, 0]]));
  for (const sample of samples) {
    const row = parts.get(sample.category);
    if (row) row[partOf(sample)] = (row[partOf(sample)] ?? 0) + 1;
  }
  return [...names].map((category) => {
    const row = parts.get(category) ?? [];
    return {
      category,
      parts: row,
      total: row.reduce((a, b) => a + b, 0),
      target: project.plan
        .filter((cell) => cell.category === category)
        .reduce((sum, cell) => sum + cell.target, 0),
    };
  });
}

/** Counts of every cell with its target, as a table. */
export function cellTable(
  project: Pick<Project, 'plan'>,
  samples: readonly SampleSummary[],
): (string | number | null)[][] {
  const counts = new Map<string, number>();
  const cells = new Map<string, { category: string; split: string; anomaly: string }>();
  for (const sample of samples) {
    counts.set(cellKey(sample), (counts.get(cellKey(sample)) ?? 0) + 1);
    cells.set(cellKey(sample), sample);
  }
  const targets = new Map(project.plan.map((cell) => [cellKey(cell), cell.target]));
  for (const cell of project.plan) cells.set(cellKey(cell), cell);
  return [...cells].map(([key, cell]) => [
    cell.category,
    cell.split,
    cell.anomaly,
    counts.get(key) ?? 0,
    targets.get(key) ?? null,
  ]);
}

/** Median of numbers; null for none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
