/**
 * The shutter: hold a frame, judge it by the gates, write the sample, release the frame. A shot that
 * cannot be written stays in the camera process's memory until it is retried or discarded; it waits
 * for the project it was taken in, whichever is open meanwhile.
 */
import { join } from 'node:path';
import { evaluateGates } from '../../core/capture/gates.js';
import type { Signature } from '../../core/capture/signature.js';
import { StudioError, toErrorValue, type ErrorCode } from '../../core/contract/errors.js';
import type {
  PendingShot,
  Session,
  ShootInput,
  ShotResult,
} from '../../core/contract/schema/capture.js';
import type { CameraState, LiveMeasures } from '../../core/contract/schema/camera.js';
import type { GateRecord, Sample, SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import type { CameraService, HeldShot, WrittenShot } from '../camera/service.js';
import { jsonText, readJson, writeAtomic } from '../files/atomic.js';
import type { ProjectStore } from '../project/store.js';
import {
  changeSince,
  emptySession,
  medianSharpness,
  rigMovedMm,
  savedSessionSchema,
  withShot,
  type SavedSession,
} from './session-state.js';

export interface CaptureOptions {
  readonly camera: CameraService;
  /** The open project; null while there is none. */
  readonly store: () => ProjectStore | null;
  readonly operator: () => string;
  readonly changed: (session: Session) => void;
  /** Tells what happened to a waiting shot without anybody asking for it. */
  readonly notice: (level: 'warn' | 'fail', message: string, remedy: string) => void;
}

export interface CaptureService {
  session(): Session;
  newSession(): Promise<Session>;
  shoot(input: ShootInput): Promise<ShotResult>;
  retry(): Promise<ShotResult>;
  discard(): Promise<Session>;
  /** Resolves when no shot is being taken: a project is not closed under one. */
  idle(): Promise<void>;
  /** Call after a project was opened or closed. */
  projectChanged(): Promise<void>;
  dispose(): void;
}

interface Held {
  readonly shot: HeldShot;
  /** Restarts of the camera process when the shot was taken: it is gone with the process. */
  readonly restarts: number;
  readonly input: ShootInput;
  readonly gates: GateRecord[];
}

interface Waiting extends Held {
  readonly message: string;
  readonly remedy: string;
}

/** What is worth another try; anything else will not be mended by waiting. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'disk-full',
  'folder-read-only',
  'io',
  'not-found',
]);

/** Live gates are told at most this often; the measures come faster. */
const TELL_MS = 90;

export function createCaptureService(options: CaptureOptions): CaptureService {
  const { camera } = options;
  let saved: SavedSession | null = null;
  let last: Signature | null = null;
  /** By the path of the project that each was taken in. */
  const waiting = new Map<string, Waiting>();
  let openPath: string | null = options.store()?.path ?? null;
  let saving = false;
  let work: Promise<unknown> = Promise.resolve();
  let live: LiveMeasures | null = null;
  let state: CameraState = camera.state();
  let toldAt = 0;

  const pending = (): Waiting | null => waiting.get(options.store()?.path ?? '') ?? null;

  const setScale = (): number | null => options.store()?.metresPerCount() ?? null;

  const judge = (
    measures: LiveMeasures['measures'],
    context: {
      metresPerCount: number | null;
      pairDeltaMs: number | null;
      framePeriodMs: number;
      changed: number | null;
    },
  ): GateRecord[] => {
    const store = options.store();
    if (!store) return [];
    return evaluateGates({
      limits: store.project().gates,
      measures,
      metresPerCount: context.metresPerCount,
      pairDeltaMs: context.pairDeltaMs,
      framePeriodMs: context.framePeriodMs,
      rigMovedMm: saved ? rigMovedMm(saved, measures) : null,
      changedShare: context.changed,
      session: {
        firstDistanceMm: saved?.first?.distanceMm ?? null,
        medianSharpness: saved ? medianSharpness(saved) : null,
        metresPerCount: setScale(),
      },
    });
  };

  const session = (): Session => ({
    startedAt: saved?.startedAt ?? null,
    shots: saved?.shots ?? 0,
    firstDistanceMm: saved?.first?.distanceMm ?? null,
    medianSharpness: saved ? medianSharpness(saved) : null,
    metresPerCount: setScale(),
    rigMovedMm: saved && live ? rigMovedMm(saved, live.measures) : null,
    gates: live
      ? judge(live.measures, {
          metresPerCount: state.metresPerCount,
          pairDeltaMs: live.pairDeltaMs,
          framePeriodMs: 1000 / (state.profile?.fps ?? 30),
          // Whether the object has changed is judged on the full frame, at the shutter.
          changed: null,
        })
      : [],
    pending: pendingOf(pending()),
    saving,
  });

  const tell = (): void => {
    toldAt = Date.now();
    options.changed(session());
  };

  const unsubscribe = camera.subscribe({
    measures(next) {
      live = next;
      if (Date.now() - toldAt >= TELL_MS) tell();
    },
    state(next) {
      state = next;
      if (next.status !== 'streaming') live = null;
      for (const [path, { restarts }] of waiting)
        if (restarts !== next.restarts) {
          waiting.delete(path);
          const { message, hint } = lost();
          options.notice('fail', message, hint);
          tell();
        }
    },
  });

  const mustStore = (): ProjectStore => {
    const store = options.store();
    if (!store)
      throw new StudioError(
        'no-project',
        text('error.no-project.message'),
        text('error.no-project.hint'),
      );
    return store;
  };

  const save = async (store: ProjectStore, held: Held): Promise<ShotResult> => {
    saving = true;
    tell();
    try {
      const added = await commit(store, held);
      waiting.delete(store.path);
      last = held.shot.signature;
      saved = withShot(saved ?? emptySession(held.shot.takenAt), held.shot);
      await camera.release(held.shot.shotId).catch(() => undefined);
      return await afterCommit(store, held, added);
    } finally {
      saving = false;
      tell();
    }
  };

  /** Writes the sample. When that fails, the shot waits for another try or is told to be lost. */
  const commit: (store: ProjectStore, held: Held) => ReturnType<ProjectStore['add']> = async (
    store,
    held,
  ) => {
    try {
      return await store.add(async (folder, id) => {
        const written = await camera.write(held.shot.shotId, folder);
        store.prepareThumbnail(id, written.small);
        return recordOf(held, written, options.operator());
      }, held.input.cell);
    } catch (error) {
      const failure = error instanceof StudioError ? error : new StudioError('io', String(error));
      if (RETRYABLE.has(failure.code)) {
        waiting.set(store.path, { ...held, message: failure.message, remedy: failure.hint });
        throw failure;
      }
      waiting.delete(store.path);
      await camera.release(held.shot.shotId).catch(() => undefined);
      throw failure.code === 'nothing-pending' ? lost() : failure;
    }
  };

  /** The sample is on disk: what fails from here on is told beside it, never instead of it. */
  const afterCommit = async (
    store: ProjectStore,
    { input }: Held,
    { summary, path }: { summary: SampleSummary; path: string },
  ): Promise<ShotResult> => {
    await writeAtomic(join(store.path, 'session.json'), jsonText(saved)).catch(() => undefined);
    let sample = summary;
    let problem: { message: string; remedy: string } | null = null;
    const tried = async (what: 'note' | 'trash', step: () => Promise<void>): Promise<void> => {
      try {
        await step();
      } catch (error) {
        const { message: reason } = toErrorValue(error);
        problem = {
          message: text(`capture.saved.${what}.message`, { reason }),
          remedy: text(`capture.saved.${what}.hint`),
        };
      }
    };
    if (input.note !== '')
      await tried('note', async () => {
        sample = await store.note(summary.id, input.note);
      });
    const { replaces } = input;
    // Somebody else may have deleted it meanwhile: then there is nothing left to do.
    if (replaces !== null && store.samples().some(({ id }) => id === replaces))
      await tried('trash', () => store.trash([replaces]));
    return { outcome: 'saved', sample, path, problem };
  };

  const shoot = async (store: ProjectStore, input: ShootInput): Promise<ShotResult> => {
    saving = true;
    try {
      const { restarts } = camera.state();
      const shot = await camera.hold(input.burst);
      const gates = judge(shot.measures, {
        metresPerCount: storedScale(shot),
        pairDeltaMs: shot.pairDeltaMs,
        framePeriodMs: shot.framePeriodMs,
        changed: input.replaces === null ? changeSince(last, shot.signature) : null,
      });
      if (gates.some((gate) => !gate.passed) && input.override === null) {
        await camera.release(shot.shotId).catch(() => undefined);
        return { outcome: 'refused', gates, measures: shot.measures };
      }
      return await save(store, { shot, restarts, input, gates });
    } finally {
      saving = false;
    }
  };

  const mustBeFree = (): void => {
    if (saving) throw new StudioError('busy', text('error.busy.message'), text('error.busy.hint'));
  };

  /** So that `idle` can wait for it. */
  const tracked = <T>(running: Promise<T>): Promise<T> => {
    work = running.catch(() => undefined);
    return running;
  };

  return {
    session,
    async newSession() {
      const store = mustStore();
      mustBeFree();
      // On disk first: a session that comes back with the next start would refuse every shot again.
      await writeAtomic(
        join(store.path, 'session.json'),
        jsonText(emptySession(new Date().toISOString())),
      );
      saved = null;
      last = null;
      tell();
      return session();
    },
    async shoot(input) {
      const store = mustStore();
      mustBeFree();
      if (pending())
        throw new StudioError('busy', text('error.pending.message'), text('error.pending.hint'));
      return tracked(shoot(store, input));
    },
    async retry() {
      const store = mustStore();
      mustBeFree();
      const held = pending();
      if (!held) throw new StudioError('nothing-pending', text('error.nothing-pending.message'));
      return tracked(save(store, held));
    },
    async discard() {
      const held = pending();
      const store = options.store();
      if (store) waiting.delete(store.path);
      if (held) await camera.release(held.shot.shotId).catch(() => undefined);
      tell();
      return session();
    },
    async idle() {
      await work;
    },
    async projectChanged() {
      saved = null;
      last = null;
      const store = options.store();
      const left = openPath;
      openPath = store?.path ?? null;
      if (left !== null && left !== openPath && waiting.has(left))
        options.notice(
          'warn',
          text('error.pending-left.message', { path: left }),
          text('error.pending-left.hint'),
        );
      if (store) {
        const found = savedSessionSchema.safeParse(
          await readJson(join(store.path, 'session.json')).catch(() => null),
        );
        saved = found.success && found.data.shots > 0 ? found.data : null;
      }
      tell();
    },
    dispose: unsubscribe,
  };
}

function pendingOf(held: Waiting | null): PendingShot | null {
  return (
    held && {
      cell: held.input.cell,
      takenAt: held.shot.takenAt,
      message: held.message,
      remedy: held.remedy,
    }
  );
}

/** The frames are gone with the camera process that held them. */
function lost(): StudioError {
  return new StudioError('nothing-pending', text('error.lost.message'), text('error.lost.hint'));
}

/** Metres of one count as the sample says it; float32 depth is in metres. */
function storedScale({ depth }: HeldShot): number {
  return depth.encoding === 'float32' ? 1 : depth.metresPerCount;
}

function recordOf(
  { shot, input, gates }: Held,
  written: WrittenShot,
  operator: string,
): Omit<Sample, 'id' | 'index' | 'schema'> {
  const failed = gates.some((gate) => !gate.passed);
  return {
    ...input.cell,
    operator,
    takenAt: shot.takenAt,
    rgb: {
      ...written.rgb,
      width: shot.rgb.width,
      height: shot.rgb.height,
      stream: shot.stream,
      intrinsics: shot.rgb.intrinsics,
    },
    depth: {
      ...written.depth,
      width: shot.depth.width,
      height: shot.depth.height,
      encoding: shot.depth.encoding,
      metresPerCount: storedScale(shot),
      intrinsics: shot.depth.intrinsics,
    },
    depthToColour: shot.depthToColour,
    pairDeltaMs: shot.pairDeltaMs,
    camera: shot.camera,
    source: shot.kind,
    measures: shot.measures,
    gates,
    override: failed && input.override !== null ? { reason: input.override, by: operator } : null,
    provenance: null,
  };
}
