/** A recording's frame pairs through the camera process, which may crash without taking the host along. */
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Sample } from '../../../core/contract/schema/sample.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { CameraService } from '../../camera/service.js';
import type { ProjectStore } from '../../project/store.js';
import { unpackTo } from './zip.js';
import type { Cell } from './store-sample.js';
import type { ImportTree } from './tree-files.js';

/** Frame pairs come within this time or the recording has none. */
const FIRST_FRAME_MS = 15_000;

export interface RecordingJob {
  readonly tree: ImportTree;
  readonly path: string;
  readonly cell: Cell;
  readonly step: number;
  readonly metresPerCount: number | null;
  readonly importedFrom: string;
  readonly missing: readonly string[];
  readonly store: ProjectStore;
  readonly camera: CameraService;
  /** Whether frame `n` is in the project already. */
  known(key: string): boolean;
  /** Called after each frame. @returns false to stop */
  added(key: string, id: string): Promise<boolean>;
}

/** @returns how many frame pairs the recording has. @throws StudioError of the fault that prevents reading */
export async function importRecording(job: RecordingJob): Promise<number> {
  const local = job.tree.localPath(job.path);
  if (local !== null) return playThrough(job, local);
  const cache = join(job.store.path, '.cache', 'import');
  await mkdir(cache, { recursive: true });
  const copy = join(cache, `${String(process.pid)}-${basename(job.path)}`);
  try {
    await unpackTo(job.tree, job.path, copy);
    return await playThrough(job, copy);
  } finally {
    await rm(copy, { force: true });
  }
}

async function playThrough(job: RecordingJob, file: string): Promise<number> {
  const { camera, store } = job;
  try {
    await opened(job, file);
    for (let n = 0; ; n++) {
      let shot;
      try {
        shot = await camera.hold(1);
      } catch (error) {
        if (n > 0 && ended(error)) return n;
        throw error;
      }
      const key = `${job.path}#${String(n)}`;
      if (n % job.step !== 0 || job.known(key)) {
        await camera.release(shot.shotId);
        continue;
      }
      const { summary } = await store.add(async (folder) => {
        const written = await camera.write(shot.shotId, folder);
        const record: Omit<Sample, 'id' | 'index' | 'schema'> = {
          ...job.cell,
          ...{ operator: '', takenAt: shot.takenAt },
          rgb: { ...written.rgb, ...shot.rgb, stream: shot.stream },
          depth: { ...written.depth, ...shot.depth },
          ...{ depthToColour: shot.depthToColour, pairDeltaMs: shot.pairDeltaMs },
          ...{ camera: shot.camera, source: 'recording', measures: shot.measures },
          ...{ gates: [], override: null },
          provenance: {
            importedFrom: `${job.importedFrom}#${String(n)}`,
            missing: [...job.missing],
          },
        };
        return record;
      }, job.cell);
      await camera.release(shot.shotId);
      if (!(await job.added(key, summary.id))) return n + 1;
    }
  } finally {
    await camera.close().catch(() => undefined);
  }
}

async function opened({ camera, metresPerCount }: RecordingJob, file: string): Promise<void> {
  let settle: (error: Error | null) => void = () => undefined;
  const first = new Promise<void>((resolve, reject) => {
    settle = (error) => {
      if (error) reject(error);
      else resolve();
    };
  });
  // The call below may fail first; then nobody waits for this one.
  first.catch(() => undefined);
  const timer = setTimeout(() => {
    const fault = camera.state().faults[0];
    settle(
      new StudioError(
        'camera-fault',
        fault?.message ?? `${file} delivers no frames.`,
        fault?.remedy ?? '',
      ),
    );
  }, FIRST_FRAME_MS);
  const stop = camera.subscribe({
    state(state) {
      if (state.status === 'streaming') settle(null);
      const fault = state.faults.find((one) => FATAL.has(one.code));
      if (fault) settle(new StudioError('camera-fault', fault.message, fault.remedy));
    },
  });
  try {
    const state = await camera.open({
      ...{ source: file, colour: null, profile: null, metresPerCount, stepped: true },
    });
    if (state.status !== 'streaming') await first;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

const FATAL: ReadonlySet<string> = new Set(['source-unreadable', 'sdk-missing', 'sdk-too-old']);

function ended(error: unknown): boolean {
  return error instanceof StudioError && error.details['fault'] === 'source-ended';
}
