/** benchmark: how fast the studio is on this computer. */
import { resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { Option, type Command } from 'commander';
import { benchmark, BENCHMARK_PARTS, type BenchmarkPart } from '../../services/benchmark.js';
import { positiveNumber } from '../detector-options.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';

interface BenchmarkOptions {
  readonly part?: BenchmarkPart;
  readonly seconds: number;
  readonly folder: string;
  readonly model?: string;
  readonly json?: boolean;
}

export function addBenchmark(program: Command): void {
  program
    .command('benchmark')
    .description('measure this computer: levelling, shots, heat maps, training engines')
    .addOption(new Option('--part <part>', 'only this one').choices(BENCHMARK_PARTS))
    .option('--seconds <n>', 'for each reading', positiveNumber, 5)
    .option('--folder <dir>', 'whose disk takes the shots; they are removed again', tmpdir())
    .option('--model <path>', "a model's folder or ONNX file; the lite preset without training")
    .option('--json', 'one JSON line per reading')
    .addHelpText(
      'after',
      '\nExample:\n  pd-studio benchmark --folder /mnt/share/clay --model clay/models/crab',
    )
    .action(run);
}

async function run(options: BenchmarkOptions): Promise<void> {
  const abort = new AbortController();
  process.once('SIGINT', () => {
    abort.abort(new CommandError('Cancelled.', EXIT.problems));
  });
  if (options.json !== true) progress('Measuring; other programs make the figures worse.');
  for await (const reading of benchmark({
    parts: options.part === undefined ? BENCHMARK_PARTS : [options.part],
    seconds: options.seconds,
    folder: resolve(options.folder),
    model: options.model === undefined ? null : resolve(options.model),
    signal: abort.signal,
  })) {
    if (options.json === true) printJson(reading);
    else {
      const { what, milliseconds, worstMilliseconds, runs, note } = reading;
      const times =
        milliseconds === null || worstMilliseconds === null
          ? ''
          : `${milliseconds.toFixed(1)} ms, at worst ${worstMilliseconds.toFixed(1)} ms of ${String(runs)}`;
      printLine(`${what}: ${[times, note].filter((part) => part !== '').join('; ')}`);
    }
  }
}
