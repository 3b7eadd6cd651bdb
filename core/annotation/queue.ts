/** The work queue over sample summaries: filters, counts, the next unfinished. Used by page and host. */
import type { QueueCounts, QueueFilter } from '../contract/schema/annotation.js';
import type { SampleSummary } from '../contract/schema/sample.js';

/** Everything. */
export const NO_FILTER: QueueFilter = {
  states: null,
  assignee: null,
  category: null,
  anomaly: null,
  openComments: false,
};

export function matchesFilter(sample: SampleSummary, filter: QueueFilter): boolean {
  const { work } = sample;
  return (
    (filter.states === null || filter.states.includes(work.state)) &&
    (filter.assignee === null || (work.assignee ?? '') === filter.assignee) &&
    (filter.category === null || sample.category === filter.category) &&
    (filter.anomaly === null || sample.anomaly === filter.anomaly) &&
    (!filter.openComments || work.openComments > 0)
  );
}

export function isUnfinished(sample: SampleSummary): boolean {
  return sample.work.state === 'new' || sample.work.state === 'in-progress';
}

/** The first unfinished one behind `after` in this order, wrapping round; never `after` itself. */
export function nextUnfinished(
  samples: readonly SampleSummary[],
  after: string | null,
): string | null {
  const start = samples.findIndex((sample) => sample.id === after) + 1;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[(start + i) % samples.length]!;
    if (sample.id !== after && isUnfinished(sample)) return sample.id;
  }
  return null;
}

/** Samples of a filter in order of their shots (ids sort by time), counts over all, the next to do. */
export function selectQueue(
  samples: readonly SampleSummary[],
  filter: QueueFilter,
  after: string | null,
): { samples: SampleSummary[]; counts: QueueCounts; next: string | null } {
  const ordered = [...samples].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  // The current sample keeps its place, though it may have left the filter.
  const matching = ordered.filter((sample) => matchesFilter(sample, filter));
  const around = ordered.filter((sample) => sample.id === after || matchesFilter(sample, filter));
  const counts = {
    all: samples.length,
    shown: matching.length,
    new: 0,
    'in-progress': 0,
    done: 0,
    checked: 0,
    secondsSpent: 0,
  };
  for (const { work } of samples) {
    counts[work.state] += 1;
    counts.secondsSpent += work.secondsSpent;
  }
  return { samples: matching, counts, next: nextUnfinished(around, after) };
}
