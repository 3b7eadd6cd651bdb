/** The host's part of the Inspect workspace: inference and verdicts. */
import type { inspectMethods } from '../../core/contract/methods/inspect.js';
import type { Domain, ServiceContext } from '../services/domain.js';

export function createInspectDomain(_context: ServiceContext): Domain<keyof typeof inspectMethods> {
  return { handlers: {} };
}
