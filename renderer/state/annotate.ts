/** What the Annotate workspace shows. The editor of the open sample is an object of its own beside it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Editor } from '../../core/annotation/editor.js';
import type { ToolName } from '../../core/annotation/tools/tool.js';
import type {
  AnnotationLock,
  FileProblem,
  OpenedAnnotation,
  QueueFilter,
} from '../../core/contract/schema/annotation.js';
import type { Work } from '../../core/contract/schema/work.js';
import type { PictureKind } from '../annotate/canvas/pictures.js';
import type { SampleData } from '../annotate/sample-data.js';

export const ANNOTATE_LAYOUTS = ['relief', 'depth', 'one', 'overlay', 'cloud'] as const;
export type AnnotateLayout = (typeof ANNOTATE_LAYOUTS)[number];

export const QUEUE_TABS = ['all', 'unfinished', 'comments'] as const;
export type QueueTab = (typeof QUEUE_TABS)[number];

/** Whose samples the queue shows. */
export type QueueScope = 'category' | 'everything' | 'mine';

/** What of the scope and tab is shown; null = all. */
export type Narrowing = Pick<QueueFilter, 'states' | 'assignee' | 'anomaly'>;

export const NO_NARROWING: Narrowing = { states: null, assignee: null, anomaly: null };

export interface SaveState {
  readonly kind: 'saved' | 'dirty' | 'saving' | 'failed';
  /** Of the last save of this session, ISO; null before. */
  readonly at: string | null;
  /** Why it failed, and the next step. */
  readonly message: string;
  readonly hint: string;
}

export interface OpenSample {
  readonly id: string;
  readonly data: SampleData;
  readonly editor: Editor;
  readonly lock: AnnotationLock;
  readonly replayed: OpenedAnnotation['replayed'];
  /** Where saves go. */
  readonly file: string;
  readonly problem: FileProblem | null;
  readonly warnings: readonly FileProblem[];
}

export interface Conflict {
  readonly id: string;
  readonly theirs: string;
  readonly modifiedAt: string | null;
}

/** The open sample could not be saved and was to be left. */
export interface Stuck {
  readonly id: string;
  readonly message: string;
  readonly hint: string;
  /** What was to be done; it goes on once the sample is saved, or given up. */
  readonly go: () => void;
}

export interface AnnotateState {
  /** What is asked for; `open` follows when it is there. */
  readonly wanted: string | null;
  readonly open: OpenSample | null;
  readonly failure: { readonly message: string; readonly hint: string } | null;
  readonly save: SaveState;
  readonly conflict: Conflict | null;
  readonly stuck: Stuck | null;
  readonly work: Work | null;
  readonly layout: AnnotateLayout;
  /** What the single view shows. */
  readonly single: PictureKind;
  /** Everything drawn is hidden for a look at the picture (T). */
  readonly bare: boolean;
  readonly tool: ToolName;
  readonly label: string;
  readonly brushRadiusPx: number;
  readonly snapping: boolean;
  readonly pressureSizes: boolean;
  readonly tab: QueueTab;
  readonly scope: QueueScope;
  readonly narrowing: Narrowing;
  /** The comment that is read in the right column. */
  readonly comment: string | null;
  readonly dialog: 'versions' | 'delete' | 'properties' | null;
  readonly actions: { patch(next: Partial<Omit<AnnotateState, 'actions'>>): void };
}

export type AnnotateStoreApi = StoreApi<AnnotateState>;

export const NOT_SAVED: SaveState = { kind: 'saved', at: null, message: '', hint: '' };

export function createAnnotateStore(): AnnotateStoreApi {
  return createStore<AnnotateState>((set) => ({
    wanted: null,
    open: null,
    failure: null,
    save: NOT_SAVED,
    conflict: null,
    stuck: null,
    work: null,
    layout: 'relief',
    single: 'rgb',
    bare: false,
    tool: 'select',
    label: '',
    brushRadiusPx: 8,
    snapping: true,
    pressureSizes: true,
    tab: 'all',
    scope: 'category',
    narrowing: NO_NARROWING,
    comment: null,
    dialog: null,
    actions: {
      patch(next) {
        set(next);
      },
    },
  }));
}
