/**
 * Simulated data sets: a project and an MVTec tree under one folder, rendered on all cores. What is
 * there already is kept, so a run that was stopped or killed is continued by running it again.
 */
import { availableParallelism } from 'node:os';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { StudioError } from '../../core/contract/errors.js';
import {
  planDataSet,
  RIG_DISTANCE_MM,
  testCounts,
  type DataSetOptions,
  type PlannedSample,
} from '../../core/simulator/data-set.js';
import { PAPER_CATEGORIES } from '../../core/dataset/vocabulary.js';
import { jsonText, readJson, TEMPORARY, writeAtomic } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';
import { freeBytes } from '../files/space.js';
import { isAlive, takeLock } from '../project/lock.js';
import { defaultProject } from '../project/defaults.js';
import { treeFiles, type RenderTargets } from './render.js';
import type { WorkerReply } from './worker.js';

/** Raised whenever the same seed gives other pictures, so that two halves never mix unnoticed. */
export const SIMULATION_VERSION = 3;

/** simulation.json beside project and tree. */
export const SIMULATION_FILE = 'simulation.json';
const simulationSchema = z.strictObject({
  version: z.int(),
  seed: z.int(),
  width: z.int(),
  height: z.int(),
  whole: z.boolean(),
});

export interface SimulateOptions extends DataSetOptions {
  readonly out: string;
  /** The project's folder; `out`/project by default. */
  readonly projectFolder?: string;
  /** The project's name; says seed and origin by default. */
  readonly name?: string;
  readonly parts: { readonly project: boolean; readonly tree: boolean };
  /** Whole pictures in the tree instead of their 4:3 middle. */
  readonly whole: boolean;
  /** Rendering threads; as many as there are cores by default. */
  readonly threads?: number;
}

export interface SimulateProgress {
  readonly sample: PlannedSample;
  readonly done: number;
  readonly total: number;
  /** Time of this sample on its thread. */
  readonly ms: number;
}

export interface SimulateResult {
  readonly rendered: number;
  /** Found whole from an earlier run. */
  readonly kept: number;
  readonly project: string | null;
  readonly tree: string | null;
}

/**
 * @throws StudioError cancelled, disk-full, project-read-only (open elsewhere), bad-input (the folder
 *   holds another simulation), or what a thread met
 */
export async function simulate(
  options: SimulateOptions,
  told: (progress: SimulateProgress) => void,
  signal?: AbortSignal,
): Promise<SimulateResult> {
  const { out, parts } = options;
  const targets: RenderTargets = {
    project: parts.project ? (options.projectFolder ?? join(out, 'project')) : null,
    tree: parts.tree ? join(out, 'mvtec') : null,
    whole: options.whole,
  };
  const plan = planDataSet(options);
  await mkdir(out, { recursive: true }).catch((error: unknown) => {
    throw asStudioError(error, out);
  });
  await claim(options);
  const release = targets.project === null ? null : await openFolder(targets.project, options);
  try {
    if (targets.tree !== null) await sweep(targets.tree, plan);
    const missing: PlannedSample[] = [];
    for (const sample of plan) if (!(await isWhole(sample, targets))) missing.push(sample);
    await mustFit(out, missing.length, options, targets);
    const kept = plan.length - missing.length;
    await renderAll(
      missing,
      targets,
      options.threads ?? availableParallelism(),
      signal,
      (sample, ms, n) => {
        told({ sample, ms, done: kept + n, total: plan.length });
      },
    );
    return { rendered: missing.length, kept, project: targets.project, tree: targets.tree };
  } finally {
    await release?.();
  }
}

/** Writes simulation.json, or compares with the one that is there. */
async function claim(options: SimulateOptions): Promise<void> {
  const path = join(options.out, SIMULATION_FILE);
  const mine = {
    version: SIMULATION_VERSION,
    seed: options.seed,
    width: options.width,
    height: options.height,
    whole: options.whole,
  };
  const found = await readJson(path, 65536).catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  });
  if (found === null) {
    await writeAtomic(path, jsonText(mine));
    return;
  }
  const parsed = simulationSchema.safeParse(found);
  const differing = (Object.keys(mine) as (keyof typeof mine)[]).filter(
    (key) => !parsed.success || parsed.data[key] !== mine[key],
  );
  if (differing.length === 0) return;
  throw new StudioError(
    'bad-input',
    `${options.out} holds another simulation; it differs in ${differing.join(', ')}.`,
    'Use the same options to go on with it, or another folder.',
    { path },
  );
}

/** The project's folder with its lock held; a project.json that is there is left as it is. */
async function openFolder(project: string, options: SimulateOptions): Promise<() => Promise<void>> {
  await mkdir(join(project, 'samples'), { recursive: true }).catch((error: unknown) => {
    throw asStudioError(error, project);
  });
  const taken = await takeLock(project);
  if (!taken.held) {
    throw new StudioError(
      'project-read-only',
      `${project} is open in another studio (${taken.owner}).`,
      'Close it there, then run this again.',
      { path: project },
    );
  }
  const file = join(project, 'project.json');
  if (!(await exists(file))) await writeAtomic(file, jsonText(projectOf(options)));
  await clear(join(project, 'samples'));
  return () => taken.lock.release();
}

