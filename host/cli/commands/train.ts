/** train: detectors of one or more categories, scale sets and seeds, from a project or an MVTec tree. */
import { createHash, randomBytes } from 'node:crypto';
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
  type ModelCard,
  type PresetName,
  type RunProgress,
} from '../../../core/contract/schema/detector.js';
import { foregroundSettingsSchema } from '../../../core/contract/schema/foreground.js';
import { text } from '../../../core/text/index.js';
import { configure } from '../../../models/teacher-student/config.js';
import { openDataSource } from '../../detector/data/open-source.js';
import type { DataSource } from '../../detector/data/source.js';
import { startJob } from '../../detector/jobs/runner.js';
import { needBackbone } from '../../detector/backbones.js';
import { ownerOf } from '../../detector/run/checkpoint.js';
import type { TrainJob } from '../../detector/run/job.js';
import { readCard } from '../../detector/run/model-files.js';
import { selectSamples } from '../../detector/run/selection.js';
import { freeName, listModels, modelFolder } from '../../detector/runs/model-shelf.js';
import { cacheFolder, runFolder } from '../../detector/runs/run-files.js';
import { configFolder } from '../../preferences/config-folder.js';
import { openPreferences } from '../../preferences/preferences.js';
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
  readonly out?: string;
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
    .option(
      '--out <dir>',
      "gets DIR/CATEGORY/SCALES/SEED; without it a project's own models are added to",
    )
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
      '\nExamples:\n  pd-studio train --data P --category cookie --preset quick\n' +
        '  pd-studio train --data data/mvtec --category cookie,crab --preset lite --seeds 1,2,3 --out models\n' +
        '  pd-studio train --data P --category all --preset quick --scales 1,2,4/1 --out models --json\n' +
        '  pd-studio train --data mvtec-rgb --category bagel --mode rgb --out models',
    )
    .action(train);
}

async function train(options: TrainOptions): Promise<void> {
  const source = await openDataSource(resolve(options.data));
  const categories = categoriesOf(source, options.category);
  const tasks = categories.flatMap((category) =>
    (options.scales ?? [undefined]).flatMap((scales) =>
      options.seeds.map((seed) => ({ category, config: configOf(options, scales, seed) })),
    ),
  );
  if (options.out === undefined && source.kind !== 'project')
    throw new CommandError('A tree keeps no models: say with --out where they go.', EXIT.wrongUse);
  let failed = 0;
  for (const { category, config } of tasks) {
    const label = `${category} ${config.scales.join(',')} seed ${String(config.seed)}`;
    try {
      const there =
        options.again === true ? null : await doneAlready(source, options, category, config);
      if (there !== null) {
        progress(`${label}: there already, ${there}`);
        continue;
      }
      const place = await placeOf(source, options, category, config);
      await runOne(jobOf(source, options, category, config, place), label, options.json === true);
    } catch (error) {
      if (!(error instanceof StudioError) || error.code === 'cancelled' || tasks.length === 1)
        throw error;
      failed += 1;
      progress(`${label}: ${error.message} ${error.hint}`);
    }
  }
  if (failed > 0)
    throw new CommandError(
      `${String(failed)} of ${String(tasks.length)} trainings failed.`,
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

type Place = Pick<
  TrainJob,
  'runId' | 'runFolder' | 'modelFolder' | 'modelName' | 'cacheFolder' | 'operator'
>;

/** --out/CATEGORY/SCALES/SEED, or the next free name among the project's models as the studio gives it. */
async function placeOf(
  source: DataSource,
  { out: given, cache }: TrainOptions,
  category: string,
  config: DetectorConfig,
): Promise<Place> {
  if (given !== undefined) {
    const folder = outFolder(given, category, config);
    return {
      runId: `cli-${randomBytes(4).toString('hex')}`,
      runFolder: `${folder}.run`,
      modelFolder: folder,
      modelName: `${category}-${config.scales.join('')}-${String(config.seed)}`,
      cacheFolder: resolve(cache ?? join(given, '.cache')),
      operator: userInfo().username,
    };
  }
  // The same run folder for the same task: a killed training goes on from its checkpoint.
  const task = createHash('sha256')
    .update(JSON.stringify([category, config]))
    .digest('hex');
  const runId = `cli-${task.slice(0, 12)}`;
  const modelName = await freeName(source.path, category, []);
  const { operator } = (await openPreferences(configFolder())).get();
  return {
    runId,
    runFolder: runFolder(source.path, runId),
    modelFolder: modelFolder(source.path, modelName),
    modelName,
    cacheFolder: resolve(cache ?? cacheFolder(source.path)),
    operator: operator === '' ? userInfo().username : operator,
  };
}

function outFolder(out: string, category: string, { scales, seed }: DetectorConfig): string {
  return join(resolve(out), category, scales.join(','), String(seed));
}

function jobOf(
  source: DataSource,
  options: TrainOptions,
  category: string,
  config: DetectorConfig,
  place: Place,
): TrainJob {
  return {
    ...place,
    kind: 'train',
    source: source.path,
    category,
    config,
    fromReview: [],
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

/** Folder of a finished model of the same configuration, foreground, backbone and training pictures; null without. */
async function doneAlready(
  source: DataSource,
  options: TrainOptions,
  category: string,
  config: DetectorConfig,
): Promise<string | null> {
  const folders =
    options.out === undefined
      ? (await listModels(source.path))
          .filter((model) => model.category === category)
          .map(({ name }) => modelFolder(source.path, name))
      : [outFolder(options.out, category, config)];
  for (const folder of folders) {
    const card = await readCard(folder).catch(() => null);
    if (card && (await isSame(source, card, category, config))) return folder;
  }
  return null;
}

async function isSame(
  source: DataSource,
  card: ModelCard,
  category: string,
  config: DetectorConfig,
): Promise<boolean> {
  const { train: samples } = await selectSamples(source, category, config);
  const refused = new Set(card.data.refused.map(({ sample }) => sample));
  const hashes: string[] = [];
  for (const sample of samples) if (!refused.has(sample.name)) hashes.push(await sample.hash());
  const known = card.data.train.map(({ hash }) => hash);
  const foreground = foregroundSettingsSchema.safeParse(card.data.foreground);
  if (!foreground.success) return false;
  const backbone = config.backbone === null ? null : await needBackbone(config.backbone);
  const sha256 = backbone?.card.onnx.sha256 ?? null;
  // Both through the schema: the order of keys is its own.
  const wanted = foregroundSettingsSchema.parse(source.foreground(category));
  return (
    ownerOf(card.config, foreground.data, card.backboneSha256, known) ===
    ownerOf(config, wanted, sha256, hashes)
  );
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
