/** simulate: renders data sets of clay objects, as a project and as an MVTec tree. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CATEGORIES, type PaperCategory } from '../../../core/dataset/vocabulary.js';
import { d405Profile, D405_PROFILES } from '../../../core/simulator/d405.js';
import { simulate } from '../../simulate/simulate.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';

interface SimulateCommand {
  readonly out: string;
  readonly categories: string;
  readonly seed: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly only?: 'project' | 'mvtec';
  readonly whole?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('render a data set of clay objects with exact masks')
    .requiredOption('--out <dir>', 'gets DIR/project and DIR/mvtec')
    .option('--categories <names>', 'all, or names joined by commas', 'all')
    .option('--seed <n>', 'the same seed gives the same pictures', count, 1)
    .option('--train <n>', 'good samples to train on, per category', count, 30)
    .option('--validation <n>', 'good samples to set thresholds by, per category', count, 10)
    .option(
      '--test <n>',
      'test samples per category, spread over good and the six types',
      count,
      60,
    )
    .option('--size <WxH>', 'a depth mode of the D405', size, { width: 1280, height: 720 })
    .option('--only <part>', 'project or mvtec; both by default', part)
    .option('--whole', 'whole pictures in the tree, not their 4:3 middle')
    .option('--threads <n>', 'rendering threads; one per core by default', count)
    .option('--json', 'one JSON line per sample and one at the end on stdout')
    .addHelpText(
      'after',
      '\nWhat is there already is kept: run it again to go on after a stop.\n\nExamples:\n' +
        '  pd-studio simulate --out data --categories cookie,crab --seed 1\n' +
        '  pd-studio simulate --out data --categories all --size 640x360 --train 60 --test 0 --only mvtec --json',
    )
    .action(run);
}

async function run(options: SimulateCommand): Promise<void> {
  const out = resolve(options.out);
  const stop = new AbortController();
  const interrupted = (): void => {
    stop.abort();
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const from = performance.now();
  let toldAt = 0;
  try {
    const result = await simulate(
      {
        out,
        categories: categoriesOf(options.categories),
        seed: options.seed,
        train: options.train,
        validation: options.validation,
        test: options.test,
        ...options.size,
        whole: options.whole === true,
        parts: { project: options.only !== 'mvtec', tree: options.only !== 'project' },
        ...(options.threads === undefined ? {} : { threads: Math.max(1, options.threads) }),
      },
      ({ sample, done, total, ms }) => {
        if (options.json === true) {
          const { id, category, split, anomaly, index } = sample;
          printJson({ id, category, split, anomaly, index, ms: Math.round(ms) });
        }
        const now = performance.now();
        if (now - toldAt < 1000 && done < total) return;
        toldAt = now;
        progress(`${String(done)} of ${String(total)}  ${sample.treeFolder}/${sample.stem}`);
      },
      stop.signal,
    );
    const seconds = (performance.now() - from) / 1000;
    if (options.json === true) printJson({ ...result, seconds: Math.round(seconds * 10) / 10 });
    else {
      printLine(
        `${String(result.rendered)} samples rendered in ${seconds.toFixed(1)} s, ${String(result.kept)} kept`,
      );
      for (const path of [result.project, result.tree]) if (path !== null) printLine(path);
    }
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
}

function categoriesOf(value: string): PaperCategory[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'all') return [...CATEGORIES];
  const chosen = CATEGORIES.filter((category) => names.includes(category));
  const unknown = names.find((name) => !(CATEGORIES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new CommandError(
      `--categories: there is no category ${unknown}; use all or some of ${CATEGORIES.join(', ')}.`,
      EXIT.wrongUse,
    );
  }
  return chosen;
}

const MAX_COUNT = 2 ** 31 - 1;

function count(value: string): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number <= MAX_COUNT))
    throw new CommandError(`${value} is not a whole number of 0 or more.`, EXIT.wrongUse);
  return number;
}

function size(value: string): { width: number; height: number } {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(value) ?? [];
  if (d405Profile(Number(width), Number(height)))
    return { width: Number(width), height: Number(height) };
  const known = D405_PROFILES.map((p) => `${String(p.width)}x${String(p.height)}`).join(', ');
  throw new CommandError(`--size ${value}: the D405 has ${known}.`, EXIT.wrongUse);
}

function part(value: string): 'project' | 'mvtec' {
  if (value === 'project' || value === 'mvtec') return value;
  throw new CommandError(`--only ${value}: use project or mvtec.`, EXIT.wrongUse);
}
