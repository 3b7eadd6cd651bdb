/** What the line costs, in counts with 95 % intervals, never bare rates; and its rules. */
import type { ReactElement } from 'react';
import { thresholdBy } from '../../core/anomaly/evaluation/threshold.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Select } from '../controls/Select.js';
import { useInspect, useStudio } from '../state/context.js';
import { fixed } from '../state/format.js';
import { setLine } from './inspecting.js';
import { ScoreHistogram } from './ScoreHistogram.js';

const QUANTILES = [0.95, 0.97, 0.99, 1] as const;

export function LinePanel(): ReactElement | null {
  const studio = useStudio();
  const card = useInspect((state) => state.card);
  const rule = useInspect((state) => state.rule);
  const moved = useInspect((state) => state.line);
  const newest = useInspect((state) => state.thresholds.at(-1));
  const here = useInspect((state) => state.inspection?.score ?? null);
  const { set } = useInspect((state) => state.actions);
  if (!card) return null;
  const line = moved ?? rule?.threshold ?? card.mapRange[1];
  const figures = thresholdBy({ kind: 'fixed', value: line }, card.scores);
  const kind =
    newest?.rule.kind === 'quantile'
      ? `q${String(newest.rule.quantile)}`
      : (newest?.rule.kind ?? 'fixed');
  return (
    <div className="line-panel">
      <section aria-label={text('inspect.scores')}>
        <header>
          <h3>{text('inspect.scores')}</h3>
          <span className="grow" />
          <span className="scores__key scores__key--good">
            {text('inspect.goodCount', { count: figures?.goodScores ?? 0 })}
          </span>
          <span className="scores__key scores__key--bad">
            {text('inspect.badCount', { count: figures?.anomalousScores ?? 0 })}
          </span>
        </header>
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
      </section>
      <section className="line-panel__figures" aria-label={text('inspect.atLine')}>
        <h3>{text('inspect.at', { line: fixed(line, 3) })}</h3>
        {figures ? (
          <dl>
            <dt>
              {text('inspect.outOf', { part: figures.falseAlarms, total: figures.goodScores })}
            </dt>
            <dd>
              {text('inspect.falseAlarms')}
              <span className="t3">{percent(figures.falseAlarmInterval)}</span>
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
                  ? percent([1 - figures.recallInterval[1], 1 - figures.recallInterval[0]])
                  : text('inspect.noAnomalous')}
              </span>
            </dd>
          </dl>
        ) : null}
        <div className="line-panel__rule">
          <Select
            size="s"
            label={text('inspect.rule')}
            value={kind}
            options={[
              ...QUANTILES.map((quantile) => ({
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
              defaultValue={
                rule?.minAreaMm2 === null || rule === null ? '' : String(rule.minAreaMm2)
              }
              placeholder={text('inspect.noMinArea')}
              onBlur={(event) => {
                const written = event.target.value.trim();
                const area = written === '' ? null : Number(written);
                if (area !== null && !(area >= 0)) return;
                if (area !== (rule?.minAreaMm2 ?? null))
                  void setLine(studio, { kind: 'fixed', value: line }, area);
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter') event.currentTarget.blur();
              }}
            />
          </label>
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
        </div>
        {newest ? (
          <p className="t3">
            {text('inspect.setBy', { by: newest.by, at: newest.at.slice(0, 16).replace('T', ' ') })}
          </p>
        ) : null}
      </section>
    </div>
  );
}

function percent([low, high]: readonly [number, number]): string {
  return text('inspect.interval', { low: fixed(low * 100, 1), high: fixed(high * 100, 1) });
}
