/** Keys of the Dataset workspace. */
import type { ActionKeys } from '../state/action-keys.js';

export const DATASET_ACTIONS = [] as const satisfies readonly ActionKeys[];

export type DatasetAction = (typeof DATASET_ACTIONS)[number]['name'];
