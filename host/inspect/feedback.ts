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
 * @throws StudioError not-found where the verdict was taken back
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
  const { sample, path } = await store.read(id);
  const given = async (edited: SampleSummary): Promise<SampleSummary> => {
    await writeFeedback(path, { kind, review: reviewId, by });
    return edited;
  };
  if (kind === 'to-training')
    return given(await store.edit(id, { split: 'train', anomaly: GOOD }, by));
  const types = store.project().anomalyTypes;
  const named = review.reasons.find((reason) => types.includes(reason));
  const anomaly = named ?? (sample.anomaly === GOOD ? types[0] : sample.anomaly);
  if (anomaly === undefined) throw new StudioError('internal', 'The project has no anomaly type.');
  const inspection = await service.sample(review.model, id, 'now');
  await draftAnnotation(path, inspection, anomaly, store.project());
  return given(await store.edit(id, { split: 'test', anomaly }, by));
}
