/** The left column: words, categories, and one box per value of split, anomaly, light and quality. */
import { useId, useMemo, type ReactElement, type ReactNode } from 'react';
import { GOOD, SPLITS } from '../../core/dataset/vocabulary.js';
import { QUALITY_FLAGS, type QualityFlag } from '../../core/contract/schema/dataset-store.js';
import { workStateSchema } from '../../core/contract/schema/work.js';
import type { Project } from '../../core/contract/schema/project.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { Mark, type MarkState } from '../controls/Mark.js';
import { Select } from '../controls/Select.js';
import { useDataset, useProject } from '../state/context.js';
import { count } from '../state/format.js';
import {
  facetCounts,
  isUnfiltered,
  NO_FILTER,
  toggleValue,
  withFacet,
  type Facet,
  type FacetCounts,
} from './filter-model.js';
import { lightName, splitName, stateName } from './words.js';

const FLAG_MARKS: Readonly<Record<QualityFlag, MarkState>> = {
  overridden: 'warn',
  retake: 'fail',
  lowFill: 'warn',
  blurred: 'fail',
  clipped: 'fail',
  tilted: 'warn',
  noDepth: 'off',
  incomplete: 'unsure',
};

/** Values a project knows and those that samples have all the same, in that order. */
export function knownValues(
  project: Project | undefined,
  counts: FacetCounts,
  facet: Facet,
): string[] {
  const planned: Readonly<Record<Facet, readonly string[]>> = {
    category: project?.categories.map(({ name }) => name) ?? [],
    split: SPLITS,
    anomaly: [GOOD, ...(project?.anomalyTypes ?? [])],
    lighting: project?.lighting ?? [],
    state: workStateSchema.options,
  };
  return [...new Set([...planned[facet], ...Object.keys(counts.values[facet])])];
}

export function FilterColumn(): ReactElement {
  const project = useProject((state) => state.info?.project);
  const samples = useProject((state) => state.samples);
  const filter = useDataset((state) => state.filter);
  const { setFilter } = useDataset((state) => state.actions);
  const counts = useMemo(() => facetCounts(samples, filter), [samples, filter]);
  const categories = knownValues(project, counts, 'category');
  const chosen = filter.chosen.category;
  const search = useId();
  return (
    <aside className="dataset__filter" aria-label={text('dataset.filter')}>
      <header className="panel__head panel__head--tall">
        <h2>{text('dataset.filter')}</h2>
        <span className="grow" />
        <Button
          size="s"
          tone="ghost"
          disabled={isUnfiltered(filter)}
          onClick={() => {
            setFilter(NO_FILTER);
          }}
        >
          {text('dataset.filter.clear')}
        </Button>
      </header>
      <div className="dataset__scroll">
        <div className="facet__search">
          <Icon name="search" size={14} />
          <input
            id={search}
            type="search"
            aria-label={text('dataset.filter.words')}
            placeholder={text('dataset.filter.wordsHint')}
            value={filter.words}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setFilter({ ...filter, words: event.target.value });
            }}
          />
        </div>
        <div className="facet__select">
          <Select
            wide
            label={text('dataset.category')}
            value={chosen === null ? '' : chosen.size === 1 ? ([...chosen][0] ?? '') : '*'}
            options={[
              { value: '', label: text('dataset.filter.allCategories') },
              ...(chosen !== null && chosen.size !== 1
                ? [
                    {
                      value: '*',
                      label: text('dataset.filter.someCategories', { count: chosen.size }),
                    },
                  ]
                : []),
              ...categories.map((name) => ({
                value: name,
                label: `${name}  ${count(counts.values.category[name] ?? 0)}`,
              })),
            ]}
            onChange={(value) => {
              if (value !== '*')
                setFilter(withFacet(filter, 'category', value === '' ? null : new Set([value])));
            }}
          />
        </div>
        <Group title={text('dataset.filter.taken')}>
          {(['firstDay', 'lastDay'] as const).map((end) => (
            <label key={end} className="facet__day">
              <span>{text(`dataset.filter.${end}`)}</span>
              <input
                type="date"
                className="input"
                value={filter[end] ?? ''}
                min={end === 'lastDay' ? (filter.firstDay ?? undefined) : undefined}
                max={end === 'firstDay' ? (filter.lastDay ?? undefined) : undefined}
                onChange={(event) => {
                  const day = event.target.value;
                  setFilter({ ...filter, [end]: day === '' ? null : day });
                }}
              />
            </label>
          ))}
        </Group>
        <FacetGroup
          facet="split"
          title={text('dataset.split')}
          known={knownValues(project, counts, 'split')}
          counts={counts}
          name={splitName}
        />
        <FacetGroup
          facet="anomaly"
          title={text('dataset.anomaly')}
          known={knownValues(project, counts, 'anomaly')}
          counts={counts}
        />
        <FacetGroup
          facet="lighting"
          title={text('dataset.light')}
          known={knownValues(project, counts, 'lighting')}
          counts={counts}
          name={lightName}
        />
        <FacetGroup
          facet="state"
          title={text('dataset.annotation')}
          known={knownValues(project, counts, 'state')}
          counts={counts}
          name={stateName}
        />
        <Group title={text('dataset.quality')}>
          {QUALITY_FLAGS.map((flag) => (
            <Row
              key={flag}
              checked={filter.flags.has(flag)}
              count={counts.flags[flag] ?? 0}
              onChange={() => {
                const flags = new Set(filter.flags);
                if (flags.has(flag)) flags.delete(flag);
                else flags.add(flag);
                setFilter({ ...filter, flags });
              }}
            >
              <Mark state={FLAG_MARKS[flag]} />
              {text(`dataset.flag.${flag}`)}
            </Row>
          ))}
        </Group>
      </div>
    </aside>
  );
}

function FacetGroup(props: {
  readonly facet: Facet;
  readonly title: string;
  readonly known: readonly string[];
  readonly counts: FacetCounts;
  readonly name?: (value: string) => string;
}): ReactElement {
  const { facet, known, counts } = props;
  const filter = useDataset((state) => state.filter);
  const { setFilter } = useDataset((state) => state.actions);
  const chosen = filter.chosen[facet];
  return (
    <Group title={props.title}>
      {known.map((value) => (
        <Row
          key={value}
          checked={chosen === null || chosen.has(value)}
          count={counts.values[facet][value] ?? 0}
          onChange={() => {
            setFilter(toggleValue(filter, facet, value, known));
          }}
        >
          {props.name?.(value) ?? value}
        </Row>
      ))}
    </Group>
  );
}

function Group(props: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <fieldset className="facet">
      <legend>{props.title}</legend>
      {props.children}
    </fieldset>
  );
}

function Row(props: {
  readonly checked: boolean;
  readonly count: number;
  readonly onChange: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <label className={`check facet__row ${props.checked ? '' : 'facet__row--off'}`}>
      <input type="checkbox" checked={props.checked} onChange={props.onChange} />
      <span className="facet__name cut">{props.children}</span>
      <span className="facet__count">{count(props.count)}</span>
    </label>
  );
}
