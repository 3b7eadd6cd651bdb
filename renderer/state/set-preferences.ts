/** Changes of the user's preferences. */
import type { Preferences } from '../../core/contract/schema/capture.js';
import { attempt, type Studio } from './studio.js';

/** Changes preferences at once on screen; the host keeps them. */
export async function setPreferences(studio: Studio, patch: Partial<Preferences>): Promise<void> {
  const { value, actions } = studio.prefs.getState();
  actions.set({ ...value, ...patch });
  const kept = await attempt(studio, studio.link.call('preferences.set', patch));
  if (kept) actions.set(kept);
}
