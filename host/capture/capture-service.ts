/**
 * The shutter: hold a frame, judge it by the gates, write the sample, release the frame. A shot that
 * cannot be written stays in the camera process's memory until it is retried or discarded.
 */
import { join } from 'node:path';
import { evaluateGates } from '../../core/capture/gates.js';
import type { Signature } from '../../core/capture/signature.js';
import { StudioError } from '../../core/contract/errors.js';
import type {
  PendingShot,
  Session,
  ShootInput,
  ShotResult,
} from '../../core/contract/schema/capture.js';
import type { CameraState, LiveMeasures } from '../../core/contract/schema/camera.js';
import type { GateRecord, Sample } from '../../core/contract/schema/sample.js';
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
}

export interface CaptureService {
  session(): Session;
  newSession(): Promise<Session>;
  shoot(input: ShootInput): Promise<ShotResult>;
  retry(): Promise<ShotResult>;
  discard(): Promise<Session>;
  /** Call after a project was opened or closed. */
  projectChanged(): Promise<void>;
  dispose(): void;
}

interface Held {
  readonly shot: HeldShot;
  readonly input: ShootInput;
  readonly gates: GateRecord[];
}

/** Live gates are told at most this often; the measures come faster. */
const TELL_MS = 90;

export function createCaptureService(options: CaptureOptions): CaptureService {
  const { camera } = options;
  let saved: SavedSession | null = null;
  let last: Signature | null = null;
  let pending: (Held & { readonly message: string; readonly remedy: string }) | null = null;
  let saving = false;
  let live: LiveMeasures | null = null;
  let state: CameraState = camera.state();
  let toldAt = 0;

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
    pending: pending ? pendingOf(pending) : null,
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

  const save = async (held: Held): Promise<ShotResult> => {
    const store = mustStore();
    saving = true;
    tell();
    try {
      const { summary, path } = await store.add(async (folder, id) => {
        const written = await camera.write(held.shot.shotId, folder);
        store.prepareThumbnail(id, written.small);
        return recordOf(held, written, options.operator());
      }, held.input.cell);
      pending = null;
      last = held.shot.signature;
      saved = withShot(saved ?? emptySession(held.shot.takenAt), held.shot);
      await camera.release(held.shot.shotId).catch(() => undefined);
      await writeAtomic(join(store.path, 'session.json'), jsonText(saved)).catch(() => undefined);
      let sample = summary;
      if (held.input.note !== '')
        sample = await store.note(summary.id, held.input.note).catch(() => summary);
      if (held.input.replaces !== null) await store.trash([held.input.replaces]);
      return { outcome: 'saved', sample, path };
    } catch (error) {
      const failure = error instanceof StudioError ? error : new StudioError('io', String(error));
      if (
        failure.code === 'disk-full' ||
        failure.code === 'folder-read-only' ||
        failure.code === 'io' ||
        failure.code === 'not-found'
      ) {
        pending = { ...held, message: failure.message, remedy: failure.hint };
      } else {
        await camera.release(held.shot.shotId).catch(() => undefined);
      }
      throw failure;
    } finally {
      saving = false;
      tell();
    }
  };

  return {
    session,
    async newSession() {
      const store = mustStore();
      if (saving)
        throw new StudioError('busy', text('error.busy.message'), text('error.busy.hint'));
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
      mustStore();
      if (saving)
        throw new StudioError('busy', text('error.busy.message'), text('error.busy.hint'));
      if (pending)
        throw new StudioError('busy', text('error.pending.message'), text('error.pending.hint'));
      saving = true;
      try {
        const shot = await camera.hold(input.burst);
        const gates = judge(shot.measures, {
          metresPerCount: shot.depth.metresPerCount,
          pairDeltaMs: shot.pairDeltaMs,
          framePeriodMs: shot.framePeriodMs,
          changed: input.replaces === null ? changeSince(last, shot.signature) : null,
        });
        if (gates.some((gate) => !gate.passed) && input.override === null) {
          await camera.release(shot.shotId).catch(() => undefined);
          return { outcome: 'refused', gates, measures: shot.measures };
        }
        return await save({ shot, input, gates });
      } finally {
        saving = false;
      }
    },
    async retry() {
      if (!pending) throw new StudioError('nothing-pending', text('error.nothing-pending.message'));
      return save(pending);
    },
    async discard() {
      if (pending) await camera.release(pending.shot.shotId).catch(() => undefined);
      pending = null;
      tell();
      return session();
    },
    async projectChanged() {
      saved = null;
      last = null;
      const store = options.store();
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

function pendingOf(held: Held & { message: string; remedy: string }): PendingShot {
  return {
    cell: held.input.cell,
    takenAt: held.shot.takenAt,
    message: held.message,
    remedy: held.remedy,
  };
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
      encoding: 'uint16',
      metresPerCount: shot.depth.metresPerCount,
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
