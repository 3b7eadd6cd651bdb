/** Calls of the Dataset workspace: import, export, statistics. Part of METHODS (../methods.ts). */
import { datasetImportMethods } from './dataset-import.js';
import type { MethodTable } from './table.js';

export const datasetMethods = { ...datasetImportMethods } as const satisfies MethodTable;
