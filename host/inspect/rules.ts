/** Moves a model's line: appended to thresholds.jsonl with who and when; nothing is overwritten. */
import { StudioError } from '../../core/contract/errors.js';
import type { Threshold, ThresholdRule } from '../../core/contract/schema/detector.js';
import { thresholdBy } from '../../core/anomaly/evaluation/threshold.js';
import { text } from '../../core/text/index.js';
import { appendThreshold } from '../detector/run/model-files.js';
import type { ModelFiles } from './model-files.js';

/** @throws StudioError bad-input where the rule has no scores to rest on */
export async function setRule(
  model: ModelFiles,
  rule: ThresholdRule,
  minAreaMm2: number | null,
  by: string,
  now = new Date(),
): Promise<Threshold> {
  const found = thresholdBy(rule, model.card.scores);
  if (!found)
    throw new StudioError(
      'bad-input',
      text('inspect.rule-without-scores.message', { rule: rule.kind }),
      text('inspect.rule-without-scores.hint'),
    );
  const threshold: Threshold = { at: now.toISOString(), by, ...found, minAreaMm2 };
  await appendThreshold(model.folder, threshold);
  return threshold;
}
