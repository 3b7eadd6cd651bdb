/** The line on the scores, what it costs in counts with 95 % intervals, never bare rates, and its rules. */
import type { ReactElement } from 'react';
import { thresholdBy, wilson } from '../../core/anomaly/evaluation/threshold.js';
import type { ModelCard, SampleScore } from '../../core/contract/schema/detector.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { Select } from '../controls/Select.js';
import { useInspect, useStudio } from '../state/context.js';
import { fixed } from '../state/format.js';
import { setLine } from './inspecting.js';
import { ScoreHistogram } from './ScoreHistogram.js';

const QUANTILES = [0.95, 0.97, 0.99, 1] as const;
/** Fewer good scores than this leave the rate of false alarms open. */
const ENOUGH_GOOD = 100;

export function LinePanel(): ReactElement | null {
  const studio = useStudio();
  const card = useInspect((state) => state.card);
  const rule = useInspect((state) => state.rule);
  const moved = useInspect((state) => state.line);
  const here = useInspect((state) => state.inspection?.score ?? null);
  const { set } = useInspect((state) => state.actions);
  if (!card) return null;
  const line = moved ?? rule?.threshold ?? card.mapRange[1];
  const count = (good: boolean): number =>
    card.scores.filter(({ anomaly }) => (anomaly === GOOD) === good).length;
  return (
    <div className="line-panel">
      <section aria-label={text('inspect.scores')}>
        <header>
          <h3>{text('inspect.scoresOf', { category: card.category })}</h3>
          <span className="grow" />
          <span className="scores__key scores__key--good">
            {text('inspect.goodCount', { count: count(true) })}
          </span>
          <span className="scores__key scores__key--bad">
            {text('inspect.badCount', { count: count(false) })}
          </span>
        </header>
        {card.scores.length === 0 ? (
          <p className="t2">{text('inspect.noScores')}</p>
        ) : (
          <ScoreHistogram
            scores={card.scores}
            line={line}
            here={here}
            onMove={(value) => {
              set({ line: value });
            }}
            onRest={() => {
              const { line: at } = studio.inspect.getState();
              if (at !== null) void setLine(studio, { kind: 'fixed', value: at });
            }}
          />
        )}
      </section>
      <section className="line-panel__figures" aria-label={text('inspect.atLine')}>
        <header>
          <h3>{text('inspect.at', { line: fixed(line, 3) })}</h3>
          <span className="grow" />
          {moved === null ? null : (
            <Button
              size="s"
              onClick={() => {
                set({ line: null });
              }}
            >
              {text('inspect.resetLine')}
            </Button>
          )}
        </header>
        <Costs card={card} line={line} />
        <Rules line={line} />
      </section>
    </div>
  );
}

function Costs(props: { readonly card: ModelCard; readonly line: number }): ReactElement | null {
  const { card, line } = props;
  const figures = thresholdBy({ kind: 'fixed', value: line }, card.scores);
  const withArea = useInspect((state) => (state.rule?.minAreaMm2 ?? null) !== null);
  if (!figures) return null;
  const byType = missedByType(card.scores, line);
  return (
    <>
      <dl>
        <dt>{text('inspect.outOf', { part: figures.falseAlarms, total: figures.goodScores })}</dt>
        <dd>
          {text('inspect.falseAlarms')}
          <span className="t3">{percentOf(figures.falseAlarmInterval)}</span>
        </dd>
        <dt>
          {text('inspect.outOf', {
            part: figures.anomalousScores - figures.found,
            total: figures.anomalousScores,
          })}
        </dt>
        <dd>
          {text('inspect.missed')}
          <span className="t3">
            {figures.recallInterval
              ? percentOf([1 - figures.recallInterval[1], 1 - figures.recallInterval[0]])
              : text('inspect.noAnomalous')}
          </span>
        </dd>
      </dl>
      {byType.length > 1 ? (
        <p className="line-panel__types t2">
          {byType
            .map(({ type, missed, total }) =>
              text('inspect.missedOfType', { type, part: missed, total }),
            )
            .join(', ')}
        </p>
      ) : null}
      {figures.goodScores < ENOUGH_GOOD ? (
        <p className="line-panel__few t2">
          <Mark state="warn" />
          {text('inspect.fewGood', {
            good: figures.goodScores,
            percent: fixed(wilson(0, figures.goodScores)[1] * 100, 1),
          })}
        </p>
      ) : null}
      {withArea ? <p className="t3">{text('inspect.areaNotCounted')}</p> : null}
    </>
  );
}

function Rules({ line }: { readonly line: number }): ReactElement {
  const studio = useStudio();
  const rule = useInspect((state) => state.rule);
  const newest = useInspect((state) => state.thresholds.at(-1));
  const changes = useInspect((state) => state.thresholds.length);
  const kind =
    newest?.rule.kind === 'quantile'
      ? `q${String(newest.rule.quantile)}`
      : (newest?.rule.kind ?? 'fixed');
  const quantiles = [
    ...new Set([...QUANTILES, ...(newest?.rule.kind === 'quantile' ? [newest.rule.quantile] : [])]),
  ];
  return (
    <>
      <div className="line-panel__rule">
        <Select
          size="s"
          label={text('inspect.rule')}
          value={kind}
          options={[
            ...quantiles.map((quantile) => ({
              value: `q${String(quantile)}`,
              label: text('inspect.rule.quantile', { quantile }),
            })),
            { value: 'f1', label: text('inspect.rule.f1') },
            { value: 'fixed', label: text('inspect.rule.fixed') },
          ]}
          onChange={(value) => {
            void setLine(
              studio,
              value === 'f1'
                ? { kind: 'f1' }
                : value === 'fixed'
                  ? { kind: 'fixed', value: line }
                  : { kind: 'quantile', quantile: Number(value.slice(1)) },
            );
          }}
        />
        <label className="line-panel__area">
          {text('inspect.minArea')}
          <input
            className="input input--s"
            inputMode="decimal"
            key={String(rule?.minAreaMm2 ?? '')}
            defaultValue={rule?.minAreaMm2 == null ? '' : String(rule.minAreaMm2)}
            placeholder={text('inspect.noMinArea')}
            onBlur={(event) => {
              const written = event.target.value.trim();
              const area = written === '' ? null : Number(written);
              if (area !== null && !(area >= 0)) return;
              // The area is changed, the line stays as it was made.
              if (area !== (rule?.minAreaMm2 ?? null))
                void setLine(studio, newest?.rule ?? { kind: 'fixed', value: line }, area);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
        </label>
      </div>
      {newest ? (
        <p className="t3 line-panel__by">
          {text('inspect.setBy', { by: newest.by, at: newest.at.slice(0, 16).replace('T', ' ') })}
          <Button
            size="s"
            tone="ghost"
            onClick={() => {
              studio.ui.getState().actions.open('line-history');
            }}
          >
            {text('inspect.history.open', { count: changes })}
          </Button>
        </p>
      ) : null}
    </>
  );
}

function missedByType(
  scores: readonly SampleScore[],
  line: number,
): { type: string; missed: number; total: number }[] {
  const types = [...new Set(scores.map(({ anomaly }) => anomaly))].filter((type) => type !== GOOD);
  return types.map((type) => {
    const own = scores.filter(({ anomaly }) => anomaly === type);
    return { type, missed: own.filter(({ score }) => score <= line).length, total: own.length };
  });
}

function percentOf([low, high]: readonly [number, number]): string {
  return text('inspect.interval', { low: fixed(low * 100, 1), high: fixed(high * 100, 1) });
}
