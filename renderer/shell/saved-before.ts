/** Another project takes the place of this one: what is being annotated must be saved before. */
import type { DialogName } from '../state/ui.js';
import type { Studio } from '../state/studio.js';

/**
 * False where the open sample cannot be saved: `dialog` makes room for the question about it, and
 * comes back once that is answered.
 */
export async function savedBefore(studio: Studio, dialog: DialogName): Promise<boolean> {
  const { open, close } = studio.ui.getState().actions;
  const again = (): void => {
    open(dialog);
  };
  if (await studio.annotator.settle(again)) return true;
  close(dialog);
  return false;
}
