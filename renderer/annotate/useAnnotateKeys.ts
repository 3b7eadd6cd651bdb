/**
 * Keys that belong to the picture and cannot be rebound: Enter and Space close, Escape gives up, arrows
 * move the selection. Only while no dialog is open and no field or list has the focus.
 */
import { useEffect } from 'react';
import { useStudio } from '../state/context.js';

const MOVES: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FAST = 10;

export function useAnnotateKeys(): void {
  const studio = useStudio();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { editor, state } = studio.annotator;
      if (!editor || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return;
      if (
        studio.ui.getState().dialog !== null ||
        state.dialog !== null ||
        state.conflict ||
        state.stuck
      )
        return;
      const { target } = event;
      const control =
        target instanceof Element &&
        target.closest('input, textarea, select, button, a, [role="listbox"], [role="dialog"]');
      if (event.key === 'Escape') {
        if (target instanceof Element && target.closest('input, textarea, .popover__panel')) return;
        if (editor.pin) editor.placeComment(null);
        else editor.cancel();
        event.preventDefault();
        return;
      }
      if (control) return;
      const move = MOVES[event.key];
      if (move) {
        const by = event.shiftKey ? FAST : 1;
        editor.nudge(move[0] * by, move[1] * by);
        event.preventDefault();
      } else if (event.key === 'Enter' || event.key === ' ') {
        if (editor.finish()) event.preventDefault();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [studio]);
  useEffect(
    () => () => {
      // Leaving the workspace saves; the sample stays open for the way back.
      void studio.annotator.save();
    },
    [studio],
  );
}
