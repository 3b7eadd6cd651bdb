/** The whole set at a glance: sizes, the one depth scale, and what needs a look, each a filter. */
import { useMemo, type ReactElement } from 'react';
import { GOOD, SPLITS } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useDataset, useProject } from '../state/context.js';
import { bytes, count, day } from '../state/format.js';
import { QUALITY_FLAGS } from '../../core/contract/schema/dataset-store.js';
import { hasQuality } from '../../core/dataset/query.js';
import { NO_FILTER } from './filter-model.js';
import { Fact, Facts } from './Facts.js';
import { splitName } from './words.js';

export function SetHealth(): ReactElement {
  const samples = useProject((state) => state.samples);
  const free = useProject((state) => state.info?.freeBytes ?? null);
  const { setFilter } = useDataset((state) => state.actions);
  const facts = useMemo(
    () => ({
      splits: SPLITS.map((split) => ({
        split,
        samples: samples.filter((sample) => sample.split === split).length,
      })),
      anomalous: samples.filter((sample) => sample.anomaly !== GOOD).length,
      flags: QUALITY_FLAGS.map((flag) => ({
        flag,
        samples: samples.filter((sample) => hasQuality(sample, flag)).length,
      })).filter((entry) => entry.samples > 0),
    }),
    [samples],
  );
  const newest = samples[0];
  const oldest = samples.at(-1);
  return (
    <>
      <Facts title={text('dataset.set.sizes')}>
        <Fact name={text('dataset.set.samples')}>{count(samples.length)}</Fact>
        {facts.splits.map((entry) => (
          <Fact key={entry.split} name={splitName(entry.split)}>
            {count(entry.samples)}
          </Fact>
        ))}
        <Fact name={text('dataset.set.anomalous')}>{count(facts.anomalous)}</Fact>
        {newest && oldest ? (
          <Fact name={text('dataset.taken')}>
            {day(oldest.takenAt) === day(newest.takenAt)
              ? day(newest.takenAt)
              : text('dataset.set.days', { from: day(oldest.takenAt), to: day(newest.takenAt) })}
          </Fact>
        ) : null}
        {free === null ? null : <Fact name={text('dataset.set.free')}>{bytes(free)}</Fact>}
      </Facts>
      <section className="facts" aria-label={text('dataset.look')}>
        <h3>{text('dataset.look')}</h3>
        {facts.flags.length === 0 ? (
          <p className="hint hint--pass">
            <Mark state="pass" />
            {text(samples.length === 0 ? 'dataset.look.empty' : 'dataset.look.none')}
          </p>
        ) : (
          <ul className="looks">
            {facts.flags.map(({ flag, samples: found }) => (
              <li key={flag}>
                <button
                  type="button"
                  className="list__row looks__row"
                  onClick={() => {
                    setFilter({ ...NO_FILTER, flags: new Set([flag]) });
                  }}
                >
                  <Mark state={flag === 'incomplete' ? 'unsure' : 'warn'} />
                  <span className="cut">{text(`dataset.flag.${flag}`)}</span>
                  <span className="grow" />
                  <span className="t2">{count(found)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
