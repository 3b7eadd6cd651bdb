/** annotate: the queue, masks, checks and conversion of LabelMe files, without a window. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { NO_FILTER, selectQueue } from '../../../core/annotation/queue.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { AnnotationSettings } from '../../../core/contract/schema/project.js';
import { workStateSchema, type WorkState } from '../../../core/contract/schema/work.js';
import { checkFiles, checkProject, type Finding } from '../../annotate/check.js';
import { convert, type ConvertOptions } from '../../annotate/convert.js';
import { readLabelMap } from '../../annotate/label-files.js';
import { documentOf, loadAnnotation } from '../../annotate/session.js';
import { writeMasks } from '../../annotate/masks.js';
import { openProject } from '../../project/open-project.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';

const RASTERISERS = ['labelme-7.9.1', 'labelme-5.1.1'];

export function addAnnotate(program: Command): void {
  const annotate = program
    .command('annotate')
    .description('annotation queue, masks, checks and conversion of LabelMe files');
  annotate
    .command('list')
    .description('samples with their work state, in order of the shots')
    .requiredOption('--project <dir>', 'project folder')
    .option('--state <states>', 'only these: new,in-progress,done,checked')
    .option('--assignee <name>', 'only those of this person; "" for those of nobody')
    .option('--category <name>', 'only this category')
    .option('--json', 'one JSON line per sample on stdout, then one with the counts')
    .addHelpText(
      'after',
      '\nExample:\n  pd-studio annotate list --project clay --state new,in-progress --json',
    )
    .action(list);
  annotate
    .command('masks')
    .description('write mask.png and labels.png of every annotated sample anew')
    .requiredOption('--project <dir>', 'project folder')
    .option('--json', 'one JSON line per sample on stdout')
    .addHelpText('after', '\nExample:\n  pd-studio annotate masks --project clay')
    .action(masks);
  annotate
    .command('check')
    .description('look for what is wrong with a LabelMe file, a folder of them, or a project')
    .argument('<path>', 'file, folder or project folder')
    .option(
      '--labels <list>',
      'of files outside a project: the labels allowed, as FILE (label-map.json, or a label a line) or a,b,c; else label-map.json beside',
    )
    .option('--json', 'one JSON line per finding on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio annotate check clay\n  pd-studio annotate check labels/ --labels dent,scratch --json',
    )
    .action(check);
  annotate
    .command('convert')
    .description('LabelMe files to masks or label maps, or masks back to LabelMe polygons')
    .requiredOption('--from <dir>', 'folder of LabelMe files (of masks with --to labelme)')
    .requiredOption('--out <dir>', 'folder for the result, with the same subfolders')
    .addOption(
      new Option('--to <what>', 'what to make')
        .choices(['masks', 'label-maps', 'labelme'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--rasteriser <name>', "whose pixels: LabelMe's of this version")
        .choices(RASTERISERS)
        .default('labelme-7.9.1'),
    )
    .addOption(
      new Option('--readers <version>', 'with --to labelme: oldest LabelMe that must open them')
        .choices(['3', '5.1', '5.4', '6.2'])
        .default('5.1'),
    )
    .option('--label <name>', 'with --to labelme and no label-map.json: the label', 'anomaly')
    .option('--images <dir>', 'with --to labelme: pictures of the same names')
    .option('--json', 'one JSON line per file on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio annotate convert --from labels --out masks --to masks\n' +
        '  pd-studio annotate convert --from masks --out labels --to labelme --images photos --label dent',
    )
    .action(convertFiles);
}

interface ListOptions {
  readonly project: string;
  readonly state?: string;
  readonly assignee?: string;
  readonly category?: string;
  readonly json?: boolean;
}

async function list(options: ListOptions): Promise<void> {
  const states = options.state === undefined ? null : options.state.split(',').map(stateOf);
  const store = await openProject(resolve(options.project));
  try {
    const filter = {
      ...NO_FILTER,
      states,
      assignee: options.assignee ?? null,
      category: options.category ?? null,
    };
    const { samples, counts, next } = selectQueue(store.samples(), filter, null);
    for (const { id, category, split, anomaly, index, work } of samples) {
      if (options.json === true) printJson({ id, category, split, anomaly, index, ...work });
      else
        printLine(
          [id, category, split, anomaly, String(index), work.state, work.assignee ?? '-'].join(
            '  ',
          ),
        );
    }
    if (options.json === true) printJson({ counts, next });
    else
      progress(
        `${String(counts.shown)} of ${String(counts.all)}: ${String(counts.new)} new, ${String(counts['in-progress'])} in progress, ${String(counts.done)} done, ${String(counts.checked)} checked`,
      );
  } finally {
    await store.close();
  }
}

function stateOf(value: string): WorkState {
  const parsed = workStateSchema.safeParse(value.trim());
  if (parsed.success) return parsed.data;
  throw new CommandError(
    `--state ${value}: use ${workStateSchema.options.join(', ')}.`,
    EXIT.wrongUse,
  );
}

async function masks(options: { project: string; json?: boolean }): Promise<void> {
  const store = await openProject(resolve(options.project));
  let failed = 0;
  try {
    const bar = store.annotationBar();
    if (bar !== null) throw new CommandError(bar, EXIT.problems);
    for (const { id } of [...store.samples()].reverse()) {
      const { sample, path } = await store.read(id);
      const size = { width: sample.rgb.width, height: sample.rgb.height };
      const loaded = await loadAnnotation({ id, folder: path, size });
      if (loaded.problem) {
        failed++;
        progress(`${loaded.problem.path}: ${loaded.problem.message} ${loaded.problem.hint}`);
        continue;
      }
      if (!loaded.state) continue;
      const { maskPixels, unknown } = await writeMasks(
        path,
        documentOf(loaded, size),
        store.project(),
      );
      if (unknown.length > 0) progress(`${id}: not in the project's list: ${unknown.join(', ')}`);
      if (options.json === true) printJson({ id, maskPixels, unknown });
      else printLine(`${id}  ${String(maskPixels)} pixels`);
    }
  } finally {
    await store.close();
  }
  if (failed > 0)
    throw new CommandError(`${String(failed)} annotations could not be read.`, EXIT.problems);
}

/** A label map, a list with a label a line (LabelMe's labels.txt), or the labels themselves. */
async function labelsOf(given: string): Promise<string[]> {
  const path = resolve(given);
  if (!existsSync(path)) {
    if (/\.(json|txt)$/i.test(given))
      throw new CommandError(`${path} does not exist.`, EXIT.wrongUse);
    return named(given.split(','));
  }
  if (/\.json$/i.test(path)) return Object.keys((await readLabelMap(path)) ?? {});
  return named((await readFile(path, 'utf8')).split(/\r?\n/));
}

