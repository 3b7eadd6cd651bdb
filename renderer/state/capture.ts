/** The Capture workspace: the running session, the next shot and how the views are shown. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LevelRegion } from '../../core/contract/schema/camera.js';
import type { Cell, Session } from '../../core/contract/schema/capture.js';
import type { GateRecord } from '../../core/contract/schema/sample.js';
import { DEFAULT_REGION } from '../../core/levelling/measurer.js';

export const VIEW_MODES = ['side', 'rgb', 'depth', 'overlay', 'cloud'] as const;
export type ViewMode = (typeof VIEW_MODES)[number];
export type TrayFilter = 'all' | 'retake' | 'overridden';

export interface CaptureState {
  readonly session: Session | null;
  /** The next shot; null until a project is open. */
  readonly cell: Cell | null;
  /** Sample that the next shot replaces. */
  readonly replaces: string | null;
  readonly shooting: boolean;
  /** Failed gates of a shot that was just refused; its own frame is judged, not the one on screen. */
  readonly refused: readonly GateRecord[] | null;
  readonly view: ViewMode;
  readonly onion: boolean;
  readonly crop: boolean;
  readonly frozen: boolean;
  readonly region: LevelRegion;
  /** Depth colour range in mm while no project holds one, near and far. */
  readonly looseRangeMm: readonly [number, number];
  readonly filter: TrayFilter;
  readonly selected: string | null;
  readonly simulatorOpen: boolean;
  readonly actions: {
    setSession(session: Session): void;
    setCell(cell: Cell | null): void;
    setReplaces(id: string | null): void;
    setShooting(shooting: boolean): void;
    setRefused(refused: readonly GateRecord[] | null): void;
    setView(view: ViewMode): void;
    toggle(what: 'onion' | 'crop' | 'frozen' | 'simulatorOpen'): void;
    setRegion(region: LevelRegion): void;
    setLooseRange(range: readonly [number, number]): void;
    setFilter(filter: TrayFilter): void;
    select(id: string | null): void;
  };
}

export type CaptureStoreApi = StoreApi<CaptureState>;

export function createCaptureStore(): CaptureStoreApi {
  return createStore<CaptureState>((set, get) => ({
    session: null,
    cell: null,
    replaces: null,
    shooting: false,
    refused: null,
    view: 'side',
    onion: false,
    crop: true,
    frozen: false,
    region: DEFAULT_REGION,
    looseRangeMm: [130, 210],
    filter: 'all',
    selected: null,
    simulatorOpen: false,
    actions: {
      setSession(session) {
        set({ session });
      },
      setCell(cell) {
        set({ cell, refused: null });
      },
      setReplaces(replaces) {
        set({ replaces });
      },
      setShooting(shooting) {
        set({ shooting });
      },
      setRefused(refused) {
        set({ refused });
      },
      setView(view) {
        set({ view });
      },
      toggle(what) {
        const now = get();
        if (what === 'onion') set({ onion: !now.onion });
        else if (what === 'crop') set({ crop: !now.crop });
        else if (what === 'frozen') set({ frozen: !now.frozen });
        else set({ simulatorOpen: !now.simulatorOpen });
      },
      setRegion(region) {
        set({ region });
      },
      setLooseRange(looseRangeMm) {
        set({ looseRangeMm });
      },
      setFilter(filter) {
        set({ filter });
      },
      select(selected) {
        if (get().selected !== selected) set({ selected });
      },
    },
  }));
}
