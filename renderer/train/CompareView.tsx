/** Runs side by side: curves over each other, measures, what differs, and the ablation over scales. */
import { useEffect, type ReactElement } from 'react';
import { PUBLISHED_ABLATION } from '../../core/anomaly/evaluation/published.js';
import type {
  DetectorConfig,
  EpochRecord,
  ModelSummary,
  RunSummary,
} from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useStudio, useTrain } from '../state/context.js';
import { bytes, fixed, percent } from '../state/format.js';
import { attempt } from '../state/studio.js';
import {
  ablation,
  CONFIG_KEYS,
  configWord,
  differences,
  spreadWord,
  studentLoss,
  type AblationRow,
} from './compare.js';
import { CurvePlot } from './CurvePlot.js';
import { useSize } from './useSize.js';
import { duration, modelOf, runName } from './words.js';

/** More lines than this cannot be told apart. */
const MOST_CURVES = 6;

export function CompareView(): ReactElement {
  const studio = useStudio();
  const runs = useTrain((state) => state.runs);
  const checked = useTrain((state) => state.checked);
  const models = useTrain((state) => state.models);
  const curves = useTrain((state) => state.curves);
  const chosen = runs.filter(({ id, kind }) => kind === 'train' && checked.has(id));
  const wanted = chosen.map(({ id }) => id).join(' ');
  useEffect(() => {
    for (const id of wanted.split(' ')) {
      if (id === '' || studio.train.getState().curves.has(id)) continue;
      void attempt(studio, studio.link.call('runs.get', { id })).then((found) => {
        const { curves: known, actions } = studio.train.getState();
        if (found) actions.set({ curves: new Map(known).set(id, found.epochs) });
      });
    }
  }, [studio, wanted]);
  if (chosen.length === 0)
    return (
      <div className="train__blank">
        <Mark state="new" size={28} />
        <h3>{text('trainPage.compare.none')}</h3>
        <p className="t2">{text('trainPage.compare.none.note')}</p>
      </div>
    );
  return (
    <div className="compare" tabIndex={0} role="region" aria-label={text('trainPage.compare')}>
      <CompareCurves runs={chosen.slice(0, MOST_CURVES)} curves={curves} />
      <Measures runs={chosen} models={models} />
      <Settings runs={chosen} />
      <Ablation rows={ablation(runs, models, chosen[0]!)} />
    </div>
  );
}

function CompareCurves(props: {
  readonly runs: readonly RunSummary[];
  readonly curves: ReadonlyMap<string, readonly EpochRecord[]>;
}): ReactElement {
  const { runs, curves } = props;
  const { box, width, height } = useSize<HTMLDivElement>();
  const lines = runs
    .map((run) => ({
      key: run.id,
      name: runName(run),
      points: studentLoss(curves.get(run.id) ?? []),
    }))
    .filter(({ points }) => points.length > 0);
  const epochs = Math.max(...runs.map(({ config }) => config?.studentEpochs ?? 1));
  return (
    <section className="compare__curves" aria-label={text('trainPage.compare.curves')}>
      <header className="panel__head">
        <h2>{text('trainPage.compare.curves')}</h2>
        <span className="t3 s12">{text('trainPage.compare.curvesNote')}</span>
      </header>
      <div className="loss__plot" ref={box}>
        {lines.length > 0 && width > 0 && height > 0 ? (
          <CurvePlot
            width={width}
            height={height}
            curves={lines}
            epochs={epochs}
            scale="log"
            label={text('trainPage.compare.curves')}
          />
        ) : (
          <p className="t3 s12 loss__none">{text('trainPage.loss.none')}</p>
        )}
      </div>
    </section>
  );
}

type MeasureName =
  | 'imageAuroc'
  | 'pixelAuroc'
  | 'aupro100'
  | 'auproExact'
  | 'imageFpr'
  | 'pixelFpr'
  | 'falseAlarms'
  | 'threshold'
  | 'time'
  | 'size';
type Row = readonly [
  name: MeasureName,
  value: (model: ModelSummary | null, run: RunSummary) => string,
];

