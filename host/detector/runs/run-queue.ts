/** The runs of the open project: one works at a time, the others wait in order. */
import { randomBytes } from 'node:crypto';
import { StudioError } from '../../../core/contract/errors.js';
import {
  RUN_STAGES,
  type RunMap,
  type RunProgress,
  type RunState,
  type RunSummary,
  type StageProgress,
} from '../../../core/contract/schema/detector.js';
import { text } from '../../../core/text/index.js';
import { Turns } from '../../files/turns.js';
import type { Hub } from '../../services/hub.js';
import { startJob, type RunningJob } from '../jobs/runner.js';
import type { Job, JobReport } from '../run/job.js';
import {
  MOST_MAPS,
  readMaps,
  readRuns,
  removeRun,
  runHas,
  writeMaps,
  writeRun,
  type RunRecord,
} from './run-files.js';
import { REPORT_FILE } from '../run/evaluate-run.js';

export interface RunQueueOptions {
  readonly hub: Hub;
  readonly log: (message: string) => void;
  /** The job of a record, made when its turn comes. */
  readonly jobOf: (project: string, record: RunRecord) => Job;
  /** A run has made a model. */
  readonly modelMade: (name: string) => void;
  /** Starts a job; a process of its own by default. */
  readonly start?: typeof startJob;
  readonly failed: (run: RunSummary, error: StudioError) => void;
}

/** All files of the runs, one after the other. */
const FILES = 'files';

export class RunQueue {
  private readonly options: RunQueueOptions;
  private project: string | null = null;
  private records: RunRecord[] = [];
  /** Of runs that told some since the project was opened; those of others are on disk. */
  private readonly maps = new Map<string, readonly RunMap[]>();
  private mapsToWrite: string | null = null;
  private working: { id: string; job: RunningJob; earlierSeconds: number } | null = null;
  /** An earlier state of a run never replaces a later one. */
  private readonly turns = new Turns();

  constructor(options: RunQueueOptions) {
    this.options = options;
  }

  async open(project: string | null): Promise<void> {
    await this.stop();
    this.project = project;
    this.maps.clear();
    this.records = project === null ? [] : await readRuns(project);
  }

  /** Ends the running job; its checkpoint stays, so it can be resumed. Nothing is written afterwards. */
  async stop(): Promise<void> {
    const { working } = this;
    this.working = null;
    if (working) {
      await working.job.cancel();
      this.changeAside(working.id, { state: 'interrupted' });
    }
    await this.written();
  }

  list(): RunSummary[] {
    return this.records.map((record) => record.run);
  }

  record(id: string): RunRecord {
    const found = this.records.find((record) => record.run.id === id);
    if (found) return found;
    throw new StudioError('not-found', text('train.run-missing', { id }));
  }

  /** Runs keep pointing to their model. */
  async modelRenamed(name: string, to: string): Promise<void> {
    for (const { run } of this.records.filter((record) => record.run.model === name))
      await this.change(run.id, { model: to });
  }

  /** Newest last; those of a finished or interrupted run outlive the host. */
  async mapsOf(id: string): Promise<readonly RunMap[]> {
    const { project } = this;
    return this.maps.get(id) ?? (project === null ? [] : readMaps(project, id));
  }

  async add(
    run: Pick<RunSummary, 'kind' | 'source' | 'category' | 'model' | 'config' | 'createdBy'>,
    more: Pick<RunRecord, 'fromReview' | 'models' | 'verdicts'>,
  ): Promise<RunSummary> {
    const now = new Date().toISOString();
    const id = `${now.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`;
    const record: RunRecord = {
      schema: 1,
      run: {
        ...run,
        id,
        state: 'queued',
        createdAt: now,
        seconds: 0,
        message: '',
        stages: RUN_STAGES.map((stage) => emptyStage(stage)),
        resumesFromEpoch: null,
        metrics: null,
        hasReport: false,
      },
      ...more,
    };
    this.records = [record, ...this.records];
    await this.keep(record);
    this.next();
    return record.run;
  }

  async pause(id: string): Promise<RunSummary> {
    this.mustBe(id, ['running']);
    if (this.working?.id === id) this.working.job.pause();
    return this.change(id, { state: 'paused' });
  }

  async resume(id: string): Promise<RunSummary> {
    const { run } = this.mustBe(id, ['paused', 'interrupted', 'failed', 'cancelled']);
    if (run.state === 'paused' && this.working?.id === id) {
      this.working.job.resume();
      return this.change(id, { state: 'running' });
    }
    this.maps.set(id, await this.mapsOf(id));
    const resumed = await this.change(id, { state: 'queued', message: '' });
    this.next();
    return resumed;
  }

  /** Resolves when the process is gone. */
  async cancel(id: string): Promise<RunSummary> {
    this.mustBe(id, ['queued', 'running', 'paused', 'interrupted']);
    const changed = await this.change(id, { state: 'cancelled' });
    if (this.working?.id === id) {
      const { job } = this.working;
      this.working = null;
      await job.cancel();
      this.next();
    }
    return changed;
  }

