/**
 * The gates at the shutter (docs/formats.md, Default gates): pure judgement of one frame against
 * the limits and the session. A gate without a reference yet (the first shot) passes.
 */
import type { GateLimits } from '../contract/schema/project.js';
import type { GateRecord, Measures } from '../contract/schema/sample.js';

export const GATE_NAMES = [
  'tilt',
  'distance',
  'fillRate',
  'sharpness',
  'clipping',
  'duplicate',
  'rigMoved',
  'depthScale',
  'pairing',
] as const;
export type GateName = (typeof GATE_NAMES)[number];

/** formats.md, Default gates. */
export const DEFAULT_GATES: GateLimits = {
  tiltDeg: 0.5,
  distanceTolerance: 0.05,
  fillRate: 0.95,
  clipping: 0.01,
  duplicateChange: 0.01,
  rigMovedMm: 1,
  depthScale: true,
  sharpnessShare: 0.6,
  pairing: true,
};

export interface GateContext {
  readonly limits: GateLimits;
  readonly measures: Measures;
  readonly metresPerCount: number | null;
  readonly pairDeltaMs: number | null;
  readonly framePeriodMs: number;
  /** Displacement since the session's first shot; null before it. */
  readonly rigMovedMm: number | null;
  /** Share of pixels changed since the last shot; null before the first. */
  readonly changedShare: number | null;
  readonly session: {
    readonly firstDistanceMm: number | null;
    readonly medianSharpness: number | null;
    /** Scale of the samples already in the set. */
    readonly metresPerCount: number | null;
  };
}

/** One row per gate that is switched on, in the order of GATE_NAMES. */
export function evaluateGates(context: GateContext): GateRecord[] {
  const { limits, measures, session } = context;
  const rows: GateRecord[] = [];
  const add = (
    name: GateName,
    value: number | null,
    limit: GateRecord['limit'],
    passed: boolean,
  ): void => {
    rows.push({ name, value, limit, passed });
  };
  const atMost = (value: number | null, limit: number): boolean => value !== null && value <= limit;
  const atLeast = (value: number | null, limit: number): boolean =>
    value !== null && value >= limit;

  if (limits.tiltDeg !== null)
    add('tilt', measures.tiltDeg, limits.tiltDeg, atMost(measures.tiltDeg, limits.tiltDeg));
  if (limits.distanceTolerance !== null) {
    const first = session.firstDistanceMm;
    if (first === null) add('distance', measures.distanceMm, null, measures.distanceMm !== null);
    else {
      const low = first * (1 - limits.distanceTolerance);
      const high = first * (1 + limits.distanceTolerance);
      add(
        'distance',
        measures.distanceMm,
        [low, high],
        atLeast(measures.distanceMm, low) && atMost(measures.distanceMm, high),
      );
    }
  }
  if (limits.fillRate !== null)
    add('fillRate', measures.fillRate, limits.fillRate, measures.fillRate >= limits.fillRate);
  if (limits.sharpnessShare !== null) {
    const median = session.medianSharpness;
    if (median === null) add('sharpness', measures.sharpness, null, true);
    else
      add(
        'sharpness',
        measures.sharpness,
        median * limits.sharpnessShare,
        measures.sharpness >= median * limits.sharpnessShare,
      );
  }
  if (limits.clipping !== null) {
    const clipped = Math.max(measures.clippedDark, measures.clippedBright);
    add('clipping', clipped, limits.clipping, clipped <= limits.clipping);
  }
  if (limits.duplicateChange !== null) {
    const changed = context.changedShare;
    add(
      'duplicate',
      changed,
      limits.duplicateChange,
      changed === null || changed >= limits.duplicateChange,
    );
  }
  if (limits.rigMovedMm !== null) {
    const moved = context.rigMovedMm;
    add('rigMoved', moved, limits.rigMovedMm, moved === null || moved <= limits.rigMovedMm);
  }
  if (limits.depthScale && context.metresPerCount !== null) {
    const expected = session.metresPerCount;
    // The SDK reports 0.0000999999975 for 1e-4: scales are equal within a millionth part.
    const same = expected === null || Math.abs(context.metresPerCount / expected - 1) < 1e-6;
    add('depthScale', context.metresPerCount, expected, same);
  }
  if (limits.pairing && context.pairDeltaMs !== null) {
    add(
      'pairing',
      context.pairDeltaMs,
      context.framePeriodMs,
      context.pairDeltaMs <= context.framePeriodMs,
    );
  }
  return rows;
}

/** Whether a passed value lies within a tenth of its limit: shown as a warning, not a failure. */
export function isClose(gate: GateRecord): boolean {
  if (!gate.passed || gate.value === null || typeof gate.limit !== 'number' || gate.limit === 0)
    return false;
  if (gate.name === 'tilt' || gate.name === 'clipping' || gate.name === 'rigMoved')
    return gate.value > 0.9 * gate.limit;
  if (gate.name === 'sharpness') return gate.value < 1.1 * gate.limit;
  return false;
}
