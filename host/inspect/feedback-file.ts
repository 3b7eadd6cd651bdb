/** samples/ID/feedback.jsonl: which verdict sent a sample to training or to the test set. */
import { join } from 'node:path';
import type { UsedVerdict } from '../../core/contract/schema/detector.js';
import {
  feedbackLineSchema,
  reviewSchema,
  type FeedbackLine,
} from '../../core/contract/schema/inspect.js';
import { holding } from '../../core/inspect/review.js';
import { appendJsonLine, readJsonLines } from '../files/json-lines.js';
import { REVIEWS_FILE } from './reviews.js';

const FILE = 'feedback.jsonl';

export async function writeFeedback(
  folder: string,
  line: Pick<FeedbackLine, 'kind' | 'review' | 'by'>,
  now = new Date(),
): Promise<void> {
  await appendJsonLine(join(folder, FILE), { schema: 1, at: now.toISOString(), ...line });
}

/** The verdict that put a sample where it is; null without one, or where it was taken back. */
export async function readUsedVerdict(folder: string, sample: string): Promise<UsedVerdict | null> {
  const newest = (await readJsonLines(join(folder, FILE), feedbackLineSchema)).values.at(-1);
  if (!newest) return null;
  const { values } = await readJsonLines(join(folder, REVIEWS_FILE), reviewSchema);
  const review = holding(values).find(({ id }) => id === newest.review);
  if (!review) return null;
  const { id, by, at, model, score, threshold } = review;
  const use = newest.kind === 'to-training' ? 'train' : 'test';
  return { sample, review: id, use, by, at, model, score, threshold };
}
