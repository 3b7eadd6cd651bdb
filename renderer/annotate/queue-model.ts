/** The queue as the filmstrip shows it, from the project's samples; what the next unfinished one is. */
import {
  isUnfinished,
  matchesFilter,
  nextUnfinished,
  NO_FILTER,
} from '../../core/annotation/queue.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { WorkState } from '../../core/contract/schema/work.js';
import type { AnnotateState, Narrowing } from '../state/annotate.js';
import type { Studio } from '../state/studio.js';
import { index } from '../state/format.js';

export interface QueueCounts {
  readonly all: number;
  readonly finished: number;
  readonly byState: Readonly<Record<WorkState, number>>;
  readonly withComments: number;
}

type Choice = Pick<AnnotateState, 'tab' | 'scope' | 'wanted' | 'narrowing'>;

/** Samples of the scope: of the open sample's category and split, of everything, of the operator. */
export function scopeOf(
  samples: readonly SampleSummary[],
  choice: Choice,
  operator: string,
): readonly SampleSummary[] {
  const current = samples.find((sample) => sample.id === choice.wanted);
  if (choice.scope === 'mine')
    return samples.filter((sample) => operator !== '' && sample.work.assignee === operator);
  if (choice.scope === 'everything' || !current) return samples;
  return samples.filter(
    (sample) => sample.category === current.category && sample.split === current.split,
  );
}

/** Oldest first; the open sample keeps its place when it leaves the tab. */
export function queueFrom(
  samples: readonly SampleSummary[],
  choice: Choice,
  operator: string,
): readonly SampleSummary[] {
  const scope = [...scopeOf(samples, choice, operator)].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (choice.tab === 'all' && !isNarrowed(choice.narrowing)) return scope;
  const filter = {
    ...NO_FILTER,
    ...choice.narrowing,
    openComments: choice.tab === 'comments',
  };
  return scope.filter(
    (sample) =>
      sample.id === choice.wanted ||
      (matchesFilter(sample, filter) && (choice.tab !== 'unfinished' || isUnfinished(sample))),
  );
}

export function isNarrowed({ states, assignee, anomaly }: Narrowing): boolean {
  return states !== null || assignee !== null || anomaly !== null;
}

/** Everybody whose name is in the work of these samples. */
export function peopleOf(samples: readonly SampleSummary[]): readonly string[] {
  const names = samples.flatMap(({ work }) => [work.assignee, work.annotator, work.checkedBy]);
  return [...new Set(names.filter((name): name is string => name !== null && name !== ''))].sort();
}

export function countQueue(samples: readonly SampleSummary[]): QueueCounts {
  const byState: Record<WorkState, number> = { new: 0, 'in-progress': 0, done: 0, checked: 0 };
  let withComments = 0;
  for (const { work } of samples) {
    byState[work.state] += 1;
    if (work.openComments > 0) withComments += 1;
  }
  return {
    all: samples.length,
    finished: byState.done + byState.checked,
    byState,
    withComments,
  };
}

export function queueOf(studio: Studio): readonly SampleSummary[] {
  return queueFrom(
    studio.project.getState().samples,
    studio.annotate.getState(),
    studio.prefs.getState().value.operator,
  );
}

/** The next sample to do: of the scope first, then of everything. */
export function nextToDo(studio: Studio, backwards = false): string | null {
  const all = [...studio.project.getState().samples].sort((a, b) => (a.id < b.id ? -1 : 1));
  const choice = studio.annotate.getState();
  const scope = queueFrom(all, { ...choice, tab: 'all' }, studio.prefs.getState().value.operator);
  const turned = (list: readonly SampleSummary[]): readonly SampleSummary[] =>
    backwards ? list.toReversed() : list;
  return nextUnfinished(turned(scope), choice.wanted) ?? nextUnfinished(turned(all), choice.wanted);
}

export function sampleName(sample: Pick<SampleSummary, 'anomaly' | 'index'>): string {
  return `${sample.anomaly} ${index(sample.index)}`;
}
