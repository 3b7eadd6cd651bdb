/** Rules of verdicts, pure: which hold, what they say of a model, in what order samples come. */
import type { InspectionResult, Review } from '../contract/schema/inspect.js';
import { csvLine } from './csv.js';

/** Verdicts that no later line takes back, in their order. */
export function holding(lines: readonly Review[]): Review[] {
  const undone = new Set(lines.flatMap(({ undoes }) => (undoes === null ? [] : [undoes])));
  return lines.filter(({ id, undoes }) => undoes === null && !undone.has(id));
}

/** The verdict that counts for each sample: the newest of its present pictures. */
export function decided(
  reviews: readonly (Review & { readonly sample?: string })[],
  hashOf: ReadonlyMap<string, string>,
): Map<string, Review> {
  const sampleOf = new Map([...hashOf].map(([sample, hash]) => [hash, sample]));
  const out = new Map<string, Review>();
  for (const review of reviews) {
    const sample = sampleOf.get(review.sampleHash);
    if (sample !== undefined) out.set(sample, review);
  }
  return out;
}

export type QueueOrder = 'time' | 'score' | 'uncertainty';

/**
 * Samples in the order of review: newest first; highest score first; or nearest to the line first,
 * where a verdict teaches most. Samples without a result come last.
 */
export function ordered<T extends { readonly id: string; readonly takenAt: string }>(
  samples: readonly T[],
  results: ReadonlyMap<string, Pick<InspectionResult, 'score'>>,
  order: QueueOrder,
  threshold: number,
): T[] {
  const newest = (a: T, b: T): number =>
    a.takenAt === b.takenAt ? (a.id < b.id ? 1 : -1) : a.takenAt < b.takenAt ? 1 : -1;
  if (order === 'time') return [...samples].sort(newest);
  const key = ({ id }: T): number => {
    const result = results.get(id);
    if (!result) return Number.POSITIVE_INFINITY;
    return order === 'score' ? -result.score : Math.abs(result.score - threshold);
  };
  return samples
    .map((sample) => ({ sample, key: key(sample) }))
    .sort((a, b) => (a.key === b.key ? newest(a.sample, b.sample) : a.key - b.key))
    .map(({ sample }) => sample);
}

export interface ShiftSummary {
  readonly reviewed: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unsure: number;
  /** The model called it anomalous, the operator accepted it. */
  readonly falseAlarms: number;
  /** The model called it sound, the operator rejected it. */
  readonly misses: number;
  readonly second: number;
  /** Second opinions that differ from the verdict before. */
  readonly overturned: number;
  readonly blind: number;
  readonly from: string | null;
  readonly to: string | null;
}

/** What was decided in a shift; `reviews` oldest first, of one or several samples. */
export function summarise(reviews: readonly Review[]): ShiftSummary {
  const count = (fits: (review: Review) => boolean): number => reviews.filter(fits).length;
  const last = new Map<string, Review['decision']>();
  let overturned = 0;
  for (const review of reviews) {
    const before = last.get(review.sampleHash);
    if (review.second && before !== undefined && before !== review.decision) overturned += 1;
    last.set(review.sampleHash, review.decision);
  }
  return {
    reviewed: reviews.length,
    accepted: count(({ decision }) => decision === 'accept'),
    rejected: count(({ decision }) => decision === 'reject'),
    unsure: count(({ decision }) => decision === 'unsure'),
    falseAlarms: count(({ decision, verdict }) => decision === 'accept' && verdict === 'anomalous'),
    misses: count(({ decision, verdict }) => decision === 'reject' && verdict === 'sound'),
    second: count(({ second }) => second),
    overturned,
    blind: count(({ blind }) => blind),
    from: reviews[0]?.at ?? null,
    to: reviews.at(-1)?.at ?? null,
  };
}

const COLUMNS = [
  'at',
  'by',
  'sample',
  'decision',
  'reasons',
  'comment',
  'blind',
  'second',
  'model',
  'modelHash',
  'threshold',
  'score',
  'verdict',
  'sampleHash',
] as const;

/** CSV as spreadsheets read it (RFC 4180): a header, CRLF, quotes doubled. */
export function reviewsCsv(rows: readonly (Review & { readonly sample: string })[]): string {
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name]))].map(csvLine).join('');
}
