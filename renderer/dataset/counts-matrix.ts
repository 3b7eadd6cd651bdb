/**
 * Counts of all samples against the plan: the plan's matrix, widened by what samples have beside it
 * (categories, anomaly types, anomalous samples outside of test), with totals. Pure.
 */
import { cellKey } from '../../core/capture/plan.js';
import type { Project } from '../../core/contract/schema/project.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import {
  planMatrix,
  shortAnomaly,
  type MatrixCell,
  type PlanColumn,
} from '../capture/plan-matrix.js';

export interface CountsMatrixModel {
  readonly columns: readonly PlanColumn[];
  readonly goodColumns: number;
  readonly rows: readonly {
    readonly category: string;
    readonly cells: readonly MatrixCell[];
    readonly total: number;
  }[];
  readonly done: number;
  /** Planned shots in all. */
  readonly planned: number;
  /** Planned shots of a category, where all plan the same; else 0. */
  readonly target: number;
}

export function countsMatrix(
  project: Pick<Project, 'anomalyTypes' | 'categories' | 'plan'>,
  samples: readonly SampleSummary[],
): CountsMatrixModel {
  const categories = new Set(project.categories.map(({ name }) => name));
  const types = new Set(project.anomalyTypes);
  const strays = new Map<string, PlanColumn>();
  const extraCategories = new Set<string>();
  const extraTypes = new Set<string>();
  for (const sample of samples) {
    if (!categories.has(sample.category)) extraCategories.add(sample.category);
    if (sample.anomaly === GOOD) continue;
    if (!types.has(sample.anomaly)) extraTypes.add(sample.anomaly);
    if (sample.split !== 'test') {
      const short = `${shortAnomaly(sample.anomaly)}${sample.split === 'train' ? '·t' : '·v'}`;
      strays.set(cellKey({ ...sample, category: '' }), {
        split: sample.split,
        anomaly: sample.anomaly,
        short,
      });
    }
  }
  const wide = {
    plan: project.plan,
    anomalyTypes: [...project.anomalyTypes, ...[...extraTypes].sort()],
    categories: [
      ...project.categories,
      ...[...extraCategories].sort().map((name) => ({ name, lighting: '' })),
    ],
  };
  const base = planMatrix(wide, samples);
  const extra = [...strays.values()].sort((a, b) => a.short.localeCompare(b.short));
  const extraCounts = new Map<string, number>();
  const totals = new Map<string, number>();
  for (const sample of samples) {
    totals.set(sample.category, (totals.get(sample.category) ?? 0) + 1);
    if (sample.anomaly !== GOOD && sample.split !== 'test')
      extraCounts.set(cellKey(sample), (extraCounts.get(cellKey(sample)) ?? 0) + 1);
  }
  const perCategory = new Map<string, number>();
  for (const cell of project.plan)
    perCategory.set(cell.category, (perCategory.get(cell.category) ?? 0) + cell.target);
  const targets = [...new Set(project.categories.map(({ name }) => perCategory.get(name) ?? 0))];
  return {
    columns: [...base.columns, ...extra],
    goodColumns: base.goodColumns,
    rows: base.rows.map((row) => ({
      category: row.category,
      cells: [
        ...row.cells,
        ...extra.map((column): MatrixCell => {
          const cell = { category: row.category, split: column.split, anomaly: column.anomaly };
          const done = extraCounts.get(cellKey(cell)) ?? 0;
          return { cell, done, target: null, state: done > 0 ? 'full' : 'none' };
        }),
      ],
      total: totals.get(row.category) ?? 0,
    })),
    done: base.done,
    planned: base.target,
    target: targets.length === 1 ? (targets[0] ?? 0) : 0,
  };
}