function projectOf(options: SimulateOptions): unknown {
  const base = defaultProject(
    options.name ?? `Simulated, seed ${String(options.seed)}`,
    '2026-01-05T08:00:00.000Z',
  );
  const names: readonly string[] = options.categories;
  const test = testCounts(options.test);
  return {
    ...base,
    categories: PAPER_CATEGORIES.filter((category) => names.includes(category.name)),
    depthRangeMm: [RIG_DISTANCE_MM - 50, RIG_DISTANCE_MM + 20],
    plan: base.plan
      .filter((cell) => names.includes(cell.category))
      .map((cell) => ({
        ...cell,
        target:
          cell.split === 'test'
            ? ([...test].find(([anomaly]) => anomaly === cell.anomaly)?.[1] ?? 0)
            : options[cell.split],
      })),
  };
}

async function isWhole(sample: PlannedSample, targets: RenderTargets): Promise<boolean> {
  const wanted: string[] = [];
  if (targets.project !== null)
    wanted.push(join(targets.project, 'samples', sample.id, 'sample.json'));
  if (targets.tree !== null) {
    const { rgb, xyz, gt } = treeFiles(sample);
    for (const file of gt === null ? [rgb, xyz] : [rgb, xyz, gt])
      wanted.push(join(targets.tree, file));
  }
  for (const path of wanted) if (!(await exists(path))) return false;
  return true;
}

/** Bytes per pixel on disk, measured: PNGs of noisy pictures, three floats of the cloud. */
const PROJECT_BYTES_PER_PIXEL = 3;
const TREE_BYTES_PER_PIXEL = 14;

async function mustFit(
  out: string,
  count: number,
  options: SimulateOptions,
  targets: RenderTargets,
): Promise<void> {
  const free = await freeBytes(out);
  const perPixel =
    (targets.project === null ? 0 : PROJECT_BYTES_PER_PIXEL) +
    (targets.tree === null ? 0 : TREE_BYTES_PER_PIXEL);
  const needed = count * options.width * options.height * perPixel;
  if (free === null || needed < free) return;
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new StudioError(
    'disk-full',
    `${String(count)} samples need about ${gb(needed)}, ${gb(free)} are free in ${out}.`,
    'Choose another disk, fewer samples, a smaller --size, or only the project with --only project.',
    { path: out, needed, free },
  );
}

async function renderAll(
  samples: readonly PlannedSample[],
  targets: RenderTargets,
  threads: number,
  signal: AbortSignal | undefined,
  done: (sample: PlannedSample, ms: number, count: number) => void,
): Promise<void> {
  const queue = samples[Symbol.iterator]();
  let count = 0;
  const failures: StudioError[] = [];
  const one = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: targets });
    try {
      for (const sample of queue) {
        // Samples in the making are completed, so that a cancelled run leaves nothing half-made.
        if (failures.length > 0 || signal?.aborted === true) return;
        const reply = await ask(worker, sample);
        if ('error' in reply) {
          failures.push(StudioError.fromValue(reply.error));
          return;
        }
        done(sample, reply.ms, ++count);
      }
    } finally {
      await worker.terminate();
    }
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: Math.max(1, Math.min(threads, samples.length)) }, one),
  );
  const thrown = outcomes.find((outcome) => outcome.status === 'rejected');
  const [failure] = failures;
  if (failure) throw failure;
  if (thrown) throw asStudioError(thrown.reason, targets.project ?? targets.tree ?? '');
  if (signal?.aborted === true) {
    throw new StudioError(
      'cancelled',
      `Stopped after ${String(count)} of ${String(samples.length)} samples.`,
      'Run it again with the same options to go on.',
    );
  }
}

function ask(worker: Worker, sample: PlannedSample): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', answered);
      worker.off('error', failed);
      worker.off('exit', ended);
    };
    const answered = (reply: WorkerReply): void => {
      settle();
      resolve(reply);
    };
    const failed = (error: unknown): void => {
      settle();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const ended = (): void => {
      failed(new Error(`The thread that rendered ${sample.id} ended.`));
    };
    worker.on('message', answered);
    worker.on('error', failed);
    worker.on('exit', ended);
    worker.postMessage(sample);
  });
}

/** Temporary files of a killed run in the tree's folders. */
async function sweep(tree: string, plan: readonly PlannedSample[]): Promise<void> {
  const folders = new Set(
    plan.flatMap((sample) =>
      ['rgb', 'xyz', 'gt'].map((kind) => join(tree, sample.treeFolder, kind)),
    ),
  );
  for (const folder of folders) await clear(folder);
}

async function clear(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = new RegExp(`^\\${TEMPORARY}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
