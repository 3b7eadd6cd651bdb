/** What a training process is told and what it tells: plain values over the IPC channel. */
import type {
  DetectorConfig,
  DetectorMetrics,
  EngineName,
  EpochRecord,
  LogLine,
  RunMap,
  RunProgress,
  RefusedSample,
} from '../../../core/contract/schema/detector.js';
import type { StudioErrorValue } from '../../../core/contract/errors.js';

export interface TrainJob {
  readonly kind: 'train';
  readonly runId: string;
  /** Project folder or MVTec tree. */
  readonly source: string;
  readonly category: string;
  readonly config: DetectorConfig;
  readonly fromReview: readonly string[];
  /** Checkpoint, log, epochs. */
  readonly runFolder: string;
  /** Where the finished model goes; made at the end in one step. */
  readonly modelFolder: string;
  readonly modelName: string;
  readonly cacheFolder: string;
  readonly operator: string;
  /** null: the best that loads. */
  readonly engine: EngineName | null;
  /** null: all cores. One gives the same bits each time. */
  readonly threads: number | null;
  /** Least time between two checkpoints. */
  readonly checkpointSeconds: number;
}

export interface EvaluateJob {
  readonly kind: 'evaluate';
  readonly runId: string;
  readonly source: string;
  /** Folders with a card.json each. */
  readonly models: readonly string[];
  readonly runFolder: string;
  readonly cacheFolder: string;
  readonly engine: EngineName | null;
  readonly threads: number | null;
}

export type Job = TrainJob | EvaluateJob;

export type JobOrder =
  { readonly t: 'start'; readonly job: Job } | { readonly t: 'pause' | 'resume' };

export type JobReport =
  | { readonly t: 'progress'; readonly progress: Omit<RunProgress, 'id'> }
  | { readonly t: 'epoch'; readonly record: EpochRecord }
  | { readonly t: 'log'; readonly line: LogLine }
  | { readonly t: 'map'; readonly map: Omit<RunMap, 'id'> }
  | { readonly t: 'checkpoint'; readonly stage: 'teacher' | 'student'; readonly epoch: number }
  | { readonly t: 'paused'; readonly paused: boolean }
  | {
      readonly t: 'done';
      readonly metrics: DetectorMetrics | null;
      readonly refused: readonly RefusedSample[];
    }
  | { readonly t: 'failed'; readonly error: StudioErrorValue };

/** What a running job reports to; in the process it is the IPC channel, in tests a list. */
export interface JobVoice {
  tell(report: JobReport): void;
  /** Resolves at once, or when a pause ends. */
  whileWanted(): Promise<void>;
}
