/** The project that the fake host opens: the paper's categories, types and plan. */
import { DEFAULT_GATES } from '../../core/capture/gates.js';
import { defaultPlan } from '../../core/capture/plan.js';
import type { Project } from '../../core/contract/schema/project.js';
import { ANOMALY_TYPES, LIGHTING_KINDS, PAPER_CATEGORIES } from '../../core/dataset/vocabulary.js';

export const FAKE_PROJECT: Project = {
  schema: 2,
  name: 'Play-Doh Rig A',
  createdAt: '2026-10-01T08:00:00Z',
  categories: PAPER_CATEGORIES.map((category) => ({ ...category })),
  anomalyTypes: [...ANOMALY_TYPES],
  lighting: [...LIGHTING_KINDS],
  labels: [
    ['dent', '#56b4e9'],
    ['crack', '#e69f00'],
    ['perforation', '#d88ab8'],
    ['scratch', '#f0e442'],
    ['combine-S', '#2fbf97'],
    ['combine-D', '#e8743b'],
  ].map(([name = '', colour = ''], i) => ({ name, value: i + 1, colour })),
  gates: DEFAULT_GATES,
  plan: defaultPlan(),
  depthRangeMm: [140, 200],
  foreground: {},
  exportProfiles: [],
  annotation: { rasteriser: 'labelme-7.9.1', readers: '5.1' },
};
