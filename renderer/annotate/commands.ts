/** What each key of the Annotate workspace does. */
import type { Studio } from '../state/studio.js';
import type { AnnotateAction } from './actions.js';

export const annotateCommands: Readonly<Record<AnnotateAction, (studio: Studio) => void>> = {};
