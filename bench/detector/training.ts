/** Training: the student's step beside PyTorch's in the same sitting, memory, wasm's rate, the quick preset whole. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { EngineName } from '../../core/contract/schema/detector.js';
import { enginesHere } from '../../host/detector/engine/examine.js';
import { runPeer } from './peer.js';
import type { Row } from './row.js';

const stepsSchema = z.object({ times: z.array(z.number()).min(1), peakBytes: z.number() });
const CLI = 'out/host/cli/main.js';
const QUICK_IMAGES = 40;

export async function benchTraining(tell: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  const engines = await enginesHere();
  const tensorflow = engines.find(({ name }) => name === 'tensorflow');
  if (tensorflow?.available === true) {
    tell('training steps, hidden 1024, batch 8, three scales ...');
    const ours = await steps('tensorflow', 1024, 24, 4);
    const peer = await runPeer('student_step.py', ['1024', '4']);
    const best = Math.min(...ours.times);
    const theirs = peer.found ? Math.min(...stepsSchema.parse(peer.value).times) : null;
    rows.push(
      {
        what: `student's training step, hidden 1024, batch 8, S = {1, 2, 4}, TensorFlow ${tensorflow.version}, best of 4`,
        value: `${(best / 1000).toFixed(2)} s`,
        target: '',
        met: null,
      },
      {
        what: 'its rate against PyTorch in the same sitting',
        value:
          theirs === null
            ? `not measured: ${peer.found ? '' : peer.why}`
            : `${(theirs / best).toFixed(2)}x (PyTorch ${(theirs / 1000).toFixed(2)} s)`,
        target: 'at least 0.9x',
        met: theirs === null ? null : theirs / best >= 0.9,
      },
      {
        what: "the process's peak memory",
        value: `${(ours.peakBytes / 1e9).toFixed(2)} GB`,
        target: 'under 4 GB',
        met: ours.peakBytes < 4e9,
      },
    );
    tell('quick preset on 40 pictures, whole ...');
    const seconds = await quickPreset();
    rows.push({
      what: `quick preset on ${String(QUICK_IMAGES)} training pictures, features to finished model`,
      value: `${seconds.toFixed(0)} s`,
      target: 'under 240 s',
      met: seconds < 240,
    });
  } else
    rows.push({
      what: 'training on TensorFlow',
      value: `not measured: ${tensorflow?.reason ?? ''}`,
      target: 'at least 0.9x of PyTorch',
      met: null,
    });
  tell('the same step of the quick preset on wasm ...');
  const wasm = await steps('wasm', 128, 12, 2);
  rows.push({
    what: "student's training step of the quick preset (hidden 128, 12 x 12, batch 8) on wasm",
    value: `${(Math.min(...wasm.times) / 1000).toFixed(2)} s`,
    target: 'it works, and its rate is stated',
    met: true,
  });
  return rows;
}

/** In a process of its own: libraries and memory start fresh. */
async function steps(
  engine: EngineName,
  hidden: number,
  side: number,
  count: number,
): Promise<z.output<typeof stepsSchema>> {
  const bundle = 'out/bench/training-step.mjs';
  await promisify(execFile)(process.execPath, [
    'node_modules/esbuild/bin/esbuild',
    'bench/detector/training-step.ts',
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--packages=external',
    `--outfile=${bundle}`,
    '--log-level=warning',
  ]);
  const call = `import(${JSON.stringify(pathToFileURL(bundle).href)}).then((m) => m.trainingSteps(${JSON.stringify(engine)}, ${String(hidden)}, ${String(side)}, ${String(count)})).then((r) => { console.log(JSON.stringify(r)); process.exit(0); })`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', call]);
  return stepsSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

async function quickPreset(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pd-bench-training-'));
  try {
    const simulate = ['simulate', '--out', folder, '--categories', 'cookie', '--only', 'mvtec'];
    simulate.push('--train', String(QUICK_IMAGES), '--validation', '4', '--test', '7');
    await promisify(execFile)(process.execPath, [CLI, ...simulate, '--size', '640x360']);
    const train = ['train', '--data', join(folder, 'mvtec'), '--category', 'cookie'];
    const begun = performance.now();
    await promisify(execFile)(process.execPath, [
      CLI,
      ...train,
      ...['--preset', 'quick', '--out', join(folder, 'models')],
    ]);
    return (performance.now() - begun) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
