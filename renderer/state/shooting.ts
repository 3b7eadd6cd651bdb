/** The shutter: what it would do now, and doing it. */
import { StudioError, type ErrorCode } from '../../core/contract/errors.js';
import type { CameraState } from '../../core/contract/schema/camera.js';
import type { PendingShot, Session, ShotResult } from '../../core/contract/schema/capture.js';
import type { ProjectInfo } from '../../core/contract/schema/project.js';
import type { GateRecord, SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { followPlan } from './cells.js';
import type { ProjectState } from './project.js';
import { playShutter } from './sound.js';
import { attempt, report, type Studio } from './studio.js';

export type ShutterState =
  /** The project or its samples are not read yet. */
  | { readonly kind: 'loading' }
  | { readonly kind: 'no-project' }
  | { readonly kind: 'read-only'; readonly message: string }
  | { readonly kind: 'no-camera'; readonly status: CameraState['status'] }
  | { readonly kind: 'saving' }
  | { readonly kind: 'pending'; readonly pending: PendingShot }
  | { readonly kind: 'blocked'; readonly failed: readonly GateRecord[] }
  /** The last shot was refused by gates that its own frame failed; shooting again is free. */
  | { readonly kind: 'refused'; readonly failed: readonly GateRecord[] }
  | { readonly kind: 'ready' };

/** The open project once its samples are known; where the next shot goes depends on them. */
export function readyProject(
  state: Pick<ProjectState, 'info' | 'loaded'>,
): ProjectInfo | null | undefined {
  return state.info && !state.loaded ? undefined : state.info;
}

/** What the shutter would do, from the parts of the stores it depends on. */
export function shutterState(
  info: ProjectInfo | null | undefined,
  status: CameraState['status'] | undefined,
  session: Pick<Session, 'gates' | 'pending' | 'saving'> | null,
  shooting: boolean,
  refused: readonly GateRecord[] | null = null,
): ShutterState {
  if (info === undefined) return { kind: 'loading' };
  if (info === null) return { kind: 'no-project' };
  if (info.readOnly) return { kind: 'read-only', message: info.readOnly.message };
  if (session?.pending) return { kind: 'pending', pending: session.pending };
  if (shooting || session?.saving === true) return { kind: 'saving' };
  if (status !== 'streaming') return { kind: 'no-camera', status: status ?? 'closed' };
  const failed = session?.gates.filter((gate) => !gate.passed) ?? [];
  if (failed.length > 0) return { kind: 'blocked', failed };
  return refused === null ? { kind: 'ready' } : { kind: 'refused', failed: refused };
}

export function currentShutter(studio: Studio): ShutterState {
  const { session, shooting, refused } = studio.capture.getState();
  const { state } = studio.camera.getState();
  return shutterState(
    readyProject(studio.project.getState()),
    state?.status,
    session,
    shooting,
    refused,
  );
}

/** Shoots the next sample; with a reason it overrides failed gates. */
export async function shoot(studio: Studio, override: string | null = null): Promise<void> {
  const { cell, replaces, frozen, actions } = studio.capture.getState();
  const state = currentShutter(studio);
  const free = state.kind === 'ready' || state.kind === 'refused';
  if (!cell || !(free || (state.kind === 'blocked' && override !== null))) return;
  if (frozen) actions.toggle('frozen');
  actions.setRefused(null);
  actions.setShooting(true);
  const { burst } = studio.prefs.getState().value;
  try {
    settle(
      studio,
      await studio.link.call('capture.shoot', { cell, override, burst, note: '', replaces }),
    );
  } catch (error) {
    notShot(studio, error, cell.anomaly);
  } finally {
    actions.setShooting(false);
  }
}

function notShot(studio: Studio, error: unknown, name: string): void {
  // A shot that waits in memory is told by the shutter, with what can be done.
  if (studio.capture.getState().session?.pending) return;
  report(studio, error);
  // A camera that comes back takes its message with it; that this shot is missing stays said.
  if (error instanceof StudioError && CAMERA_CODES.has(error.code))
    studio.ui
      .getState()
      .actions.notify({ level: 'warn', message: text('capture.notTaken', { name }) });
}

const CAMERA_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['camera-fault', 'no-camera-open']);

