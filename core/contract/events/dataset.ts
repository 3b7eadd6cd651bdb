/** Events of dataset. Part of EVENTS (../events.ts). */
import type { EventTable } from './table.js';

export const datasetEvents = {} as const satisfies EventTable;
