/** The card of a model: where it comes from, what it can do, the line it judges by. */
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import type { MethodOutput } from '../../core/contract/methods.js';
import type { ModelCard, ModelSummary } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useStudio, useTrain, useUi } from '../state/context.js';
import { bytes, clock, count, day, fixed } from '../state/format.js';
import { attempt } from '../state/studio.js';
import { ThresholdPart } from './ThresholdPart.js';
import { inspectWith } from './training.js';
import { duration, modelOf } from './words.js';

type Model = MethodOutput<'models.card'>;

export function ModelView(): ReactElement {
  const studio = useStudio();
  const summary = useTrain((state) =>
    modelOf(state.runs.find(({ id }) => id === state.selected) ?? null, state.models),
  );
  const [model, setModel] = useState<Model | null>(null);
  useEffect(() => {
    if (!summary) return;
    let wanted = true;
    void attempt(studio, studio.link.call('models.card', { name: summary.name })).then((found) => {
      if (wanted && found) setModel(found);
    });
    return () => {
      wanted = false;
    };
  }, [studio, summary]);
  if (!summary)
    return (
      <div className="train__blank">
        <Mark state="new" size={28} />
        <h3>{text('trainPage.model.none')}</h3>
        <p className="t2">{text('trainPage.model.none.note')}</p>
      </div>
    );
  if (model?.card.name !== summary.name) return <div className="train__blank" />;
  return (
    <div className="model" tabIndex={0} role="region" aria-label={text('trainPage.view.model')}>
      <Facts model={model} summary={summary} />
      <ThresholdPart card={model.card} thresholds={model.thresholds} />
      <ByType card={model.card} />
    </div>
  );
}

function Facts(props: { readonly model: Model; readonly summary: ModelSummary }): ReactElement {
  const studio = useStudio();
  const { open } = useUi((state) => state.actions);
  const { card, path } = props.model;
  const { data, engine, parity } = card;
  return (
    <section className="model__facts" aria-label={card.name}>
      <header className="panel__head">
        <h2>{card.name}</h2>
        <span className="grow" />
        <Button
          size="s"
          icon="note"
          onClick={() => {
            open('rename-model');
          }}
        >
          {text('trainPage.model.rename')}
        </Button>
        <Button
          size="s"
          icon="trash"
          onClick={() => {
            open('remove-model');
          }}
        >
          {text('trainPage.model.remove')}
        </Button>
        <Button
          size="s"
          icon="search"
          disabled={!props.summary.hasOnnx}
          onClick={() => {
            inspectWith(studio, card.name);
          }}
        >
          {text('trainPage.use')}
        </Button>
      </header>
      <dl>
        <Fact name="parity">
          {parity === null ? (
            <>
              <Mark state="warn" /> {text('trainPage.model.parityNone')}
            </>
          ) : (
            <>
              <Mark state={parity.passed ? 'pass' : 'fail'} />
              {text(
                parity.passed ? 'trainPage.model.parityPassed' : 'trainPage.model.parityFailed',
                {
                  difference: parity.maxMapDifference.toExponential(1).replace('-', '\u2212'),
                  samples: parity.samples,
                },
              )}
            </>
          )}
        </Fact>
        <Fact name="made">
          {text('trainPage.model.madeBy', {
            at: `${day(card.createdAt)} ${clock(card.createdAt)}`,
            by: card.createdBy,
          })}
        </Fact>
        <Fact name="trained">
          {text('trainPage.model.trainedIn', {
            time: duration(card.seconds),
            engine: `${text(`trainPage.engine.${engine.name}`)} ${engine.version}`,
            threads: engine.threads,
            memory: bytes(card.peakMemoryBytes),
            interruptions: card.interruptions,
          })}
        </Fact>
        <Fact name="data">
          {text('trainPage.model.dataOf', {
            train: count(data.train.length),
            validation: count(data.validation.length),
            refused: count(data.refused.length),
          })}
        </Fact>
        <Fact name="verdicts">
          {data.verdicts.length === 0
            ? text('trainPage.model.noVerdicts')
            : text('trainPage.model.verdictsOf', {
                count: data.verdicts.length,
                samples: data.verdicts.map(({ sample }) => sample).join(', '),
              })}
        </Fact>
        <Fact name="seed">{String(card.config.seed)}</Fact>
        <Fact name="source">
          <code>{data.source}</code>
        </Fact>
        <Hash name="dataHash" value={data.hash} />
        <Hash name="onnx" value={card.onnxSha256} />
        <Hash name="weights" value={card.weightsSha256} />
        <Hash name="backbone" value={card.backboneSha256} />
        <Fact name="folder">
          <code>{path}</code>
        </Fact>
      </dl>
    </section>
  );
}

type FactName =
  | 'parity'
  | 'made'
  | 'trained'
  | 'data'
  | 'verdicts'
  | 'seed'
  | 'source'
  | 'dataHash'
  | 'onnx'
  | 'weights'
  | 'backbone'
  | 'folder';

function Fact(props: { readonly name: FactName; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{text(`trainPage.fact.${props.name}`)}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Hash(props: { readonly name: FactName; readonly value: string | null }): ReactElement {
  return (
    <Fact name={props.name}>
      <code title={props.value ?? ''}>{props.value?.slice(0, 16) ?? '\u2013'}</code>
    </Fact>
  );
}

function ByType({ card }: { readonly card: ModelCard }): ReactElement | null {
  const rows = Object.entries(card.metricsByType);
  if (rows.length === 0) return null;
  return (
    <section className="model__types" aria-label={text('trainPage.model.byType')}>
      <header className="panel__head">
        <h2>{text('trainPage.model.byType')}</h2>
      </header>
      <table className="compare__table">
        <thead>
          <tr>
            <td />
            <th scope="col" className="num">
              {text('trainPage.col.imageAuroc')}
            </th>
            <th scope="col" className="num">
              {text('trainPage.col.aupro100')}
            </th>
            <th scope="col" className="num">
              {text('trainPage.measure.pixelAuroc')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([type, metrics]) => (
            <tr key={type}>
              <th scope="row">{type}</th>
              <td className="num">{fixed(metrics.imageAuroc, 3)}</td>
              <td className="num">{fixed(metrics.aupro100, 3)}</td>
              <td className="num">{fixed(metrics.pixelAuroc, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
