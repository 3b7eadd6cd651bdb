/**
 * What the Dataset workspace shows of a project: filters over sample summaries, and how many samples
 * each value of a filter would leave. Pure; a set that is null restricts nothing.
 */
import type { PlanCell } from '../../core/contract/schema/project.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { SPLITS } from '../../core/dataset/vocabulary.js';

/** Filters over a value that every sample has. */
export const FACETS = ['category', 'split', 'anomaly', 'lighting', 'state'] as const;
export type Facet = (typeof FACETS)[number];

/** What may be wrong with a sample, from its own record. */
export const FLAGS = [
  'overridden',
  'retake',
  'lowFill',
  'blurred',
  'clipped',
  'noDepth',
  'incomplete',
] as const;
export type Flag = (typeof FLAGS)[number];

export interface DatasetFilter {
  /** Words that must all occur in category, id, operator, note and the other names. */
  readonly words: string;
  readonly chosen: Readonly<Record<Facet, ReadonlySet<string> | null>>;
  /** Samples with any of these flags; empty restricts nothing. */
  readonly flags: ReadonlySet<Flag>;
  /** Only these samples, for example those a reader stumbles over; null restricts nothing. */
  readonly only: { readonly label: string; readonly ids: ReadonlySet<string> } | null;
}

export const NO_FILTER: DatasetFilter = {
  words: '',
  chosen: { category: null, split: null, anomaly: null, lighting: null, state: null },
  flags: new Set(),
  only: null,
};

/** Below this share of measured pixels a sample is flagged; the default gate. */
export const LOW_FILL = 0.95;

export function facetOf(sample: SampleSummary, facet: Facet): string {
  return facet === 'state' ? sample.work.state : sample[facet];
}

function gateFailed(sample: SampleSummary, name: string): boolean {
  return sample.gates.some((gate) => gate.name === name && !gate.passed);
}

export function hasFlag(sample: SampleSummary, flag: Flag): boolean {
  switch (flag) {
    case 'overridden':
      return sample.override !== null;
    case 'retake':
      return sample.retake;
    case 'lowFill':
      return sample.measures !== null && sample.measures.fillRate < LOW_FILL;
    case 'blurred':
      return gateFailed(sample, 'sharpness');
    case 'clipped':
      return gateFailed(sample, 'clipping');
    case 'noDepth':
      return !sample.hasDepth;
    case 'incomplete':
      return sample.missing.length > 0;
  }
}

function wordsOf(filter: DatasetFilter): string[] {
  return filter.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function hasWords(sample: SampleSummary, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const all = [
    sample.category,
    sample.anomaly,
    sample.split,
    sample.id,
    sample.operator,
    sample.note,
    sample.index.toString().padStart(3, '0'),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => all.includes(word));
}

function inFacet(sample: SampleSummary, filter: DatasetFilter, facet: Facet): boolean {
  const chosen = filter.chosen[facet];
  return chosen === null || chosen.has(facetOf(sample, facet));
}

function inFlags(sample: SampleSummary, filter: DatasetFilter): boolean {
  if (filter.flags.size === 0) return true;
  for (const flag of filter.flags) if (hasFlag(sample, flag)) return true;
  return false;
}

export function filterSamples(
  samples: readonly SampleSummary[],
  filter: DatasetFilter,
): readonly SampleSummary[] {
  if (isUnfiltered(filter)) return samples;
  const words = wordsOf(filter);
  return samples.filter(
    (sample) =>
      (filter.only === null || filter.only.ids.has(sample.id)) &&
      FACETS.every((facet) => inFacet(sample, filter, facet)) &&
      inFlags(sample, filter) &&
      hasWords(sample, words),
  );
}

export function isUnfiltered(filter: DatasetFilter): boolean {
  return (
    filter.only === null &&
    filter.flags.size === 0 &&
    filter.words.trim() === '' &&
    FACETS.every((facet) => filter.chosen[facet] === null)
  );
}

export interface FacetCounts {
  /** Samples per value when every other filter is applied. */
  readonly values: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
  readonly flags: Readonly<Record<Flag, number>>;
}

/** One pass over the samples: each value is counted under all filters but its own. */
export function facetCounts(samples: readonly SampleSummary[], filter: DatasetFilter): FacetCounts {
  const words = wordsOf(filter);
  const values = Object.fromEntries(
    FACETS.map((facet) => [facet, new Map<string, number>()]),
  ) as Record<Facet, Map<string, number>>;
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, 0])) as Record<Flag, number>;
  for (const sample of samples) {
    if (filter.only !== null && !filter.only.ids.has(sample.id)) continue;
    if (!hasWords(sample, words)) continue;
    const outside = FACETS.filter((facet) => !inFacet(sample, filter, facet));
    const flagged = inFlags(sample, filter);
    if (flagged) {
      for (const facet of FACETS) {
        if (outside.some((other) => other !== facet)) continue;
        const value = facetOf(sample, facet);
        values[facet].set(value, (values[facet].get(value) ?? 0) + 1);
      }
    }
    if (outside.length === 0) for (const flag of FLAGS) if (hasFlag(sample, flag)) flags[flag] += 1;
  }
  return { values, flags };
}

/** The filter after a value's box was ticked or cleared; all of `known` ticked restricts nothing. */
export function toggleValue(
  filter: DatasetFilter,
  facet: Facet,
  value: string,
  known: readonly string[],
): DatasetFilter {
  const now = new Set(filter.chosen[facet] ?? known);
  if (now.has(value)) now.delete(value);
  else now.add(value);
  const all = known.every((name) => now.has(name));
  return withFacet(filter, facet, all ? null : now);
}

export function withFacet(
  filter: DatasetFilter,
  facet: Facet,
  values: ReadonlySet<string> | null,
): DatasetFilter {
  return { ...filter, chosen: { ...filter.chosen, [facet]: values } };
}

export type FilterCell = Omit<PlanCell, 'target'>;

/** The cell of the matrix that the filter stands for; null where it is wider or narrower. */
export function cellOf(filter: DatasetFilter): FilterCell | null {
  const one = (facet: Facet): string | null => {
    const chosen = filter.chosen[facet];
    if (chosen?.size !== 1) return null;
    return [...chosen][0] ?? null;
  };
  const category = one('category');
  const split = SPLITS.find((name) => name === one('split'));
  const anomaly = one('anomaly');
  return category === null || split === undefined || anomaly === null
    ? null
    : { category, split, anomaly };
}

/** A cell clicked in the matrix becomes the filter; clicked again it is taken off. */
export function toggleCell(filter: DatasetFilter, cell: FilterCell): DatasetFilter {
  const now = cellOf(filter);
  const same =
    now?.category === cell.category && now.split === cell.split && now.anomaly === cell.anomaly;
  return {
    ...filter,
    only: null,
    chosen: {
      ...filter.chosen,
      category: same ? null : new Set([cell.category]),
      split: same ? null : new Set([cell.split]),
      anomaly: same ? null : new Set([cell.anomaly]),
    },
  };
}
