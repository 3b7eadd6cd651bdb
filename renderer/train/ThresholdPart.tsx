/** The line of a model: by a quantile of good validation scores, by F1, or by hand; what it would cost. */
import { useEffect, useState, type ReactElement } from 'react';
import type {
  ModelCard,
  SampleScore,
  Threshold,
  ThresholdRule,
} from '../../core/contract/schema/detector.js';
import { StudioError } from '../../core/contract/errors.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { niceTicks, tickDigits } from '../plots/axis.js';
import { NumberField } from '../settings/NumberField.js';
import { useProject, useStudio } from '../state/context.js';
import { clock, day, fixed, percent } from '../state/format.js';
import { attempt } from '../state/studio.js';
import { short } from './CurvePlot.js';
import { useSize } from './useSize.js';

type Kind = ThresholdRule['kind'];
const KINDS: readonly Kind[] = ['quantile', 'f1', 'fixed'];

export function ThresholdPart(props: {
  readonly card: ModelCard;
  readonly thresholds: readonly Threshold[];
}): ReactElement {
  const { card, thresholds } = props;
  const studio = useStudio();
  const readOnly = useProject((state) => state.info?.readOnly != null);
  const now = thresholds.at(-1) ?? null;
  const [rule, setRule] = useState<ThresholdRule>(
    now?.rule ?? { kind: 'quantile', quantile: 0.95 },
  );
  const [tried, setTried] = useState<Threshold | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { name } = card;
  useEffect(() => {
    const stop = new AbortController();
    studio.link.call('models.tryThreshold', { name, rule }, stop.signal).then(
      (found) => {
        setTried(found);
        setProblem(null);
      },
      (error: unknown) => {
        if (error instanceof StudioError && error.code === 'cancelled') return;
        setTried(null);
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      stop.abort();
    };
  }, [studio, name, rule]);
  const choose = (kind: Kind): void => {
    if (kind === 'quantile') setRule({ kind, quantile: 0.95 });
    else if (kind === 'f1') setRule({ kind });
    else setRule({ kind, value: Number((tried ?? now)?.value.toPrecision(5) ?? 0) });
  };
  const same = now !== null && JSON.stringify(now.rule) === JSON.stringify(rule);
  return (
    <section className="line" aria-label={text('trainPage.line')}>
      <header className="panel__head">
        <h2>{text('trainPage.line')}</h2>
        <span className="t3 s12 cut">
          {now === null
            ? text('trainPage.line.none')
            : text('trainPage.line.now', {
                value: short(now.value),
                at: `${day(now.at)} ${clock(now.at)}`,
                by: now.by,
              })}
        </span>
      </header>
      <div className="line__rule">
        <SegmentedControl
          size="s"
          label={text('trainPage.line.rule')}
          value={rule.kind}
          options={KINDS.map((value) => ({ value, label: text(`trainPage.line.${value}`) }))}
          onChange={choose}
        />
        {rule.kind === 'quantile' ? (
          <NumberField
            label={text('trainPage.line.quantile')}
            value={rule.quantile}
            min={0.5}
            max={1}
            onCommit={(quantile) => {
              setRule({ kind: 'quantile', quantile });
            }}
          />
        ) : rule.kind === 'fixed' ? (
          <NumberField
            label={text('trainPage.line.value')}
            value={rule.value}
            min={-1e6}
            max={1e6}
            onCommit={(value) => {
              setRule({ kind: 'fixed', value });
            }}
          />
        ) : null}
        <Button
          size="s"
          disabled={tried === null || same || readOnly}
          onClick={() => {
            void attempt(studio, studio.link.call('models.setThreshold', { name, rule }));
          }}
        >
          {text('trainPage.line.set')}
        </Button>
      </div>
      {problem === null ? null : (
        <p className="hint hint--fail train__note" role="alert">
          <Mark state="fail" />
          {problem}
        </p>
      )}
      <p className="train__note line__cost" role="status">
        {tried === null ? '' : costWords(tried)}
      </p>
      <Strips scores={card.scores} line={tried?.value ?? null} />
    </section>
  );
}

function costWords(line: Threshold): string {
  const alarms = text('trainPage.line.cost', {
    value: short(line.value),
    alarms: line.falseAlarms,
    good: line.goodScores,
    from: percent(line.falseAlarmInterval[0], 0),
    to: percent(line.falseAlarmInterval[1], 0),
  });
  if (line.anomalousScores === 0) return alarms;
  return `${alarms} ${text('trainPage.line.found', {
    found: line.found,
    anomalous: line.anomalousScores,
    recall: percent(line.recall, 0),
  })}`;
}

const ROW = 17;
const EDGE = { left: 118, right: 14, bottom: 20, top: 4 };

/** Every score as a dot, a row for each kind of sample; what is over the line is filled. */
function Strips(props: {
  readonly scores: readonly SampleScore[];
  readonly line: number | null;
}): ReactElement {
  const { scores, line } = props;
  const { box, width } = useSize<HTMLDivElement>();
  const rows = new Map<string, number[]>();
  for (const { split, anomaly, score } of scores) {
    const name =
      anomaly === GOOD
        ? text(split === 'test' ? 'trainPage.line.testGood' : 'trainPage.line.validationGood')
        : anomaly;
    rows.set(name, [...(rows.get(name) ?? []), score]);
  }
  const high = Math.max(...scores.map(({ score }) => score), line ?? 0, 1e-9) * 1.04;
  const low = Math.min(0, ...scores.map(({ score }) => score));
  const x = (value: number): number =>
    EDGE.left + ((width - EDGE.left - EDGE.right) * (value - low)) / (high - low);
  const ticks = niceTicks(low, high, Math.max(2, (width - 160) / 90));
  const digits = tickDigits(ticks);
  const body = EDGE.top + rows.size * ROW;
  return (
    <div ref={box} className="line__strips">
      {width === 0 || scores.length === 0 ? null : (
        <svg
          className="chart"
          width={width}
          height={body + EDGE.bottom}
          role="img"
          aria-label={text('trainPage.line.strips')}
        >
          {ticks.map((tick) => (
            <g key={tick}>
              <path
                className="chart__grid"
                d={`M${x(tick).toFixed(1)} ${String(EDGE.top)}V${String(body)}`}
              />
              <text x={x(tick)} y={body + 14} textAnchor="middle">
                {fixed(tick, digits)}
              </text>
            </g>
          ))}
          {[...rows].map(([name, values], r) => (
            <g key={name}>
              <text className="chart__name" x={12} y={EDGE.top + r * ROW + 12}>
                {name}
              </text>
              {values.map((value, i) => (
                <circle
                  key={i}
                  className={`line__dot ${line !== null && value > line ? 'line__dot--over' : ''}`}
                  cx={x(value)}
                  cy={EDGE.top + r * ROW + 8}
                  r={3.2}
                />
              ))}
            </g>
          ))}
          {line === null ? null : (
            <path className="line__at" d={`M${x(line).toFixed(1)} 0V${String(body)}`} />
          )}
        </svg>
      )}
    </div>
  );
}
