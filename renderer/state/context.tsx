/** React's view of the studio: one context, one hook per store, always with a selector. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { AnnotateState } from './annotate.js';
import type { CameraStoreState } from './camera.js';
import type { CaptureState } from './capture.js';
import type { DatasetState } from './dataset.js';
import type { InspectState } from './inspect.js';
import type { PrefsState } from './prefs.js';
import type { ProjectState } from './project.js';
import type { Tracked } from './history.js';
import type { Studio } from './studio.js';
import type { TrainState } from './train.js';
import type { UiState } from './ui.js';

export const StudioContext = createContext<Studio | null>(null);

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('useStudio outside of StudioContext');
  return studio;
}

export function useUi<T>(selector: (state: UiState) => T): T {
  return useStore(useStudio().ui, selector);
}

export function useProject<T>(selector: (state: ProjectState) => T): T {
  return useStore(useStudio().project, selector);
}

export function useCamera<T>(selector: (state: CameraStoreState) => T): T {
  return useStore(useStudio().camera, selector);
}

export function useCapture<T>(selector: (state: CaptureState) => T): T {
  return useStore(useStudio().capture, selector);
}

export function useDataset<T>(selector: (state: DatasetState) => T): T {
  return useStore(useStudio().dataset, selector);
}

export function useAnnotate<T>(selector: (state: AnnotateState) => T): T {
  return useStore(useStudio().annotate, selector);
}

export function useInspect<T>(selector: (state: InspectState) => T): T {
  return useStore(useStudio().inspect, selector);
}

export function useTrain<T>(selector: (state: TrainState) => T): T {
  return useStore(useStudio().train, selector);
}

export function usePrefs<T>(selector: (state: PrefsState) => T): T {
  return useStore(useStudio().prefs, selector);
}

/** The last 30 s of a measure; renders at the pace of the history, twice a second. */
export function useHistory(name: Tracked): readonly (number | null)[] {
  const { history } = useStudio();
  useSyncExternalStore(history.subscribe, history.version);
  return history.of(name);
}
