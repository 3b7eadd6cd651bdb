/** Training processes on a tiny tree: killed and resumed, paused, cancelled, refused; evaluation and report. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DetectorConfig, DetectorMetrics } from '../../../core/contract/schema/detector.js';
import { configure } from '../../../models/teacher-student/config.js';
import { runCli } from '../../../tests/support/cli.js';
import { root } from '../../../tests/support/shared-data.js';
import { TINY_HEIGHT, TINY_WIDTH, writeCloud, writeTinyTree } from '../../testing/tiny-tree.js';
import { startJob, type JobEnd, type RunningJob } from '../jobs/runner.js';
import type { Job, JobReport, TrainJob } from './job.js';
import { readCard, readThresholds, readWeights } from './model-files.js';

const entry = join(root, 'out', 'host', 'detector', 'jobs', 'process.js');
let folder: string;
let tree: string;

function spawnBuilt(job: Job): ChildProcess {
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run npm run build first`);
  return spawn(process.execPath, [entry], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: {
      ...process.env,
      TF_NUM_INTRAOP_THREADS: String(job.threads ?? 0),
      TF_NUM_INTEROP_THREADS: '1',
    },
  });
}

const config = (epochs: number): DetectorConfig =>
  configure('quick', {
    side: 128,
    hidden: 8,
    teacherHidden: 8,
    teacherEpochs: epochs,
    studentEpochs: epochs,
    seed: 5,
  }).config;

interface ResultLine {
  readonly folder: string;
  readonly config: DetectorConfig;
  readonly metrics: DetectorMetrics;
}
const parsed = (line: string): Record<string, unknown> =>
  JSON.parse(line) as Record<string, unknown>;

const jobAt = (name: string, changes: Partial<TrainJob> = {}): TrainJob => ({
  kind: 'train',
  runId: 'test-run',
  source: tree,
  category: 'ball',
  config: config(3),
  fromReview: [],
  runFolder: join(folder, name, 'run'),
  modelFolder: join(folder, name, 'model'),
  modelName: 'ball-01',
  cacheFolder: join(folder, 'cache'),
  operator: 'tester',
  engine: null,
  threads: 1,
  checkpointSeconds: 0,
  ...changes,
});

function start(
  job: Job,
  heard: (report: JobReport, running: RunningJob) => void = () => undefined,
): { running: RunningJob; reports: JobReport[] } {
  const reports: JobReport[] = [];
  const running: RunningJob = startJob(job, {
    spawn: spawnBuilt,
    report: (report) => {
      reports.push(report);
      heard(report, running);
    },
  });
  return { running, reports };
}

/** Ends it by kill -9 when a report fits, as a crash would. */
async function killedAt(job: Job, fits: (report: JobReport) => boolean): Promise<void> {
  const { running } = start(job, (report, self) => {
    if (fits(report) && self.processId !== null) process.kill(self.processId, 'SIGKILL');
  });
  await expect(running.ended).rejects.toMatchObject({ code: 'internal' });
}

// Each test starts processes that load TensorFlow's library.
vi.setConfig({ testTimeout: 180_000 });

