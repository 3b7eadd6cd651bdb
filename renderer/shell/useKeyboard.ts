/** The studio's keys on the window. Fields keep what is typed; open dialogs keep all but their own. */
import { useEffect } from 'react';
import { runAction } from '../state/commands.js';
import { useStudio } from '../state/context.js';
import { actionOf, keyMap, keyOf } from '../state/keys.js';

/** Fields where a key without Ctrl is text; a range or a checkbox is not one of them. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
}

/** Controls that Space, Enter or letters operate: those keys stay theirs. */
function operates(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLSelectElement)
    return key.length === 1 || key === 'Space' || key === 'PageDown';
  if (key !== 'Space' && key !== 'Shift+Space') return false;
  const control = target.closest('button, a[href], input, summary, [role="slider"]');
  // The shutter's own button shoots on Space either way.
  return control !== null && !control.classList.contains('shutter');
}

/** Enter stays with a button that was reached by Tab; choices of the verdict pass it on. */
function pressedByEnter(target: EventTarget | null, key: string): boolean {
  if (key !== 'Enter' || !(target instanceof HTMLElement)) return false;
  const control = target.closest('button, a[href], summary, select');
  return control !== null && control.getAttribute('data-enter') !== 'verdict';
}

export function useKeyboard(): void {
  const studio = useStudio();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (key === null || event.defaultPrevented || event.isComposing) return;
      const { dialog, workspace } = studio.ui.getState();
      const name = actionOf(keyMap(studio.prefs.getState().value.keys), key, workspace);
      if (name === undefined) return;
      if (takesText(event.target) && !event.ctrlKey && !event.metaKey && !/^F\d/.test(key)) return;
      if (operates(event.target, key)) return;
      if (name === 'inspectConfirm' && pressedByEnter(event.target, key)) return;
      if (dialog !== null && !(dialog === 'level' && ['level', 'shoot', 'theme'].includes(name))) {
        // F1 and the like would open the browser's own pages over an open dialog.
        if (key.startsWith('F') || key.startsWith('Ctrl')) event.preventDefault();
        return;
      }
      event.preventDefault();
      if (event.repeat && (name === 'shoot' || name === 'trash')) return;
      // A focused shutter would be pressed a second time when the key comes up.
      if (name === 'shoot' && document.activeElement instanceof HTMLButtonElement)
        document.activeElement.blur();
      runAction(studio, name);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [studio]);
}
