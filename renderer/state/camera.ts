/** State and live measures of the camera. Frames never enter a store (see feed.ts). */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CameraState, LiveMeasures, SourceInfo } from '../../core/contract/schema/camera.js';

export interface CameraStoreState {
  /** null until the host has told. */
  readonly state: CameraState | null;
  readonly measures: LiveMeasures | null;
  readonly sources: readonly SourceInfo[];
  readonly actions: {
    setState(state: CameraState): void;
    setMeasures(measures: LiveMeasures | null): void;
    setSources(sources: readonly SourceInfo[]): void;
  };
}

export type CameraStoreApi = StoreApi<CameraStoreState>;

export function createCameraStore(): CameraStoreApi {
  return createStore<CameraStoreState>((set) => ({
    state: null,
    measures: null,
    sources: [],
    actions: {
      setState(state) {
        // Measures of a picture that stands still would look like live ones.
        set(state.status === 'streaming' ? { state } : { state, measures: null });
      },
      setMeasures(measures) {
        set({ measures });
      },
      setSources(sources) {
        set({ sources });
      },
    },
  }));
}

/** The open source is a simulation: labelled everywhere its pictures appear. */
export function isSimulated(store: CameraStoreState): boolean {
  return store.state?.source?.kind === 'simulated';
}

/** The fault that stops the picture; undefined while it runs. */
export function blockingFault(
  state: CameraState | null,
): CameraState['faults'][number] | undefined {
  return state?.faults.find((fault) => fault.blocking);
}
