/** Where the model comes from, and how it has done so far. */
import { useEffect, useState, type ReactElement } from 'react';
import { PROVIDER_CHOICES, type ProviderChoice } from '../../core/contract/schema/capture.js';
import { summarise } from '../../core/inspect/review.js';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { Select } from '../controls/Select.js';
import { useInspect, usePrefs, useStudio } from '../state/context.js';
import { fixed } from '../state/format.js';
import { chooseProvider } from './inspecting.js';

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
                provider: providerName(inspection.provider),
              })
            : '–'}
        </dd>
      </dl>
      <RunsOn />
    </section>
  );
}

/** What the model runs on: chosen here, kept for this machine; a fall-back says why. */
function RunsOn(): ReactElement {
  const studio = useStudio();
  const runsOn = useInspect((state) => state.runsOn);
  const chosen = usePrefs((state) => state.value.provider);
  const [known, setKnown] = useState<readonly ProviderChoice[]>(['auto', 'cpu']);
  useEffect(() => {
    studio.link.call('inspect.providers', {}).then(
      ({ providers }) => {
        setKnown(providers);
      },
      () => {
        // The two that every machine has stay.
      },
    );
  }, [studio]);
  const choices = known.includes(chosen) ? known : [...known, chosen];
  return (
    <div className="runs-on">
      <span className="t2">{text('inspect.runsOn')}</span>
      <Select
        size="s"
        label={text('inspect.runsOn')}
        value={chosen}
        options={choices.map((value) => ({ value, label: text(`inspect.provider.${value}`) }))}
        onChange={(value) => {
          void chooseProvider(studio, value);
        }}
      />
      {runsOn ? (
        <span className="t2">
          {text('inspect.runsOn.now', { provider: providerName(runsOn.provider) })}
        </span>
      ) : null}
      {runsOn?.note == null ? null : (
        <p className="verdict__warning">
          <Mark state="warn" />
          {text('inspect.runsOn.note', {
            provider: providerName(chosen),
            reason: runsOn.note,
          })}
        </p>
      )}
    </div>
  );
}

function providerName(name: string): string {
  const known = PROVIDER_CHOICES.find((choice) => choice === name);
  return known === undefined ? name : text(`inspect.provider.${known}`);
}
