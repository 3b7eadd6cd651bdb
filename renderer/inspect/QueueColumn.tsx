/** The review queue: only rows in sight are rendered; state by mark, score by bar, words beside both. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import type { Review } from '../../core/contract/schema/inspect.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Checkbox } from '../controls/Checkbox.js';
import { Mark, type MarkState } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { TilePictureView } from '../dataset/TilePicture.js';
import { useInspect, usePrefs, useProject, useStudio } from '../state/context.js';
import { index, shortScore } from '../state/format.js';
import { QUEUE_FILTERS, type SampleResult } from '../state/inspect.js';
import { inspectAll, selectSample, setBlind } from './inspecting.js';
import { fetchAhead } from './known.js';
import { makeQueue } from './queue.js';

const ROW = 60;
/** The pointer rests on a row before it is clicked: its part is read meanwhile. */
const REST_MS = 80;
const FAILED_SHOWN = 20;
export const DECISION_MARK: Readonly<Record<Review['decision'], MarkState>> = {
  accept: 'pass',
  reject: 'fail',
  unsure: 'unsure',
};

export function QueueColumn(): ReactElement {
  const studio = useStudio();
  const samples = useProject((state) => state.samples);
  const card = useInspect((state) => state.card);
  const results = useInspect((state) => state.results);
  const reviews = useInspect((state) => state.reviews);
  const order = useInspect((state) => state.order);
  const filter = useInspect((state) => state.filter);
  const rule = useInspect((state) => state.rule);
  const selected = useInspect((state) => state.selected);
  const second = useInspect((state) => state.second);
  const blind = useInspect((state) => state.blind);
  const operator = usePrefs((state) => state.value.operator);
  const { set } = useInspect((state) => state.actions);
  const { shown, verdicts, counts, waiting } = useMemo(
    () =>
      makeQueue(
        { card, results, reviews, order, filter, rule, selected, second, blind },
        samples,
        operator,
      ),
    [card, results, reviews, order, filter, rule, selected, second, blind, samples, operator],
  );
  const near = useRef(0);
  const approach = (id: string): void => {
    window.clearTimeout(near.current);
    near.current = window.setTimeout(() => {
      // A hint: what is wrong with the part is told when it is asked for.
      fetchAhead(studio, id).catch(() => undefined);
    }, REST_MS);
  };
  useEffect(
    () => () => {
      window.clearTimeout(near.current);
    },
    [],
  );
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  const at = shown.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at);
  }, [at, rows]);
  return (
    <aside className="iqueue" aria-label={text('inspect.queue')}>
      <header>
        <h2>{text('inspect.queue')}</h2>
        <span className="grow" />
        <Select
          size="s"
          label={text('inspect.order')}
          value={blind ? 'time' : order}
          disabled={blind}
          options={(['time', 'score', 'uncertainty'] as const).map((value) => ({
            value,
            label: text(`inspect.order.${value}`),
          }))}
          onChange={(value) => {
            set({ order: value });
          }}
        />
      </header>
      <SegmentedControl
        label={text('inspect.filter')}
        size="s"
        value={filter}
        options={QUEUE_FILTERS.map((value) => ({
          value,
          label: text(`inspect.filter.${value}`, { count: counts[value] }),
        }))}
        onChange={(value) => {
          set({ filter: value });
        }}
      />
      <div className="iqueue__ways">
        <Checkbox
          checked={blind}
          hint={text('inspect.blind.hint')}
          onChange={(on) => {
            setBlind(studio, on);
          }}
        >
          {text('inspect.blind')}
        </Checkbox>
        <Checkbox
          checked={second}
          hint={text('inspect.second.hint')}
          onChange={(on) => {
            set({ second: on });
          }}
        >
          {text('inspect.second')}
        </Checkbox>
      </div>
      <div
        ref={box}
        className="iqueue__list"
        role="listbox"
        tabIndex={0}
        aria-label={text('inspect.queue')}
        aria-activedescendant={at >= 0 && selected !== null ? `inspect-${selected}` : undefined}
      >
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((row) => {
            const sample = shown[row.index];
            if (!sample) return null;
            return (
              <QueueRow
                key={sample.id}
                sample={sample}
                top={row.start}
                place={row.index + 1}
                of={shown.length}
                current={sample.id === selected}
                result={results.get(sample.id) ?? null}
                review={verdicts.get(sample.id) ?? null}
                threshold={rule?.threshold ?? null}
                high={card?.mapRange[1] ?? 1}
                secret={blind && !verdicts.has(sample.id)}
                onNear={() => {
                  approach(sample.id);
                }}
                onChoose={() => {
                  window.clearTimeout(near.current);
                  void selectSample(studio, sample.id);
                }}
              />
            );
          })}
        </div>
        {shown.length === 0 ? (
          <p className="iqueue__empty t3">{text('inspect.queueEmpty')}</p>
        ) : null}
      </div>
      <footer>
        <BatchFoot waiting={waiting.length} />
      </footer>
    </aside>
  );
}

