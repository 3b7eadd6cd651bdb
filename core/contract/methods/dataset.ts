/** Calls of the Dataset workspace: import, export, statistics. Part of METHODS (../methods.ts). */
import { datasetExportMethods } from './dataset-export.js';
import { datasetImportMethods } from './dataset-import.js';
import type { MethodTable } from './table.js';

export const datasetMethods = {
  ...datasetImportMethods,
  ...datasetExportMethods,
} as const satisfies MethodTable;
