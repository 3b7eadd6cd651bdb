/** Area under the receiver operating curve (Mann-Whitney), and the rate of false alarms at a recall. */
import type { OperatingPoint } from './aupro.js';
import type { PixelScores } from './pixels.js';

/**
 * (pairs with the anomalous score higher + half the ties) / pairs.
 * @returns null when a class is missing
 */
export function auroc(normal: ArrayLike<number>, anomalous: ArrayLike<number>): number | null {
  if (normal.length === 0 || anomalous.length === 0) return null;
  return ofSorted(Float64Array.from(normal).sort(), Float64Array.from(anomalous).sort());
}

function ofSorted(normal: ArrayLike<number>, anomalous: ArrayLike<number>): number {
  let below = 0;
  let upTo = 0;
  let sum = 0;
  for (let i = 0; i < anomalous.length; i++) {
    const score = anomalous[i]!;
    while (below < normal.length && normal[below]! < score) below += 1;
    if (upTo < below) upTo = below;
    while (upTo < normal.length && normal[upTo] === score) upTo += 1;
    sum += (below + upTo) / 2;
  }
  return sum / normal.length / anomalous.length;
}

/** Over all pixels of all maps. @returns null when a class is missing */
export function pixelAuroc(pixels: PixelScores): number | null {
  const total = pixels.regions.reduce((sum, region) => sum + region.length, 0);
  if (total === 0 || pixels.normalCount === 0) return null;
  const anomalous = new Float64Array(total);
  let at = 0;
  for (const region of pixels.regions) {
    anomalous.set(region, at);
    at += region.length;
  }
  return ofSorted(pixels.sortedNormal(), anomalous.sort());
}

/**
 * The highest threshold that calls at least `recall` of the anomalous images anomalous, and the share
 * of good images at or above it.
 * @returns null when a class is missing
 */
export function imageRateAtRecall(
  normal: ArrayLike<number>,
  anomalous: ArrayLike<number>,
  recall = 0.95,
): OperatingPoint | null {
  if (normal.length === 0 || anomalous.length === 0) return null;
  const descending = Float64Array.from(anomalous).sort().reverse();
  const needed = Math.max(1, Math.ceil(recall * descending.length - 1e-9));
  const threshold = descending[needed - 1]!;
  let alarms = 0;
  for (let i = 0; i < normal.length; i++) if (normal[i]! >= threshold) alarms += 1;
  return { threshold, falsePositiveRate: alarms / normal.length };
}
