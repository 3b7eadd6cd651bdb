/** The simulated camera's settings as a specification, so that it is opened again as it was. */
import { patched } from '../simulated-spec.js';
import type { Source } from '../sources/source.js';

/** The simulator's present settings as a specification; null for other sources. */
export function respecified(source: Source): string | null {
  const settings = source.simulator();
  return settings ? patched('simulated', { ...settings }, source.profile()) : null;
}
