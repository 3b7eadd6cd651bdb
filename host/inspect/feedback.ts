/** From a verdict back into the data: a false alarm to training as good, an anomaly to the test set. */
import { StudioError } from '../../core/contract/errors.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import type { ProjectStore } from '../project/store.js';
import { draftAnnotation } from './draft.js';
import { writeFeedback } from './feedback-file.js';
import type { Reviews } from './reviews.js';
import type { InspectService } from './service.js';

export interface FeedbackContext {
  readonly store: ProjectStore;
  readonly service: InspectService;
  readonly reviews: Reviews;
  readonly by: string;
}

/**
 * The sample's split and type change as any edit does, logged in its history with the operator; the verdict
 * is noted beside the sample, so that the next model's card can name it. A sample
 * that goes to the test set gets the map's contours as first polygons, unless somebody has drawn already.
 * @throws StudioError not-found where the verdict was taken back; bad-input where it does not say that, or not
 * which anomaly it saw
 */
export async function giveBack(
  { store, service, reviews, by }: FeedbackContext,
  id: string,
  kind: 'to-training' | 'to-test',
  reviewId: string,
): Promise<SampleSummary> {
  const review = (await reviews.list([id])).find((held) => held.id === reviewId);
  if (!review)
    throw new StudioError(
      'not-found',
      text('inspect.review-missing.message', { review: reviewId }),
      text('inspect.review-missing.hint'),
    );
  if (review.decision !== (kind === 'to-training' ? 'accept' : 'reject'))
    throw new StudioError(
      'bad-input',
      text('inspect.feedback-decision.message', { decision: review.decision }),
      text('inspect.feedback-decision.hint'),
    );
  const { sample, path } = await store.read(id);
  const given = async (edited: SampleSummary): Promise<SampleSummary> => {
    await writeFeedback(path, { kind, review: reviewId, by });
    return edited;
  };
  if (kind === 'to-training')
    return given(await store.edit(id, { split: 'train', anomaly: GOOD }, by));
  const types = store.project().anomalyTypes;
  const named = review.reasons.find((reason) => types.includes(reason));
  const anomaly = named ?? sample.anomaly;
  if (anomaly === GOOD)
    throw new StudioError(
      'bad-input',
      text('inspect.feedback-type.message'),
      text('inspect.feedback-type.hint', { types: types.join(', ') }),
    );
  const inspection = await service.sample(review.model, id, 'now');
  await draftAnnotation(path, inspection, anomaly, store.project());
  return given(await store.edit(id, { split: 'test', anomaly }, by));
}
