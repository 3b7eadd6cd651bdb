/** The contract's abort signal as Node's functions want it. */
import type { AbortSignalLike } from '../../core/contract/server.js';

export function nodeSignal(like: AbortSignalLike): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  if (like.aborted) abort();
  else like.addEventListener('abort', abort);
  return controller.signal;
}
