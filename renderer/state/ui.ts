/** What of the shell is open: workspace, dialogs, notices. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { KeyScope } from './action-keys.js';
import type { LinkStatus } from '../bridge/link.js';

export type WorkspaceName = Exclude<KeyScope, 'studio'>;

export const SETTINGS_SECTIONS = [
  'project',
  'categories',
  'labels',
  'gates',
  'plan',
  'appearance',
  'keys',
  'doctor',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export type DialogName =
  | 'palette'
  | 'help'
  | 'new-project'
  | 'sample-project'
  | 'open-project'
  | 'open-source'
  | 'override'
  | 'new-session'
  | 'note'
  | 'trash'
  | 'level'
  | 'import'
  | 'split'
  | 'operator'
  | 'shift'
  | 'line-history'
  | 'inspect-folder'
  | 'train-source'
  | 'refused'
  | 'backbones'
  | 'cancel-run'
  | 'remove-run'
  | 'run-report'
  | 'rename-model'
  | 'remove-model';

export interface Notice {
  readonly id: number;
  readonly level: 'info' | 'pass' | 'warn' | 'fail';
  readonly message: string;
  readonly remedy: string;
  readonly action: { readonly label: string; run(): void } | null;
}

export interface UiState {
  readonly link: LinkStatus;
  readonly workspace: WorkspaceName;
  readonly section: SettingsSection;
  readonly dialog: DialogName | null;
  readonly notices: readonly Notice[];
  readonly actions: {
    setLink(link: LinkStatus): void;
    go(workspace: WorkspaceName): void;
    goSettings(section: SettingsSection): void;
    open(dialog: DialogName): void;
    /** Closes `dialog`, or whichever is open. */
    close(dialog?: DialogName): void;
    /** Returns the id, for `dismiss`. */
    notify(notice: Partial<Omit<Notice, 'id'>> & Pick<Notice, 'message'>): number;
    dismiss(id: number): void;
    /** Takes back what is no longer true, by its words. */
    retract(message: string): void;
  };
}

export type UiStoreApi = StoreApi<UiState>;

/** More notices than this push the oldest out. */
const MAX_NOTICES = 4;

export function createUiStore(): UiStoreApi {
  let nextId = 1;
  return createStore<UiState>((set, get) => ({
    link: 'connecting',
    workspace: 'capture',
    section: 'project',
    dialog: null,
    notices: [],
    actions: {
      setLink(link) {
        set({ link });
      },
      go(workspace) {
        set({ workspace });
      },
      goSettings(section) {
        set({ workspace: 'settings', section });
      },
      open(dialog) {
        set({ dialog });
      },
      close(dialog) {
        if (dialog === undefined || get().dialog === dialog) set({ dialog: null });
      },
      notify(notice) {
        const id = nextId++;
        const full: Notice = { level: 'info', remedy: '', action: null, ...notice, id };
        // The same words twice say nothing new.
        const others = get().notices.filter((other) => other.message !== full.message);
        set({ notices: [...others, full].slice(-MAX_NOTICES) });
        return id;
      },
      dismiss(id) {
        set({ notices: get().notices.filter((notice) => notice.id !== id) });
      },
      retract(message) {
        if (get().notices.some((notice) => notice.message === message))
          set({ notices: get().notices.filter((notice) => notice.message !== message) });
      },
    },
  }));
}
