/** Which cell of the plan is shot next, and where a shot stands in its cell. Pure. */
import type { Cell } from '../../core/contract/schema/capture.js';
import type { Project } from '../../core/contract/schema/project.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { cellKey, countCells, nextCell } from '../../core/capture/plan.js';
import { GOOD } from '../../core/dataset/vocabulary.js';

/** Lighting of a category by the project; the first kind where the category is unknown. */
export function lightingOf(project: Project, category: string): string {
  const found = project.categories.find((entry) => entry.name === category);
  return found?.lighting ?? project.lighting[0] ?? 'unknown';
}

/** A cell that still names things the project has. */
function isKnown(project: Project, cell: Cell): boolean {
  return (
    project.categories.some((entry) => entry.name === cell.category) &&
    (cell.anomaly === GOOD || project.anomalyTypes.includes(cell.anomaly)) &&
    project.lighting.includes(cell.lighting)
  );
}

/** The current cell while the project knows it, else the plan's first open one. */
export function firstCell(
  project: Project | null,
  samples: readonly SampleSummary[],
  current: Cell | null,
): Cell | null {
  if (!project) return null;
  if (current && isKnown(project, current)) return current;
  // A session goes on where the last shot was made.
  const last = samples[0];
  const start = last && project.categories.some((c) => c.name === last.category) ? last : null;
  const next = nextCell(project.plan, countCells(samples), start);
  const category = next?.category ?? start?.category ?? project.categories[0]?.name;
  if (category === undefined) return null;
  return {
    category,
    split: next?.split ?? 'train',
    anomaly: next?.anomaly ?? GOOD,
    lighting: lightingOf(project, category),
  };
}

/** The cell after a shot: the same while it has room, else the plan's next; same lighting rule. */
export function followPlan(
  project: Project,
  samples: readonly SampleSummary[],
  current: Cell,
): Cell {
  const inPlan = project.plan.some((cell) => cellKey(cell) === cellKey(current));
  if (!inPlan) return current;
  const next = nextCell(project.plan, countCells(samples), current);
  if (!next || cellKey(next) === cellKey(current)) return current;
  const lighting =
    next.category === current.category ? current.lighting : lightingOf(project, next.category);
  return { category: next.category, split: next.split, anomaly: next.anomaly, lighting };
}

export interface CellPosition {
  /** Number of the next shot in its cell: one above the highest index. */
  readonly next: number;
  readonly done: number;
  /** null where the plan has no such cell. */
  readonly target: number | null;
}

export function cellPosition(
  project: Project,
  samples: readonly SampleSummary[],
  cell: Cell,
): CellPosition {
  const key = cellKey(cell);
  let done = 0;
  let highest = 0;
  for (const sample of samples) {
    if (cellKey(sample) !== key) continue;
    done += 1;
    highest = Math.max(highest, sample.index);
  }
  const target = project.plan.find((entry) => cellKey(entry) === key)?.target ?? null;
  return { next: highest + 1, done, target };
}
