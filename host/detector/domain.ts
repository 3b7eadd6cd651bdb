/** The host's part of the Detector workspace: training and evaluation runs, models. */
import { StudioError } from '../../core/contract/errors.js';
import type { detectorMethods } from '../../core/contract/methods/detector.js';
import type { Domain, ServiceContext } from '../services/domain.js';

export function createDetectorDomain(
  context: ServiceContext,
): Domain<keyof typeof detectorMethods> {
  const later = (): never => {
    context.log('a call of the Train workspace that is not built yet');
    throw new StudioError('unsupported', 'This part of the studio is still being built.');
  };
  return {
    handlers: {
      'detector.setup': later,
      'detector.plan': later,
      'detector.train': later,
      'detector.evaluate': later,
      'detector.published': later,
      'runs.list': later,
      'runs.get': later,
      'runs.pause': later,
      'runs.resume': later,
      'runs.cancel': later,
      'runs.remove': later,
      'runs.file': later,
      'models.list': later,
      'models.card': later,
      'models.tryThreshold': later,
      'models.setThreshold': later,
      'models.rename': later,
      'models.remove': later,
    },
  };
}
