/** Cancelling in the middle of a training step of the paper's size: how long until the process is gone. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { startJob } from '../../host/detector/jobs/runner.js';
import { writeTinyTree } from '../../host/testing/tiny-tree.js';
import { configure } from '../../models/teacher-student/config.js';
import { median, type Row } from './row.js';
import { tensorflowHere, unmeasured } from './training.js';

const PROCESS = 'out/host/detector/jobs/process.js';
const TIMES = 3;
/** Into the student's first step, which takes several seconds at this size. */
const INTO_STEP_MS = 1000;

export async function benchCancel(tell: (line: string) => void): Promise<Row[]> {
  const tensorflow = tensorflowHere();
  if (!tensorflow.available) return [unmeasured('cancelling in a training step', tensorflow)];
  const folder = await mkdtemp(join(tmpdir(), 'pd-bench-cancel-'));
  try {
    const tree = join(folder, 'tree');
    await writeTinyTree(tree, 'ball', { train: 8, validation: 1, test: 0 });
    const seconds: number[] = [];
    let held: number | null = null;
    for (let i = 0; i < TIMES; i++) {
      tell(`cancelling in a step, ${String(i + 1)} of ${String(TIMES)} ...`);
      const once = await cancelled(folder, tree, String(i));
      seconds.push(once.seconds);
      held = once.heldBytes ?? held;
    }
    const spent = Math.max(...seconds);
    const memory = held === null ? '' : `; it held ${(held / 1e9).toFixed(1)} GB`;
    return [
      {
        what: 'from cancel, in the middle of a training step (hidden 1024, batch 8), to the process gone',
        value: `${median(seconds).toFixed(3)} s (longest ${spent.toFixed(3)} s)${memory}`,
        target: 'within 2 s',
        met: spent <= 2,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cancelled(
  folder: string,
  tree: string,
  name: string,
): Promise<{ seconds: number; heldBytes: number | null }> {
  const { config } = configure('lite', { hidden: 1024, teacherEpochs: 1, studentEpochs: 2 });
  let atStudent: () => void;
  const student = new Promise<void>((resolve) => {
    atStudent = resolve;
  });
  const job = startJob(
    {
      kind: 'train',
      runId: 'bench',
      source: tree,
      category: 'ball',
      config,
      fromReview: [],
      runFolder: join(folder, name, 'run'),
      modelFolder: join(folder, name, 'model'),
      modelName: 'bench',
      // Of its own: a teacher from the cache would make the run short.
      cacheFolder: join(folder, name, 'cache'),
      operator: 'bench',
      engine: null,
      threads: null,
      checkpointSeconds: 3600,
    },
    {
      spawn: () =>
        spawn(process.execPath, [PROCESS], {
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
          serialization: 'advanced',
        }),
      report: (report) => {
        if (report.t === 'checkpoint' && report.stage === 'teacher') atStudent();
      },
    },
  );
  const ended = job.ended.then(() => {
    throw new Error('the run ended before it was cancelled');
  });
  await Promise.race([student, ended]);
  await Promise.race([after(INTO_STEP_MS), ended]);
  ended.catch(() => undefined);
  const heldBytes = await residentBytes(job.processId);
  const begun = performance.now();
  await job.cancel();
  const seconds = (performance.now() - begun) / 1000;
  if (isThere(job.processId)) throw new Error('the process outlived its cancelling');
  return { seconds, heldBytes };
}

function isThere(processId: number | null): boolean {
  if (processId === null) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Linux says it; null elsewhere. */
async function residentBytes(processId: number | null): Promise<number | null> {
  const status = await readFile(`/proc/${String(processId)}/status`, 'utf8').catch(() => '');
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return line === undefined ? null : Number(line) * 1024;
}
