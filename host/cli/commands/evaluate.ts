/** evaluate: tables of the paper, CSV and one report for all models below a folder. */
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineName } from '../../../core/contract/schema/detector.js';
import { startJob } from '../../detector/jobs/runner.js';
import {
  CSV_FILE,
  findModels,
  REPORT_FILE,
  RESULTS_FILE,
} from '../../detector/run/evaluate-run.js';
import { readJson } from '../../files/atomic.js';
import { engineOf, positiveNumber } from '../detector-options.js';
import { printJson, printLine, progress } from '../output.js';

interface EvaluateOptions {
  readonly models: string;
  readonly data: string;
  readonly out: string;
  readonly cache?: string;
  readonly engine: EngineName | null;
  readonly threads?: number;
  readonly json?: boolean;
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('score trained detectors on the test split; tables, CSV and a report')
    .requiredOption(
      '--models <dir>',
      'searched for models: what train wrote, or models/ of a project',
    )
    .requiredOption('--data <dir>', 'a project, or a tree in the form of MVTec 3D-AD')
    .requiredOption('--out <dir>', `gets ${REPORT_FILE}, ${CSV_FILE} and ${RESULTS_FILE}`)
    .option('--cache <dir>', 'features are kept here; MODELS/.cache')
    .option('--engine <name>', 'auto, tensorflow or wasm', engineOf, null)
    .option('--threads <n>', 'all cores by default', positiveNumber)
    .option('--json', 'the results as JSON lines on stdout, one per model')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio evaluate --models models --data data/mvtec --out report\n' +
        '  pd-studio evaluate --models P/models --data P --out P/runs/report --json',
    )
    .action(evaluate);
}

async function evaluate(options: EvaluateOptions): Promise<void> {
  const folder = resolve(options.models);
  const models = await findModels(folder);
  const out = resolve(options.out);
  const running = startJob(
    {
      kind: 'evaluate',
      runId: `cli-${randomBytes(4).toString('hex')}`,
      source: resolve(options.data),
      models,
      runFolder: out,
      cacheFolder: resolve(options.cache ?? join(folder, '.cache')),
      engine: options.engine,
      threads: options.threads ?? null,
    },
    {
      report: (report) => {
        if (report.t !== 'progress') return;
        const stage = report.progress.stages.find(({ stage: name }) => name === 'evaluate');
        progress(`model ${String(stage?.done ?? 0)} of ${String(models.length)}`);
      },
      log: progress,
    },
  );
  const stop = (): void => void running.cancel();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await running.ended;
  if (options.json === true) {
    const results = (await readJson(join(out, RESULTS_FILE), 256 * 1024 * 1024)) as unknown[];
    for (const result of results) printJson(result);
  } else for (const name of [REPORT_FILE, CSV_FILE, RESULTS_FILE]) printLine(join(out, name));
}
