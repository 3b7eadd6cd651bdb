/** Keys of the Train workspace. */
import type { ActionKeys } from '../state/action-keys.js';

export const TRAIN_ACTIONS = [
  { name: 'goTrain', scope: 'studio', group: 'train', keys: ['Alt+4'] },
  { name: 'trainStart', scope: 'train', group: 'train', keys: ['Ctrl+Enter'] },
  { name: 'trainPause', scope: 'train', group: 'train', keys: ['P'] },
  { name: 'trainCancel', scope: 'train', group: 'train', keys: ['Shift+Delete'] },
  { name: 'trainNextRun', scope: 'train', group: 'train', keys: ['J'] },
  { name: 'trainPreviousRun', scope: 'train', group: 'train', keys: ['K'] },
  { name: 'trainCheck', scope: 'train', group: 'train', keys: ['X'] },
  { name: 'trainEvaluate', scope: 'train', group: 'train', keys: ['E'] },
  { name: 'trainReport', scope: 'train', group: 'train', keys: ['O'] },
  { name: 'trainViewRun', scope: 'train', group: 'train', keys: ['1'] },
  { name: 'trainViewCompare', scope: 'train', group: 'train', keys: ['2'] },
  { name: 'trainViewModel', scope: 'train', group: 'train', keys: ['3'] },
] as const satisfies readonly ActionKeys[];

export type TrainAction = (typeof TRAIN_ACTIONS)[number]['name'];
