/** One edit of many samples: told to the host as one step, taken back as one step. */
import type { MethodInput } from '../../core/contract/methods.js';
import { text } from '../../core/text/index.js';
import { count } from '../state/format.js';
import { trashSamples, undoTrash } from '../state/shooting.js';
import { attempt, type Studio } from '../state/studio.js';
import { lightName, splitName } from './words.js';

export type BulkPatch = MethodInput<'samples.edit'>['patch'];

/** What was done, in words for the notice. */
export function bulkWords(patch: BulkPatch, samples: number): string {
  const changes = [
    patch.category === undefined ? null : patch.category,
    patch.split === undefined ? null : splitName(patch.split),
    patch.anomaly === undefined ? null : patch.anomaly,
    patch.lighting === undefined ? null : lightName(patch.lighting),
  ].filter((change) => change !== null);
  return text(samples === 1 ? 'dataset.edited.one' : 'dataset.edited', {
    count: count(samples),
    to: changes.join(', '),
  });
}

export async function editSamples(
  studio: Studio,
  ids: readonly string[],
  patch: BulkPatch,
): Promise<void> {
  for (const id of ids) {
    const done = await attempt(studio, studio.link.call('samples.edit', { id, patch }));
    if (!done) return;
  }
}

export async function trashSelected(studio: Studio): Promise<void> {
  const ids = [...studio.dataset.getState().selection.ids];
  if (ids.length === 0) return;
  await trashSamples(studio, ids);
  studio.dataset.getState().actions.setUndo(() => undoTrash(studio));
}

/** Takes back the last edit or deletion of this workspace. */
export async function undoLast(studio: Studio): Promise<void> {
  const { undo, actions } = studio.dataset.getState();
  if (undo === null) return;
  actions.setUndo(null);
  await undo();
}
