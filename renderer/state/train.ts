/** The Train workspace: the run being made ready, the runs and models there are, the one that is looked at. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MethodOutput } from '../../core/contract/methods.js';
import type {
  CategoryCounts,
  DetectorConfigPatch,
  EpochRecord,
  LogLine,
  ModelSummary,
  PresetName,
  RunMap,
  RunProgress,
  RunSummary,
} from '../../core/contract/schema/detector.js';

export type TrainSetup = MethodOutput<'detector.setup'>;
export type TrainPlan = MethodOutput<'detector.plan'>;
export type PublishedRows = MethodOutput<'detector.published'>['rows'];

export const TRAIN_VIEWS = ['run', 'compare', 'model'] as const;
export type TrainView = (typeof TRAIN_VIEWS)[number];

/** What the next run shall be. */
export interface TrainDraft {
  /** Folder of an MVTec 3D-AD tree; null for the project. */
  readonly source: string | null;
  readonly category: string | null;
  readonly preset: PresetName;
  /** What differs from the preset. */
  readonly patch: DetectorConfigPatch;
  /** As written: numbers with blanks or commas between. */
  readonly seeds: string;
}

export interface Problem {
  readonly message: string;
  readonly hint: string;
}

/** What is kept of a run while it is looked at. */
export interface RunDetail {
  readonly id: string;
  readonly epochs: readonly EpochRecord[];
  /** Newest first. */
  readonly log: readonly LogLine[];
  readonly maps: readonly RunMap[];
}

export interface TrainState {
  readonly setup: TrainSetup | null;
  readonly loaded: boolean;
  readonly categories: readonly CategoryCounts[];
  readonly draft: TrainDraft;
  /** The plan of the draft; the one before stays in sight while the next is made. */
  readonly plan: TrainPlan | null;
  readonly planning: boolean;
  readonly planProblem: Problem | null;
  readonly runs: readonly RunSummary[];
  readonly models: readonly ModelSummary[];
  readonly published: PublishedRows;
  readonly progress: ReadonlyMap<string, RunProgress>;
  /** The run that is looked at. */
  readonly selected: string | null;
  readonly detail: RunDetail | null;
  /** Epochs of runs that are compared. */
  readonly curves: ReadonlyMap<string, readonly EpochRecord[]>;
  readonly checked: ReadonlySet<string>;
  readonly view: TrainView;
  /** The report that is open. */
  readonly report: { readonly id: string; readonly html: string; readonly path: string } | null;
  readonly actions: {
    set(patch: Partial<Omit<TrainState, 'actions'>>): void;
    setDraft(patch: Partial<TrainDraft>): void;
    setPatch(patch: DetectorConfigPatch): void;
    runsChanged(upserted: readonly RunSummary[], removed: readonly string[]): void;
    modelsChanged(upserted: readonly ModelSummary[], removed: readonly string[]): void;
    addProgress(progress: RunProgress): void;
    addEpoch(id: string, record: EpochRecord): void;
    addLog(id: string, line: LogLine): void;
    addMap(map: RunMap): void;
    check(id: string, on: boolean): void;
    reset(): void;
  };
}

export type TrainStoreApi = StoreApi<TrainState>;

const MOST_LOG_LINES = 500;

const FRESH = {
  loaded: false,
  categories: [],
  draft: { source: null, category: null, preset: 'lite', patch: {}, seeds: '1' },
  plan: null,
  planning: false,
  planProblem: null,
  runs: [],
  models: [],
  published: [],
  progress: new Map<string, RunProgress>(),
  selected: null,
  detail: null,
  curves: new Map<string, readonly EpochRecord[]>(),
  checked: new Set<string>(),
  view: 'run',
  report: null,
} satisfies Partial<TrainState>;

export function createTrainStore(): TrainStoreApi {
  return createStore<TrainState>((set, get) => ({
    ...FRESH,
    setup: null,
    actions: {
      set(patch) {
        set(patch);
      },
      setDraft(patch) {
        set({ draft: { ...get().draft, ...patch } });
      },
      setPatch(patch) {
        const { draft } = get();
        set({ draft: { ...draft, patch: { ...draft.patch, ...patch } } });
      },
      runsChanged(upserted, removed) {
        const { runs, selected, checked } = get();
        const next = merged(runs, upserted, removed, ({ id }) => id);
        const gone = new Set(removed);
        set({
          runs: next,
          ...(removed.length === 0
            ? {}
            : {
                checked: new Set([...checked].filter((id) => !gone.has(id))),
                ...(selected !== null && gone.has(selected)
                  ? { selected: null, detail: null }
                  : {}),
              }),
        });
      },
      modelsChanged(upserted, removed) {
        set({ models: merged(get().models, upserted, removed, ({ name }) => name) });
      },
      addProgress(progress) {
        set({ progress: new Map(get().progress).set(progress.id, progress) });
      },
      addEpoch(id, record) {
        const { detail, curves } = get();
        const known = curves.get(id);
        if (detail?.id === id)
          set({ detail: { ...detail, epochs: withEpoch(detail.epochs, record) } });
        if (known) set({ curves: new Map(curves).set(id, withEpoch(known, record)) });
      },
      addLog(id, line) {
        const { detail } = get();
        if (detail?.id !== id) return;
        set({ detail: { ...detail, log: [line, ...detail.log].slice(0, MOST_LOG_LINES) } });
      },
      addMap(map) {
        const { detail } = get();
        if (detail?.id !== map.id) return;
        const others = detail.maps.filter(
          ({ epoch, sample }) => epoch !== map.epoch || sample !== map.sample,
        );
        set({ detail: { ...detail, maps: [...others, map] } });
      },
      check(id, on) {
        const checked = new Set(get().checked);
        if (on) checked.add(id);
        else checked.delete(id);
        set({ checked });
      },
      reset() {
        set(FRESH);
      },
    },
  }));
}

/** A resumed run repeats epochs after its checkpoint: the new record takes the old one's place. */
function withEpoch(epochs: readonly EpochRecord[], record: EpochRecord): EpochRecord[] {
  const at = epochs.findIndex(
    ({ stage, epoch }) => stage === record.stage && epoch === record.epoch,
  );
  return at < 0 ? [...epochs, record] : epochs.with(at, record);
}

/** Newest first, as the host lists them. */
function merged<T extends { readonly createdAt: string }>(
  known: readonly T[],
  upserted: readonly T[],
  removed: readonly string[],
  key: (item: T) => string,
): T[] {
  const fresh = new Map(upserted.map((item) => [key(item), item]));
  const gone = new Set(removed);
  const kept = known
    .filter((item) => !gone.has(key(item)))
    .map((item) => {
      const next = fresh.get(key(item));
      fresh.delete(key(item));
      return next ?? item;
    });
  return [...kept, ...fresh.values()].sort((a, b) =>
    a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0,
  );
}
