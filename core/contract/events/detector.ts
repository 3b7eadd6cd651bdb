/** Events of detector. Part of EVENTS (../events.ts). */
import type { EventTable } from './table.js';

export const detectorEvents = {} as const satisfies EventTable;
