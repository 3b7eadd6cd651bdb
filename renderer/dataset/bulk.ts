/** One edit of many samples: told to the host as one step, taken back as one step. */
import type { SplitProposal } from '../../core/contract/schema/dataset-export.js';
import type { BulkPatch, BulkRequest } from '../../core/contract/schema/dataset-store.js';
import { text } from '../../core/text/index.js';
import { count } from '../state/format.js';
import { trashSamples, undoTrash } from '../state/shooting.js';
import { attempt, type Studio } from '../state/studio.js';
import { lightName, splitName } from './words.js';

/** What was done, in words for the notice. */
export function bulkWords(patch: BulkPatch, samples: number): string {
  const changes = [
    patch.category === undefined ? null : patch.category,
    patch.split === undefined ? null : splitName(patch.split),
    patch.anomaly === undefined ? null : patch.anomaly,
    patch.lighting === undefined ? null : lightName(patch.lighting),
  ].filter((change) => change !== null);
  return text('dataset.edited', {
    count: count(samples),
    to: changes.join(', '),
  });
}

interface Done {
  readonly changed: number;
  readonly undo: () => Promise<void>;
}

/** One crash-safe step on the host, with the way back. null where nothing was changed. */
async function edit(studio: Studio, request: BulkRequest): Promise<Done | null> {
  const result = await attempt(studio, studio.link.call('dataset.bulkEdit', request));
  if (!result) return null;
  tellSkipped(studio, result.skipped);
  if (result.operationId === null) return null;
  const undo = async (): Promise<void> => {
    const back = await attempt(studio, studio.link.call('dataset.undo', {}));
    if (back) tellSkipped(studio, back.skipped);
  };
  return { changed: result.changed, undo };
}

/** Samples that were left as they are, with the first reason. */
function tellSkipped(studio: Studio, skipped: readonly { readonly reason: string }[]): void {
  const first = skipped[0];
  if (first)
    studio.ui.getState().actions.notify({
      level: 'warn',
      message: text('dataset.edit.skipped', {
        count: count(skipped.length),
        reason: first.reason,
      }),
    });
}

/** Says what was done, with Undo in the notice and on its key. */
function offerUndo(studio: Studio, message: string, undo: () => Promise<void>): void {
  const ui = studio.ui.getState().actions;
  const dataset = studio.dataset.getState().actions;
  const run = async (): Promise<void> => {
    dataset.setUndo(null);
    ui.dismiss(notice);
    await undo();
  };
  const notice = ui.notify({
    level: 'pass',
    message,
    action: {
      label: text('app.undo'),
      run() {
        void run();
      },
    },
  });
  dataset.setUndo(run);
}

export async function editSamples(
  studio: Studio,
  ids: readonly string[],
  patch: BulkPatch,
): Promise<void> {
  const done = await edit(studio, { kind: 'edit', ids: [...ids], patch });
  if (done) offerUndo(studio, bulkWords(patch, done.changed), done.undo);
}

/** Moves samples as a proposal says, as one step. */
export async function applySplits(
  studio: Studio,
  proposal: Pick<SplitProposal, 'moves' | 'seed'>,
): Promise<void> {
  const moves = proposal.moves.map(({ id, to }) => ({ id, to }));
  const done = await edit(studio, { kind: 'split', moves });
  if (done)
    offerUndo(
      studio,
      text('split.applied', { count: count(done.changed), seed: proposal.seed }),
      done.undo,
    );
}

/** Renames in the project and in all its samples, as one step. */
export async function renameEverywhere(
  studio: Studio,
  request: Omit<Extract<BulkRequest, { kind: 'rename' }>, 'kind'>,
): Promise<void> {
  const done = await edit(studio, { kind: 'rename', ...request });
  if (!done) return;
  const { from, to } = request;
  const message = text('settings.renamed', { from, to, count: count(done.changed) });
  offerUndo(studio, message, done.undo);
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
