/** The host's part of the Dataset workspace: import, export, statistics. */
import type { datasetMethods } from '../../core/contract/methods/dataset.js';
import type { Domain, ServiceContext } from '../services/domain.js';

export function createDatasetDomain(_context: ServiceContext): Domain<keyof typeof datasetMethods> {
  return { handlers: {} };
}
