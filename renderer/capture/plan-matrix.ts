/** The session plan as a matrix: rows are categories, columns good per split and anomalies in test. */
import type { PlanCell, Project } from '../../core/contract/schema/project.js';
import type { SampleSummary, Split } from '../../core/contract/schema/sample.js';
import { cellKey, countCells, planProgress } from '../../core/capture/plan.js';
import { GOOD, SPLITS } from '../../core/dataset/vocabulary.js';

export interface PlanColumn {
  readonly split: Split;
  readonly anomaly: string;
  /** Two letters or the split's short name. */
  readonly short: string;
}

export interface MatrixCell {
  readonly cell: Omit<PlanCell, 'target'>;
  readonly done: number;
  /** null where the plan has no such cell. */
  readonly target: number | null;
  readonly state: 'full' | 'part' | 'zero' | 'none';
}

export interface PlanMatrix {
  readonly columns: readonly PlanColumn[];
  readonly goodColumns: number;
  readonly rows: readonly { readonly category: string; readonly cells: readonly MatrixCell[] }[];
  readonly done: number;
  readonly target: number;
}

/** combine-S becomes CS, dent becomes De. */
export function shortAnomaly(name: string): string {
  const parts = name.split(/[-_ ]/).filter((part) => part !== '');
  if (parts.length > 1)
    return parts
      .map((part) => part.charAt(0).toUpperCase())
      .join('')
      .slice(0, 2);
  return name.charAt(0).toUpperCase() + name.slice(1, 2);
}

export function planColumns(project: Pick<Project, 'anomalyTypes'>): PlanColumn[] {
  const short = { train: 'train', validation: 'val', test: 'test' } as const;
  return [
    ...SPLITS.map((split): PlanColumn => ({ split, anomaly: GOOD, short: short[split] })),
    ...project.anomalyTypes.map((anomaly): PlanColumn => ({
      split: 'test',
      anomaly,
      short: shortAnomaly(anomaly),
    })),
  ];
}

export function planMatrix(
  project: Pick<Project, 'anomalyTypes' | 'categories' | 'plan'>,
  samples: readonly SampleSummary[],
): PlanMatrix {
  const counts = countCells(samples);
  const targets = new Map(project.plan.map((cell) => [cellKey(cell), cell.target]));
  const columns = planColumns(project);
  const rows = project.categories.map(({ name }) => ({
    category: name,
    cells: columns.map((column): MatrixCell => {
      const cell = { category: name, split: column.split, anomaly: column.anomaly };
      const done = counts.get(cellKey(cell)) ?? 0;
      const target = targets.get(cellKey(cell)) ?? null;
      return { cell, done, target, state: stateOf(done, target) };
    }),
  }));
  const { done, target } = planProgress(project.plan, counts);
  return { columns, goodColumns: SPLITS.length, rows, done, target };
}

function stateOf(done: number, target: number | null): MatrixCell['state'] {
  if (target === null) return done > 0 ? 'full' : 'none';
  if (done >= target && target > 0) return 'full';
  return done > 0 ? 'part' : 'zero';
}
