/** What each key of the Inspect workspace does. */
import type { Studio } from '../state/studio.js';
import type { InspectAction } from './actions.js';

export const inspectCommands: Readonly<Record<InspectAction, (studio: Studio) => void>> = {};