/** An unbroken run that several tests compare with; its features and teacher are in the shared cache. */
let whole: { readonly job: TrainJob; readonly reports: JobReport[]; readonly end: JobEnd };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-training-'));
  tree = join(folder, 'tree');
  await writeTinyTree(tree, 'ball', { train: 17, validation: 4, test: 5 });
  const job = jobAt('whole');
  const { reports, running } = start(job);
  whole = { job, reports, end: await running.ended };
}, 180_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a training process', () => {
  it('killed in the teacher and in the student should end with the weights of an unbroken one', async () => {
    const { job: unbroken, reports } = whole;
    const { metrics } = whole.end;
    expect(reports.filter((r) => r.t === 'epoch').map((r) => r.record.stage)).toEqual([
      ...Array<string>(3).fill('teacher'),
      ...Array<string>(3).fill('student'),
    ]);
    const card = await readCard(unbroken.modelFolder);
    expect(card).toMatchObject({ interruptions: 0, category: 'ball', metrics: { images: 10 } });
    expect(card.metrics).toEqual(metrics);
    expect(card.data.train).toHaveLength(17);
    expect(card.parity).toMatchObject({ samples: 16, passed: true });
    expect(await readdir(unbroken.modelFolder)).toContain('detector.onnx');
    expect((await readThresholds(unbroken.modelFolder)).at(-1)?.rule.kind).toBe('quantile');

    const broken = jobAt('broken', { cacheFolder: join(folder, 'broken-cache') });
    const at = (stage: string) => (r: JobReport) =>
      r.t === 'checkpoint' && r.stage === stage && r.epoch === 2;
    await killedAt(broken, at('teacher'));
    await killedAt(broken, at('student'));
    expect(existsSync(broken.modelFolder)).toBe(false);
    await start(broken).running.ended;
    const resumed = await readCard(broken.modelFolder);
    expect(resumed.interruptions).toBe(2);
    expect(resumed.weightsSha256).toBe(card.weightsSha256);
    expect(resumed.metrics).toEqual(card.metrics);
    expect(resumed.scores).toEqual(card.scores);
    expect(resumed.epochs.map((e) => e.loss)).toEqual(card.epochs.map((e) => e.loss));
    expect(await readdir(broken.runFolder)).not.toContain('checkpoint.safetensors');
  });

  it('should leave weights that are read as they were, and refused when they are not', async () => {
    const job = { modelFolder: join(folder, 'whole-copy') };
    await cp(whole.job.modelFolder, job.modelFolder, { recursive: true });
    const card = await readCard(job.modelFolder);
    const weights = await readWeights(job.modelFolder, card);
    expect(weights.get('student.conv1.weight')?.shape).toEqual([8, 304, 3, 3]);
    await writeFile(join(job.modelFolder, 'weights.safetensors'), 'something else');
    await expect(readWeights(job.modelFolder, card)).rejects.toMatchObject({
      code: 'file-corrupt',
    });
  });

  it('of another scale set should share the teacher, and end as if it had trained its own', async () => {
    const ast = { ...config(3), scales: [1] };
    const alone = jobAt('alone', { config: ast, cacheFolder: join(folder, 'ast-cache') });
    await start(alone).running.ended;
    // The cache of the run with three scales.
    const shared = jobAt('shared-ast', { config: ast });
    const { reports, running } = start(shared);
    await running.ended;
    expect(reports.some((r) => r.t === 'log' && r.line.text.includes('from the cache'))).toBe(true);
    expect(reports.some((r) => r.t === 'checkpoint' && r.stage === 'teacher')).toBe(false);
    const [own, taken] = [await readCard(alone.modelFolder), await readCard(shared.modelFolder)];
    expect(taken.weightsSha256).toBe(own.weightsSha256);
    expect(taken.epochs.map((e) => e.loss)).toEqual(own.epochs.map((e) => e.loss));
  });

  it('with another seed should give other weights, and take no foreign checkpoint', async () => {
    const first = jobAt('seed');
    await killedAt(first, (r) => r.t === 'checkpoint');
    const other = {
      ...first,
      config: { ...first.config, seed: 6, teacherEpochs: 1, studentEpochs: 1 },
    };
    const { reports, running } = start(other);
    await running.ended;
    expect((await readCard(other.modelFolder)).interruptions).toBe(0);
    expect(reports.some((r) => r.t === 'log' && r.line.text.includes('starts anew'))).toBe(true);
  });

  it('should wait while paused and go on after', async () => {
    const job = jobAt('paused', { config: config(1) });
    let stepsInPause = 0;
    let paused = false;
    const { running } = start(job, (report, self) => {
      if (report.t === 'epoch' && report.record.epoch === 1 && report.record.stage === 'teacher')
        self.pause();
      if (report.t === 'epoch' && paused) stepsInPause += 1;
      if (report.t !== 'paused') return;
      paused = report.paused;
      if (paused) self.resume();
    });
    await running.ended;
    expect(stepsInPause).toBe(0);
    expect(existsSync(join(job.modelFolder, 'card.json'))).toBe(true);
  });

  it('should be gone, with its memory, before a cancel is answered, and leave no model', async () => {
    const job = jobAt('cancelled', { config: config(2000) });
    const order: string[] = [];
    let working: () => void;
    const atWork = new Promise<void>((resolve) => {
      working = resolve;
    });
    const running = startJob(job, {
      spawn: (given) => {
        const child = spawnBuilt(given);
        child.once('exit', (_, signal) => order.push(`gone by ${String(signal)}`));
        return child;
      },
      report: (report) => {
        if (report.t === 'epoch' && report.record.epoch === 2) working();
      },
    });
    await Promise.race([atWork, running.ended]);
    await running.cancel();
    order.push('answered');
    expect(order).toEqual(['gone by SIGKILL', 'answered']);
    // No such process: nothing of it is left that could hold memory.
    expect(() => process.kill(running.processId!, 0)).toThrow('ESRCH');
    await expect(running.ended).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(job.modelFolder)).toBe(false);
  });

  it('should take features from the cache, and make a damaged one again', async () => {
    const job = jobAt('cache', { config: config(1), cacheFolder: join(folder, 'own-cache') });
    const fromCache = (reports: readonly JobReport[]): string => {
      const line = reports.find((r) => r.t === 'log' && r.line.detail.includes('from the cache'));
      return line?.t === 'log' ? line.line.detail : '';
    };
    expect(fromCache(whole.reports)).toBe('0 from the cache');
    await cp(whole.job.cacheFolder, job.cacheFolder, { recursive: true });
    const features = join(job.cacheFolder, 'features');
    const [part] = await readdir(features);
    const [file] = await readdir(join(features, part!));
    const path = join(features, part!, file!);
    const bytes = await readFile(path);
    bytes[100] = bytes[100]! ^ 0xff;
    await writeFile(path, bytes);
    const { reports, running } = start(job);
    await running.ended;
    expect(fromCache(reports)).toBe('30 from the cache');
  });
});

