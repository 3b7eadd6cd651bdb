/** Live mode from the page's side: what the camera sees, and whether it still sees it. */
import type { Inspection, LiveMode } from '../../core/contract/schema/inspect.js';
import { SceneMotion } from '../../core/inspect/scene.js';
import { attempt, type Studio } from '../state/studio.js';
import type { LiveFrame } from '../state/feed.js';
import { problemOf } from './problem.js';

/** From the shutter to the compute process and back, beside the inference itself. */
const ON_THE_WAY_MS = 250;

/** Every n-th frame, as the camera's rate has it. */
export const FRAME_STEPS = [1, 5, 15, 30, 90] as const;

/** Milliseconds between the starts of two inspections; the contract's least is 100. */
export function everyMs(frames: number, fps: number): number {
  return Math.max(100, Math.min(60_000, Math.round((frames * 1000) / Math.max(fps, 1))));
}

/** Of the model on the page. */
export async function startLive(
  studio: Studio,
  { when, everyMs: pace }: Omit<LiveMode, 'model'>,
): Promise<void> {
  const { model, actions } = studio.inspect.getState();
  if (model === null) return;
  actions.set({ seen: null });
  await attempt(studio, studio.link.call('inspect.live', { mode: { model, when, everyMs: pace } }));
}

export function stopLive(studio: Studio): void {
  studio.inspect.getState().actions.set({ seen: null });
  void studio.link.call('inspect.live', { mode: null }).catch(() => undefined);
}

/** One look, now. */
export async function inspectCamera(studio: Studio): Promise<void> {
  const { model, actions } = studio.inspect.getState();
  if (model === null) return;
  actions.set({ live: { ...studio.inspect.getState().live, problem: null } });
  try {
    show(studio, await studio.link.call('inspect.camera', { model }));
  } catch (error) {
    actions.set({
      seen: null,
      live: { ...studio.inspect.getState().live, problem: problemOf(error) },
    });
  }
}

/** Shows what the camera saw, unless the scene has changed since. */
export function show(studio: Studio, inspection: Inspection): void {
  const { model, live, movedAtMs, actions } = studio.inspect.getState();
  const takenAtMs = Date.now() - inspection.milliseconds - ON_THE_WAY_MS;
  if (inspection.model !== model || takenAtMs < movedAtMs) return;
  actions.set({ seen: { inspection, takenAtMs }, live: { ...live, problem: null } });
}

/** Takes heat away as soon as the scene changes: it would lie over another part. */
export function watchScene(studio: Studio): () => void {
  const motion = new SceneMotion();
  let first = true;
  return studio.feed.paint(({ rgb, preview }: LiveFrame) => {
    const moved = motion.moved(rgb, preview.colourWidth * preview.colourHeight);
    if (moved && !first)
      studio.inspect.getState().actions.set({ movedAtMs: Date.now(), seen: null });
    first = false;
  });
}
