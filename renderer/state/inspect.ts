/** The Inspect workspace: model, queue, the inspection on screen, the verdict being given. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelCard, ModelSummary, Threshold } from '../../core/contract/schema/detector.js';
import type {
  BatchProgress,
  Decision,
  Inspection,
  InspectionResult,
  InspectionRule,
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
  /** Held down: the part without any heat. */
  readonly hidden: boolean;
}

export interface Draft {
  readonly decision: Decision | null;
  readonly reasons: readonly string[];
  readonly comment: string;
}

export const NO_DRAFT: Draft = { decision: null, reasons: [], comment: '' };

export interface InspectState {
  readonly models: readonly ModelSummary[];
  readonly loaded: boolean;
  readonly model: string | null;
  readonly card: ModelCard | null;
  readonly thresholds: readonly Threshold[];
  readonly rule: InspectionRule | null;
  readonly results: ReadonlyMap<string, InspectionResult>;
  readonly reviews: readonly Review[];
  readonly order: QueueOrder;
  readonly filter: QueueFilter;
  readonly view: InspectView;
  readonly heat: HeatSettings;
  /** The verdict is given before the heat is shown. */
  readonly blind: boolean;
  readonly selected: string | null;
  /** Of the selected sample; null while it is made. */
  readonly inspection: Inspection | null;
  readonly problem: { readonly message: string; readonly hint: string } | null;
  readonly draft: Draft;
  readonly batch: BatchProgress | null;
  /** Where the line is being dragged to; null when it rests. */
  readonly line: number | null;
  readonly actions: {
    set(patch: Partial<Omit<InspectState, 'actions'>>): void;
    setHeat(patch: Partial<HeatSettings>): void;
    setDraft(patch: Partial<Draft>): void;
    addResult(result: InspectionResult): void;
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
  results: new Map<string, InspectionResult>(),
  reviews: [],
  selected: null,
  inspection: null,
  problem: null,
  draft: NO_DRAFT,
  batch: null,
  line: null,
} satisfies Partial<InspectState>;

export function createInspectStore(): InspectStoreApi {
  return createStore<InspectState>((set, get) => ({
    ...FRESH,
    order: 'time',
    filter: 'todo',
    view: 'rgb',
    heat: {
      opacity: 0.66,
      palette: 'plasma',
      contour: true,
      clearBelow: true,
      foreground: false,
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
      addResult(result) {
        set({ results: new Map(get().results).set(result.sample, result) });
      },
      reset() {
        set(FRESH);
      },
    },
  }));
}
