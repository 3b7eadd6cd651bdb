/** Who has judged this part, side by side, whether they agree, and the way back into the data. */
import type { ReactElement } from 'react';
import type { Review } from '../../core/contract/schema/inspect.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useInspect, usePrefs, useProject, useStudio } from '../state/context.js';
import { fixed } from '../state/format.js';
import { sendBack } from './inspecting.js';
import { opinionsOf } from './queue.js';
import { DECISION_MARK } from './QueueColumn.js';

/** As many people are shown, the newest last. */
const SHOWN = 3;

export function Opinions(): ReactElement | null {
  const selected = useInspect((state) => state.selected);
  const reviews = useInspect((state) => state.reviews);
  const second = useInspect((state) => state.second);
  const hash = useProject((state) => state.samples.find(({ id }) => id === selected)?.sampleHash);
  const operator = usePrefs((state) => state.value.operator);
  if (selected === null || hash === undefined) return null;
  const opinions = opinionsOf(reviews, hash).slice(-SHOWN);
  const newest = opinions.at(-1);
  if (!newest) return null;
  if (second && !opinions.some(({ by }) => by === operator))
    return <p className="t2">{text('inspect.second.hidden', { by: newest.by })}</p>;
  const agree = opinions.every(({ decision }) => decision === newest.decision);
  return (
    <div className="opinions" role="group" aria-label={text('inspect.opinions')}>
      {opinions.length > 1 ? (
        <p className="opinions__agree">
          <Mark state={agree ? 'pass' : 'warn'} />
          {text(agree ? 'inspect.opinions.agree' : 'inspect.opinions.differ')}
        </p>
      ) : null}
      <ul className="opinions__list">
        {opinions.map((review) => (
          <Opinion key={review.id} review={review} />
        ))}
      </ul>
      <Feedback review={newest} sample={selected} />
    </div>
  );
}

function Opinion({ review }: { readonly review: Review }): ReactElement {
  const notes = [
    ...review.reasons,
    ...(review.comment === '' ? [] : [text('inspect.quoted', { words: review.comment })]),
    ...(review.blind ? [text('inspect.givenBlind')] : []),
  ];
  return (
    <li>
      <Mark state={DECISION_MARK[review.decision]} />
      <div>
        <b>{text(`inspect.decision.${review.decision}`)}</b>{' '}
        {text('inspect.byAt', { by: review.by, at: review.at.slice(0, 16).replace('T', ' ') })}
        {notes.length === 0 ? null : <p className="t2">{notes.join(', ')}</p>}
        <p className="t3">
          {text('inspect.modelSaid', {
            model: review.model,
            verdict: text(`inspect.verdict.${review.verdict}`),
            score: fixed(review.score, 3),
          })}
        </p>
      </div>
    </li>
  );
}

/** A false alarm goes to training, an anomaly to the test set; an unsure one nowhere. */
function Feedback(props: {
  readonly review: Review;
  readonly sample: string;
}): ReactElement | null {
  const studio = useStudio();
  const { review, sample } = props;
  if (review.decision === 'unsure') return null;
  const kind = review.decision === 'accept' ? 'to-training' : 'to-test';
  return (
    <Button
      size="s"
      onClick={() => {
        void sendBack(studio, review, sample, kind);
      }}
    >
      {text(kind === 'to-training' ? 'inspect.toTraining' : 'inspect.toTest')}
    </Button>
  );
}
