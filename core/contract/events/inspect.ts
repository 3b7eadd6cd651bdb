/** Events of inspect. Part of EVENTS (../events.ts). */
import type { EventTable } from './table.js';

export const inspectEvents = {} as const satisfies EventTable;
