/** Thresholds of image scores by rule, with what is to be expected of them. */
import type { Threshold, ThresholdRule } from '../../contract/schema/detector.js';
import { GOOD } from '../../dataset/vocabulary.js';

export interface LabelledScore {
  readonly anomaly: string;
  readonly split: 'validation' | 'test';
  readonly score: number;
}

/**
 * A sample is called anomalous when its score is above the threshold.
 * - quantile: of the good validation scores, between neighbours linear
 * - f1: the best F1 over all labelled scores; the middle between the two scores it separates
 * - fixed: as given
 * The expected false alarms rest on the good scores that did not set the threshold where there are any:
 * for a quantile the good test scores, else all good scores.
 * @returns null where the rule has nothing to go by
 */
export function thresholdBy(
  rule: ThresholdRule,
  scores: readonly LabelledScore[],
): Omit<Threshold, 'at' | 'by'> | null {
  const value = valueBy(rule, scores);
  if (value === null) return null;
  const good = scores.filter((s) => s.anomaly === GOOD);
  const unseen = good.filter((s) => s.split === 'test');
  const judged = rule.kind === 'quantile' && unseen.length > 0 ? unseen : good;
  const bad = scores.filter((s) => s.anomaly !== GOOD);
  const falseAlarms = judged.filter((s) => s.score > value).length;
  const found = bad.filter((s) => s.score > value).length;
  return {
    rule,
    value,
    goodScores: judged.length,
    falseAlarms,
    falseAlarmRate: judged.length === 0 ? 0 : falseAlarms / judged.length,
    falseAlarmInterval: wilson(falseAlarms, judged.length),
    anomalousScores: bad.length,
    found,
    recall: bad.length === 0 ? null : found / bad.length,
    recallInterval: bad.length === 0 ? null : wilson(found, bad.length),
  };
}

function valueBy(rule: ThresholdRule, scores: readonly LabelledScore[]): number | null {
  switch (rule.kind) {
    case 'fixed':
      return rule.value;
    case 'quantile': {
      const normal = scores.filter((s) => s.split === 'validation' && s.anomaly === GOOD);
      return normal.length === 0
        ? null
        : quantile(
            normal.map((s) => s.score),
            rule.quantile,
          );
    }
    case 'f1':
      return bestF1(scores);
  }
}

/** Linear between neighbours (NumPy's default). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}

function bestF1(scores: readonly LabelledScore[]): number | null {
  const positives = scores.filter((s) => s.anomaly !== GOOD).length;
  if (positives === 0 || positives === scores.length) return null;
  const sorted = [...scores].sort((a, b) => b.score - a.score);
  let found = 0;
  let best = -1;
  let value = 0;
  sorted.forEach((score, i) => {
    if (score.anomaly !== GOOD) found += 1;
    const next = sorted[i + 1]?.score;
    // Equal scores cannot be told apart by a threshold.
    if (next === score.score) return;
    const f1 = (2 * found) / (i + 1 + positives);
    if (f1 <= best) return;
    best = f1;
    value =
      next === undefined
        ? score.score - Math.max(Math.abs(score.score) * 1e-6, 1e-12)
        : (score.score + next) / 2;
  });
  return value;
}

const Z95 = 1.959963984540054;

/** Wilson's 95 % interval of a share (E. B. Wilson, 1927); the whole range where nothing was counted. */
export function wilson(hits: number, count: number): [number, number] {
  if (count === 0) return [0, 1];
  const share = hits / count;
  const z2 = (Z95 * Z95) / count;
  const centre = share + z2 / 2;
  const spread = Z95 * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count));
  return [
    hits === 0 ? 0 : Math.max(0, (centre - spread) / (1 + z2)),
    hits === count ? 1 : Math.min(1, (centre + spread) / (1 + z2)),
  ];
}
