/** export: writes a project's samples in a format that others read. */
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  EXPORT_FORMATS,
  exportFormatSchema,
  type ExportFormat,
  type ExportIssue,
  type ExportPlan,
  type ExportProfile,
  type ReaderFinding,
} from '../../../core/contract/schema/dataset-export.js';
import { defaultExportProfile } from '../../../core/dataset/export-profiles.js';
import { READER_TITLES } from '../../../core/dataset/readers/index.js';
import { SPLITS } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { dryRun } from '../../export/dry-run.js';
import { runExport, type ExportStep } from '../../export/run.js';
import { openProject } from '../../project/open-project.js';
import type { ProjectStore } from '../../project/store.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';
import { parseCount } from '../source-options.js';

interface ExportOptions {
  readonly project: string;
  readonly out: string;
  readonly format?: ExportFormat;
  readonly profile?: string;
  readonly grid?: 'colour' | 'depth';
  readonly crop?: ExportProfile['crop'];
  readonly stems?: ExportProfile['stems'];
  readonly splits?: ExportProfile['splits'];
  readonly categories?: readonly string[];
  readonly state?: ExportProfile['state'];
  readonly withoutMask?: ExportProfile['withoutMask'];
  readonly withoutDepth?: ExportProfile['withoutDepth'];
  readonly mixedScales?: ExportProfile['mixedScales'];
  readonly astZ?: boolean;
  readonly rle?: boolean;
  readonly deflate?: boolean;
  readonly dryRun?: boolean;
  readonly check?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  program
    .command('export')
    .description('write samples as an MVTec 3D-AD tree, COCO, VOC, YOLO, LabelMe or point clouds')
    .requiredOption('--project <dir>', 'project folder')
    .requiredOption('--out <path>', 'folder, or a file that ends in .zip')
    .option('--format <format>', `${EXPORT_FORMATS.join(', ')} (default: mvtec3d)`, parseFormat)
    .option('--profile <name>', 'a profile of the project; other options change it for this run')
    .addOption(
      new Option(
        '--grid <grid>',
        'colour: depth is aligned to the picture (default); depth: picture and mask are resampled',
      ).choices(['colour', 'depth']),
    )
    .option('--crop <WxH[+X+Y]>', 'centred unless X and Y are given', parseCrop)
    .addOption(
      new Option('--stems <how>', 'file names: running (default), index or id').choices([
        'running',
        'index',
        'id',
      ]),
    )
    .option('--splits <names>', 'train, validation, test, joined by commas', parseSplits)
    .option('--categories <names>', 'joined by commas; all by default', parseNames)
    .addOption(
      new Option('--state <state>', 'anomalous samples at least done or checked').choices([
        'any',
        'done',
        'checked',
      ]),
    )
    .addOption(
      new Option('--without-mask <what>', 'anomalous samples without annotation').choices([
        'refuse',
        'skip',
        'empty',
      ]),
    )
    .addOption(
      new Option('--without-depth <what>', 'samples without depth or calibration').choices([
        'refuse',
        'skip',
      ]),
    )
    .addOption(
      new Option('--mixed-scales <what>', 'samples of different depth scale').choices([
        'refuse',
        'convert',
      ]),
    )
    .option('--ast-z', 'z/NAME.npy for AST beside xyz')
    .option('--rle', 'COCO: run lengths instead of polygons')
    .option('--deflate', 'compressed xyz')
    .option('--dry-run', 'tell what would be written, write nothing')
    .option('--check', 'with --dry-run: look at every sample as the readers would')
    .option('--threads <n>', 'working threads; one per core by default', parseCount)
    .option('--json', 'one JSON line on stdout')
    .addHelpText(
      'after',
      '\nAn export to the same place rewrites only what changed; a killed one is gone on with.\n\nExamples:\n' +
        '  pd-studio export --project P --out tree --format mvtec3d --ast-z\n' +
        '  pd-studio export --project P --out tree.zip --format mvtec3d --crop 700x700\n' +
        '  pd-studio export --project P --out coco --format coco --rle --dry-run --json',
    )
    .action(run);
}

async function run(options: ExportOptions): Promise<void> {
  const store = await openProject(resolve(options.project));
  const stop = new AbortController();
  const interrupted = (): void => {
    stop.abort();
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const request = {
      profile: profileOf(store, options),
      path: resolve(options.out),
      ids: null,
    };
    const given = {
      signal: stop.signal,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    };
    if (options.dryRun === true) {
      const plan = await dryRun(store, request, options.check === true, given);
      tellPlan(plan, options.json === true);
      return;
    }
    const result = await runExport(store, request, { ...given, progress: steps() });
    for (const issue of result.issues) progress(`${issue.message} ${issue.hint}`);
    const { samples } = result;
    if (options.json === true) printJson(result);
    else
      printLine(
        `${String(samples.added + samples.changed)} samples written, ${String(samples.kept)} kept, ${String(samples.removed)} removed, ${String(samples.skipped)} left out; ` +
          `${String(result.filesWritten)} files, ${megabytes(result.bytesWritten)} in ${result.seconds.toFixed(1)} s: ${result.path}`,
      );
    if (result.issues.some(({ kind }) => kind === 'broken'))
      throw new CommandError('Some samples could not be read.', EXIT.problems);
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
    await store.close();
  }
}

