/** The host's side of a job process: starts it, passes its reports on, pauses, cancels. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../../core/contract/errors.js';
import { text } from '../../../core/text/index.js';
import type { Job, JobOrder, JobReport } from '../run/job.js';

export type JobEnd = Extract<JobReport, { t: 'done' }>;

export interface RunningJob {
  readonly processId: number | null;
  /** Resolves when the work is done. @throws StudioError what went wrong; cancelled; internal when it crashed */
  readonly ended: Promise<JobEnd>;
  pause(): void;
  resume(): void;
  /** Kills the process; resolves when it is gone and its memory is free. */
  cancel(): Promise<void>;
}

export interface RunnerOptions {
  readonly report: (report: JobReport) => void;
  /** Last lines of what the process printed, when it crashed. */
  readonly log?: (line: string) => void;
  readonly spawn?: (job: Job) => ChildProcess;
}

function spawnNode(job: Job): ChildProcess {
  const entry = fileURLToPath(new URL('./process.js', import.meta.url));
  const threads =
    job.threads === null
      ? {}
      : { TF_NUM_INTRAOP_THREADS: String(job.threads), TF_NUM_INTEROP_THREADS: '1' };
  return spawn(process.execPath, [entry], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, ...threads, ELECTRON_RUN_AS_NODE: '1' },
  });
}

/** How long the channel of a process that is gone may take to close. */
const LAST_WORDS_MS = 3000;

export function startJob(job: Job, options: RunnerOptions): RunningJob {
  const child = (options.spawn ?? spawnNode)(job);
  let last: JobReport | null = null;
  let cancelled = false;
  let printed = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-4000);
  });
  const send = (order: JobOrder): void => {
    if (child.connected) child.send(order, () => undefined);
  };
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      const how = signal ?? `exit ${String(code)}`;
      // Its last words may still be in the channel; a descendant that holds it must not keep the run.
      child.once('close', () => {
        resolve(how);
      });
      setTimeout(() => {
        resolve(how);
      }, LAST_WORDS_MS).unref();
    });
  });
  child.on('message', (message) => {
    const report = message as JobReport;
    if (report.t === 'done' || report.t === 'failed') last = report;
    options.report(report);
  });
  const ended = gone.then((how) => {
    if (last?.t === 'done') return last;
    if (last?.t === 'failed') throw StudioError.fromValue(last.error);
    if (cancelled) throw new StudioError('cancelled', 'The run was cancelled.');
    if (printed !== '') options.log?.(printed);
    throw new StudioError('internal', text('train.ended', { how }), text('train.ended.hint'));
  });
  // Whoever does not wait for the end must not bring the host down.
  ended.catch(() => undefined);
  send({ t: 'start', job });
  return {
    processId: child.pid ?? null,
    ended,
    pause: () => {
      send({ t: 'pause' });
    },
    resume: () => {
      send({ t: 'resume' });
    },
    async cancel() {
      cancelled = true;
      child.kill('SIGKILL');
      await gone;
    },
  };
}
