/**
 * Queries over sample summaries: one pass over all of them answers which samples match and how many
 * each value of each field would leave. Pure; 50,000 samples take a few milliseconds.
 */
import type {
  DatasetAnswer,
  DatasetFilter,
  DatasetQuery,
  QualityFlag,
} from '../contract/schema/dataset-store.js';
import type { SampleSummary } from '../contract/schema/sample.js';

/** Below this share of measured pixels a sample counts as lowFill; the default gate. */
export const LOW_FILL = 0.95;

const GATE_OF: Readonly<Partial<Record<QualityFlag, string>>> = {
  blurred: 'sharpness',
  clipped: 'clipping',
  tilted: 'tilt',
};

export function hasQuality(sample: SampleSummary, flag: QualityFlag): boolean {
  switch (flag) {
    case 'overridden':
      return sample.override !== null;
    case 'retake':
      return sample.retake;
    case 'lowFill':
      return sample.measures !== null && sample.measures.fillRate < LOW_FILL;
    case 'noDepth':
      return !sample.hasDepth;
    case 'incomplete':
      return sample.missing.length > 0;
    case 'blurred':
    case 'clipped':
    case 'tilted': {
      const name = GATE_OF[flag];
      for (const gate of sample.gates) if (gate.name === name) return !gate.passed;
      return false;
    }
  }
}

const FLAGS: readonly QualityFlag[] = [
  'overridden',
  'retake',
  'lowFill',
  'blurred',
  'clipped',
  'tilted',
  'noDepth',
  'incomplete',
];

/** Lower-case text of a sample to search in; made once per summary. */
const haystacks = new WeakMap<SampleSummary, string>();
function haystackOf(sample: SampleSummary): string {
  let found = haystacks.get(sample);
  if (found === undefined) {
    const { category, anomaly, split, lighting, id, operator, note, index } = sample;
    found =
      `${category} ${anomaly} ${split} ${lighting} ${id} ${operator} ${note} ${String(index).padStart(3, '0')}`.toLowerCase();
    haystacks.set(sample, found);
  }
  return found;
}

interface Fields {
  readonly categories: string;
  readonly splits: string;
  readonly anomalies: string;
  readonly lighting: string;
  readonly states: string;
}
type Field = keyof Fields;
const FIELDS: readonly Field[] = ['categories', 'splits', 'anomalies', 'lighting', 'states'];

function valueOf(sample: SampleSummary, field: Field): string {
  switch (field) {
    case 'categories':
      return sample.category;
    case 'splits':
      return sample.split;
    case 'anomalies':
      return sample.anomaly;
    case 'lighting':
      return sample.lighting;
    case 'states':
      return sample.work.state;
  }
}

/** @param samples newest first, as the store keeps them */
export function queryDataset(
  samples: readonly SampleSummary[],
  { filter, order, offset, limit }: DatasetQuery,
): DatasetAnswer {
  const { matching, counts } = match(samples, filter);
  const page =
    order === 'newest'
      ? matching.slice(offset, offset + limit)
      : order === 'oldest'
        ? oldest(matching, offset, limit)
        : byCell(matching).slice(offset, offset + limit);
  return { total: matching.length, samples: page, counts };
}

/** Samples that satisfy a filter, in the given order. */
export function filterDataset(
  samples: readonly SampleSummary[],
  filter: DatasetFilter,
): SampleSummary[] {
  return match(samples, filter).matching;
}

type Counts = DatasetAnswer['counts'];

function match(
  samples: readonly SampleSummary[],
  filter: DatasetFilter,
): { matching: SampleSummary[]; counts: Counts } {
  const words = filter.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const chosen = FIELDS.map((field) => (filter[field] ? new Set<string>(filter[field]) : null));
  const from = filter.takenFrom === null ? null : Date.parse(filter.takenFrom);
  const before = filter.takenBefore === null ? null : Date.parse(filter.takenBefore);
  const tallies = FIELDS.map(() => new Map<string, number>());
  const quality = FLAGS.map(() => 0);
  const matching: SampleSummary[] = [];
  for (const sample of samples) {
    if (words.length > 0) {
      const haystack = haystackOf(sample);
      if (!words.every((word) => haystack.includes(word))) continue;
    }
    if (from !== null || before !== null) {
      const takenAt = Date.parse(sample.takenAt);
      if ((from !== null && takenAt < from) || (before !== null && takenAt >= before)) continue;
    }
    // A sample counts for a field when at most that field stands against it.
    let against = 0;
    let field = -1;
    for (let f = 0; f < FIELDS.length && against < 2; f++) {
      if (chosen[f]?.has(valueOf(sample, FIELDS[f] as Field)) === false) {
        against += 1;
        field = f;
      }
    }
    if (against > 1) continue;
    const fits = filter.quality === null || fitsQuality(sample, filter.quality);
    if (!fits) {
      if (against === 0) countQuality(sample, quality);
      continue;
    }
    if (against === 0) {
      matching.push(sample);
      countQuality(sample, quality);
    }
    for (let f = 0; f < FIELDS.length; f++) {
      if (against === 1 && f !== field) continue;
      const tally = tallies[f] as Map<string, number>;
      const value = valueOf(sample, FIELDS[f] as Field);
      tally.set(value, (tally.get(value) ?? 0) + 1);
    }
  }
  const [categories, splits, anomalies, lighting, states] = tallies.map((tally) =>
    Object.fromEntries(tally),
  );
  return {
    matching,
    counts: {
      categories: categories ?? {},
      splits: splits ?? {},
      anomalies: anomalies ?? {},
      lighting: lighting ?? {},
      states: states ?? {},
      quality: Object.fromEntries(FLAGS.map((flag, i) => [flag, quality[i] ?? 0])),
    },
  };
}

function fitsQuality(sample: SampleSummary, flags: readonly QualityFlag[]): boolean {
  if (flags.length === 0) return !FLAGS.some((flag) => hasQuality(sample, flag));
  return flags.some((flag) => hasQuality(sample, flag));
}

function countQuality(sample: SampleSummary, quality: number[]): void {
  for (const [i, flag] of FLAGS.entries()) if (hasQuality(sample, flag)) quality[i]! += 1;
}

function oldest(
  matching: readonly SampleSummary[],
  offset: number,
  limit: number,
): SampleSummary[] {
  const end = matching.length - offset;
  return matching.slice(Math.max(0, end - limit), Math.max(0, end)).reverse();
}

function byCell(matching: SampleSummary[]): SampleSummary[] {
  const cells = new Map<string, SampleSummary[]>();
  for (const sample of matching) {
    const key = `${sample.category}\u0000${sample.split}\u0000${sample.anomaly}`;
    const cell = cells.get(key);
    if (cell) cell.push(sample);
    else cells.set(key, [sample]);
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, cell]) => cell.sort((a, b) => a.index - b.index || (a.id < b.id ? -1 : 1)));
}
