/** train: detectors of one or more categories, scale sets and seeds, from a project or an MVTec tree. */
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { StudioError } from '../../../core/contract/errors.js';
import {
  detectorConfigSchema,
  type DetectorConfig,
  type DetectorConfigPatch,
  type DetectorMode,
  type EngineName,
  type PresetName,
  type RunProgress,
} from '../../../core/contract/schema/detector.js';
import { text } from '../../../core/text/index.js';
import { configure } from '../../../models/teacher-student/config.js';
import { openDataSource } from '../../detector/data/open-source.js';
import type { DataSource } from '../../detector/data/source.js';
import { startJob } from '../../detector/jobs/runner.js';
import { belongsTo } from '../../detector/run/checkpoint.js';
import type { TrainJob } from '../../detector/run/job.js';
import { readCard } from '../../detector/run/model-files.js';
import { selectSamples } from '../../detector/run/selection.js';
import {
  engineOf,
  modeOf,
  numberList,
  positiveNumber,
  presetOf,
  scaleSets,
  wholeNumber,
} from '../detector-options.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';

interface TrainOptions {
  readonly data: string;
  readonly category: string;
  readonly preset: PresetName;
  readonly mode: DetectorMode;
  readonly scales?: number[][];
  readonly seeds: number[];
  readonly size?: number;
  readonly hidden?: number;
  readonly epochs?: number;
  readonly norm?: string;
  readonly maskRule?: string;
  readonly out: string;
  readonly cache?: string;
  readonly engine: EngineName | null;
  readonly threads?: number;
  readonly checkpoint: number;
  readonly again?: boolean;
  readonly json?: boolean;
}

export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train detectors; goes on where it was stopped')
    .requiredOption('--data <dir>', 'a project, or a tree in the form of MVTec 3D-AD')
    .requiredOption('--category <names>', 'one, several joined by commas, or all')
    .requiredOption('--out <dir>', 'gets DIR/CATEGORY/SCALES/SEED')
    .option('--preset <name>', 'paper, ast, lite, ast-lite or quick', presetOf, 'lite')
    .option('--mode <mode>', 'rgbd, rgb or depth', modeOf, 'rgbd')
    .option(
      '--scales <sets>',
      "scales of the loss; several sets as 1,2,4/1; the preset's",
      scaleSets,
    )
    .option('--seeds <list>', 'one training each', numberList, [1])
    .option('--size <pixels>', "picture side; the preset's", positiveNumber)
    .option('--hidden <n>', "channels of the student; the preset's", positiveNumber)
    .option('--epochs <n>', "of the teacher and of the student; the preset's", positiveNumber)
    .option('--norm <kind>', "card: the backbone's own input normalisation, or imagenet")
    .option('--mask-rule <rule>', 'masks of coarser scales: half, any or binary')
    .option('--cache <dir>', 'features and rates are kept here; OUT/.cache')
    .option('--engine <name>', 'auto, tensorflow or wasm', engineOf, null)
    .option('--threads <n>', 'all cores; one gives the same bits each time', positiveNumber)
    .option('--checkpoint <seconds>', 'least time between checkpoints', wholeNumber, 30)
    .option('--again', 'train also what is there already')
    .option('--json', 'JSON lines on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio train --data data/mvtec --category cookie,crab --preset lite --seeds 1,2,3 --out models\n' +
        '  pd-studio train --data P --category all --preset quick --scales 1,2,4/1 --out models --json\n' +
        '  pd-studio train --data mvtec-rgb --category bagel --mode rgb --out models',
    )
    .action(train);
}

async function train(options: TrainOptions): Promise<void> {
  const source = await openDataSource(resolve(options.data));
  const categories = categoriesOf(source, options.category);
  const jobs = categories.flatMap((category) =>
    (options.scales ?? [undefined]).flatMap((scales) =>
      options.seeds.map((seed) => jobOf(options, category, scales, seed)),
    ),
  );
  let failed = 0;
  for (const job of jobs) {
    const label = `${job.category} ${job.config.scales.join(',')} seed ${String(job.config.seed)}`;
    try {
      if (options.again !== true && (await isDone(source, job))) {
        progress(`${label}: there already`);
        continue;
      }
      await runOne(job, label, options.json === true);
    } catch (error) {
      if (!(error instanceof StudioError) || error.code === 'cancelled' || jobs.length === 1)
        throw error;
      failed += 1;
      progress(`${label}: ${error.message} ${error.hint}`);
    }
  }
  if (failed > 0)
    throw new CommandError(
      `${String(failed)} of ${String(jobs.length)} trainings failed.`,
      EXIT.problems,
    );
}

