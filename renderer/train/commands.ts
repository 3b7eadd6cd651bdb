/** What each key of the Train workspace does. */
import type { Studio } from '../state/studio.js';
import type { TrainAction } from './actions.js';

export const trainCommands: Readonly<Record<TrainAction, (studio: Studio) => void>> = {};
