/** Where the model comes from, and how it has done so far. */
import type { ReactElement } from 'react';
import { summarise } from '../../core/inspect/review.js';
import { text } from '../../core/text/index.js';
import { useInspect } from '../state/context.js';
import { fixed } from '../state/format.js';

export function CardPanel(): ReactElement | null {
  const card = useInspect((state) => state.card);
  const reviews = useInspect((state) => state.reviews);
  const inspection = useInspect((state) => state.inspection);
  if (!card) return null;
  const { config, metrics, parity, data } = card;
  const own = reviews.filter(({ model }) => model === card.name);
  const shift = summarise(own);
  return (
    <section className="icard" aria-label={text('inspect.card.title')}>
      <h3>{text('inspect.card.title')}</h3>
      <dl>
        <dt>{text('inspect.card.configuration')}</dt>
        <dd>
          {config.preset}, {config.mode}, S {config.scales.join(' ')}
        </dd>
        <dt>{text('inspect.card.trained')}</dt>
        <dd>{card.createdAt.slice(0, 16).replace('T', ' ')}</dd>
        <dt>{text('inspect.card.data')}</dt>
        <dd>
          {text('inspect.card.dataOf', {
            train: data.train.length,
            review: data.fromReview.length,
          })}
        </dd>
        <dt>{text('inspect.card.auroc')}</dt>
        <dd>{fixed(metrics?.imageAuroc, 3)}</dd>
        <dt>{text('inspect.card.aupro')}</dt>
        <dd>{fixed(metrics?.aupro100, 3)}</dd>
        <dt>{text('inspect.card.parity')}</dt>
        <dd>
          {parity === null
            ? text('inspect.card.parityUnknown')
            : text(parity.passed ? 'inspect.card.parityPassed' : 'inspect.card.parityFailed', {
                samples: parity.samples,
                difference: parity.maxMapDifference.toExponential(1),
              })}
        </dd>
        <dt>{text('inspect.soFar')}</dt>
        <dd>
          {text('inspect.soFarOf', {
            reviewed: shift.reviewed,
            unsure: shift.unsure,
            overturned: shift.overturned,
          })}
        </dd>
        <dt>{text('inspect.inference')}</dt>
        <dd>
          {inspection
            ? text('inspect.inferenceOf', {
                seconds: fixed(inspection.milliseconds / 1000, 2),
                provider: inspection.provider,
              })
            : '–'}
        </dd>
      </dl>
    </section>
  );
}
