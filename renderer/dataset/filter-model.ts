/**
 * The filter of the Dataset workspace: what is chosen, and the steps that its boxes and cells make.
 * What matches is core/dataset/query.ts's to say. Pure; a set that is null restricts nothing.
 */
import {
  NO_DATASET_FILTER,
  type DatasetFilter as QueryFilter,
  type QualityFlag,
} from '../../core/contract/schema/dataset-store.js';
import type { PlanCell } from '../../core/contract/schema/project.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { matchSamples } from '../../core/dataset/query.js';
import { SPLITS } from '../../core/dataset/vocabulary.js';

/** Filters over a value that every sample has. */
export const FACETS = ['category', 'split', 'anomaly', 'lighting', 'state'] as const;
export type Facet = (typeof FACETS)[number];

export interface DatasetFilter {
  /** Words that must all occur in category, id, operator, note and the other names. */
  readonly words: string;
  readonly chosen: Readonly<Record<Facet, ReadonlySet<string> | null>>;
  /** Samples with any of these flags; empty restricts nothing. */
  readonly flags: ReadonlySet<QualityFlag>;
  /** First and last day of capture, YYYY-MM-DD in local time, both included; null restricts nothing. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  /** Only these samples, for example those a reader stumbles over; null restricts nothing. */
  readonly only: { readonly label: string; readonly ids: ReadonlySet<string> } | null;
}

export const NO_FILTER: DatasetFilter = {
  words: '',
  chosen: { category: null, split: null, anomaly: null, lighting: null, state: null },
  flags: new Set(),
  firstDay: null,
  lastDay: null,
  only: null,
};

const FIELD_OF = {
  category: 'categories',
  split: 'splits',
  anomaly: 'anomalies',
  lighting: 'lighting',
  state: 'states',
} as const satisfies Readonly<Record<Facet, keyof QueryFilter>>;

/** The filter as queries know it (core/dataset/query.ts). */
function queryFilter({ words, chosen, flags, firstDay, lastDay }: DatasetFilter): QueryFilter {
  const { category, split, anomaly, lighting, state } = chosen;
  const listed = (values: ReadonlySet<string> | null): string[] | null => values && [...values];
  return {
    ...NO_DATASET_FILTER,
    words,
    categories: listed(category),
    splits: listed(split) as QueryFilter['splits'],
    anomalies: listed(anomaly),
    lighting: listed(lighting),
    states: listed(state) as QueryFilter['states'],
    quality: flags.size === 0 ? null : [...flags],
    takenFrom: midnight(firstDay, 0),
    takenBefore: midnight(lastDay, 1),
  };
}

/** The beginning of a local day, so many days later; null for what is no day. */
function midnight(day: string | null, later: number): string | null {
  const [year, month, date] = day?.split('-').map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return null;
  const begun = new Date(year, month - 1, date + later);
  return Number.isNaN(begun.getTime()) ? null : begun.toISOString();
}

type Matched = ReturnType<typeof matchSamples>;
let last: { samples: readonly SampleSummary[]; filter: DatasetFilter; matched: Matched } | null =
  null;

/** The grid and the filter column ask for the same one after the other. */
function matched(samples: readonly SampleSummary[], filter: DatasetFilter): Matched {
  if (last?.samples === samples && last.filter === filter) return last.matched;
  const { only } = filter;
  const among = only ? samples.filter(({ id }) => only.ids.has(id)) : samples;
  last = { samples, filter, matched: matchSamples(among, queryFilter(filter)) };
  return last.matched;
}

export function filterSamples(
  samples: readonly SampleSummary[],
  filter: DatasetFilter,
): readonly SampleSummary[] {
  return isUnfiltered(filter) ? samples : matched(samples, filter).matching;
}

export function isUnfiltered(filter: DatasetFilter): boolean {
  return (
    filter.only === null &&
    filter.firstDay === null &&
    filter.lastDay === null &&
    filter.flags.size === 0 &&
    filter.words.trim() === '' &&
    FACETS.every((facet) => filter.chosen[facet] === null)
  );
}

export interface FacetCounts {
  /** Samples per value when every other filter is applied. */
  readonly values: Readonly<Record<Facet, Readonly<Record<string, number>>>>;
  readonly flags: Readonly<Record<string, number>>;
}

export function facetCounts(samples: readonly SampleSummary[], filter: DatasetFilter): FacetCounts {
  const { counts } = matched(samples, filter);
  const { category, split, anomaly, lighting, state } = FIELD_OF;
  return {
    values: {
      category: counts[category],
      split: counts[split],
      anomaly: counts[anomaly],
      lighting: counts[lighting],
      state: counts[state],
    },
    flags: counts.quality,
  };
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
