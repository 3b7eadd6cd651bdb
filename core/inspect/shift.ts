/** What was decided in a shift: counts, rates, pace, and where two people disagree. */
import type { Decision, Review } from '../contract/schema/inspect.js';
import { summarise, type ShiftSummary } from './review.js';

/** Verdicts further apart than this belong to two shifts. */
const SHIFT_PAUSE_MS = 4 * 3600 * 1000;
/** Longer than this between two verdicts was a break, not a look at the part. */
const LOOK_AT_MOST_MS = 5 * 60 * 1000;

/** Two people's verdicts on one picture, the earlier one first. */
export interface Opinions {
  readonly sampleHash: string;
  readonly first: Review;
  readonly second: Review;
}

export interface ShiftFigures extends ShiftSummary {
  /** Median time from one verdict to the next of the same person; null before the second one. */
  readonly secondsPerSample: number | null;
  /** Verdicts that differ from what the model said, unsure ones left out. */
  readonly againstModel: number;
  readonly pairs: readonly Opinions[];
  readonly agreed: number;
  /** Cohen's kappa of accept and reject; null where chance alone would agree on everything. */
  readonly kappa: number | null;
}

/** Verdicts since the last long pause, oldest first; `by` null: of everybody. */
export function lastShift(reviews: readonly Review[], by: string | null): Review[] {
  const mine = by === null ? reviews : reviews.filter((review) => review.by === by);
  const sorted = [...mine].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  let start = sorted.length - 1;
  while (
    start > 0 &&
    Date.parse(sorted[start]!.at) - Date.parse(sorted[start - 1]!.at) <= SHIFT_PAUSE_MS
  )
    start -= 1;
  return start < 0 ? [] : sorted.slice(start);
}

/** @param all every verdict that holds: an opinion of the shift is compared with earlier ones too */
export function shiftFigures(shift: readonly Review[], all: readonly Review[]): ShiftFigures {
  const own = new Set(shift.map(({ id }) => id));
  const pairs = opinionPairs(all).filter(
    ({ first, second }) => own.has(first.id) || own.has(second.id),
  );
  return {
    ...summarise(shift),
    secondsPerSample: secondsPerSample(shift),
    againstModel: shift.filter(
      ({ decision, verdict }) =>
        decision !== 'unsure' && (decision === 'accept') !== (verdict === 'sound'),
    ).length,
    pairs,
    agreed: pairs.filter(({ first, second }) => first.decision === second.decision).length,
    kappa: cohensKappa(pairs.map(({ first, second }) => [first.decision, second.decision])),
  };
}

/** The newest verdicts of the last two people who judged each picture. */
export function opinionPairs(reviews: readonly Review[]): Opinions[] {
  const byPicture = new Map<string, Map<string, Review>>();
  for (const review of [...reviews].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    const people = byPicture.get(review.sampleHash) ?? new Map<string, Review>();
    byPicture.set(review.sampleHash, people);
    // Set anew, so that the order is that of the newest verdicts.
    people.delete(review.by);
    people.set(review.by, review);
  }
  return [...byPicture].flatMap(([sampleHash, people]) => {
    const [first, second] = [...people.values()].slice(-2);
    return first && second ? [{ sampleHash, first, second }] : [];
  });
}

/** Agreement beyond chance (J. Cohen, 1960) of two raters over the same things. */
export function cohensKappa(
  pairs: readonly (readonly [a: Decision, b: Decision])[],
): number | null {
  const sure = pairs.filter(([a, b]) => a !== 'unsure' && b !== 'unsure');
  if (sure.length === 0) return null;
  const share = (fits: (pair: readonly [Decision, Decision]) => boolean): number =>
    sure.filter(fits).length / sure.length;
  const observed = share(([a, b]) => a === b);
  const a = share(([first]) => first === 'accept');
  const b = share(([, second]) => second === 'accept');
  const chance = a * b + (1 - a) * (1 - b);
  return chance >= 1 ? null : (observed - chance) / (1 - chance);
}

function secondsPerSample(shift: readonly Review[]): number | null {
  const last = new Map<string, number>();
  const gaps: number[] = [];
  for (const { by, at } of shift) {
    const now = Date.parse(at);
    const before = last.get(by);
    if (before !== undefined && now - before <= LOOK_AT_MOST_MS) gaps.push((now - before) / 1000);
    last.set(by, now);
  }
  if (gaps.length === 0) return null;
  gaps.sort((a, b) => a - b);
  const middle = gaps.length >> 1;
  return gaps.length % 2 === 1 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2;
}
