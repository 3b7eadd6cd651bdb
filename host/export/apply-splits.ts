/** Moves samples as a split proposal says: one step that can be undone. */
import type { SplitProposal } from '../../core/contract/schema/dataset-export.js';
import type { ProjectStore } from '../project/store.js';

/** @returns how many samples moved @throws StudioError project-read-only, cancelled */
export async function applySplits(store: ProjectStore, proposal: SplitProposal): Promise<number> {
  if (proposal.moves.length === 0) return 0;
  const { changed } = await store.bulkEdit(
    { kind: 'split', moves: proposal.moves.map(({ id, to }) => ({ id, to })) },
    { by: 'pd-studio split', told: () => undefined, signal: { aborted: false } },
  );
  return changed;
}
