/** The host's part of the Detector workspace: training and evaluation runs, models. */
import type { detectorMethods } from '../../core/contract/methods/detector.js';
import type { Domain, ServiceContext } from '../services/domain.js';

export function createDetectorDomain(
  _context: ServiceContext,
): Domain<keyof typeof detectorMethods> {
  return { handlers: {} };
}
