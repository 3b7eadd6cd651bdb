/** The queue of runs with jobs that a test ends by hand. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../../core/contract/errors.js';
import type { RunSummary } from '../../../core/contract/schema/detector.js';
import { PRESETS } from '../../../models/teacher-student/config.js';
import { Hub } from '../../services/hub.js';
import type { JobEnd, RunningJob } from '../jobs/runner.js';
import type { Job, JobReport } from '../run/job.js';
import { RunQueue } from './run-queue.js';

interface FakeJob extends RunningJob {
  readonly asked: string[];
  report(report: JobReport): void;
  end(error?: StudioError): void;
}

let project: string;
let jobs: FakeJob[];
let queues: RunQueue[];
const logged: string[] = [];
const failures: string[] = [];

function fakeStart(_: Job, options: { report: (report: JobReport) => void }): FakeJob {
  let settle: { resolve(end: JobEnd): void; reject(error: unknown): void } | null = null;
  const ended = new Promise<JobEnd>((resolve, reject) => {
    settle = { resolve, reject };
  });
  ended.catch(() => undefined);
  const asked: string[] = [];
  const job: FakeJob = {
    processId: 1,
    ended,
    asked,
    report: options.report,
    end(error) {
      if (error) settle?.reject(error);
      else settle?.resolve({ t: 'done', metrics: null, refused: [] });
    },
    pause: () => asked.push('pause'),
    resume: () => asked.push('resume'),
    cancel() {
      asked.push('cancel');
      job.end(new StudioError('cancelled', 'cancelled'));
      return Promise.resolve();
    },
  };
  jobs.push(job);
  return job;
}

function makeQueue(): RunQueue {
  const queue = new RunQueue({
    hub: new Hub(),
    log: (message) => logged.push(message),
    jobOf: () => ({}) as Job,
    modelMade: () => undefined,
    failed: (_, error) => failures.push(error.message),
    start: fakeStart,
  });
  queues.push(queue);
  return queue;
}

const add = (queue: RunQueue, model: string): Promise<RunSummary> =>
  queue.add(
    {
      kind: 'train',
      source: null,
      category: 'cookie',
      model,
      config: PRESETS.quick,
      createdBy: 'Ada',
    },
    { fromReview: [], models: [], verdicts: [] },
  );

const stateOf = (queue: RunQueue, { id }: RunSummary): RunSummary['state'] =>
  queue.record(id).run.state;

const progress = (seconds: number): JobReport => ({
  t: 'progress',
  progress: {
    stage: 'teacher',
    stages: [{ stage: 'teacher', done: 1, total: 4, seconds, remainingSeconds: 3 }],
    step: 1,
    steps: 4,
    share: 0.25,
    etaSeconds: 3,
    secondsPerStep: 1,
    memoryBytes: 1,
    loss: 1,
    scaleLosses: [],
  },
});

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'pd-studio-queue-'));
  jobs = [];
  queues = [];
  failures.length = 0;
  logged.length = 0;
});
afterEach(async () => {
  for (const queue of queues) await queue.stop();
  await rm(project, { recursive: true, force: true });
});

describe('the queue of runs', () => {
  it('should let one run work and start the next, oldest first, when it ends', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const [a, b, c] = [await add(queue, 'a'), await add(queue, 'b'), await add(queue, 'c')];
    expect([a, b, c].map((run) => stateOf(queue, run))).toEqual(['running', 'queued', 'queued']);
    expect(jobs).toHaveLength(1);
    jobs[0]?.end();
    await vi.waitFor(() => {
      expect(stateOf(queue, b)).toBe('running');
    });
    expect(stateOf(queue, a)).toBe('done');
    expect(stateOf(queue, c)).toBe('queued');
  });

  it('should pause and go on within one process', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    expect((await queue.pause(a.id)).state).toBe('paused');
    await expect(queue.pause(a.id)).rejects.toMatchObject({ code: 'busy' });
    expect((await queue.resume(a.id)).state).toBe('running');
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.asked).toEqual(['pause', 'resume']);
  });

  it('should end the process of a cancelled run, start the next, and resume it later', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    const b = await add(queue, 'b');
    expect((await queue.cancel(a.id)).state).toBe('cancelled');
    expect(jobs[0]?.asked).toEqual(['cancel']);
    expect(stateOf(queue, b)).toBe('running');
    expect((await queue.resume(a.id)).state).toBe('queued');
    jobs[1]?.end();
    await vi.waitFor(() => {
      expect(stateOf(queue, a)).toBe('running');
    });
    expect(failures).toEqual([]);
  });

  it('should tell why a run failed and let the next one work', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    const b = await add(queue, 'b');
    jobs[0]?.end(new StudioError('internal', 'out of memory'));
    await vi.waitFor(() => {
      expect(stateOf(queue, b)).toBe('running');
    });
    expect(queue.record(a.id).run).toMatchObject({ state: 'failed', message: 'out of memory' });
    expect(failures).toEqual(['out of memory']);
  });

  it('should count the time of all its processes and keep the epoch of the last checkpoint', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    jobs[0]?.report(progress(5));
    jobs[0]?.report({ t: 'checkpoint', stage: 'teacher', epoch: 3 });
    jobs[0]?.end(new StudioError('internal', 'killed'));
    await vi.waitFor(() => {
      expect(stateOf(queue, a)).toBe('failed');
    });
    expect(queue.record(a.id).run).toMatchObject({ seconds: 5, resumesFromEpoch: 3 });
    await queue.resume(a.id);
    jobs[1]?.report(progress(2));
    expect(queue.record(a.id).run.seconds).toBe(7);
  });

  it('should show what was under way as interrupted after the studio was gone', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    const b = await add(queue, 'b');
    // Another studio reads the folder as a killed one left it.
    const later = makeQueue();
    await later.open(project);
    expect([a, b].map((run) => stateOf(later, run))).toEqual(['interrupted', 'interrupted']);
    expect((await later.resume(a.id)).state).toBe('queued');
    expect(stateOf(later, a)).toBe('running');
  });

  it('should interrupt the running job when the project is closed', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    await queue.open(null);
    expect(jobs[0]?.asked).toEqual(['cancel']);
    const later = makeQueue();
    await later.open(project);
    expect(stateOf(later, a)).toBe('interrupted');
  });

  it('should write states in their order and leave the last one on disk', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    for (let epoch = 1; epoch <= 20; epoch++)
      jobs[0]?.report({ t: 'checkpoint', stage: 'teacher', epoch });
    await queue.stop();
    const later = makeQueue();
    await later.open(project);
    expect(later.record(a.id).run).toMatchObject({ state: 'interrupted', resumesFromEpoch: 20 });
    expect(logged).toEqual([]);
  });

  it('should log that a state could not be written, and go on', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    await rm(join(project, 'runs'), { recursive: true });
    await writeFile(join(project, 'runs'), 'in the way');
    jobs[0]?.report({ t: 'checkpoint', stage: 'teacher', epoch: 1 });
    await queue.stop();
    expect(logged.length).toBeGreaterThan(0);
    expect(stateOf(queue, a)).toBe('interrupted');
  });

  it('should remove what is over and nothing that works', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    await expect(queue.remove(a.id)).rejects.toMatchObject({ code: 'busy' });
    await queue.cancel(a.id);
    await queue.remove(a.id);
    expect(queue.list()).toEqual([]);
    expect(() => queue.record(a.id)).toThrow(StudioError);
  });

  it('should follow a model that gets another name', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const a = await add(queue, 'a');
    await queue.modelRenamed('a', 'best');
    expect(queue.record(a.id).run.model).toBe('best');
  });

  it('should keep the maps of a run over the end of the host, and go on with them after a resume', async () => {
    const told = (epoch: number, sample: string, value: number): JobReport => ({
      t: 'map',
      map: {
        ...{ epoch, sample, anomaly: 'dent', width: 2, height: 1 },
        range: [0, value],
        bytes: new Uint8Array(Float32Array.of(value, -value).buffer),
      },
    });
    const shown = async (queue: RunQueue, id: string): Promise<[number, string, number[]][]> =>
      (await queue.mapsOf(id)).map(({ epoch, sample, bytes }) => [
        epoch,
        sample,
        [...new Float32Array(bytes.slice().buffer)],
      ]);
    const first = makeQueue();
    await first.open(project);
    const run = await add(first, 'a');
    jobs[0]?.report(told(1, 'x', 1));
    jobs[0]?.report(told(1, 'y', 2));
    jobs[0]?.report(told(2, 'x', 3));
    await first.stop();

    const second = makeQueue();
    await second.open(project);
    expect(await shown(second, run.id)).toEqual([
      [1, 'x', [1, -1]],
      [1, 'y', [2, -2]],
      [2, 'x', [3, -3]],
    ]);
    await second.resume(run.id);
    // The epoch after the checkpoint is told again.
    jobs[1]?.report(told(2, 'x', 4));
    for (let epoch = 3; epoch < 80; epoch++) jobs[1]?.report(told(epoch, 'x', epoch));
    await second.stop();

    const third = makeQueue();
    await third.open(project);
    const kept = await shown(third, run.id);
    expect(kept).toHaveLength(64);
    expect(kept.at(-1)).toEqual([79, 'x', [79, -79]]);
    expect(kept.filter(([epoch]) => epoch === 20)).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it('should show no maps where their file is damaged', async () => {
    const queue = makeQueue();
    await queue.open(project);
    const run = await add(queue, 'a');
    await queue.stop();
    for (const bytes of [Buffer.alloc(2), Buffer.from('ffffffff5b5d', 'hex'), Buffer.alloc(4096)]) {
      await writeFile(join(project, 'runs', run.id, 'maps.bin'), bytes);
      expect(await queue.mapsOf(run.id)).toEqual([]);
    }
  });
});
