/** What can be done with the selected samples: move, relabel, delete; each is one step to undo. */
import { useState, type ReactElement } from 'react';
import { GOOD, SPLITS } from '../../core/dataset/vocabulary.js';
import type { BulkPatch } from '../../core/contract/schema/dataset-store.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Popover } from '../controls/Popover.js';
import { Select } from '../controls/Select.js';
import { useDataset, useProject, useStudio } from '../state/context.js';
import { count } from '../state/format.js';
import { editSamples, trashSelected } from './bulk.js';
import { lightName, splitName } from './words.js';

export function BulkActions(): ReactElement {
  const studio = useStudio();
  const ids = useDataset((state) => state.selection.ids);
  const readOnly = useProject((state) => state.info?.readOnly != null);
  const off = ids.size === 0 || readOnly;
  return (
    <>
      <Popover
        label={text('dataset.move')}
        align="end"
        trigger={(open, toggle) => (
          <Button size="s" disabled={off} expanded={open} onClick={toggle}>
            {text('dataset.move')}
          </Button>
        )}
      >
        {(close) => (
          <ul className="menu menu--narrow">
            {SPLITS.map((split) => (
              <li key={split}>
                <button
                  type="button"
                  className="menu__item"
                  onClick={() => {
                    close();
                    void editSamples(studio, [...ids], { split });
                  }}
                >
                  <span className="menu__text">{splitName(split)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Popover>
      <Popover
        label={text('dataset.relabel')}
        align="end"
        trigger={(open, toggle) => (
          <Button size="s" disabled={off} expanded={open} onClick={toggle}>
            {text('dataset.relabel')}
          </Button>
        )}
      >
        {(close) => (
          <RelabelForm
            count={ids.size}
            onApply={(patch) => {
              close();
              void editSamples(studio, [...ids], patch);
            }}
          />
        )}
      </Popover>
      <Button
        size="s"
        icon="trash"
        disabled={off}
        onClick={() => {
          void trashSelected(studio);
        }}
      >
        {text('dataset.trash')}
      </Button>
    </>
  );
}

const KEEP = '\u0000keep';

function RelabelForm(props: {
  readonly count: number;
  readonly onApply: (patch: BulkPatch) => void;
}): ReactElement {
  const project = useProject((state) => state.info?.project);
  const [category, setCategory] = useState(KEEP);
  const [anomaly, setAnomaly] = useState(KEEP);
  const [lighting, setLighting] = useState(KEEP);
  const keep = { value: KEEP, label: text('dataset.relabel.keep') };
  const patch: BulkPatch = {
    ...(category === KEEP ? {} : { category }),
    ...(anomaly === KEEP ? {} : { anomaly }),
    ...(lighting === KEEP ? {} : { lighting }),
  };
  return (
    <div className="form form--popover">
      <div className="form__row">
        <span className="form__label">{text('dataset.category')}</span>
        <Select
          wide
          label={text('dataset.category')}
          value={category}
          options={[
            keep,
            ...(project?.categories ?? []).map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={setCategory}
        />
      </div>
      <div className="form__row">
        <span className="form__label">{text('dataset.anomaly')}</span>
        <Select
          wide
          label={text('dataset.anomaly')}
          value={anomaly}
          options={[
            keep,
            ...[GOOD, ...(project?.anomalyTypes ?? [])].map((name) => ({
              value: name,
              label: name,
            })),
          ]}
          onChange={setAnomaly}
        />
      </div>
      <div className="form__row">
        <span className="form__label">{text('dataset.light')}</span>
        <Select
          wide
          label={text('dataset.light')}
          value={lighting}
          options={[
            keep,
            ...[...(project?.lighting ?? []), 'unknown'].map((name) => ({
              value: name,
              label: lightName(name),
            })),
          ]}
          onChange={setLighting}
        />
      </div>
      <Button
        tone="primary"
        disabled={Object.keys(patch).length === 0}
        onClick={() => {
          props.onApply(patch);
        }}
      >
        {text('dataset.relabel.apply', {
          count: count(props.count),
        })}
      </Button>
    </div>
  );
}
