/** Moves samples as a split proposal says. */
import type { SplitProposal } from '../../core/contract/schema/dataset-export.js';
import type { ProjectStore } from '../project/store.js';

/** @throws StudioError project-read-only, sample-missing */
export async function applySplits(store: ProjectStore, proposal: SplitProposal): Promise<void> {
  for (const { id, to } of proposal.moves) await store.edit(id, { split: to }, 'split');
}
