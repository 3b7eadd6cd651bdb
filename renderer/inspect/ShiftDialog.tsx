/** What was decided in a shift: counts with rates, pace, and where people or the model disagree. */
import { useMemo, useState, type ReactElement } from 'react';
import { DECISIONS, type Review } from '../../core/contract/schema/inspect.js';
import {
  lastShift,
  shiftFigures,
  type Opinions,
  type ShiftFigures,
} from '../../core/inspect/shift.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { useInspect, usePrefs, useProject, useStudio, useUi } from '../state/context.js';
import { fixed, index, percent } from '../state/format.js';
import { saveCsv, selectSample } from './inspecting.js';
import { DECISION_MARK } from './QueueColumn.js';

const WHOSE = ['mine', 'everybody', 'ever'] as const;
type Whose = (typeof WHOSE)[number];
/** A longer list is the CSV's. */
const LISTED = 50;
/** Kappa of fewer says nothing. */
const ENOUGH_PAIRS = 10;

export function ShiftDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const reviews = useInspect((state) => state.reviews);
  const operator = usePrefs((state) => state.value.operator);
  const [whose, setWhose] = useState<Whose>('mine');
  const shift = useMemo(
    () => (whose === 'ever' ? reviews : lastShift(reviews, whose === 'mine' ? operator : null)),
    [reviews, operator, whose],
  );
  const figures = useMemo(() => shiftFigures(shift, reviews), [shift, reviews]);
  const differing = figures.pairs.filter(({ first, second }) => first.decision !== second.decision);
  return (
    <Dialog
      title={text('inspect.shift.title')}
      size="m"
      onClose={() => {
        close('shift');
      }}
      footer={
        <>
          <span className="t3 s12">
            {figures.from !== null && figures.to !== null
              ? text('inspect.shift.span', {
                  from: figures.from.slice(0, 16).replace('T', ' '),
                  to: figures.to.slice(11, 16),
                })
              : ''}
          </span>
          <span className="grow" />
          <Button
            icon="save"
            disabled={figures.reviewed === 0}
            onClick={() => {
              void saveCsv(studio, whose === 'ever' ? null : figures.from);
            }}
          >
            {text('inspect.csv')}
          </Button>
        </>
      }
    >
      <div className="shift">
        <SegmentedControl
          label={text('inspect.shift.whose')}
          value={whose}
          options={WHOSE.map((value) => ({ value, label: text(`inspect.shift.${value}`) }))}
          onChange={setWhose}
        />
        {figures.reviewed === 0 ? (
          <p className="t2">{text('inspect.shift.none')}</p>
        ) : (
          <>
            <Counts shift={shift} />
            <dl className="shift__facts">
              <Fact
                term={text('inspect.shift.pace')}
                value={
                  figures.secondsPerSample === null
                    ? '–'
                    : text('inspect.shift.seconds', {
                        seconds: fixed(figures.secondsPerSample, 1),
                      })
                }
              />
              <Fact
                term={text('inspect.shift.falseAlarms')}
                value={ofAll(figures.falseAlarms, figures.reviewed)}
              />
              <Fact
                term={text('inspect.shift.misses')}
                value={ofAll(figures.misses, figures.reviewed)}
              />
              <Fact
                term={text('inspect.shift.blind')}
                value={ofAll(figures.blind, figures.reviewed)}
              />
              <Fact
                term={text('inspect.shift.second')}
                value={
                  figures.pairs.length === 0 ? text('inspect.shift.noPairs') : agreement(figures)
                }
              />
            </dl>
            {differing.length === 0 ? null : (
              <section aria-label={text('inspect.shift.differing')}>
                <h3>{text('inspect.shift.differing')}</h3>
                <ul className="shift__list">
                  {differing.slice(-LISTED).map((pair) => (
                    <Differing key={pair.sampleHash} pair={pair} />
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

function ofAll(part: number, all: number): string {
  return text('inspect.shift.ofAll', { part, all, percent: percent(part / Math.max(1, all), 0) });
}

function agreement({ agreed, pairs, kappa }: ShiftFigures): string {
  return pairs.length < ENOUGH_PAIRS || kappa === null
    ? text('inspect.shift.agreedFew', { agreed, pairs: pairs.length })
    : text('inspect.shift.agreed', { agreed, pairs: pairs.length, kappa: fixed(kappa, 2) });
}

function Fact(props: { readonly term: string; readonly value: string }): ReactElement {
  return (
    <>
      <dt>{props.term}</dt>
      <dd>{props.value}</dd>
    </>
  );
}

/** Verdicts as counts with shares; shape and word beside each bar. */
function Counts({ shift }: { readonly shift: readonly Review[] }): ReactElement {
  return (
    <ul className="shift__counts">
      {DECISIONS.map((decision) => {
        const count = shift.filter((review) => review.decision === decision).length;
        const share = count / Math.max(1, shift.length);
        return (
          <li key={decision}>
            <Mark state={DECISION_MARK[decision]} size={18} />
            <b>{count}</b>
            <span>{text(`inspect.decision.${decision}`)}</span>
            <span className={`shift__bar shift__bar--${decision}`} aria-hidden="true">
              <span style={{ width: `${(share * 100).toString()}%` }} />
            </span>
            <span className="t2">{text('inspect.percent', { percent: percent(share, 0) })}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Differing({ pair }: { readonly pair: Opinions }): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const sample = useProject((state) =>
    state.samples.find(({ sampleHash }) => sampleHash === pair.sampleHash),
  );
  const say = (review: Review): string =>
    text('inspect.shift.says', {
      by: review.by,
      decision: text(`inspect.decision.${review.decision}`),
    });
  return (
    <li>
      {sample ? (
        <Button
          size="s"
          tone="ghost"
          onClick={() => {
            close('shift');
            studio.inspect.getState().actions.set({ filter: 'all', second: false, mode: 'queue' });
            void selectSample(studio, sample.id);
          }}
        >
          {`${sample.anomaly} ${index(sample.index)}`}
        </Button>
      ) : (
        <span className="t2">{text('inspect.shift.gone')}</span>
      )}
      <Mark state={DECISION_MARK[pair.first.decision]} />
      {say(pair.first)}
      <Mark state={DECISION_MARK[pair.second.decision]} />
      {say(pair.second)}
    </li>
  );
}
