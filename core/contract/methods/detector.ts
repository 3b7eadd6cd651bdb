/** Calls of the Train workspace: runs, models, evaluation. Part of METHODS (../methods.ts). */
import type { MethodTable } from './table.js';

export const detectorMethods = {} as const satisfies MethodTable;