const named = (labels: readonly string[]): string[] =>
  labels.map((label) => label.trim()).filter((label) => label !== '');

async function check(path: string, options: { json?: boolean; labels?: string }): Promise<void> {
  const full = resolve(path);
  if (!existsSync(full)) throw new CommandError(`${full} does not exist.`, EXIT.wrongUse);
  const isProject = existsSync(join(full, 'project.json'));
  if (isProject && options.labels !== undefined)
    throw new CommandError('A project has labels of its own: leave out --labels.', EXIT.wrongUse);
  const labels = options.labels === undefined ? null : await labelsOf(options.labels);
  const store = isProject ? await openProject(full) : null;
  let found = 0;
  try {
    for await (const finding of store ? checkProject(store) : checkFiles(full, labels)) {
      found++;
      tell(finding, options.json === true);
    }
  } finally {
    await store?.close();
  }
  if (found > 0) throw new CommandError(`${String(found)} findings.`, EXIT.problems);
  progress('Nothing found.');
}

function tell(finding: Finding, json: boolean): void {
  if (json) {
    printJson(finding);
    return;
  }
  const key = finding.key === '' ? '' : ` ${finding.key}`;
  printLine(`${finding.level}  ${finding.file}${key}: ${finding.message}`);
  printLine(`      ${finding.hint}`);
}

interface ConvertCommand {
  readonly from: string;
  readonly out: string;
  readonly to: ConvertOptions['to'];
  readonly rasteriser: ConvertOptions['rasteriser'];
  readonly readers: AnnotationSettings['readers'];
  readonly label: string;
  readonly images?: string;
  readonly json?: boolean;
}

async function convertFiles(options: ConvertCommand): Promise<void> {
  const from = resolve(options.from);
  const out = resolve(options.out);
  if (!existsSync(from)) throw new CommandError(`${from} does not exist.`, EXIT.wrongUse);
  if (from === out && options.to === 'label-maps')
    throw new CommandError('--out must be another folder than --from.', EXIT.wrongUse);
  let written = 0;
  let failed = 0;
  const images = options.images === undefined ? null : resolve(options.images);
  for await (const one of convert({ ...options, from, out, images })) {
    if (one.outcome === 'written') written++;
    if (one.outcome === 'failed') failed++;
    if (options.json === true) printJson(one);
    else if (one.outcome === 'written')
      printLine(`${one.out}  ${String(one.shapes)} shapes, ${String(one.pixels)} pixels`);
    if (one.outcome !== 'written')
      progress(`${one.outcome} ${one.file}: ${one.message} ${one.hint}`);
  }
  if (failed > 0)
    throw new CommandError(
      `${String(failed)} files could not be converted, ${String(written)} were.`,
      EXIT.problems,
    );
  if (written === 0)
    throw new StudioError(
      'not-found',
      `${from} holds nothing to convert.`,
      'Choose another folder.',
    );
  progress(`${String(written)} files written to ${out}.`);
}
