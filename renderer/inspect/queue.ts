/** The review queue: which samples, in which order, and whose verdicts. Kept while nothing it rests on changes. */
import type { Review } from '../../core/contract/schema/inspect.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { decided, ordered } from '../../core/inspect/review.js';
import type { InspectState } from '../state/inspect.js';
import type { Studio } from '../state/studio.js';

export type QueueState = Pick<
  InspectState,
  'card' | 'results' | 'reviews' | 'order' | 'filter' | 'rule' | 'selected' | 'second' | 'blind'
>;

export interface Queue {
  readonly shown: readonly SampleSummary[];
  /** What marks a row: the verdict that counts, or in second opinions one's own. */
  readonly verdicts: ReadonlyMap<string, Review>;
  readonly counts: { readonly todo: number; readonly done: number; readonly all: number };
  /** Samples of the category without a result of this model. */
  readonly waiting: readonly SampleSummary[];
}

/** The last answer, as long as every argument is the same. */
function last<A extends readonly unknown[], R>(make: (...args: A) => R): (...args: A) => R {
  let known: { readonly args: A; readonly value: R } | null = null;
  return (...args) => {
    if (known?.args.every((arg, i) => arg === args[i]) !== true)
      known = { args, value: make(...args) };
    return known.value;
  };
}

const mineOf = last((samples: readonly SampleSummary[], category: string | undefined) =>
  samples.filter((sample) => sample.category === category),
);

const verdictsOn = (
  reviews: readonly Review[],
  samples: readonly SampleSummary[],
): ReadonlyMap<string, Review> =>
  decided(reviews, new Map(samples.map(({ id, sampleHash }) => [id, sampleHash])));
const allVerdicts = last(verdictsOn);
const ownVerdicts = last(
  (reviews: readonly Review[], samples: readonly SampleSummary[], operator: string) =>
    verdictsOn(
      reviews.filter(({ by }) => by === operator),
      samples,
    ),
);
const othersVerdicts = last(
  (reviews: readonly Review[], samples: readonly SampleSummary[], operator: string) =>
    verdictsOn(
      reviews.filter(({ by }) => by !== operator),
      samples,
    ),
);
const judged = last((samples: readonly SampleSummary[], verdicts: ReadonlyMap<string, Review>) =>
  samples.filter(({ id }) => verdicts.has(id)),
);
const sorted = last(
  (
    samples: readonly SampleSummary[],
    results: QueueState['results'],
    order: QueueState['order'],
    threshold: number,
  ) => ordered(samples, results, order, threshold),
);

export function makeQueue(
  state: QueueState,
  samples: readonly SampleSummary[],
  operator: string,
): Queue {
  const { card, results, reviews, filter, rule, selected, second } = state;
  const mine = mineOf(samples, card?.category);
  const verdicts = second ? ownVerdicts(reviews, mine, operator) : allVerdicts(reviews, mine);
  const inQueue = second ? judged(mine, othersVerdicts(reviews, mine, operator)) : mine;
  // An order by score would tell the model's opinion before the operator's.
  const order = state.blind ? 'time' : state.order;
  const all = sorted(inQueue, results, order, rule?.threshold ?? 0);
  const done = inQueue.filter(({ id }) => verdicts.has(id)).length;
  return {
    shown: all.filter(
      ({ id }) => filter === 'all' || id === selected || (filter === 'done') === verdicts.has(id),
    ),
    verdicts,
    counts: { todo: inQueue.length - done, done, all: inQueue.length },
    waiting: mine.filter(({ id }) => !results.has(id)),
  };
}

/** The queue as it is now. */
export function queueNow(studio: Studio): Queue {
  return makeQueue(
    studio.inspect.getState(),
    studio.project.getState().samples,
    studio.prefs.getState().value.operator,
  );
}

/** The newest verdict of each person on a sample's present picture, oldest first. */
export function opinionsOf(reviews: readonly Review[], sampleHash: string): readonly Review[] {
  const people = new Map<string, Review>();
  for (const review of reviews) {
    if (review.sampleHash !== sampleHash) continue;
    people.delete(review.by);
    people.set(review.by, review);
  }
  return [...people.values()];
}
