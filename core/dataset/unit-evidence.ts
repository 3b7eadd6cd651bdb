/** Evidence for the unit of depth values: the median distance under each meaning that is in use. */
import type { UnitEvidence, UnitHypothesis } from '../contract/schema/dataset-import.js';

/** Distances that depth cameras and tables of objects have, millimetres. */
const NEAR_MM = 40;
const FAR_MM = 10_000;
/** Where a camera over a work table stands. */
const TABLE_NEAR_MM = 80;
const TABLE_FAR_MM = 2000;

const UNITS: readonly (readonly [UnitHypothesis['unit'], number])[] = [
  ['m', 1],
  ['mm', 0.001],
  ['0.0001', 0.0001],
];

export interface DepthSampleStats {
  readonly stored: 'uint16' | 'float32';
  /** Median of the values above 0, as stored; 0 where there are none. */
  readonly median: number;
  readonly rotatedBits: boolean;
}

/** Median of the values above 0 that are finite; every `step`th value is looked at. */
export function medianValue(values: ArrayLike<number>): number {
  const step = Math.max(1, Math.floor(values.length / 100_000));
  const valid: number[] = [];
  for (let i = 0; i < values.length; i += step) {
    const value = values[i]!;
    if (value > 0 && Number.isFinite(value)) valid.push(value);
  }
  valid.sort((a, b) => a - b);
  return valid[valid.length >> 1] ?? 0;
}

/**
 * @param files of one group, whose unit must be one and the same
 * @param known what the files say themselves
 */
export function unitEvidence(
  files: readonly DepthSampleStats[],
  known: UnitEvidence['known'],
): UnitEvidence | null {
  const [first] = files;
  if (!first) return null;
  const medians = files
    .map((file) => file.median)
    .filter((median) => median > 0)
    .sort((a, b) => a - b);
  const median = medians[medians.length >> 1] ?? 0;
  const hypotheses = UNITS.map(([unit, metresPerCount]): UnitHypothesis => {
    const medianMm = round(median * metresPerCount * 1000);
    return { unit, metresPerCount, medianMm, plausible: medianMm >= NEAR_MM && medianMm <= FAR_MM };
  });
  const { guess, reason } = guessOf(hypotheses, median);
  return {
    stored: first.stored,
    sampledFiles: files.length,
    medianValue: round(median),
    hypotheses,
    known,
    guess: known?.metresPerCount ?? guess,
    reason: known === null ? reason : `${known.from} says it.`,
    rotatedBits: files.some((file) => file.rotatedBits),
  };
}

function guessOf(
  hypotheses: readonly UnitHypothesis[],
  median: number,
): { guess: number | null; reason: string } {
  if (median === 0) return { guess: null, reason: 'The sampled files hold no depth.' };
  const plausible = hypotheses.filter((one) => one.plausible);
  const table = plausible.filter(
    (one) => one.medianMm >= TABLE_NEAR_MM && one.medianMm <= TABLE_FAR_MM,
  );
  const [only] = table.length > 0 ? table : plausible;
  if (!only)
    return {
      guess: null,
      reason: 'Under no usual unit is the median a distance that a depth camera sees.',
    };
  const others = (table.length > 0 ? table : plausible).slice(1);
  if (others.length === 0) {
    return {
      guess: only.metresPerCount,
      reason: `Only as ${said(only)} is the median (${String(only.medianMm)} mm) ${table.length > 0 ? 'a distance over a work table' : 'a distance that a depth camera sees'}.`,
    };
  }
  return {
    guess: only.metresPerCount,
    reason: `The median would be ${[only, ...others].map((one) => `${String(one.medianMm)} mm as ${said(one)}`).join(' or ')}: look at your set-up.`,
  };
}

function said({ unit, metresPerCount }: UnitHypothesis): string {
  if (unit === 'm') return 'metres';
  if (unit === 'mm') return 'millimetres';
  return `${String(metresPerCount)} m a count`;
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
