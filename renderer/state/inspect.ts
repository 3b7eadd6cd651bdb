/** The Inspect workspace: model, queue, the inspection on screen, the verdict being given. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelCard, ModelSummary, Threshold } from '../../core/contract/schema/detector.js';
import type {
  BatchProgress,
  Decision,
  FolderRow,
  Inspection,
  InspectionRule,
  LiveState,
  Review,
} from '../../core/contract/schema/inspect.js';
import type { HeatPalette } from '../../core/inspect/heat.js';
import type { QueueOrder } from '../../core/inspect/review.js';

export const INSPECT_VIEWS = ['rgb', 'depth', 'relief', 'cloud'] as const;
export type InspectView = (typeof INSPECT_VIEWS)[number];
export const QUEUE_FILTERS = ['todo', 'done', 'all'] as const;
export type QueueFilter = (typeof QUEUE_FILTERS)[number];

export interface HeatSettings {
  readonly opacity: number;
  readonly palette: HeatPalette;
  readonly contour: boolean;
  readonly clearBelow: boolean;
  readonly foreground: boolean;
  /** The outline of the annotation, where there is one. */
  readonly truth: boolean;
  /** Held down: the part without any heat. */
  readonly hidden: boolean;
}

export interface Draft {
  readonly decision: Decision | null;
  readonly reasons: readonly string[];
  readonly comment: string;
  /** The heat of this sample has been on screen before anything was decided. */
  readonly heatSeen: boolean;
  /** What was decided while the heat was hidden; it is shown from then on. */
  readonly blindly: Decision | null;
}

export const NO_DRAFT: Draft = {
  decision: null,
  reasons: [],
  comment: '',
  heatSeen: false,
  blindly: null,
};

/** What is shown beside the sample. */
export type Comparison =
  { readonly kind: 'good' } | { readonly kind: 'model'; readonly model: string };

/** The other side of a comparison, once it is there. */
export interface Compared {
  readonly of: Comparison;
  readonly sample: string;
  readonly inspection: Inspection | null;
  readonly problem: Problem | null;
}

export interface Problem {
  readonly message: string;
  readonly hint: string;
}

/** What the queue shows of a result. */
export interface SampleResult {
  readonly score: number;
}

/** What the camera saw, and when its answer came. */
export interface Seen {
  readonly inspection: Inspection;
  /** When the picture was taken, as far as the page can tell: before the inference. */
  readonly takenAtMs: number;
}

export interface InspectState {
  readonly models: readonly ModelSummary[];
  readonly loaded: boolean;
  readonly model: string | null;
  readonly card: ModelCard | null;
  readonly thresholds: readonly Threshold[];
  readonly rule: InspectionRule | null;
  /** By sample, of the model in use. */
  readonly results: ReadonlyMap<string, SampleResult>;
  readonly reviews: readonly Review[];
  readonly order: QueueOrder;
  readonly filter: QueueFilter;
  /** The queue holds what others have judged: theirs is shown once one's own is given. */
  readonly second: boolean;
  readonly mode: 'queue' | 'live';
  readonly view: InspectView;
  /** The part fills the view, or the whole picture is shown. */
  readonly fit: 'part' | 'whole';
  readonly heat: HeatSettings;
  /** The verdict is given before the heat is shown. */
  readonly blind: boolean;
  readonly selected: string | null;
  /** Of the selected sample; null while it is made. */
  readonly inspection: Inspection | null;
  readonly problem: Problem | null;
  readonly comparison: Comparison | null;
  readonly compared: Compared | null;
  readonly draft: Draft;
  readonly batch: BatchProgress | null;
  /** A batch over a folder outside of the project, and what it found. */
  readonly folder: BatchProgress | null;
  readonly folderRows: readonly FolderRow[];
  /** Where the line is being dragged to; null when it rests. */
  readonly line: number | null;
  readonly live: LiveState;
  readonly seen: Seen | null;
  /** When the live scene last changed. */
  readonly movedAtMs: number;
  /** What the model runs on, and why it is not what was chosen. */
  readonly runsOn: { readonly provider: string; readonly note: string | null } | null;
  readonly actions: {
    set(patch: Partial<Omit<InspectState, 'actions'>>): void;
    setHeat(patch: Partial<HeatSettings>): void;
    setDraft(patch: Partial<Draft>): void;
    addResults(results: readonly (SampleResult & { readonly sample: string })[]): void;
    reset(): void;
  };
}

export type InspectStoreApi = StoreApi<InspectState>;

const FRESH = {
  models: [],
  loaded: false,
  model: null,
  card: null,
  thresholds: [],
  rule: null,
  results: new Map<string, SampleResult>(),
  reviews: [],
  selected: null,
  inspection: null,
  problem: null,
  comparison: null,
  compared: null,
  draft: NO_DRAFT,
  batch: null,
  folder: null,
  folderRows: [],
  line: null,
  live: { mode: null, problem: null },
  seen: null,
  movedAtMs: 0,
  runsOn: null,
} satisfies Partial<InspectState>;

export function createInspectStore(): InspectStoreApi {
  return createStore<InspectState>((set, get) => ({
    ...FRESH,
    order: 'time',
    filter: 'todo',
    second: false,
    mode: 'queue',
    view: 'rgb',
    fit: 'part',
    heat: {
      opacity: 0.66,
      palette: 'plasma',
      contour: true,
      clearBelow: true,
      foreground: false,
      truth: false,
      hidden: false,
    },
    blind: false,
    actions: {
      set(patch) {
        set(patch);
      },
      setHeat(patch) {
        set({ heat: { ...get().heat, ...patch } });
      },
      setDraft(patch) {
        set({ draft: { ...get().draft, ...patch } });
      },
      addResults(added) {
        const results = new Map(get().results);
        for (const { sample, score } of added) results.set(sample, { score });
        set({ results });
      },
      reset() {
        set(FRESH);
      },
    },
  }));
}

/** Blind mode hides the model's opinion until the operator has one. */
export function heatHidden({ blind, draft }: Pick<InspectState, 'blind' | 'draft'>): boolean {
  return blind && draft.blindly === null;
}
