/** The host's part of the Dataset workspace: import, export, statistics. */
import type { datasetMethods } from '../../core/contract/methods/dataset.js';
import type { Domain, ServiceContext } from '../services/domain.js';
import { createImportDomain } from './import/domain.js';

export function createDatasetDomain(context: ServiceContext): Domain<keyof typeof datasetMethods> {
  const imports = createImportDomain(context);
  return {
    handlers: { ...imports.handlers },
    async projectChanged(store) {
      await imports.projectChanged?.(store);
    },
    async dispose() {
      await imports.dispose?.();
    },
  };
}
