/** split, stats: proposals for train, validation and test; numbers of a project as JSON or CSV. */
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SplitRatios } from '../../../core/contract/schema/dataset-export.js';
import type { Statistics } from '../../../core/contract/schema/dataset-statistics.js';
import { projectStatistics, proposeProjectSplits } from '../../export/look-at-project.js';
import { openProject } from '../../project/open-project.js';
import { applySplits } from '../../export/apply-splits.js';
import { printJson, printLine, progress } from '../output.js';

export function addSplit(program: Command): void {
  program
    .command('split')
    .description('propose train, validation and test; nearly equal pictures stay on one side')
    .requiredOption('--project <dir>', 'project folder')
    .option('--ratios <t,v,t>', 'train, validation, test', parseRatios, {
      train: 0.7,
      validation: 0.1,
      test: 0.2,
    })
    .option('--seed <n>', 'the same seed gives the same proposal', parseSeed, 1)
    .addOption(
      new Option('--anomalous <where>', 'test: only there, as readers expect; or by the ratios')
        .choices(['test', 'ratios'])
        .default('test'),
    )
    .option('--apply', 'move the samples, as one change that can be undone')
    .option('--dry-run', 'only propose (the default)')
    .option('--json', 'one JSON line on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  pd-studio split --project P --ratios 0.7,0.1,0.2 --seed 1 --json',
    )
    .action(split);
  program
    .command('stats')
    .description('counts against the plan, anomaly areas and depths, quality over time')
    .requiredOption('--project <dir>', 'project folder')
    .addOption(
      new Option('--csv [table]', 'counts (default), regions, quality or agreement as CSV').choices(
        ['counts', 'regions', 'quality', 'agreement'],
      ),
    )
    .option('--categories <names>', 'joined by commas; all by default')
    .option('--dry-run', 'the same: statistics write nothing')
    .option('--json', 'one JSON line on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio stats --project P\n  pd-studio stats --project P --csv regions > regions.csv',
    )
    .action(stats);
}

interface SplitCommand {
  readonly project: string;
  readonly ratios: SplitRatios;
  readonly seed: number;
  readonly anomalous: 'test' | 'ratios';
  readonly apply?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

async function split(options: SplitCommand): Promise<void> {
  const store = await openProject(resolve(options.project));
  try {
    const proposal = await proposeProjectSplits(
      store,
      { ratios: options.ratios, seed: options.seed, anomalous: options.anomalous, ids: null },
      { looked: seldom('looked at') },
    );
    const applied = options.apply === true && options.dryRun !== true;
    if (applied) await applySplits(store, proposal);
    if (options.json === true) printJson({ ...proposal, applied });
    else {
      printLine('category        anomaly         train  validation  test');
      for (const cell of proposal.cells)
        printLine(
          `${cell.category.padEnd(15)} ${cell.anomaly.padEnd(15)} ${String(cell.train).padStart(5)} ${String(cell.validation).padStart(11)} ${String(cell.test).padStart(5)}`,
        );
      printLine(
        `${String(proposal.moves.length)} samples ${applied ? 'moved' : 'would move'}, ${String(proposal.duplicates.length)} groups of nearly equal pictures`,
      );
    }
  } finally {
    await store.close();
  }
}

interface StatsCommand {
  readonly project: string;
  readonly csv?: Table | true;
  readonly categories?: string;
  readonly json?: boolean;
}

type Table = 'counts' | 'regions' | 'quality' | 'agreement';

async function stats(options: StatsCommand): Promise<void> {
  const store = await openProject(resolve(options.project));
  try {
    const categories = options.categories?.split(',').map((name) => name.trim()) ?? null;
    const statistics = await projectStatistics(store, categories, { looked: seldom('looked at') });
    for (const { sampleId, reason } of statistics.unreadable) progress(`${sampleId}: ${reason}`);
    if (options.csv !== undefined) {
      const table = options.csv === true ? 'counts' : options.csv;
      for (const line of csvOf(statistics[table])) printLine(line);
    } else if (options.json === true) printJson(statistics);
    else tell(statistics);
  } finally {
    await store.close();
  }
}

/** A line per row, lists written with spaces; a field with a comma or a quote is quoted. */
function csvOf(rows: Statistics[Table]): string[] {
  const [first] = rows;
  if (!first) return [];
  const field = (value: string | number | null | readonly number[]): string => {
    const text = typeof value === 'object' ? (value?.join(' ') ?? '') : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [
    Object.keys(first).join(','),
    ...rows.map((row) => Object.values(row).map(field).join(',')),
  ];
}

function tell({ samples, counts, regions, agreement }: Statistics): void {
  printLine(`${String(samples)} samples`);
  for (const { category, split: name, anomaly, count, target } of counts) {
    if (count === 0 && (target ?? 0) === 0) continue;
    printLine(
      `  ${category.padEnd(14)} ${name.padEnd(11)} ${anomaly.padEnd(13)} ${String(count).padStart(5)}${target === null ? '' : ` of ${String(target)}`}`,
    );
  }
  const types = [...new Set(regions.map(({ anomaly }) => anomaly))].sort();
  for (const type of types) {
    const of = regions.filter(({ anomaly }) => anomaly === type);
    printLine(
      `${type.padEnd(13)} ${String(of.length).padStart(5)} regions, median area ${shown(of.map(({ areaMm2 }) => areaMm2))} mm2, depth ${shown(of.map(({ depthMm }) => depthMm))} mm`,
    );
  }
  if (agreement.length > 0)
    printLine(`agreement: median IoU ${shown(agreement.map(({ iou }) => iou))}`);
}

function shown(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[known.length >> 1]?.toFixed(2) ?? '-';
}

function seldom(what: string): (done: number, total: number) => void {
  let toldAt = performance.now();
  return (done, total) => {
    if (performance.now() - toldAt < 1000) return;
    toldAt = performance.now();
    progress(`${what} ${String(done)} of ${String(total)} samples`);
  };
}

function parseRatios(value: string): SplitRatios {
  const [train, validation, test, ...more] = value.split(',').map(Number);
  const all = [train, validation, test];
  const usable = (ratio: number | undefined): ratio is number =>
    ratio !== undefined && ratio >= 0 && ratio <= 1;
  if (
    !usable(train) ||
    !usable(validation) ||
    !usable(test) ||
    more.length > 0 ||
    all.every((ratio) => ratio === 0)
  )
    throw new InvalidArgumentError('Write it as 0.7,0.1,0.2 (train, validation, test).');
  return { train, validation, test };
}

function parseSeed(value: string): number {
  const seed = Number(value);
  if (!Number.isInteger(seed) || seed < 0) throw new InvalidArgumentError('Use a whole number.');
  return seed;
}
