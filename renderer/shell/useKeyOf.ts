/** The first key of an action, for hints; undefined where the user took it away. */
import { usePrefs } from '../state/context.js';
import { keyMap, type ActionName } from '../state/keys.js';

export function useKeyOf(): (action: ActionName) => string | undefined {
  const own = usePrefs((state) => state.value.keys);
  const map = keyMap(own);
  return (action) => map[action][0];
}
