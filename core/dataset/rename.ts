/** Renaming a category, anomaly type or lighting kind everywhere in project.json. */
import type { Project } from '../contract/schema/project.js';
import { GOOD } from './vocabulary.js';

export interface Rename {
  readonly what: 'category' | 'anomaly' | 'lighting';
  readonly from: string;
  readonly to: string;
}

/** The names of a kind that the project lists. */
export function namesOf(project: Project, what: Rename['what']): readonly string[] {
  switch (what) {
    case 'category':
      return project.categories.map((category) => category.name);
    case 'anomaly':
      return [GOOD, ...project.anomalyTypes];
    case 'lighting':
      return project.lighting;
  }
}

/**
 * The parts of the project that change. Labels keep their names, for annotations refer to them; the
 * order of lists stays. Renaming back gives what was before.
 */
export function renameInProject(project: Project, { what, from, to }: Rename): Partial<Project> {
  const named = (name: string): string => (name === from ? to : name);
  switch (what) {
    case 'category':
      return {
        categories: project.categories.map((c) => ({ ...c, name: named(c.name) })),
        plan: project.plan.map((cell) => ({ ...cell, category: named(cell.category) })),
        foreground: Object.fromEntries(
          Object.entries(project.foreground).map(([name, settings]) => [named(name), settings]),
        ),
      };
    case 'anomaly':
      return {
        anomalyTypes: project.anomalyTypes.map(named),
        plan: project.plan.map((cell) => ({ ...cell, anomaly: named(cell.anomaly) })),
      };
    case 'lighting':
      return {
        lighting: project.lighting.map(named),
        categories: project.categories.map((c) => ({ ...c, lighting: named(c.lighting) })),
      };
  }
}
