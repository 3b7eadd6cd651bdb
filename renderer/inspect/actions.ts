/** Keys of the Inspect workspace. */
import type { ActionKeys } from '../state/action-keys.js';

export const INSPECT_ACTIONS = [] as const satisfies readonly ActionKeys[];

export type InspectAction = (typeof INSPECT_ACTIONS)[number]['name'];
