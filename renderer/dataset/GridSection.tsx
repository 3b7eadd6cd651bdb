/** The sample grid with its head: how many match, what is selected, what can be done with it. */
import type { ReactElement } from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { useDataset, useProject, useUi } from '../state/context.js';
import { TILE_PICTURES } from '../state/dataset.js';
import { DATASET_ORDERS } from '../../core/contract/schema/dataset-store.js';
import { count } from '../state/format.js';
import { BulkActions } from './BulkActions.js';
import {
  FACETS,
  isUnfiltered,
  NO_FILTER,
  withFacet,
  type DatasetFilter,
  type Facet,
} from './filter-model.js';
import { SampleGrid } from './SampleGrid.js';
import { useShownSamples } from './useShownSamples.js';
import { lightName, splitName, stateName } from './words.js';

export function GridSection(props: {
  readonly onOpen?: (sample: SampleSummary) => void;
}): ReactElement {
  const shown = useShownSamples();
  const total = useProject((state) => state.samples.length);
  const loaded = useProject((state) => state.loaded);
  const filter = useDataset((state) => state.filter);
  const selected = useDataset((state) => state.selection.ids.size);
  const order = useDataset((state) => state.order);
  const picture = useDataset((state) => state.picture);
  const { setOrder, setPicture } = useDataset((state) => state.actions);
  return (
    <section className="samples" aria-label={text('dataset.samples')}>
      <header className="samples__head">
        <h2>
          {loaded
            ? text(isUnfiltered(filter) ? 'dataset.count.all' : 'dataset.count.match', {
                count: count(shown.length),
              })
            : text('app.loading')}
        </h2>
        <FilterChips />
        {selected > 0 ? (
          <span className="t3 s12 samples__selected" role="status">
            {text('dataset.selected', { count: count(selected) })}
          </span>
        ) : null}
        <span className="grow" />
        <BulkActions />
        <span className="vsep" />
        <Select
          size="s"
          label={text('dataset.order')}
          value={order}
          options={DATASET_ORDERS.map((value) => ({
            value,
            label: text(`dataset.order.${value}`),
          }))}
          onChange={setOrder}
        />
        <SegmentedControl
          size="s"
          label={text('dataset.picture')}
          value={picture}
          options={TILE_PICTURES.map((value) => ({
            value,
            label: text(`dataset.picture.${value}`),
          }))}
          onChange={setPicture}
        />
      </header>
      {!loaded ? (
        <LoadingTiles />
      ) : total === 0 ? (
        <NoSamples />
      ) : shown.length === 0 ? (
        <NoMatch />
      ) : (
        <SampleGrid samples={shown} onOpen={props.onOpen} />
      )}
    </section>
  );
}

/** What restricts the grid, each to be taken off by itself. */
function FilterChips(): ReactElement {
  const filter = useDataset((state) => state.filter);
  const { setFilter } = useDataset((state) => state.actions);
  return (
    <span className="chips chips--filter">
      {chipsOf(filter).map((chip) => (
        <button
          key={chip.key}
          type="button"
          className="chip chip--on"
          title={text('dataset.filter.remove', { name: chip.label })}
          onClick={() => {
            setFilter(chip.without);
          }}
        >
          <span className="cut">{chip.label}</span>
          <Icon name="close" size={14} />
        </button>
      ))}
    </span>
  );
}

interface Chip {
  readonly key: string;
  readonly label: string;
  readonly without: DatasetFilter;
}

/** More values than these are counted instead of named. */
const NAMED_VALUES = 2;

function chipsOf(filter: DatasetFilter): Chip[] {
  const chips: Chip[] = [];
  if (filter.only)
    chips.push({ key: 'only', label: filter.only.label, without: { ...filter, only: null } });
  if (filter.words.trim() !== '')
    chips.push({
      key: 'words',
      label: `“${filter.words.trim()}”`,
      without: { ...filter, words: '' },
    });
  for (const end of ['firstDay', 'lastDay'] as const)
    if (filter[end] !== null)
      chips.push({
        key: end,
        label: `${text(`dataset.filter.${end}`)} ${filter[end]}`,
        without: { ...filter, [end]: null },
      });
  for (const facet of FACETS) {
    const chosen = filter.chosen[facet];
    if (chosen === null) continue;
    const names = [...chosen].map((value) => valueName(facet, value));
    chips.push({
      key: facet,
      label:
        names.length === 0
          ? text('dataset.filter.none', { facet: text(`dataset.facet.${facet}`) })
          : names.length <= NAMED_VALUES
            ? names.join(', ')
            : text('dataset.filter.many', {
                count: names.length,
                facet: text(`dataset.facet.${facet}`),
              }),
      without: withFacet(filter, facet, null),
    });
  }
  for (const flag of filter.flags)
    chips.push({
      key: flag,
      label: text(`dataset.flag.${flag}`),
      without: { ...filter, flags: new Set([...filter.flags].filter((other) => other !== flag)) },
    });
  return chips;
}

function valueName(facet: Facet, value: string): string {
  if (facet === 'split') return splitName(value);
  if (facet === 'lighting') return lightName(value);
  if (facet === 'state') return stateName(value);
  return value;
}

function LoadingTiles(): ReactElement {
  return (
    <div className="tiles tiles--dataset" aria-busy="true" aria-label={text('app.loading')}>
      <div className="tiles__blocks">
        {Array.from({ length: 21 }, (_, i) => (
          <span key={i} className="tile__block" />
        ))}
      </div>
    </div>
  );
}

function NoSamples(): ReactElement {
  const { open, go } = useUi((state) => state.actions);
  return (
    <div className="tray__empty">
      <p>{text('dataset.empty')}</p>
      <p className="t3">{text('dataset.emptyHint')}</p>
      <p className="empty__buttons">
        <Button
          icon="camera"
          onClick={() => {
            go('capture');
          }}
        >
          {text('dataset.empty.shoot')}
        </Button>
        <Button
          icon="importIn"
          onClick={() => {
            open('import');
          }}
        >
          {text('dataset.empty.import')}
        </Button>
      </p>
    </div>
  );
}

function NoMatch(): ReactElement {
  const { setFilter } = useDataset((state) => state.actions);
  return (
    <div className="tray__empty">
      <p>{text('dataset.noMatch')}</p>
      <p className="empty__buttons">
        <Button
          onClick={() => {
            setFilter(NO_FILTER);
          }}
        >
          {text('dataset.noMatch.clear')}
        </Button>
      </p>
    </div>
  );
}
