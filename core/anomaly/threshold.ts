/**
 * Where the line between sound and anomalous lies, and what it costs: false alarms among good samples,
 * misses among anomalous ones, each with its 95 % interval. A score at the line counts as anomalous.
 */
import type { SampleScore, Threshold, ThresholdRule } from '../contract/schema/detector.js';

const GOOD = 'good';
/** Two-sided 95 % of the normal distribution. */
const Z95 = 1.959963984540054;

/**
 * Wilson score interval of a proportion (E. B. Wilson, 1927): holds its level for few samples and for
 * counts of none and all, unlike the normal approximation. [0, 1] without samples.
 */
export function wilsonInterval(count: number, total: number): [low: number, high: number] {
  if (total === 0) return [0, 1];
  const share = count / total;
  const z2 = Z95 * Z95;
  const centre = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half =
    (Z95 / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total));
  // At none and all the exact bounds are 0 and 1; rounding must not move them.
  return [
    count === 0 ? 0 : Math.max(0, centre - half),
    count === total ? 1 : Math.min(1, centre + half),
  ];
}

export type ThresholdFigures = Omit<Threshold, 'at' | 'by' | 'rule' | 'value'>;

/** What a threshold at `value` does to these scores. */
export function figuresAt(
  scores: readonly Pick<SampleScore, 'anomaly' | 'score'>[],
  value: number,
): ThresholdFigures {
  let goodScores = 0;
  let falseAlarms = 0;
  let anomalousScores = 0;
  let found = 0;
  for (const { anomaly, score } of scores) {
    const over = score >= value ? 1 : 0;
    if (anomaly === GOOD) {
      goodScores += 1;
      falseAlarms += over;
    } else {
      anomalousScores += 1;
      found += over;
    }
  }
  return {
    goodScores,
    falseAlarms,
    falseAlarmRate: goodScores === 0 ? 0 : falseAlarms / goodScores,
    falseAlarmInterval: wilsonInterval(falseAlarms, goodScores),
    anomalousScores,
    found,
    recall: anomalousScores === 0 ? null : found / anomalousScores,
    recallInterval: anomalousScores === 0 ? null : wilsonInterval(found, anomalousScores),
  };
}

/**
 * The line that a rule gives.
 * - quantile: of the good validation scores, by linear interpolation between order statistics (NumPy's
 *   default, type 7 of Hyndman and Fan); good scores of the test split where there is no validation.
 * - f1: the score with the best F1 on all labelled samples, the highest of equals.
 * @throws RangeError where the rule has nothing to rest on
 */
export function thresholdOf(rule: ThresholdRule, scores: readonly SampleScore[]): number {
  if (rule.kind === 'fixed') return rule.value;
  if (rule.kind === 'quantile') {
    const good = scores.filter(({ anomaly }) => anomaly === GOOD);
    const validation = good.filter(({ split }) => split === 'validation');
    const rest = (validation.length > 0 ? validation : good).map(({ score }) => score);
    if (rest.length === 0) throw new RangeError('A quantile needs scores of good samples');
    return quantileOf(rest, rule.quantile);
  }
  return bestF1(scores);
}

/** @param values at least one */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

function bestF1(scores: readonly Pick<SampleScore, 'anomaly' | 'score'>[]): number {
  const sorted = [...scores].sort((a, b) => b.score - a.score);
  const anomalous = sorted.filter(({ anomaly }) => anomaly !== GOOD).length;
  if (anomalous === 0) throw new RangeError('F1 needs scores of anomalous samples');
  let found = 0;
  let best = { f1: -1, value: Number.NaN };
  sorted.forEach(({ anomaly, score }, i) => {
    if (anomaly !== GOOD) found += 1;
    // Samples of equal score fall on the same side.
    if (sorted[i + 1]?.score === score) return;
    const f1 = (2 * found) / (i + 1 + anomalous);
    if (f1 > best.f1) best = { f1, value: score };
  });
  return best.value;
}
