/** Training: the student's step beside PyTorch's, turn about; memory, wasm's rate, the quick preset whole. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Engine, EngineName } from '../../core/contract/schema/detector.js';
import { examineEngines } from '../../host/detector/engine/engine.js';
import { pythonHere } from './peer.js';
import { median, type Row } from './row.js';

/** A step that was asked for: its wall time, the process's CPU time in it, its peak memory until then. */
const stepSchema = z.object({ ms: z.number(), cpuMs: z.number(), peakBytes: z.number() });
type Step = z.output<typeof stepSchema>;

const CLI = 'out/host/cli/main.js';
const QUICK_IMAGES = 40;
const PAIRS = 7;

/** Hidden 1024, batch 8, three scales. The two processes take turns, so that both see the same machine. */
export async function benchStep(tell: (line: string) => void): Promise<Row[]> {
  const tensorflow = tensorflowHere();
  if (!tensorflow.available) return [unmeasured('training on TensorFlow', tensorflow)];
  tell('training steps, hidden 1024, batch 8, three scales ...');
  const ours = await Stepper.ours('tensorflow', 1024, 24);
  const peer = await Stepper.python(1024).catch((error: unknown) => {
    tell(String(error));
    return null;
  });
  try {
    // The first step of each allocates and chooses algorithms.
    await ours.step();
    await peer?.step();
    const mine: Step[] = [];
    const theirs: Step[] = [];
    for (let i = 0; i < PAIRS; i++) {
      // Who goes first changes, lest one always inherits the other's warm caches.
      if (i % 2 === 0) mine.push(await ours.step());
      if (peer) theirs.push(await peer.step());
      if (i % 2 === 1) mine.push(await ours.step());
      tell(`${seconds(mine.at(-1)!.ms)} s; PyTorch ${seconds(theirs.at(-1)?.ms ?? Number.NaN)} s`);
    }
    const what = `student's training step, hidden 1024, batch 8, S = {1, 2, 4}, TensorFlow ${tensorflow.version}`;
    const wall = median(mine.map(({ ms }) => ms));
    const peak = Math.max(...mine.map(({ peakBytes }) => peakBytes));
    const rows: Row[] = [
      { what, value: `${seconds(wall)} s`, target: '', met: null },
      {
        what: "the process's peak memory in these steps",
        value: `${(peak / 1e9).toFixed(2)} GB`,
        target: 'under 4 GB',
        met: peak < 4e9,
      },
    ];
    if (!peer) return rows;
    const ratio = (key: 'ms' | 'cpuMs'): number =>
      median(theirs.map((step, i) => step[key] / mine[i]![key]));
    const times = ratio('ms');
    rows.push({
      what: `its rate against PyTorch's: median of ${String(PAIRS)} pairs, turn about`,
      value: `${times.toFixed(2)} x (PyTorch ${seconds(median(theirs.map(({ ms }) => ms)))} s); by CPU time ${ratio('cpuMs').toFixed(2)} x`,
      target: 'at least 0.9 x',
      met: times >= 0.9,
    });
    return rows;
  } finally {
    ours.end();
    peer?.end();
  }
}

/** The quick preset from pictures to a finished model, through the command line. */
export async function benchQuick(tell: (line: string) => void): Promise<Row[]> {
  const tensorflow = tensorflowHere();
  if (!tensorflow.available) return [unmeasured('quick preset', tensorflow)];
  const folder = await mkdtemp(join(tmpdir(), 'pd-bench-training-'));
  try {
    tell('rendering 51 pictures ...');
    const simulate = ['simulate', '--out', folder, '--categories', 'cookie', '--only', 'mvtec'];
    simulate.push('--train', String(QUICK_IMAGES), '--validation', '4', '--test', '7');
    await promisify(execFile)(process.execPath, [CLI, ...simulate, '--size', '640x360']);
    tell('quick preset on 40 pictures, whole ...');
    const train = ['train', '--data', join(folder, 'mvtec'), '--category', 'cookie'];
    train.push('--preset', 'quick', '--engine', 'tensorflow', '--out', join(folder, 'models'));
    const begun = performance.now();
    await promisify(execFile)(process.execPath, [CLI, ...train]);
    const spent = (performance.now() - begun) / 1000;
    return [
      {
        what: `quick preset on ${String(QUICK_IMAGES)} training pictures (and 11 scored), features to finished model, TensorFlow ${tensorflow.version}`,
        value: `${spent.toFixed(0)} s`,
        target: 'under 240 s',
        met: spent < 240,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function benchWasm(tell: (line: string) => void): Promise<Row[]> {
  tell('a step of the quick preset on wasm ...');
  const wasm = await Stepper.ours('wasm', 128, 12);
  try {
    await wasm.step();
    const times = [(await wasm.step()).ms, (await wasm.step()).ms, (await wasm.step()).ms];
    return [
      {
        what: "student's training step of the quick preset (hidden 128, 12 x 12, batch 8) on wasm",
        value: `${seconds(median(times))} s`,
        target: 'it works, and its rate is stated',
        met: true,
      },
    ];
  } finally {
    wasm.end();
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

export function tensorflowHere(): Engine {
  return examineEngines().find(({ name }) => name === 'tensorflow')!;
}

export const unmeasured = (what: string, { reason }: Engine): Row => ({
  what,
  value: `not measured: ${reason}`,
  target: '',
  met: null,
});

/** A process that makes one training step per line it is sent, and answers with a line of JSON. */
class Stepper {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private complaint = '';

  private constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.complaint = (this.complaint + chunk.toString('utf8')).slice(-2000);
    });
    this.answers = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  static async ours(engine: EngineName, hidden: number, side: number): Promise<Stepper> {
    const bundle = 'out/bench/training-step.mjs';
    const options = ['--bundle', '--platform=node', '--format=esm', '--packages=external'];
    await promisify(execFile)(process.execPath, [
      ...['node_modules/esbuild/bin/esbuild', 'bench/detector/training-step.ts', ...options],
      ...[`--outfile=${bundle}`, '--log-level=warning'],
    ]);
    const call = `import(${JSON.stringify(pathToFileURL(bundle).href)}).then((m) => m.stepsOnDemand(${JSON.stringify(engine)}, ${String(hidden)}, ${String(side)}))`;
    const stepper = new Stepper(process.execPath, ['-e', call]);
    await stepper.answer();
    return stepper;
  }

  static async python(hidden: number): Promise<Stepper> {
    const script = join('bench/peers', 'student_step.py');
    const stepper = new Stepper(pythonHere(), [script, String(hidden)]);
    await stepper.answer();
    return stepper;
  }

  async step(): Promise<Step> {
    this.child.stdin!.write('step\n');
    return stepSchema.parse(JSON.parse(await this.answer()));
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  private async answer(): Promise<string> {
    const line = await this.answers.next();
    if (line.done !== true) return line.value;
    if (this.child.exitCode === null) await once(this.child, 'exit');
    throw new Error(this.complaint.trim().split('\n').at(-1) ?? 'it ended without a word');
  }
}
