/** import: anything real into a project, with a preview, or as one JSON line per finding. */
import { basename, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type {
  ImportChoices,
  ImportGroup,
  ImportKind,
  ImportProfile,
  ImportReport,
} from '../../../core/contract/schema/dataset-import.js';
import {
  importKindSchema,
  importProfileSchema,
} from '../../../core/contract/schema/dataset-import.js';
import type { Intrinsics } from '../../../core/geometry/types.js';
import { StudioError } from '../../../core/contract/errors.js';
import { text } from '../../../core/text/index.js';
import { parseCalibration, readText } from '../../camera/sources/intrinsics-files.js';
import { readProfiles } from '../../dataset/import/profiles.js';
import { startImport } from '../../dataset/import/run.js';
import { NO_CHOICES, scanImport, type OpenScan } from '../../dataset/import/scan.js';
import { readJson } from '../../files/atomic.js';
import { createProject, openProject } from '../../project/open-project.js';
import type { ProjectStore } from '../../project/store.js';
import { named, splitOf } from '../cell-options.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';
import { parseCount } from '../source-options.js';

interface UnitOption {
  /** null: for every group. */
  readonly group: string | null;
  /** null: what each group's evidence says. */
  readonly metresPerCount: number | null;
}

interface ImportOptions {
  readonly project: string;
  readonly as: ImportKind | null;
  readonly profile?: string;
  readonly unit: readonly UnitOption[];
  readonly intrinsics?: string;
  readonly withoutIntrinsics?: boolean;
  readonly category?: string;
  readonly split?: string;
  readonly anomaly?: string;
  readonly lighting?: string;
  readonly every: number;
  readonly cloudLabels?: boolean;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description('bring pictures, clouds, trees, annotations and recordings into a project')
    .argument('<path>', 'a folder, a zip archive, a recording or a cloud')
    .requiredOption('--project <dir>', 'project folder; made with its defaults when missing')
    .option(
      '--as <kind>',
      'auto, frames, mvtec3d, labelme, clouds, recording or tree; auto looks at the files',
      parseKind,
      null,
    )
    .option('--profile <name>', 'import profile of the project, or a JSON file with one')
    .option(
      '--unit <unit>',
      'm, mm, metres per count, or guess for what the evidence says; GROUP=UNIT for one group; may be repeated',
      parseUnits,
      [],
    )
    .option('--intrinsics <file>', 'text or JSON file with fx, fy, ppx, ppy for files without')
    .option('--without-intrinsics', 'import pairs without intrinsics, marked as missing')
    .option('--category <name>', 'where the files do not say it')
    .option('--split <split>', 'train, validation or test, where the files do not say it')
    .option('--anomaly <type>', 'good or an anomaly type, where the files do not say it')
    .option('--lighting <kind>', 'C, U or M, where the files do not say it')
    .option('--every <n>', 'of recordings: every n-th depth frame', parseCount, 1)
    .option('--cloud-labels', 'turn the label field of clouds into shapes')
    .option('--dry-run', 'only say what each file would become')
    .option('--strict', 'exit 1 when a file was skipped')
    .option('--json', 'JSON lines on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio import ~/mvtec/bagel --project P\n' +
        '  pd-studio import shots/ --project P --as frames --unit 0.0001 --category cookie --split train --anomaly good\n' +
        '  pd-studio import all/ --project P --unit guess --unit clouds=m --category C --split test --anomaly dent --dry-run\n' +
        '  pd-studio import old-set.zip --project P --profile our-tree',
    )
    .action(run);
}

async function run(path: string, options: ImportOptions): Promise<void> {
  const project = resolve(options.project);
  const choices = await choicesOf(options);
  const store = options.dryRun === true ? await existing(project) : await opened(project);
  const interrupt = new AbortController();
  const onSignal = (): void => {
    interrupt.abort();
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    const profile = await profileOf(options, store?.path ?? null);
    const scan = await scanImport({
      ...{ path, as: options.as, mapping: profile?.mapping ?? null },
      anomalyTypes: store?.project().anomalyTypes ?? [],
      told: () => undefined,
      signal: interrupt.signal,
    });
    try {
      await imported({ scan, options, choices: merged(choices, profile), store, interrupt });
    } finally {
      await scan.tree.close();
    }
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await store?.close();
  }
}

interface Run {
  readonly scan: OpenScan;
  readonly options: ImportOptions;
  readonly choices: ImportChoices;
  readonly store: ProjectStore | null;
  readonly interrupt: AbortController;
}

async function imported({ scan, options, choices, store, interrupt }: Run): Promise<void> {
  const { result } = scan;
  const json = options.json === true;
  tellSkipped(scan, json);
  if (result.samples === 0) {
    throw new CommandError(
      `${text('import.error.nothing', { path: result.path })} ${text('import.error.nothing.hint')}`,
      EXIT.wrongUse,
    );
  }
  const groups = result.groups.map((group) => ({
    id: group.id,
    choices: { ...choices, metresPerCount: unitFor(group, options.unit) ?? choices.metresPerCount },
  }));
  if (options.dryRun === true) {
    await preview(scan, json);
  } else if (store) {
    const job = startImport({
      ...{ scan, groups, except: [], store },
      told({ done, total, current }) {
        if (!json && current !== '') progress(`${String(done)}/${String(total)}  ${current}`);
      },
    });
    interrupt.signal.addEventListener('abort', () => {
      job.cancel();
    });
    const report = await job.done;
    tellReport(report, json);
    endWith(report, options, store);
  }
  const serious = result.skipped.filter((file) => file.serious).length;
  if (options.strict === true && serious > 0)
    throw new CommandError(`${String(serious)} files were skipped.`, EXIT.problems);
}

function endWith(
  { progress: end, problems }: ImportReport,
  options: ImportOptions,
  store: ProjectStore,
): void {
  const what = `${String(end.imported)} samples imported into ${store.path}, ${String(end.already)} were there already`;
  if (end.state === 'failed') throw new CommandError(`${what}. ${end.message}`, EXIT.problems);
  if (end.state === 'cancelled')
    throw new CommandError(
      `${what}. Cancelled: the same command goes on from here.`,
      EXIT.problems,
    );
  const open = problems.filter(({ reason }) => reason !== text('import.reason.no-intrinsics'));
  if (open.length > 0 || (problems.length > 0 && options.strict === true))
    throw new CommandError(`${what}; ${String(problems.length)} could not be.`, EXIT.problems);
  progress(`${what}.`);
}

function tellSkipped({ result }: OpenScan, json: boolean): void {
  for (const { file, reason, serious } of result.skipped) {
    if (json) printJson({ skipped: file, reason, serious });
    else progress(`skipped ${file}: ${reason}`);
  }
}

function tellReport({ samples, problems, progress: end }: ImportReport, json: boolean): void {
  for (const { file, reason } of problems) {
    if (json) printJson({ problem: file, reason });
    else progress(`skipped ${file}: ${reason}`);
  }
  if (json) {
    for (const { key, id } of samples) printJson({ sample: id, from: key });
    printJson({ imported: end.imported, already: end.already, problems: end.problems });
  } else for (const { key, id } of samples) printLine(`${id}  ${key}`);
}

async function preview(scan: OpenScan, json: boolean): Promise<void> {
  for (const group of scan.result.groups) {
    if (json) printJson({ group });
    else tellGroup(group);
    for (let offset = 0; offset < group.samples; offset += 500) {
      const { items } = await scan.items(group.id, offset, 500);
      for (const item of items) {
        if (json) printJson({ item });
        else {
          printLine(`  ${item.key}: ${item.becomes}`);
          for (const warning of item.warnings) printLine(`    ! ${warning}`);
        }
      }
    }
  }
  if (!scan.result.mapping) return;
  if (json) printJson({ mapping: scan.result.mapping });
  else for (const { role, pattern } of scan.result.mapping.rules) printLine(`${role}  ${pattern}`);
}

function tellGroup(group: ImportGroup): void {
  printLine(`${group.id}: ${String(group.samples)} samples as ${group.kind}. ${group.reason}`);
  if (group.unit) {
    const { hypotheses, known, medianValue, reason, rotatedBits } = group.unit;
    const distances = hypotheses.map(({ unit, medianMm }) => `${String(medianMm)} mm as ${unit}`);
    printLine(
      known
        ? `  unit ${String(known.metresPerCount)} m (${known.from})`
        : `  unit? median ${String(medianValue)}: ${distances.join(', ')}. ${reason}`,
    );
    if (rotatedBits) printLine('  counts are rotated by three bits and are turned back');
  }
  if (group.needs.length > 0) printLine(`  to be told: ${group.needs.join(', ')}`);
  for (const { field, samples } of group.missing)
    printLine(`  missing ${field}: ${String(samples)}`);
  for (const one of group.registration) {
    printLine(
      `  registration ${one.key}: ${one.verdict}, overlap ${String(one.iou)}, best ${String(one.bestIou)} at scale ${String(one.scale)}, shift ${one.shiftPx.join(', ')} px`,
    );
  }
  for (const warning of group.warnings) printLine(`  ! ${warning}`);
}

async function choicesOf(options: ImportOptions): Promise<ImportChoices> {
  return {
    ...NO_CHOICES,
    category: options.category === undefined ? null : named('--category', options.category),
    split: options.split === undefined ? null : splitOf(options.split),
    anomaly: options.anomaly === undefined ? null : named('--anomaly', options.anomaly),
    lighting: options.lighting === undefined ? null : named('--lighting', options.lighting),
    intrinsics: options.intrinsics === undefined ? null : await intrinsicsOf(options.intrinsics),
    withoutIntrinsics: options.withoutIntrinsics === true,
    recordingStep: options.every,
    cloudLabels: options.cloudLabels === true,
  };
}

async function intrinsicsOf(path: string): Promise<Intrinsics> {
  const found = parseCalibration(path, await readText(resolve(path)));
  if (found) return found.colour;
  throw new CommandError(
    `${path} holds no intrinsics (fx, fy, ppx, ppy, or a 3 x 3 matrix).`,
    EXIT.wrongUse,
  );
}

/** What is given on the command line comes before the profile. */
function merged(choices: ImportChoices, profile: ImportProfile | null): ImportChoices {
  if (!profile) return choices;
  const given = Object.entries(choices).filter(
    ([, value]) => value !== null && value !== false && value !== 1,
  );
  return { ...profile.choices, ...Object.fromEntries(given) };
}

async function profileOf(
  options: ImportOptions,
  project: string | null,
): Promise<ImportProfile | null> {
  const { profile: name } = options;
  if (name === undefined) return null;
  if (/\.json$/i.test(name)) {
    const parsed = importProfileSchema.safeParse(await readJson(resolve(name)));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new CommandError(
      `${name} is not an import profile: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      EXIT.wrongUse,
    );
  }
  const found = project === null ? [] : await readProfiles(project);
  const profile = found.find((one) => one.name === name);
  if (!profile) {
    const known = found.map((one) => one.name).join(', ');
    throw new CommandError(
      `${text('import.error.no-profile', { name })} It has ${known === '' ? 'none' : known}.`,
      EXIT.wrongUse,
    );
  }
  return profile;
}

async function existing(project: string): Promise<ProjectStore | null> {
  return openProject(project).catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'not-a-project') return null;
    throw error;
  });
}

async function opened(project: string): Promise<ProjectStore> {
  await createProject(project, basename(project)).catch((error: unknown) => {
    if (!(error instanceof StudioError && error.code === 'project-exists')) throw error;
  });
  return openProject(project);
}

function unitFor(group: ImportGroup, units: readonly UnitOption[]): number | null {
  const chosen =
    units.find((unit) => unit.group === group.id) ?? units.find((unit) => unit.group === null);
  if (!chosen || !group.unit) return null;
  return chosen.metresPerCount ?? group.unit.guess;
}

const KINDS: Readonly<Record<string, ImportKind | null>> = {
  ...{ auto: null, mvtec: 'mvtec3d', bag: 'recording' },
};

function parseKind(value: string): ImportKind | null {
  if (Object.hasOwn(KINDS, value)) return KINDS[value] ?? null;
  const parsed = importKindSchema.safeParse(value);
  if (!parsed.success)
    throw new InvalidArgumentError(
      'Use auto, frames, mvtec3d, labelme, clouds, recording or tree.',
    );
  return parsed.data;
}

function parseUnits(value: string, earlier: readonly UnitOption[]): UnitOption[] {
  const equals = value.lastIndexOf('=');
  const group = equals < 0 ? null : value.slice(0, equals);
  const unit = value.slice(equals + 1);
  if (unit === 'guess') return [...earlier, { group, metresPerCount: null }];
  const metresPerCount = unit === 'm' ? 1 : unit === 'mm' ? 0.001 : Number(unit);
  if (!(metresPerCount > 0 && metresPerCount <= 1000))
    throw new InvalidArgumentError('Use m, mm, guess or a positive number of metres per count.');
  return [...earlier, { group, metresPerCount }];
}