function categoriesOf(source: DataSource, wanted: string): string[] {
  const known = source.categories();
  if (wanted === 'all') return [...known];
  const names = wanted.split(',').map((name) => name.trim());
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new CommandError(
      text('train.no-category', {
        path: source.path,
        category: missing,
        known: known.join(', '),
      }),
      EXIT.wrongUse,
    );
  return names;
}

function jobOf(
  options: TrainOptions,
  category: string,
  scales: number[] | undefined,
  seed: number,
): TrainJob {
  const config = configOf(options, scales, seed);
  const out = resolve(options.out);
  const folder = join(out, category, config.scales.join(','), String(seed));
  return {
    kind: 'train',
    runId: `cli-${randomBytes(4).toString('hex')}`,
    source: resolve(options.data),
    category,
    config,
    fromReview: [],
    runFolder: `${folder}.run`,
    modelFolder: folder,
    modelName: `${category}-${config.scales.join('')}-${String(seed)}`,
    cacheFolder: resolve(options.cache ?? join(out, '.cache')),
    operator: userInfo().username,
    engine: options.engine,
    threads: options.threads ?? null,
    checkpointSeconds: options.checkpoint,
  };
}

function configOf(
  options: TrainOptions,
  scales: number[] | undefined,
  seed: number,
): DetectorConfig {
  const patch = {
    mode: options.mode,
    seed,
    scales,
    side: options.size,
    hidden: options.hidden,
    teacherEpochs: options.epochs,
    studentEpochs: options.epochs,
    norm: options.norm,
    maskRule: options.maskRule,
  } as DetectorConfigPatch;
  const { config, faults } = configure(options.preset, patch);
  const fault = faults[0];
  if (fault)
    throw new CommandError(
      fault.kind === 'scale'
        ? text('train.scale-fault', { ...fault })
        : text('train.side-fault', { ...fault }),
      EXIT.wrongUse,
    );
  const parsed = detectorConfigSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CommandError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, EXIT.wrongUse);
}

/** A finished model of the same configuration and the same training pictures is kept. */
async function isDone(source: DataSource, job: TrainJob): Promise<boolean> {
  const card = await readCard(job.modelFolder).catch(() => null);
  if (!card) return false;
  const { train: samples } = await selectSamples(source, job.category, job.config);
  const refused = new Set(card.data.refused.map(({ sample }) => sample));
  const hashes: string[] = [];
  for (const sample of samples) if (!refused.has(sample.name)) hashes.push(await sample.hash());
  const known = card.data.train.map(({ hash }) => hash);
  return belongsTo(card.config, known) === belongsTo(job.config, hashes);
}

async function runOne(job: TrainJob, label: string, json: boolean): Promise<void> {
  let toldAt = 0;
  const running = startJob(job, {
    report: (report) => {
      if (json && report.t === 'epoch')
        printJson({ event: 'epoch', category: job.category, ...report.record });
      if (report.t === 'log' && report.line.stage === 'features')
        progress(`${label}: ${report.line.text}  ${report.line.detail}`);
      if (report.t === 'progress' && Date.now() - toldAt > 2000) {
        toldAt = Date.now();
        progress(`${label}: ${progressLine(report.progress)}`);
      }
    },
    log: progress,
  });
  const stop = (): void => void running.cancel();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const { metrics, refused } = await running.ended;
    for (const { sample, reason } of refused) progress(`${label}: left out ${sample}: ${reason}`);
    if (json)
      printJson({
        event: 'done',
        model: job.modelFolder,
        category: job.category,
        metrics,
        refused,
      });
    else
      printLine(
        `${job.modelFolder}  AUROC ${figure(metrics?.imageAuroc)}  AUPRO ${figure(metrics?.aupro100)}`,
      );
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function progressLine(p: Omit<RunProgress, 'id'>): string {
  const stage = p.stages.find(({ stage: name }) => name === p.stage);
  const loss = p.loss === null ? '' : `  loss ${p.loss.toPrecision(4)}`;
  const left = p.etaSeconds === null ? '' : `  ${(p.etaSeconds / 60).toFixed(1)} min left`;
  const gigabytes = (p.memoryBytes / 1e9).toFixed(2);
  return `${p.stage} ${String(stage?.done ?? 0)}/${String(stage?.total ?? 0)}${loss}${left}  ${gigabytes} GB`;
}

function figure(value: number | null | undefined): string {
  return value == null ? '-' : value.toFixed(3);
}
