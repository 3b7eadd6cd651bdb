/** All runs of the category with their measures, the published figures above them. */
import type { ReactElement } from 'react';
import type {
  DetectorMetrics,
  ModelSummary,
  RunSummary,
} from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { Mark } from '../controls/Mark.js';
import { useInspect, useStudio, useTrain } from '../state/context.js';
import { fixed, percent } from '../state/format.js';
import type { PublishedRows } from '../state/train.js';
import { evaluate, selectRun } from './training.js';
import {
  duration,
  modelNames,
  modelOf,
  presetWord,
  runName,
  shownRuns,
  STATE_MARK,
} from './words.js';

const SHOWN_METHODS = ['Ours', 'AST'] as const;
const HEAD = [
  'run',
  'preset',
  'scales',
  'seed',
  'imageAuroc',
  'aupro100',
  'auproExact',
  'falseAlarms',
  'time',
  'notes',
] as const;
const NUMBERS = new Set<string>(HEAD.slice(3, 9));

export function RunsTable(): ReactElement {
  const studio = useStudio();
  const runs = useTrain((state) => state.runs);
  const draft = useTrain((state) => state.draft);
  const models = useTrain((state) => state.models);
  const published = useTrain((state) => state.published);
  const checked = useTrain((state) => state.checked);
  const chosen = useTrain((state) => modelNames(state).length);
  const { set } = useTrain((state) => state.actions);
  const shown = shownRuns({ runs, draft });
  const { category } = draft;
  const best = bestOf(shown, models);
  const tested = shown.find(({ metrics }) => metrics !== null)?.metrics ?? null;
  return (
    <section className="runs" aria-label={text('trainPage.runs')}>
      <header className="panel__head">
        <h2>
          {category === null
            ? text('trainPage.runs.all')
            : text('trainPage.runs.for', { category })}
        </h2>
        {tested ? (
          <span className="t3 s12 cut">
            {text('trainPage.runs.test', {
              count: tested.images,
              good: tested.images - tested.anomalousImages,
              anomalous: tested.anomalousImages,
            })}
          </span>
        ) : null}
        <span className="grow" />
        <Button
          size="s"
          icon="compare"
          disabled={checked.size === 0}
          onClick={() => {
            set({ view: 'compare' });
          }}
        >
          {text('trainPage.view.compare', { count: checked.size }).trim()}
        </Button>
        <Button
          size="s"
          icon="gate"
          disabled={chosen === 0}
          onClick={() => {
            void evaluate(studio);
          }}
        >
          {text('trainPage.evaluateCount', { count: chosen })}
        </Button>
      </header>
      <div className="runs__scroll" tabIndex={0} role="region" aria-label={text('trainPage.runs')}>
        <table>
          <thead>
            <tr>
              <td />
              <td />
              {HEAD.map((name) => (
                <th key={name} scope="col" className={NUMBERS.has(name) ? 'num' : ''}>
                  {text(`trainPage.col.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {SHOWN_METHODS.map((method) => (
              <PublishedRow key={method} method={method} rows={published} />
            ))}
            {shown.map((run) => (
              <RunRow key={run.id} run={run} model={modelOf(run, models)} best={best} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && category !== null ? (
          <p className="t3 s12 runs__none">{text('trainPage.runs.none', { category })}</p>
        ) : null}
      </div>
    </section>
  );
}

function PublishedRow(props: {
  readonly method: (typeof SHOWN_METHODS)[number];
  readonly rows: PublishedRows;
}): ReactElement | null {
  const row = props.rows.find(({ method }) => method === props.method);
  if (!row) return null;
  return (
    <tr className="runs__published">
      <td />
      <td>
        <Icon name="file" size={14} />
      </td>
      <th scope="row">{text(`trainPage.published.${props.method}`)}</th>
      <td>{presetWord('paper')}</td>
      <td>{props.method === 'AST' ? '1' : '1 2 4'}</td>
      <td className="num">{fixed(null, 0)}</td>
      <td className="num">{fixed(row.imageAuroc, 3)}</td>
      <td className="num">{fixed(row.aupro, 3)}</td>
      <td className="num">{fixed(null, 0)}</td>
      <td className="num">{fixed(null, 0)}</td>
      <td />
      <td />
    </tr>
  );
}

type Measured = 'imageAuroc' | 'aupro100' | 'auproExact';
type Best = Readonly<Record<Measured, number | null>>;

function RunRow(props: {
  readonly run: RunSummary;
  readonly model: ModelSummary | null;
  readonly best: Best;
}): ReactElement {
  const { run, model, best } = props;
  const studio = useStudio();
  const selected = useTrain((state) => state.selected === run.id);
  const checked = useTrain((state) => state.checked.has(run.id));
  const { check } = useTrain((state) => state.actions);
  const live = useTrain((state) => state.progress.get(run.id) ?? null);
  const inUse = useInspect((state) => state.model !== null && state.model === model?.name);
  const name = runName(run);
  const metrics = model?.metrics ?? run.metrics;
  const { config } = run;
  const seconds =
    run.state === 'running' && live
      ? live.stages.reduce((sum, stage) => sum + stage.seconds, 0)
      : run.seconds;
  return (
    <tr className={selected ? 'runs__row runs__row--on' : 'runs__row'}>
      <td>
        {run.kind === 'train' ? (
          <label className="check">
            <input
              type="checkbox"
              aria-label={text('trainPage.runs.check', { name })}
              checked={checked}
              onChange={(event) => {
                check(run.id, event.target.checked);
              }}
            />
          </label>
        ) : null}
      </td>
      <td>
        <Mark state={STATE_MARK[run.state]} label={text(`trainPage.state.${run.state}`)} />
      </td>
      <th scope="row">
        <button
          type="button"
          className="runs__name"
          aria-current={selected}
          onClick={() => {
            void selectRun(studio, run.id);
          }}
        >
          {name}
        </button>
      </th>
      <td className="t2">{config ? presetWord(config.preset) : ''}</td>
      <td className="t2">{config ? config.scales.join(' ') : ''}</td>
      <td className="num">{config ? config.seed : ''}</td>
      <Figure metrics={metrics} name="imageAuroc" best={best} />
      <Figure metrics={metrics} name="aupro100" best={best} />
      <Figure metrics={metrics} name="auproExact" best={best} />
      <td className="num">
        {model?.threshold ? `${percent(model.threshold.falseAlarmRate)} %` : fixed(null, 0)}
      </td>
      <td className="num t2">
        {run.state === 'running'
          ? text('trainPage.soFar', { time: duration(seconds) })
          : run.seconds > 0
            ? duration(run.seconds)
            : ''}
      </td>
      <td className="runs__tags">
        {run.state === 'done' ? null : (
          <span className="tag">{text(`trainPage.state.${run.state}`)}</span>
        )}
        {inUse ? <span className="tag">{text('trainPage.tag.inUse')}</span> : null}
        {run.hasReport ? <span className="tag">{text('trainPage.tag.report')}</span> : null}
        {run.source === null ? null : <span className="tag">{text('trainPage.tag.tree')}</span>}
        {config !== null && !config.published && config.preset === 'quick' ? (
          <span className="tag tag--warn">{text('trainPage.tag.notPublished')}</span>
        ) : null}
        {run.kind === 'train' && run.state === 'done' && model === null ? (
          <span className="tag">{text('trainPage.tag.noModel')}</span>
        ) : null}
      </td>
    </tr>
  );
}

function Figure(props: {
  readonly metrics: DetectorMetrics | null;
  readonly name: Measured;
  readonly best: Best;
}): ReactElement {
  const value = props.metrics?.[props.name] ?? null;
  const isBest = value !== null && value === props.best[props.name];
  return <td className="num">{isBest ? <b>{fixed(value, 3)}</b> : fixed(value, 3)}</td>;
}

/** The highest of ours, where there are two to compare; published rows are never ranked with them. */
function bestOf(runs: readonly RunSummary[], models: readonly ModelSummary[]): Best {
  const of = (name: Measured): number | null => {
    const values = runs.flatMap((run) => {
      const value = (modelOf(run, models)?.metrics ?? run.metrics)?.[name] ?? null;
      return value === null ? [] : [value];
    });
    return values.length < 2 ? null : Math.max(...values);
  };
  return { imageAuroc: of('imageAuroc'), aupro100: of('aupro100'), auproExact: of('auproExact') };
}
