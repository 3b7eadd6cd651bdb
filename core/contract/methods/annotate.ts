/** Calls of the Annotate workspace. Part of METHODS (../methods.ts). */
import type { MethodTable } from './table.js';

export const annotateMethods = {} as const satisfies MethodTable;