describe('what training refuses', () => {
  it('should name samples with NaN depth, anomalies in train, twins and unreadable ones', async () => {
    const bad = join(folder, 'bad');
    await writeTinyTree(bad, 'ball', { train: 12, validation: 2, test: 2 });
    const good = join(bad, 'ball/train/good');
    const cloud = new Float32Array(TINY_WIDTH * TINY_HEIGHT * 3).fill(0.3);
    cloud[3 * 100 + 2] = Number.NaN;
    await writeCloud(join(good, 'xyz/000.tiff'), cloud);
    await writeFile(join(good, 'rgb/001.png'), 'no picture');
    for (const kind of ['rgb', 'xyz'])
      await writeFile(
        join(good, kind, `003.${kind === 'rgb' ? 'png' : 'tiff'}`),
        await readFile(join(good, kind, `002.${kind === 'rgb' ? 'png' : 'tiff'}`)),
      );
    for (const kind of ['rgb', 'xyz']) {
      const extension = kind === 'rgb' ? 'png' : 'tiff';
      await mkdir(join(bad, 'ball/train/dent', kind), { recursive: true });
      await rename(
        join(good, kind, `004.${extension}`),
        join(bad, 'ball/train/dent', kind, `000.${extension}`),
      );
    }
    const { running } = start(jobAt('refusing', { source: bad, config: config(1) }));
    const { refused } = await running.ended;
    expect(refused.map(({ sample, code }) => `${sample} ${code}`).sort()).toEqual([
      'ball/train/dent/000 anomaly-in-train',
      'ball/train/good/000 not-finite',
      'ball/train/good/001 unreadable',
      'ball/train/good/003 duplicate',
    ]);
    expect(refused.every(({ reason }) => reason.length > 10)).toBe(true);
  });

  it('should not start with fewer than eight pictures, and say how many there are', async () => {
    const few = join(folder, 'few');
    await writeTinyTree(few, 'ball', { train: 7, validation: 1, test: 1 });
    const { running } = start(jobAt('few', { source: few }));
    await expect(running.ended).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/has 7 usable .* at least 8/) as string,
    });
  });
});

describe('pd-studio train and evaluate', () => {
  it('should train in rgb mode without clouds, keep what is there, and write tables and report', async () => {
    const flat = join(folder, 'flat');
    await writeTinyTree(flat, 'ball', { train: 9, validation: 3, test: 3, withClouds: false });
    const out = join(folder, 'models');
    const args = [
      'train',
      '--data',
      flat,
      '--category',
      'all',
      '--preset',
      'quick',
      '--mode',
      'rgb',
    ];
    args.push(
      '--size',
      '128',
      '--hidden',
      '8',
      '--epochs',
      '1',
      '--scales',
      '1,2,4/1',
      '--out',
      out,
    );
    const first = await runCli([...args, '--json']);
    expect(first.stderr).not.toContain('failed');
    expect(first.code).toBe(0);
    const done = first.lines.map(parsed).filter((l) => l['event'] === 'done');
    expect(done.map((l) => l['model'])).toEqual([
      join(out, 'ball', '1,2,4', '1'),
      join(out, 'ball', '1', '1'),
    ]);
    const again = await runCli(args);
    expect(again.lines).toEqual([]);
    expect(again.stderr.match(/there already/g)).toHaveLength(2);

    const report = join(folder, 'report');
    const evaluated = await runCli([
      'evaluate',
      '--models',
      out,
      '--data',
      flat,
      '--out',
      report,
      '--json',
    ]);
    expect(evaluated.code).toBe(0);
    const results = evaluated.lines.map((line) => JSON.parse(line) as ResultLine);
    expect(results.map((r) => r.config.scales.join()).sort()).toEqual(['1', '1,2,4']);
    for (const result of results) {
      const card = await readCard(result.folder);
      expect(result.metrics.imageAuroc).toBeCloseTo(card.metrics!.imageAuroc!, 6);
      expect(result.metrics.aupro100).toBeCloseTo(card.metrics!.aupro100!, 6);
    }
    const html = await readFile(join(report, 'report.html'), 'utf8');
    expect(html).toContain('Ablation over the scales');
    expect(html).toContain('Multi-scale distillation (published)');
    expect(html).not.toMatch(/<script|https?:\/\//);
    expect(html.match(/data:image\/jpeg/g)!.length).toBe(2 * 2 * 3);
    const csv = (await readFile(join(report, 'tables.csv'), 'utf8')).trim().split('\r\n');
    expect(csv).toHaveLength(1 + 2 * 2);
  });

  it('should say what is wrong, with exit code 2 for wrong use', async () => {
    const args = ['train', '--data', tree, '--out', join(folder, 'x'), '--preset', 'quick'];
    const unknown = await runCli([...args, '--category', 'cube']);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('it has ball');
    const scale = await runCli([...args, '--category', 'ball', '--scales', '5']);
    expect(scale).toMatchObject({ code: 2 });
    expect(scale.stderr).toContain('The scale 5 does not divide the map of 12 x 12');
    const none = await runCli(['evaluate', '--models', tree, '--data', tree, '--out', folder]);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('no trained model');
    const empty = await runCli([
      'train',
      '--data',
      join(folder, 'few-nothing'),
      '--category',
      'all',
      '--out',
      folder,
    ]);
    expect(empty.code).toBe(1);
  });
});
