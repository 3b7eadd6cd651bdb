/** The next part is made ready while this one is looked at: decoded, and drawn in every view. */
import type { SampleCache } from '../annotate/sample-data.js';
import type { DepthColours } from '../canvas/painters.js';
import type { Studio } from '../state/studio.js';
import { fetchAhead } from './known.js';

const VIEWS = ['rgb', 'depth', 'relief'] as const;
/** An operator who is quicker gets what is ready by then. */
const AT_THE_LATEST_MS = 400;

/** @returns what ends it */
export function makeReady(
  studio: Studio,
  cache: SampleCache,
  id: string,
  colours: DepthColours,
): () => void {
  let wanted = true;
  const work = async (): Promise<void> => {
    // The host reads its pictures for the model while the page reads them for the screen.
    const fetched = fetchAhead(studio, id).catch(() => undefined);
    const data = await cache.load(id);
    for (const kind of VIEWS) {
      await idle();
      if (!wanted) return;
      data.picture(kind, colours);
    }
    await fetched;
  };
  // A picture that cannot be read is told when somebody asks for it.
  work().catch(() => undefined);
  return () => {
    wanted = false;
  };
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window)
      window.requestIdleCallback(
        () => {
          resolve();
        },
        { timeout: AT_THE_LATEST_MS },
      );
    else setTimeout(resolve, 0);
  });
}