const ROWS: readonly Row[] = [
  ['imageAuroc', (model) => fixed(model?.metrics?.imageAuroc, 3)],
  ['pixelAuroc', (model) => fixed(model?.metrics?.pixelAuroc, 3)],
  ['aupro100', (model) => fixed(model?.metrics?.aupro100, 3)],
  ['auproExact', (model) => fixed(model?.metrics?.auproExact, 3)],
  ['imageFpr', (model) => fixed(model?.metrics?.imageFprAtRecall95, 3)],
  ['pixelFpr', (model) => fixed(model?.metrics?.pixelFprAtOverlap80, 3)],
  [
    'falseAlarms',
    (model) => (model?.threshold ? `${percent(model.threshold.falseAlarmRate)} %` : fixed(null, 0)),
  ],
  ['threshold', (model) => fixed(model?.threshold?.value, 4)],
  ['time', (_, run) => duration(run.seconds)],
  ['size', (model) => (model ? bytes(model.weightsBytes) : fixed(null, 0))],
];

function Heads(props: { readonly runs: readonly RunSummary[] }): ReactElement {
  return (
    <thead>
      <tr>
        <td />
        {props.runs.map((run) => (
          <th key={run.id} scope="col" className="num">
            {runName(run)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Measures(props: {
  readonly runs: readonly RunSummary[];
  readonly models: readonly ModelSummary[];
}): ReactElement {
  return (
    <section aria-label={text('trainPage.compare.measures')}>
      <header className="panel__head">
        <h2>{text('trainPage.compare.measures')}</h2>
      </header>
      <table className="compare__table">
        <Heads runs={props.runs} />
        <tbody>
          {ROWS.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{text(`trainPage.measure.${name}`)}</th>
              {props.runs.map((run) => (
                <td key={run.id} className="num">
                  {value(modelOf(run, props.models), run)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Settings({ runs }: { readonly runs: readonly RunSummary[] }): ReactElement {
  const configs = runs.flatMap(({ config }): DetectorConfig[] => (config ? [config] : []));
  const differing = differences(configs);
  const keys = differing.length === 0 ? CONFIG_KEYS : differing;
  return (
    <section aria-label={text('trainPage.compare.settings')}>
      <header className="panel__head">
        <h2>{text('trainPage.compare.settings')}</h2>
        <span className="t3 s12">
          {differing.length === 0 && runs.length > 1
            ? text('trainPage.compare.alike')
            : runs.length > 1
              ? text('trainPage.compare.differ', { count: differing.length })
              : ''}
        </span>
      </header>
      <table className="compare__table">
        <Heads runs={runs} />
        <tbody>
          {keys.map((key) => (
            <tr key={key}>
              <th scope="row">{text(`trainPage.field.${key}`)}</th>
              {runs.map((run) => (
                <td key={run.id} className="num">
                  {run.config ? configWord(run.config, key) : ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Ablation({ rows }: { readonly rows: readonly AblationRow[] }): ReactElement {
  return (
    <section aria-label={text('trainPage.compare.ablation')}>
      <header className="panel__head">
        <h2>{text('trainPage.compare.ablation')}</h2>
        <span className="t3 s12 cut">{text('trainPage.compare.ablationNote')}</span>
      </header>
      <table className="compare__table">
        <thead>
          <tr>
            <th scope="col">{text('trainPage.col.scales')}</th>
            <th scope="col" className="num">
              {text('trainPage.seeds')}
            </th>
            <th scope="col" className="num">
              {text('trainPage.col.aupro100')}
            </th>
            <th scope="col" className="num">
              {text('trainPage.col.imageAuroc')}
            </th>
            <th scope="col" className="num">
              {text('trainPage.col.falseAlarms')}
            </th>
            <th scope="col" className="num compare__published">
              {text('trainPage.compare.published')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.scales.join(' ')}>
              <th scope="row">{row.scales.join(' ')}</th>
              <td className="num">{row.seeds.join(' ')}</td>
              <td className="num">{spreadWord(row.aupro100)}</td>
              <td className="num">{spreadWord(row.imageAuroc)}</td>
              <td className="num">{spreadWord(row.falseAlarms)}</td>
              <td className="num compare__published">{fixed(publishedOf(row.scales), 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function publishedOf(scales: readonly number[]): number | null {
  const row = PUBLISHED_ABLATION.find((known) => known.scales.join(' ') === scales.join(' '));
  return row?.aupro ?? null;
}
