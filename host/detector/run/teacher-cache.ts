/**
 * Trained teachers, kept beside the features. A teacher knows nothing of scales, student or test data, so the
 * runs of an ablation over scale sets share one per seed. What it depends on is its name; a damaged or
 * foreign file is not taken.
 */
import { join } from 'node:path';
import type { DetectorConfig, EpochRecord } from '../../../core/contract/schema/detector.js';
import type { ForegroundSettings } from '../../../core/contract/schema/foreground.js';
import { usesForeground } from '../../../models/teacher-student/config.js';
import type { TrainingState } from '../../../models/teacher-student/training/trainer.js';
import { belongsTo, readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.js';

/** Raised whenever a teacher of the same data would come out otherwise. */
const TEACHER_VERSION = 1;

export interface TeacherCache {
  /** The finished teacher of an equal run, as the state after its last epoch; null where there is none. */
  read(): Promise<Checkpoint | null>;
  /** @param state after the teacher's last epoch; its moments are left out */
  keep(state: TrainingState, epochs: readonly EpochRecord[]): Promise<void>;
}

interface TeacherInputs {
  /** Engine, its version and its threads: other makers round otherwise. */
  readonly maker: string;
  readonly backboneSha256: string | null;
  readonly foreground: ForegroundSettings;
}

/** @param hashes of the training pictures, in order */
export function openTeacherCache(
  cacheFolder: string,
  config: DetectorConfig,
  hashes: readonly string[],
  { maker, backboneSha256, foreground }: TeacherInputs,
): TeacherCache {
  const { mode, norm, side, teacherHidden, teacherEpochs, batch, seed } = config;
  const owner = belongsTo(
    {
      version: TEACHER_VERSION,
      ...{ maker, backboneSha256, mode, norm, side, teacherHidden, teacherEpochs, batch, seed },
      foreground: usesForeground(config) ? foreground : null,
    },
    hashes,
  );
  const folder = join(cacheFolder, 'teachers', owner);
  return {
    async read() {
      const { checkpoint } = await readCheckpoint(folder, owner);
      const { stage, epochsDone } = checkpoint?.state ?? {};
      return stage === 'teacher' && epochsDone === teacherEpochs ? checkpoint : null;
    },
    async keep(state, epochs) {
      const tensors = new Map([...state.tensors].filter(([name]) => !name.includes('#')));
      const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
      await writeCheckpoint(folder, owner, {
        state: { ...state, tensors },
        epochs,
        seconds,
        interruptions: 0,
      });
    },
  };
}
