/** The Dataset workspace: which part is shown, the filter, the order and what is selected. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExportProgress } from '../../core/contract/schema/dataset-export.js';
import type { DatasetOrder } from '../../core/contract/schema/dataset-store.js';
import type { ImportProgress } from '../../core/contract/schema/dataset-import.js';
import { NO_FILTER, type DatasetFilter } from '../dataset/filter-model.js';
import { keepKnown, NOTHING_SELECTED, type Selection } from '../dataset/selection.js';

export const DATASET_TABS = ['samples', 'foreground', 'export', 'statistics'] as const;
export type DatasetTab = (typeof DATASET_TABS)[number];

export const TILE_PICTURES = ['rgb', 'depth', 'mask'] as const;
export type TilePicture = (typeof TILE_PICTURES)[number];

export interface DatasetState {
  readonly tab: DatasetTab;
  readonly filter: DatasetFilter;
  readonly order: DatasetOrder;
  readonly picture: TilePicture;
  readonly selection: Selection;
  /** Takes back the last bulk edit or deletion; null where there is none. */
  readonly undo: (() => Promise<void>) | null;
  /** The import that runs or has ended and was not put away yet. */
  readonly importJob: string | null;
  readonly importProgress: ImportProgress | null;
  readonly exportProgress: ExportProgress | null;
  /** The category whose foreground is tuned; null until one is chosen. */
  readonly foregroundCategory: string | null;
  readonly actions: {
    setTab(tab: DatasetTab): void;
    setFilter(filter: DatasetFilter): void;
    setOrder(order: DatasetOrder): void;
    setPicture(picture: TilePicture): void;
    select(selection: Selection): void;
    setUndo(undo: DatasetState['undo']): void;
    setImportJob(job: string | null): void;
    setImportProgress(progress: ImportProgress): void;
    setExportProgress(progress: ExportProgress | null): void;
    setForegroundCategory(category: string): void;
    /** Only these samples, without any other restriction. */
    showOnly(label: string, ids: readonly string[]): void;
    /** Forgets selected samples that are gone. */
    keepKnown(known: ReadonlySet<string>): void;
    /** Another project: nothing of the old one stays. */
    reset(): void;
  };
}

export type DatasetStoreApi = StoreApi<DatasetState>;

const FRESH = {
  filter: NO_FILTER,
  selection: NOTHING_SELECTED,
  undo: null,
  importJob: null,
  importProgress: null,
  exportProgress: null,
  foregroundCategory: null,
} as const;

export function createDatasetStore(): DatasetStoreApi {
  return createStore<DatasetState>((set, get) => ({
    ...FRESH,
    tab: 'samples',
    order: 'newest',
    picture: 'rgb',
    actions: {
      setTab(tab) {
        set({ tab });
      },
      setFilter(filter) {
        set({ filter });
      },
      setOrder(order) {
        set({ order });
      },
      setPicture(picture) {
        set({ picture });
      },
      select(selection) {
        set({ selection });
      },
      setUndo(undo) {
        set({ undo });
      },
      setImportJob(importJob) {
        set({ importJob, ...(importJob === null ? { importProgress: null } : {}) });
      },
      setImportProgress(importProgress) {
        set({ importProgress });
      },
      setExportProgress(exportProgress) {
        set({ exportProgress });
      },
      setForegroundCategory(foregroundCategory) {
        set({ foregroundCategory });
      },
      showOnly(label, ids) {
        set({
          // Export and Samples both show the grid.
          tab: get().tab === 'export' ? 'export' : 'samples',
          filter: { ...NO_FILTER, only: { label, ids: new Set(ids) } },
          selection: NOTHING_SELECTED,
        });
      },
      keepKnown(known) {
        const selection = keepKnown(get().selection, known);
        if (selection !== get().selection) set({ selection });
      },
      reset() {
        set(FRESH);
      },
    },
  }));
}
