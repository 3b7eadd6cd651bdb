/** React's view of the editor: renders again with everything that looks different. */
import { useSyncExternalStore } from 'react';
import type { Editor } from '../../core/annotation/editor.js';

/** A value of the editor; the selector must give the same value while nothing changed. */
export function useEditor<T>(editor: Editor, selector: (editor: Editor) => T): T {
  return useSyncExternalStore(editor.subscribe, () => selector(editor));
}
