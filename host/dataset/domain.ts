/** The host's part of the Dataset workspace: import, export, statistics. */
import type { datasetMethods } from '../../core/contract/methods/dataset.js';
import { createExportDomain } from '../export/domain.js';
import type { Domain, ServiceContext } from '../services/domain.js';
import { createForegroundDomain } from './foreground/domain.js';
import { createImportDomain } from './import/domain.js';
import { createStoreDomain } from './store-domain.js';

export function createDatasetDomain(context: ServiceContext): Domain<keyof typeof datasetMethods> {
  const imports = createImportDomain(context);
  const exports = createExportDomain(context);
  const foreground = createForegroundDomain(context);
  const stored = createStoreDomain(context);
  const parts: readonly Domain<never>[] = [imports, exports, foreground, stored];
  return {
    handlers: {
      ...imports.handlers,
      ...exports.handlers,
      ...foreground.handlers,
      ...stored.handlers,
    },
    projectChanged: async (store) => {
      for (const part of parts) await part.projectChanged?.(store);
    },
    dispose: async () => {
      for (const part of parts) await part.dispose?.();
    },
  };
}
