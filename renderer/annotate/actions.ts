/** Keys of the Annotate workspace. */
import type { ActionKeys } from '../state/action-keys.js';

export const ANNOTATE_ACTIONS = [] as const satisfies readonly ActionKeys[];

export type AnnotateAction = (typeof ANNOTATE_ACTIONS)[number]['name'];
