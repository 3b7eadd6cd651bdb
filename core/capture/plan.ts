/** The session plan: cells of category x split x anomaly with targets, and what comes next. */
import type { PlanCell } from '../contract/schema/project.js';
import { ANOMALY_TYPES, CATEGORIES, GOOD } from '../dataset/vocabulary.js';

/** Targets per category, by default about the paper's numbers. */
export const DEFAULT_TARGETS = {
  train: 150,
  validation: 20,
  testGood: 20,
  testAnomalous: 5,
} as const;

/** A plan for all categories: good in every split, each anomaly type in test. */
export function defaultPlan(
  categories: readonly string[] = CATEGORIES,
  anomalyTypes: readonly string[] = ANOMALY_TYPES,
): PlanCell[] {
  return categories.flatMap((category): PlanCell[] => [
    { category, split: 'train', anomaly: GOOD, target: DEFAULT_TARGETS.train },
    { category, split: 'validation', anomaly: GOOD, target: DEFAULT_TARGETS.validation },
    { category, split: 'test', anomaly: GOOD, target: DEFAULT_TARGETS.testGood },
    ...anomalyTypes.map((anomaly): PlanCell => ({
      category,
      split: 'test',
      anomaly,
      target: DEFAULT_TARGETS.testAnomalous,
    })),
  ]);
}

type CellKey = Pick<PlanCell, 'category' | 'split' | 'anomaly'>;

export function cellKey(cell: CellKey): string {
  return `${cell.category}/${cell.split}/${cell.anomaly}`;
}

/** Samples per cell. */
export function countCells(samples: Iterable<CellKey>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) counts.set(cellKey(sample), (counts.get(cellKey(sample)) ?? 0) + 1);
  return counts;
}

export interface PlanProgress {
  readonly done: number;
  readonly target: number;
}

/** Shots beyond a cell's target do not count towards the whole. */
export function planProgress(
  plan: readonly PlanCell[],
  counts: ReadonlyMap<string, number>,
): PlanProgress {
  let done = 0;
  let target = 0;
  for (const cell of plan) {
    target += cell.target;
    done += Math.min(cell.target, counts.get(cellKey(cell)) ?? 0);
  }
  return { done, target };
}

/**
 * The next cell with room: `current` while it has room, then the following cells of its category,
 * then the other categories in plan order; null when the plan is full.
 */
export function nextCell(
  plan: readonly PlanCell[],
  counts: ReadonlyMap<string, number>,
  current: CellKey | null,
): PlanCell | null {
  const open = (cell: PlanCell): boolean => (counts.get(cellKey(cell)) ?? 0) < cell.target;
  if (current) {
    const at = plan.findIndex((cell) => cellKey(cell) === cellKey(current));
    const same = plan.filter((cell) => cell.category === current.category);
    const here = plan[at];
    if (here && open(here)) return here;
    const later = same.find((cell) => plan.indexOf(cell) > at && open(cell)) ?? same.find(open);
    if (later) return later;
    const after = plan.slice(at + 1).find(open);
    if (after) return after;
  }
  return plan.find(open) ?? null;
}