/** Writes the shot again that could not be written. */
export async function retryShot(studio: Studio): Promise<void> {
  const { actions } = studio.capture.getState();
  actions.setShooting(true);
  const result = await attempt(studio, studio.link.call('capture.retry', {}));
  actions.setShooting(false);
  if (result) settle(studio, result);
}

export async function discardShot(studio: Studio): Promise<void> {
  const session = await attempt(studio, studio.link.call('capture.discard', {}));
  if (session) studio.capture.getState().actions.setSession(session);
}

/** The next shot becomes the first of a session: nothing is compared with earlier ones any more. */
export async function startSession(studio: Studio): Promise<void> {
  const { actions } = studio.capture.getState();
  const session = await attempt(studio, studio.link.call('capture.newSession', {}));
  if (!session) return;
  actions.setSession(session);
  actions.setRefused(null);
  studio.ui
    .getState()
    .actions.notify({ level: 'info', message: text('capture.newSession.started') });
}

function settle(studio: Studio, result: ShotResult): void {
  const { actions, replaces } = studio.capture.getState();
  if (result.outcome === 'refused') {
    // The gates judged the very frame of the shot, which may differ from the one on screen.
    actions.setRefused(result.gates.filter((gate) => !gate.passed));
    return;
  }
  if (studio.prefs.getState().value.sound) playShutter();
  const { problem } = result;
  if (problem) studio.ui.getState().actions.notify({ level: 'warn', ...problem });
  if (replaces !== null) {
    actions.setReplaces(null);
    // The old sample stays where it could not be moved.
    if (!problem) studio.project.getState().actions.applyChange([], [replaces]);
  }
  // The list must count this shot before the plan is asked for what is next.
  studio.project.getState().actions.applyChange([result.sample], []);
  actions.select(result.sample.id);
  advance(studio, replaces !== null);
}

function advance(studio: Studio, wasRetake: boolean): void {
  const { info, samples } = studio.project.getState();
  const { cell, actions } = studio.capture.getState();
  if (!info || !cell || wasRetake || !studio.prefs.getState().value.followPlan) return;
  const next = followPlan(info.project, samples, cell);
  if (next !== cell) actions.setCell(next);
}

/** Aims the next shot at replacing `sample`: same cell, the old one goes to the trash after it. */
export function startRetake(studio: Studio, sample: SampleSummary): void {
  const { actions } = studio.capture.getState();
  actions.setReplaces(sample.id);
  actions.setCell({
    category: sample.category,
    split: sample.split,
    anomaly: sample.anomaly,
    lighting: sample.lighting,
  });
}

/** Moves samples to the trash and offers to take it back. */
export async function trashSamples(studio: Studio, ids: readonly string[]): Promise<void> {
  const done = await attempt(studio, studio.link.call('samples.trash', { ids: [...ids] }));
  if (!done) return;
  studio.project.getState().actions.applyChange([], ids);
  const ui = studio.ui.getState().actions;
  lastTrashed = ids;
  const notice = ui.notify({
    message: text(ids.length === 1 ? 'capture.trashed.one' : 'capture.trashed.many', {
      count: ids.length,
    }),
    action: {
      label: text('app.undo'),
      run() {
        ui.dismiss(notice);
        void undoTrash(studio);
      },
    },
  });
}

let lastTrashed: readonly string[] = [];

/** Restores what was moved to the trash last. */
export async function undoTrash(studio: Studio): Promise<void> {
  const ids = lastTrashed;
  if (ids.length === 0) return;
  lastTrashed = [];
  await attempt(studio, studio.link.call('samples.restore', { ids: [...ids] }));
}
