/**
 * Edits of a project as patches: plan and labels follow categories and anomaly types, so that
 * nothing names what is no longer there. Pure.
 */
import type { Project, ProjectPatch } from '../../core/contract/schema/project.js';
import { nameSchema } from '../../core/contract/schema/sample.js';
import { DEFAULT_TARGETS, defaultPlan } from '../../core/capture/plan.js';
import { GOOD } from '../../core/dataset/vocabulary.js';

type Names = Pick<Project, 'categories' | 'anomalyTypes' | 'lighting' | 'labels' | 'plan'>;

/** Colours for new labels: those of the standard six first, then further distinct ones. */
const COLOURS = [
  '#56b4e9',
  '#e69f00',
  '#d88ab8',
  '#f0e442',
  '#2fbf97',
  '#e8743b',
  '#a98ae0',
  '#8fce5a',
  '#d9c7a0',
];

export type NameProblem = 'empty' | 'sign' | 'taken';

/** What speaks against a new name; null where nothing does. */
export function nameProblem(name: string, taken: readonly string[]): NameProblem | null {
  const trimmed = name.trim();
  if (trimmed === '') return 'empty';
  if (!nameSchema.safeParse(trimmed).success) return 'sign';
  const same = (other: string): boolean => other.toLowerCase() === trimmed.toLowerCase();
  return taken.some(same) || same(GOOD) ? 'taken' : null;
}

export function addCategory(project: Names, name: string): ProjectPatch {
  const lighting = project.lighting[0] ?? 'unknown';
  return {
    categories: [...project.categories, { name, lighting }],
    plan: [...project.plan, ...defaultPlan([name], project.anomalyTypes)],
  };
}

export function removeCategory(project: Names, name: string): ProjectPatch {
  return {
    categories: project.categories.filter((category) => category.name !== name),
    plan: project.plan.filter((cell) => cell.category !== name),
  };
}

export function addAnomaly(project: Names, name: string): ProjectPatch {
  const cells = project.categories.map((category) => ({
    category: category.name,
    split: 'test' as const,
    anomaly: name,
    target: DEFAULT_TARGETS.testAnomalous,
  }));
  const known = project.labels.some((label) => label.name === name);
  return {
    anomalyTypes: [...project.anomalyTypes, name],
    plan: [...project.plan, ...cells],
    ...(known ? {} : addLabel(project, name)),
  };
}

export function removeAnomaly(project: Names, name: string): ProjectPatch {
  return {
    anomalyTypes: project.anomalyTypes.filter((type) => type !== name),
    plan: project.plan.filter((cell) => cell.anomaly !== name),
  };
}

/** A label with the lowest free value: values never change once given, masks on disk use them. */
export function addLabel(project: Pick<Names, 'labels'>, name: string): Pick<Names, 'labels'> {
  const used = new Set(project.labels.map((label) => label.value));
  let value = 1;
  while (used.has(value)) value += 1;
  const shown = new Set(project.labels.map((label) => label.colour));
  const colour =
    COLOURS.find((entry) => !shown.has(entry)) ?? COLOURS[value % COLOURS.length] ?? '#56b4e9';
  return { labels: [...project.labels, { name, value, colour }] };
}

export function setTarget(
  project: Pick<Names, 'plan'>,
  cell: Omit<Names['plan'][number], 'target'>,
  target: number,
): Pick<Names, 'plan'> {
  const same = (other: Names['plan'][number]): boolean =>
    other.category === cell.category &&
    other.split === cell.split &&
    other.anomaly === cell.anomaly;
  const found = project.plan.some(same);
  return {
    plan: found
      ? project.plan.map((other) => (same(other) ? { ...other, target } : other))
      : [...project.plan, { ...cell, target }],
  };
}
