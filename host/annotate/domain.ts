/** The host's part of the Annotate workspace: drawing of masks. */
import type { annotateMethods } from '../../core/contract/methods/annotate.js';
import type { Domain, ServiceContext } from '../services/domain.js';

export function createAnnotateDomain(
  _context: ServiceContext,
): Domain<keyof typeof annotateMethods> {
  return { handlers: {} };
}
