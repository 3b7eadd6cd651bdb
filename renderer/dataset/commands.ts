/** What each key of the Dataset workspace does. */
import type { Studio } from '../state/studio.js';
import type { DatasetAction } from './actions.js';

export const datasetCommands: Readonly<Record<DatasetAction, (studio: Studio) => void>> = {};
