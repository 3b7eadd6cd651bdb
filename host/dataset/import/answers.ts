/** What was answered for each group of a scan, and whether anything is left open. */
import type { ImportChoices } from '../../../core/contract/schema/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import { text } from '../../../core/text/index.js';
import { unitOf } from './load.js';
import type { PlannedGroup, PlannedSample } from './planned.js';
import type { OpenScan } from './scan.js';

export interface RunGroup {
  readonly id: string;
  readonly choices: ImportChoices;
}

/** A sample to import with the answers of its group. */
export interface Work {
  readonly sample: PlannedSample;
  readonly choices: ImportChoices;
}

interface Chosen {
  readonly scan: OpenScan;
  readonly groups: readonly RunGroup[];
  /** Keys of samples to leave out. */
  readonly except: readonly string[];
}

/**
 * The samples of the groups, each with its answers.
 * @throws StudioError unit-needed, bad-input (category, split or anomaly is open, an unknown group), with the
 * option that answers it
 */
export function chosenWork({ scan, groups, except }: Chosen): Work[] {
  const without = new Set(except);
  const work: Work[] = [];
  for (const { id, choices } of groups) {
    const group = scan.plan.groups.find((one) => one.id === id);
    if (!group) throw new StudioError('bad-input', text('import.error.no-group', { group: id }));
    const samples = group.samples.filter((sample) => !without.has(sample.key));
    mustBeAnswered(scan, group, samples, choices);
    work.push(...samples.map((sample) => ({ sample, choices })));
  }
  return work;
}

function mustBeAnswered(
  scan: OpenScan,
  group: PlannedGroup,
  samples: readonly PlannedSample[],
  choices: ImportChoices,
): void {
  for (const field of ['category', 'split', 'anomaly'] as const) {
    const open = samples.filter(
      (sample) => sample.cell[field] === null && sample.own === null && choices[field] === null,
    );
    if (open.length === 0) continue;
    throw new StudioError(
      'bad-input',
      text('import.error.no-cell', { group: group.id, field, count: open.length }),
      text('import.error.no-cell.hint', { option: `--${field}` }),
      { group: group.id, field },
    );
  }
  const { unit } = scan.result.groups.find((one) => one.id === group.id) ?? {};
  if (!unit || group.kind === 'recording') return;
  if (samples.every((sample) => unitOf(sample, choices) !== null || !depthOf(sample))) return;
  const [m, mm, d405] = unit.hypotheses;
  throw new StudioError(
    'unit-needed',
    text('import.error.unit', {
      group: group.id,
      median: unit.medianValue,
      mm: mm?.medianMm ?? 0,
      d405: d405?.medianMm ?? 0,
      m: m?.medianMm ?? 0,
    }),
    text('import.error.unit.hint', { reason: unit.reason }),
    {
      group: group.id,
      median: unit.medianValue,
      medianMmIfM: m?.medianMm ?? 0,
      medianMmIfMm: mm?.medianMm ?? 0,
      'medianMmIf0.0001': d405?.medianMm ?? 0,
      guess: unit.guess,
    },
  );
}

function depthOf({ files }: PlannedSample): boolean {
  return files.depth !== undefined || files.xyz !== undefined || files.cloud !== undefined;
}
