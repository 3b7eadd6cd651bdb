/** The one export that may run at a time in the studio, and its progress as an event. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { StudioError, toErrorValue } from '../../core/contract/errors.js';
import type { ExportProgress, ExportRequest } from '../../core/contract/schema/dataset-export.js';
import { text } from '../../core/text/index.js';
import type { ProjectStore } from '../project/store.js';
import { runExport } from './run.js';

export interface ExportJobs {
  /** @throws StudioError busy */
  start(store: ProjectStore, request: ExportRequest): string;
  /** Resolves when the job has ended; an unknown one has. */
  cancel(jobId: string): Promise<void>;
  cancelAll(): Promise<void>;
}

export function createExportJobs(tell: (progress: ExportProgress) => void): ExportJobs {
  let running: { jobId: string; stop: AbortController; ended: Promise<void> } | null = null;

  const cancelAll = async (): Promise<void> => {
    running?.stop.abort();
    await running?.ended;
  };

  return {
    start(store, request) {
      if (running)
        throw new StudioError('busy', text('export.running'), text('export.running.hint'));
      const jobId = randomUUID();
      const stop = new AbortController();
      let last: ExportProgress = {
        jobId,
        state: 'running',
        phase: 'planning',
        path: resolve(request.path),
        done: 0,
        total: 0,
        bytes: 0,
        secondsLeft: null,
        result: null,
        message: '',
        hint: '',
      };
      const step = (change: Partial<ExportProgress>): void => {
        last = { ...last, ...change };
        tell(last);
      };
      const ended = runExport(store, request, { signal: stop.signal, progress: step }).then(
        (result) => {
          running = null;
          step({ state: 'done', result, secondsLeft: null });
        },
        (error: unknown) => {
          running = null;
          const { code, message, hint } = toErrorValue(error);
          step({
            state: code === 'cancelled' ? 'cancelled' : 'failed',
            message,
            hint,
            secondsLeft: null,
          });
        },
      );
      running = { jobId, stop, ended };
      step({});
      return jobId;
    },
    async cancel(jobId) {
      if (running?.jobId === jobId) await cancelAll();
    },
    cancelAll,
  };
}
