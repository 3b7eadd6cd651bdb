/** Moves a model's line: appended to thresholds.jsonl with who and when; nothing is overwritten. */
import { join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { Threshold, ThresholdRule } from '../../core/contract/schema/detector.js';
import { figuresAt, thresholdOf } from '../../core/anomaly/threshold.js';
import { text } from '../../core/text/index.js';
import { appendJsonLine } from '../files/json-lines.js';
import { THRESHOLDS_FILE, type ModelFiles } from './model-files.js';

/** @throws StudioError bad-input where the rule has no scores to rest on */
export async function setRule(
  model: ModelFiles,
  rule: ThresholdRule,
  minAreaMm2: number | null,
  by: string,
  now = new Date(),
): Promise<Threshold> {
  const { scores } = model.card;
  let value: number;
  try {
    value = thresholdOf(rule, scores);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StudioError(
      'bad-input',
      text('inspect.rule-without-scores.message', { rule: rule.kind }),
      text('inspect.rule-without-scores.hint'),
    );
  }
  const threshold: Threshold = {
    at: now.toISOString(),
    by,
    rule,
    value,
    minAreaMm2,
    ...figuresAt(scores, value),
  };
  await appendJsonLine(join(model.folder, THRESHOLDS_FILE), threshold);
  return threshold;
}
