/**
 * Area under the per-region overlap curve up to a false positive rate of 0.3, divided by 0.3: with n
 * thresholds as MVTec 3D-AD's evaluator (and 3D-ADS, M3DM) takes them, and exactly.
 */
import type { PixelScores } from './pixels.js';
import type { Scores } from './radix.js';

/** The published integration limit. */
export const FPR_LIMIT = 0.3;
/** 3D-ADS and M3DM. */
export const PUBLISHED_THRESHOLDS = 100;

/**
 * With thresholds at n evenly spaced ranks of the normal scores. The rate of false positives comes from
 * the rank, not from counting, so ties bias it, as published: masked maps, which are exactly 0 over most
 * of the background, lose there.
 * @returns null when there is no region or no normal pixel
 * @throws StudioError bad-input when a score is not finite
 */
export function aupro(
  pixels: PixelScores,
  thresholds: number = PUBLISHED_THRESHOLDS,
  limit: number = FPR_LIMIT,
): number | null {
  const count = pixels.normalCount;
  if (count === 0 || pixels.regions.length === 0) return null;
  const step = (count - 1) / (thresholds - 1);
  const ranks = Array.from({ length: thresholds }, (_, j) => Math.floor(j * step));
  ranks[thresholds - 1] = count - 1;
  const values = pixels.normalAt(ranks);
  const overlap = meanShareAbove(pixels.regions, values);
  const x = new Float64Array(thresholds + 1);
  const y = new Float64Array(thresholds + 1);
  for (let j = 0; j < thresholds; j++) {
    x[thresholds - 1 - j] = 1 - (ranks[j]! + 1) / count;
    y[thresholds - 1 - j] = overlap[j]!;
  }
  x[thresholds] = 1;
  y[thresholds] = 1;
  return areaUpTo(x, y, limit) / limit;
}

/** For ascending thresholds: mean over regions of the share of their scores strictly above. */
function meanShareAbove(regions: readonly Scores[], thresholds: Float64Array): Float64Array {
  const sum = new Float64Array(thresholds.length);
  for (const scores of regions) {
    let below = 0;
    for (let j = 0; j < thresholds.length; j++) {
      while (below < scores.length && scores[below]! <= thresholds[j]!) below += 1;
      sum[j]! += 1 - below / scores.length;
    }
  }
  return sum.map((value) => value / regions.length);
}

/** Trapezoid rule over ascending x, up to `limit`, where y is interpolated linearly. */
export function areaUpTo(x: Float64Array, y: Float64Array, limit: number): number {
  let area = 0;
  for (let i = 1; i < x.length; i++) {
    const from = x[i - 1]!;
    const to = x[i]!;
    if (to <= limit) {
      area += 0.5 * (y[i]! + y[i - 1]!) * (to - from);
      continue;
    }
    if (from < limit) {
      const atLimit = y[i - 1]! + ((y[i]! - y[i - 1]!) * (limit - from)) / (to - from);
      area += 0.5 * (atLimit + y[i - 1]!) * (limit - from);
    }
    break;
  }
  return area;
}

export interface OverlapCurve {
  /** False positive rate over normal pixels, ascending. */
  readonly falsePositiveRate: Float64Array;
  /** Mean overlap over regions. */
  readonly overlap: Float64Array;
  /** Score at or above which pixels are called anomalous at each point. */
  readonly threshold: Float64Array;
}

/**
 * The exact curve, its corners only: every run of equal scores is one point, and between the scores of
 * anomalous pixels the curve is flat.
 * @param upTo false positive rate up to which the curve is needed; beyond it only (1, 1) is sure
 * @returns null when there is no region or no normal pixel
 * @throws StudioError bad-input when a score is not finite
 */
export function overlapCurve(pixels: PixelScores, upTo = 1): OverlapCurve | null {
  const { regions, normalCount } = pixels;
  if (regions.length === 0 || normalCount === 0) return null;
  const normal = pixels.highestNormal(upTo);
  const { scores, shares } = descending(regions);
  const x: number[] = [0];
  const y: number[] = [0];
  const t: number[] = [Infinity];
  let above = 0;
  let reached = 0;
  for (let i = 0; i < scores.length;) {
    const score = scores[i]!;
    while (above < normal.length && normal[normal.length - 1 - above]! > score) above += 1;
    x.push(above / normalCount);
    y.push(reached);
    t.push(above === 0 ? Infinity : normal[normal.length - above]!);
    for (; i < scores.length && scores[i] === score; i++) reached += shares[i]!;
    while (above < normal.length && normal[normal.length - 1 - above] === score) above += 1;
    x.push(above / normalCount);
    y.push(Math.min(1, reached));
    t.push(score);
  }
  x.push(1);
  y.push(1);
  t.push(-Infinity);
  return {
    falsePositiveRate: Float64Array.from(x),
    overlap: Float64Array.from(y),
    threshold: Float64Array.from(t),
  };
}

/** All scores of all regions, descending, each with 1 / (regions * size of its region). */
function descending(regions: readonly Scores[]): { scores: Float64Array; shares: Float64Array } {
  const total = regions.reduce((sum, region) => sum + region.length, 0);
  const ascending = new Float64Array(total);
  let at = 0;
  for (const region of regions) {
    ascending.set(region, at);
    at += region.length;
  }
  ascending.sort();
  // Equal scores are one point of the curve: their shares are gathered at the first of them.
  const shares = new Float64Array(total);
  for (const region of regions) {
    const share = 1 / (regions.length * region.length);
    for (let i = 0; i < region.length; i++) shares[firstAtLeast(ascending, region[i]!)]! += share;
  }
  return { scores: ascending.reverse(), shares: shares.reverse() };
}

function firstAtLeast(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Without a choice of thresholds, and right with ties. @returns null where `overlapCurve` is */
export function auproExact(pixels: PixelScores, limit: number = FPR_LIMIT): number | null {
  const curve = overlapCurve(pixels, limit);
  return curve ? areaUpTo(curve.falsePositiveRate, curve.overlap, limit) / limit : null;
}

export interface OperatingPoint {
  /** Scores at or above it are called anomalous. */
  readonly threshold: number;
  readonly falsePositiveRate: number;
}

/** The smallest pixel false positive rate of a threshold whose mean region overlap is at least `overlap`. */
export function pixelRateAtOverlap(pixels: PixelScores, overlap = 0.8): OperatingPoint | null {
  const curve = overlapCurve(pixels);
  if (!curve) return null;
  const i = curve.overlap.findIndex((value) => value >= overlap - 1e-12);
  return { threshold: curve.threshold[i]!, falsePositiveRate: curve.falsePositiveRate[i]! };
}
