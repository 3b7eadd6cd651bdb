/** What each key of the Dataset workspace does. */
import type { Studio } from '../state/studio.js';
import type { DatasetAction } from './actions.js';
import { trashSelected, undoLast } from './bulk.js';
import { NO_FILTER } from './filter-model.js';

export const datasetCommands: Readonly<Record<DatasetAction, (studio: Studio) => void>> = {
  goDataset: (studio) => {
    studio.ui.getState().actions.go('dataset');
  },
  tabSamples: (studio) => {
    studio.dataset.getState().actions.setTab('samples');
  },
  tabForeground: (studio) => {
    studio.dataset.getState().actions.setTab('foreground');
  },
  tabExport: (studio) => {
    studio.dataset.getState().actions.setTab('export');
  },
  tabStatistics: (studio) => {
    studio.dataset.getState().actions.setTab('statistics');
  },
  import: (studio) => {
    if (studio.project.getState().info?.readOnly === null)
      studio.ui.getState().actions.open('import');
  },
  splits: (studio) => {
    const { info, samples } = studio.project.getState();
    if (info?.readOnly === null && samples.length > 0) studio.ui.getState().actions.open('split');
  },
  clearFilter: (studio) => {
    studio.dataset.getState().actions.setFilter(NO_FILTER);
  },
  trashSelected: (studio) => {
    void trashSelected(studio);
  },
  undoBulk: (studio) => {
    void undoLast(studio);
  },
};
