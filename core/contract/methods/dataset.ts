/** Calls of the Dataset workspace: import, export, statistics. Part of METHODS (../methods.ts). */
import type { MethodTable } from './table.js';

export const datasetMethods = {} as const satisfies MethodTable;
