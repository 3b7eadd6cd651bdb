/** Calls of the Inspect workspace: inference, verdicts. Part of METHODS (../methods.ts). */
import type { MethodTable } from './table.js';

export const inspectMethods = {} as const satisfies MethodTable;
