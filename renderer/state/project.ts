/** The open project and its samples, newest first. Written only by what the host reports. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProjectInfo, RecentProject } from '../../core/contract/schema/project.js';
import type { BrokenSample, SampleSummary } from '../../core/contract/schema/sample.js';

export interface ProjectState {
  /** undefined until the host has told. */
  readonly info: ProjectInfo | null | undefined;
  readonly samples: readonly SampleSummary[];
  /** The list of samples of the open project has arrived. */
  readonly loaded: boolean;
  readonly broken: readonly BrokenSample[];
  readonly recent: readonly RecentProject[];
  readonly actions: {
    setInfo(info: ProjectInfo | null): void;
    setSamples(samples: readonly SampleSummary[], broken: readonly BrokenSample[]): void;
    applyChange(upserted: readonly SampleSummary[], removed: readonly string[]): void;
    setRecent(recent: readonly RecentProject[]): void;
  };
}

export type ProjectStoreApi = StoreApi<ProjectState>;

/** Newest first; ids sort by time. */
function byNewest(a: SampleSummary, b: SampleSummary): number {
  if (a.takenAt !== b.takenAt) return a.takenAt < b.takenAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/** The list after a change; the same list where nothing changed. */
export function applySampleChange(
  samples: readonly SampleSummary[],
  upserted: readonly SampleSummary[],
  removed: readonly string[],
): readonly SampleSummary[] {
  if (upserted.length === 0 && removed.length === 0) return samples;
  const gone = new Set([...removed, ...upserted.map((sample) => sample.id)]);
  return [...samples.filter((sample) => !gone.has(sample.id)), ...upserted].sort(byNewest);
}

export function createProjectStore(): ProjectStoreApi {
  return createStore<ProjectState>((set, get) => ({
    info: undefined,
    samples: [],
    loaded: false,
    broken: [],
    recent: [],
    actions: {
      setInfo(info) {
        if (info?.path === get().info?.path && info !== null) set({ info });
        else set({ info, samples: [], broken: [], loaded: false });
      },
      setSamples(samples, broken) {
        set({ samples: [...samples].sort(byNewest), broken, loaded: true });
      },
      applyChange(upserted, removed) {
        const samples = applySampleChange(get().samples, upserted, removed);
        if (samples !== get().samples) set({ samples });
      },
      setRecent(recent) {
        set({ recent });
      },
    },
  }));
}