  async remove(id: string): Promise<void> {
    this.mustBe(id, ['interrupted', 'done', 'failed', 'cancelled']);
    if (this.project === null) return;
    await this.written();
    await removeRun(this.project, id);
    this.records = this.records.filter((record) => record.run.id !== id);
    this.maps.delete(id);
    this.options.hub.tell('runs.changed', { upserted: [], removed: [id] });
  }

  private mustBe(id: string, states: readonly RunState[]): RunRecord {
    const record = this.record(id);
    if (states.includes(record.run.state)) return record;
    throw new StudioError('busy', text('train.run-busy', { id, state: record.run.state }));
  }

  /** Starts the oldest waiting run when nothing works. */
  private next(): void {
    const { project } = this;
    if (this.working || project === null) return;
    const waiting = this.records.filter((record) => record.run.state === 'queued').at(-1);
    if (!waiting) return;
    const { id } = waiting.run;
    const start = this.options.start ?? startJob;
    const job = start(this.options.jobOf(project, waiting), {
      report: (report) => {
        this.heard(id, report);
      },
      log: this.options.log,
    });
    this.working = { id, job, earlierSeconds: waiting.run.seconds };
    this.changeAside(id, { state: 'running', message: '' });
    job.ended
      .then(
        (end) => this.ended(id, job, { state: 'done', metrics: end.metrics }, null),
        (error: unknown) => {
          const failure =
            error instanceof StudioError ? error : new StudioError('internal', String(error));
          return this.ended(id, job, { state: 'failed', message: failure.message }, failure);
        },
      )
      .catch((error: unknown) => {
        this.options.log(String(error));
      });
  }

  private async ended(
    id: string,
    job: RunningJob,
    patch: Partial<RunSummary>,
    error: StudioError | null,
  ): Promise<void> {
    // A cancelled or stopped run was dealt with already.
    if (this.working?.job !== job || this.project === null) return;
    this.working = null;
    const hasReport = await runHas(this.project, id, REPORT_FILE);
    const run = await this.change(id, { ...patch, hasReport });
    if (error) this.options.failed(run, error);
    else if (run.model !== null && run.kind === 'train') this.options.modelMade(run.model);
    this.next();
  }

  private heard(id: string, report: JobReport): void {
    if (this.working?.id !== id) return;
    const { hub } = this.options;
    switch (report.t) {
      case 'progress': {
        const progress: RunProgress = { id, ...report.progress };
        this.touch(id, {
          stages: progress.stages,
          seconds:
            this.working.earlierSeconds +
            progress.stages.reduce((sum, stage) => sum + stage.seconds, 0),
        });
        hub.tell('detector.progress', progress, true);
        break;
      }
      case 'epoch':
        hub.tell('detector.epoch', { id, record: report.record });
        break;
      case 'log':
        hub.tell('detector.log', { id, line: report.line });
        break;
      case 'map': {
        const map: RunMap = { id, ...report.map };
        this.keepMap(map);
        hub.tell('detector.map', map);
        break;
      }
      case 'checkpoint':
        this.changeAside(id, { resumesFromEpoch: report.epoch });
        break;
      default:
        break;
    }
  }

  /** A resumed run tells epochs after its checkpoint again: the last map of an epoch counts. */
  private keepMap(map: RunMap): void {
    const { id } = map;
    const others = (this.maps.get(id) ?? []).filter(
      ({ epoch, sample }) => epoch !== map.epoch || sample !== map.sample,
    );
    this.maps.set(id, [...others, map].slice(-MOST_MAPS));
    const { project } = this;
    // One write takes what came while it waited.
    if (project === null || this.mapsToWrite === id) return;
    this.mapsToWrite = id;
    this.aside(
      this.turns.take(FILES, () => {
        this.mapsToWrite = null;
        return writeMaps(project, id, this.maps.get(id) ?? []);
      }),
    );
  }

  /** In memory only: progress comes several times a second. */
  private touch(id: string, patch: Partial<RunSummary>): RunRecord {
    const record = this.record(id);
    const next = { ...record, run: { ...record.run, ...patch } };
    this.records = this.records.map((other) => (other === record ? next : other));
    return next;
  }

  private async change(id: string, patch: Partial<RunSummary>): Promise<RunSummary> {
    const next = this.touch(id, patch);
    await this.keep(next);
    return next.run;
  }

  private changeAside(id: string, patch: Partial<RunSummary>): void {
    this.aside(this.change(id, patch));
  }

  /** What nobody waits for: when it cannot be written, the log says so. */
  private aside(write: Promise<unknown>): void {
    write.catch((error: unknown) => {
      this.options.log(String(error));
    });
  }

  private written(): Promise<void> {
    return this.turns.take(FILES, () => Promise.resolve());
  }

  private async keep(record: RunRecord): Promise<void> {
    this.options.hub.tell('runs.changed', { upserted: [record.run], removed: [] });
    const { project } = this;
    if (project !== null) await this.turns.take(FILES, () => writeRun(project, record));
  }
}

function emptyStage(stage: StageProgress['stage']): StageProgress {
  return { stage, done: 0, total: 0, seconds: 0, remainingSeconds: null };
}