/** Progress of a batch with its cancel, or the button that starts one. */
function BatchFoot({ waiting }: { readonly waiting: number }): ReactElement {
  const studio = useStudio();
  const batch = useInspect((state) => state.batch);
  if (batch?.state === 'running')
    return (
      <>
        <progress
          aria-label={text('inspect.batch')}
          value={batch.done}
          max={Math.max(1, batch.total)}
        />
        <span className="t2">
          {text('inspect.batchAt', { done: batch.done, total: batch.total })}
          {batch.secondsLeft === null
            ? ''
            : ` ${text('inspect.batchLeft', { seconds: Math.ceil(batch.secondsLeft) })}`}
        </span>
        <Button
          size="s"
          onClick={() => {
            void studio.link.call('inspect.cancel', { job: batch.job });
          }}
        >
          {text('inspect.cancel')}
        </Button>
      </>
    );
  const [failed] = batch?.failed ?? [];
  return (
    <>
      {failed && batch ? (
        <details className="iqueue__failed">
          <summary>{text('inspect.batchFailed', { count: batch.failed.length })}</summary>
          <ul>
            {batch.failed.slice(0, FAILED_SHOWN).map(({ sample, reason }) => (
              <li key={sample}>
                <code>{sample}</code> {reason}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <Button
        size="s"
        wide
        disabled={waiting === 0}
        onClick={() => {
          void inspectAll(studio);
        }}
      >
        {waiting === 0
          ? text('inspect.allInspected')
          : text('inspect.inspectAll', { count: waiting })}
      </Button>
    </>
  );
}

function QueueRow(props: {
  readonly sample: SampleSummary;
  readonly top: number;
  readonly place: number;
  readonly of: number;
  readonly current: boolean;
  readonly result: SampleResult | null;
  readonly review: Review | null;
  readonly threshold: number | null;
  readonly high: number;
  /** Neither the model's opinion nor the name that tells the fault. */
  readonly secret: boolean;
  readonly onNear: () => void;
  readonly onChoose: () => void;
}): ReactElement {
  const { sample, review, threshold, high, secret } = props;
  const result = secret ? null : props.result;
  const over = result !== null && threshold !== null && result.score > threshold;
  const share = (value: number): string =>
    `${(Math.max(0, Math.min(1, value / Math.max(high, 1e-12))) * 100).toString()}%`;
  const words =
    review !== null
      ? text(`inspect.decision.${review.decision}`)
      : secret
        ? text('inspect.secret')
        : result === null
          ? text('inspect.notYet')
          : text(over ? 'inspect.over' : 'inspect.below');
  return (
    <div
      role="option"
      aria-selected={props.current}
      aria-posinset={props.place}
      aria-setsize={props.of}
      id={`inspect-${sample.id}`}
      className={`iqueue__row ${props.current ? 'iqueue__row--current' : ''}`}
      style={{ top: props.top, height: ROW }}
      onPointerEnter={props.onNear}
      onClick={props.onChoose}
    >
      <span className="iqueue__picture">
        <TilePictureView sample={sample} kind="rgb" />
      </span>
      <span className="iqueue__words">
        <span className="iqueue__name">
          {secret ? sample.category : sample.anomaly} {index(sample.index)}
          {review ? <Mark state={DECISION_MARK[review.decision]} /> : null}
        </span>
        <span className={`iqueue__bar ${over ? 'iqueue__bar--over' : ''}`} aria-hidden="true">
          {result ? <span style={{ width: share(result.score) }} /> : null}
          {threshold === null ? null : <i style={{ left: share(threshold) }} />}
        </span>
        <span className="iqueue__fact">
          {words}
          <b>{result ? shortScore(result.score) : '–'}</b>
        </span>
      </span>
    </div>
  );
}
