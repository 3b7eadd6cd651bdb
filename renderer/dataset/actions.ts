/** Keys of the Dataset workspace. */
import type { ActionKeys } from '../state/action-keys.js';

export const DATASET_ACTIONS = [
  { name: 'goDataset', scope: 'studio', group: 'studio', keys: ['Alt+3'] },
  { name: 'tabSamples', scope: 'dataset', group: 'dataset', keys: ['1'] },
  { name: 'tabForeground', scope: 'dataset', group: 'dataset', keys: ['2'] },
  { name: 'tabExport', scope: 'dataset', group: 'dataset', keys: ['3'] },
  { name: 'tabStatistics', scope: 'dataset', group: 'dataset', keys: ['4'] },
  { name: 'import', scope: 'dataset', group: 'dataset', keys: ['I'] },
  { name: 'splits', scope: 'dataset', group: 'dataset', keys: ['P'] },
  { name: 'clearFilter', scope: 'dataset', group: 'dataset', keys: ['C'] },
  { name: 'trashSelected', scope: 'dataset', group: 'dataset', keys: ['Delete'] },
  { name: 'undoBulk', scope: 'dataset', group: 'dataset', keys: ['Ctrl+Z'] },
] as const satisfies readonly ActionKeys[];

export type DatasetAction = (typeof DATASET_ACTIONS)[number]['name'];
