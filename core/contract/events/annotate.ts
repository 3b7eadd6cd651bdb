/** Events of annotate. Part of EVENTS (../events.ts). */
import type { EventTable } from './table.js';

export const annotateEvents = {} as const satisfies EventTable;
