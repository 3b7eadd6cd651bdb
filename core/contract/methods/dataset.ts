/** Calls of the Dataset workspace: import, export, statistics. Part of METHODS (../methods.ts). */
import { datasetExportMethods } from './dataset-export.js';
import { datasetForegroundMethods } from './dataset-foreground.js';
import { datasetImportMethods } from './dataset-import.js';
import { datasetStoreMethods } from './dataset-store.js';
import type { MethodTable } from './table.js';

export const datasetMethods = {
  ...datasetImportMethods,
  ...datasetExportMethods,
  ...datasetForegroundMethods,
  ...datasetStoreMethods,
} as const satisfies MethodTable;
