/** The host's part of the Annotate workspace: drawing of masks. */
import { StudioError } from '../../core/contract/errors.js';
import type { annotateMethods } from '../../core/contract/methods/annotate.js';
import type { Domain, ServiceContext } from '../services/domain.js';

export function createAnnotateDomain(
  context: ServiceContext,
): Domain<keyof typeof annotateMethods> {
  const later = (): never => {
    context.log('a call of the Annotate workspace that is not built yet');
    throw new StudioError('unsupported', 'This part of the studio is still being built.');
  };
  return {
    handlers: {
      'annotate.open': later,
      'annotate.journal': later,
      'annotate.save': later,
      'annotate.resolve': later,
      'annotate.heartbeat': later,
      'annotate.close': later,
      'annotate.versions': later,
      'annotate.version': later,
      'annotate.restore': later,
      'annotate.depth': later,
      'annotate.mask': later,
      'annotate.work': later,
      'annotate.setState': later,
      'annotate.assign': later,
      'annotate.comment': later,
      'annotate.editComment': later,
      'annotate.queue': later,
    },
  };
}
