/** From score and regions to a verdict, by the model's line. */
import type { InspectionRule, Region, Verdict } from '../contract/schema/inspect.js';

export interface Judgement {
  readonly verdict: Verdict;
  /** Sum of the regions over the line; null where there is no depth to measure by. */
  readonly areaMm2: number | null;
  /** What decided: the area rule holds only where areas are known. */
  readonly by: 'score' | 'area';
}

/**
 * Image rule: anomalous above the line. Area rule: the regions over the line must also cover
 * at least `minAreaMm2`; without areas the image rule stands alone.
 */
export function judge(score: number, regions: readonly Region[], rule: InspectionRule): Judgement {
  const areaMm2 = totalArea(regions);
  const over = score > rule.threshold;
  if (!over || rule.minAreaMm2 === null || areaMm2 === null)
    return { verdict: over ? 'anomalous' : 'sound', areaMm2, by: 'score' };
  return { verdict: areaMm2 >= rule.minAreaMm2 ? 'anomalous' : 'sound', areaMm2, by: 'area' };
}

function totalArea(regions: readonly Region[]): number | null {
  let sum = 0;
  for (const { areaMm2 } of regions) {
    if (areaMm2 === null) return null;
    sum += areaMm2;
  }
  return sum;
}
