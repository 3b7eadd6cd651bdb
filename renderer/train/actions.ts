/** Keys of the Train workspace. */
import type { ActionKeys } from '../state/action-keys.js';

export const TRAIN_ACTIONS = [] as const satisfies readonly ActionKeys[];

export type TrainAction = (typeof TRAIN_ACTIONS)[number]['name'];
