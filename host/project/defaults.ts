/** What a new project starts with: the paper's categories, types, lighting, labels, gates and plan. */
import { DEFAULT_GATES } from '../../core/capture/gates.js';
import { defaultPlan } from '../../core/capture/plan.js';
import {
  DEFAULT_ANNOTATION_SETTINGS,
  PROJECT_SCHEMA,
  type Project,
} from '../../core/contract/schema/project.js';
import { ANOMALY_TYPES, LIGHTING_KINDS, PAPER_CATEGORIES } from '../../core/dataset/vocabulary.js';

/** Okabe-Ito, lightened where needed; the same in both themes. */
export const LABEL_COLOURS = [
  '#56b4e9',
  '#e69f00',
  '#d88ab8',
  '#f0e442',
  '#2fbf97',
  '#e8743b',
] as const;

export function defaultProject(name: string, createdAt: string): Project {
  return {
    schema: PROJECT_SCHEMA,
    name,
    createdAt,
    categories: PAPER_CATEGORIES.map((category) => ({ ...category })),
    anomalyTypes: [...ANOMALY_TYPES],
    lighting: [...LIGHTING_KINDS],
    labels: ANOMALY_TYPES.map((label, i) => ({
      name: label,
      value: i + 1,
      colour: LABEL_COLOURS[i] ?? '#56b4e9',
    })),
    gates: { ...DEFAULT_GATES },
    plan: defaultPlan(),
    depthRangeMm: [130, 200],
    foreground: {},
    exportProfiles: [],
    annotation: { ...DEFAULT_ANNOTATION_SETTINGS },
  };
}
