/** The user's preferences: shown at once, kept by the host. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Preferences } from '../../core/contract/schema/capture.js';

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  operator: '',
  depthPalette: 'turbo',
  sound: true,
  followPlan: true,
  burst: 1,
  provider: 'auto',
  keys: {},
  layout: {},
};

export interface PrefsState {
  readonly value: Preferences;
  readonly actions: { set(value: Preferences): void };
}

export type PrefsStoreApi = StoreApi<PrefsState>;

export function createPrefsStore(): PrefsStoreApi {
  return createStore<PrefsState>((set) => ({
    value: DEFAULT_PREFERENCES,
    actions: {
      set(value) {
        set({ value });
      },
    },
  }));
}