/** Progress lines, one a second at most. */
function steps(): (step: ExportStep) => void {
  let last = '';
  let toldAt = 0;
  return ({ phase, done, total, secondsLeft }) => {
    const now = performance.now();
    if (phase === last && now - toldAt < 1000 && done < total) return;
    last = phase;
    toldAt = now;
    const left = secondsLeft === null ? '' : `, about ${String(Math.ceil(secondsLeft))} s left`;
    progress(`${phase}: ${String(done)} of ${String(total)}${left}`);
  };
}

/** The named profile, or the format's defaults, with this run's options. */
function profileOf(store: ProjectStore, options: ExportOptions): ExportProfile {
  const known = store.project().exportProfiles;
  const named = known.find(({ name }) => name === options.profile);
  if (options.profile !== undefined && !named)
    throw new CommandError(
      `${text('export.no-profile.message', { name: options.profile })} ${text('export.no-profile.hint', { known: known.map(({ name }) => name).join(', ') || '-' })}`,
      EXIT.wrongUse,
    );
  const base = named ?? defaultExportProfile(options.format ?? 'mvtec3d', 'command line');
  return {
    ...base,
    format: options.format ?? base.format,
    grid: options.grid ?? base.grid,
    crop: options.crop ?? base.crop,
    stems: options.stems ?? base.stems,
    splits: options.splits ?? base.splits,
    categories: options.categories ? [...options.categories] : base.categories,
    state: options.state ?? base.state,
    withoutMask: options.withoutMask ?? base.withoutMask,
    withoutDepth: options.withoutDepth ?? base.withoutDepth,
    mixedScales: options.mixedScales ?? base.mixedScales,
    astZ: options.astZ ?? base.astZ,
    rle: options.rle ?? base.rle,
    tiffCompression: options.deflate === true ? 'deflate' : base.tiffCompression,
  };
}

function tellPlan(plan: ExportPlan, json: boolean): void {
  if (json) printJson(plan);
  else {
    const { added, changed, kept, removed, skipped } = plan.samples;
    printLine(`${plan.path} (${plan.format}, ${plan.kind})`);
    printLine(
      `samples: ${String(added)} new, ${String(changed)} changed, ${String(kept)} kept, ${String(removed)} removed, ${String(skipped)} left out`,
    );
    for (const { kind, count, bytes } of plan.files)
      printLine(
        `  ${kind.padEnd(8)} ${String(count).padStart(7)} files  about ${megabytes(bytes)}`,
      );
    const free = plan.freeBytes === null ? '' : `, ${megabytes(plan.freeBytes)} free`;
    printLine(
      `to write: ${String(plan.filesToWrite)} files, about ${megabytes(plan.bytesToWrite)}${free}`,
    );
  }
  for (const issue of plan.issues)
    progress(`${issue.blocks ? 'STOP' : 'note'}  ${issue.message} ${issue.hint}`);
  for (const finding of plan.findings) progress(findingLine(finding));
  const blocked = plan.issues.filter((issue: ExportIssue) => issue.blocks).length;
  if (blocked > 0) throw new CommandError('The export would be refused.', EXIT.problems);
}

export function findingLine({
  severity,
  reader,
  message,
  reason,
  source,
  places,
}: ReaderFinding): string {
  const where = places.slice(0, 3).join(', ') + (places.length > 3 ? ', ...' : '');
  return `${severity.padEnd(7)} ${READER_TITLES[reader]}: ${message}: ${where}\n        ${reason} (${source})`;
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Names that others use for the same. */
const ALIASES: Readonly<Record<string, ExportFormat>> = { mvtec: 'mvtec3d', clouds: 'ply' };

function parseFormat(value: string): ExportFormat {
  const parsed = exportFormatSchema.safeParse(ALIASES[value] ?? value);
  if (!parsed.success) throw new InvalidArgumentError(`Use ${EXPORT_FORMATS.join(', ')}.`);
  return parsed.data;
}

function parseCrop(value: string): ExportProfile['crop'] {
  const [width, height, left, top] = (/^(\d+)x(\d+)(?:\+(\d+)\+(\d+))?$/.exec(value) ?? [])
    .slice(1)
    .map((digits: string | undefined) => (digits === undefined ? null : Number(digits)));
  if (typeof width !== 'number' || typeof height !== 'number' || width < 16 || height < 16)
    throw new InvalidArgumentError('Write it as 700x700 or 700x700+290+10.');
  return { width, height, left: left ?? null, top: top ?? null };
}

function parseSplits(value: string): ExportProfile['splits'] {
  const names = value.split(',');
  const splits = SPLITS.filter((split) => names.includes(split));
  if (splits.length !== names.length)
    throw new InvalidArgumentError(`Use some of ${SPLITS.join(', ')}, joined by commas.`);
  return splits;
}

function parseNames(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
