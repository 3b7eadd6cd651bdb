/** The host's part of the store: queries over the index, edits of many samples, undo. */
import type { datasetStoreMethods } from '../../core/contract/methods/dataset-store.js';
import { queryDataset, warmQueries } from '../../core/dataset/query.js';
import type { BulkControl } from '../project/store.js';
import type { Domain, ServiceContext } from '../services/domain.js';

const TELL_MS = 120;

export function createStoreDomain(
  context: ServiceContext,
): Domain<keyof typeof datasetStoreMethods> {
  const control = (signal: BulkControl['signal']): BulkControl => {
    let toldAt = 0;
    return {
      by: context.preferences.get().operator,
      told: (done, total) => {
        const now = performance.now();
        if (now - toldAt < TELL_MS && done < total) return;
        toldAt = now;
        context.hub.tell('dataset.bulk.progress', { done, total });
      },
      signal,
    };
  };
  return {
    projectChanged: (store) => {
      if (store) warmQueries(store.samples());
      return Promise.resolve();
    },
    handlers: {
      'dataset.query': (query) => queryDataset(context.store().samples(), query),
      'dataset.bulkEdit': async (request, { signal }) => {
        const store = context.store();
        const result = await store.bulkEdit(request, control(signal));
        if (request.kind === 'rename')
          context.hub.tell('project.changed', await store.info(), true);
        return result;
      },
      'dataset.undo': (_input, { signal }) => context.store().undo(control(signal)),
      'dataset.redo': (_input, { signal }) => context.store().redo(control(signal)),
      'dataset.bulk.history': () => context.store().bulkHistory(),
      'dataset.rescan': async () => {
        const { upserted, removed } = await context.store().rescan();
        return { upserted: upserted.length, removed: removed.length };
      },
    },
  };
}
