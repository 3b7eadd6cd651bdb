/** The work queue: counts by state, filters, and a filmstrip that renders only what is in sight. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useSyncExternalStore, type ReactElement } from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { workStateSchema } from '../../core/contract/schema/work.js';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { QUEUE_TABS, type QueueScope } from '../state/annotate.js';
import { useAnnotate, usePrefs, useProject, useStudio } from '../state/context.js';
import { count } from '../state/format.js';
import { QueueFilter } from './QueueFilter.js';
import { countQueue, queueFrom, sampleName, scopeOf } from './queue-model.js';
import { spentText } from './spent.js';
import { StateMark } from './StateMark.js';

const STATES = workStateSchema.options;
const TILE_WIDTH = 76;
const TILE_GAP = 8;

export function Queue(): ReactElement {
  const studio = useStudio();
  const samples = useProject((state) => state.samples);
  const tab = useAnnotate((state) => state.tab);
  const scope = useAnnotate((state) => state.scope);
  const wanted = useAnnotate((state) => state.wanted);
  const operator = usePrefs((state) => state.value.operator);
  const narrowing = useAnnotate((state) => state.narrowing);
  const choice = useMemo(
    () => ({ tab, scope, wanted, narrowing }),
    [tab, scope, wanted, narrowing],
  );
  const inScope = useMemo(() => scopeOf(samples, choice, operator), [samples, choice, operator]);
  const shown = useMemo(() => queueFrom(samples, choice, operator), [samples, choice, operator]);
  const counts = useMemo(() => countQueue(inScope), [inScope]);
  const seconds = inScope.reduce((sum, sample) => sum + sample.work.secondsSpent, 0);
  const current = samples.find((sample) => sample.id === wanted);
  const at = shown.findIndex((sample) => sample.id === wanted);
  const share = counts.all === 0 ? 0 : counts.finished / counts.all;
  return (
    <section className="queue" aria-label={text('annotate.queue')}>
      <header className="queue__head">
        <h2>{text('annotate.queue')}</h2>
        <Select<QueueScope>
          size="s"
          label={text('annotate.queue.scope')}
          value={scope}
          options={[
            {
              value: 'category',
              label: current
                ? text('annotate.queue.scope.category', {
                    category: current.category,
                    split: current.split,
                  })
                : text('annotate.queue.scope.everything'),
            },
            ...(current
              ? [
                  {
                    value: 'everything' as const,
                    label: text('annotate.queue.scope.everything'),
                  },
                ]
              : []),
            { value: 'mine', label: text('annotate.queue.scope.mine'), disabled: operator === '' },
          ]}
          onChange={(value) => {
            studio.annotator.patch({ scope: value });
          }}
        />
        <span className="s12 t2 queue__progress">
          {text('annotate.queue.finished', {
            finished: count(counts.finished),
            all: count(counts.all),
          })}
        </span>
        <span className="bar" aria-hidden="true">
          <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
        </span>
        <span className="s12 t3 queue__time">
          {text('annotate.queue.time', { time: spentText(seconds) })}
        </span>
        <span className="grow" />
        <span className="queue__counts s12 t2">
          {STATES.map((state) => (
            <span key={state}>
              <StateMark state={state} />
              {text(`annotate.queue.count.${state}`, { count: count(counts.byState[state]) })}
            </span>
          ))}
          {counts.withComments > 0 ? (
            <span>
              <Mark state="warn" />
              {text('annotate.queue.count.comments', { count: count(counts.withComments) })}
            </span>
          ) : null}
        </span>
        <span className="vsep" />
        <QueueFilter />
        <SegmentedControl
          size="s"
          label={text('annotate.queue.tab')}
          value={tab}
          options={QUEUE_TABS.map((value) => ({
            value,
            label: text(`annotate.queue.tab.${value}`),
          }))}
          onChange={(value) => {
            studio.annotator.patch({ tab: value });
          }}
        />
        <span className="s12 t3 queue__at">
          {at < 0
            ? ''
            : text('annotate.position', { at: count(at + 1), count: count(shown.length) })}
        </span>
      </header>
      {shown.length === 0 ? (
        <p className="queue__none t3">{text('annotate.queue.none')}</p>
      ) : (
        <Filmstrip samples={shown} at={at} />
      )}
    </section>
  );
}

function Filmstrip(props: {
  readonly samples: readonly SampleSummary[];
  readonly at: number;
}): ReactElement {
  const { samples, at } = props;
  const studio = useStudio();
  const box = useRef<HTMLDivElement>(null);
  const strip = useVirtualizer({
    count: samples.length,
    horizontal: true,
    getScrollElement: () => box.current,
    estimateSize: () => TILE_WIDTH + TILE_GAP,
    overscan: 6,
    getItemKey: (i) => samples[i]?.id ?? i,
  });
  useEffect(() => {
    if (at >= 0) strip.scrollToIndex(at, { align: 'center' });
  }, [at, strip]);
  const show = (i: number): void => {
    const sample = samples[Math.max(0, Math.min(samples.length - 1, i))];
    if (sample) void studio.annotator.show(sample.id);
  };
  return (
    <div
      ref={box}
      className="film"
      role="listbox"
      aria-label={text('annotate.queue.list')}
      aria-orientation="horizontal"
      tabIndex={0}
      aria-activedescendant={at >= 0 ? `film-${samples[at]?.id ?? ''}` : undefined}
      onWheel={(event) => {
        if (box.current && event.deltaX === 0) box.current.scrollLeft += event.deltaY;
      }}
      onKeyDown={(event) => {
        const moves: Readonly<Record<string, number | undefined>> = {
          ArrowLeft: at - 1,
          ArrowRight: at + 1,
          Home: 0,
          End: samples.length - 1,
        };
        const to = moves[event.key];
        if (to === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        show(to);
      }}
    >
      <div className="film__sheet" style={{ width: strip.getTotalSize() }}>
        {strip.getVirtualItems().map((item) => {
          const sample = samples[item.index];
          return sample ? (
            <Tile key={item.key} sample={sample} left={item.start} on={item.index === at} />
          ) : null;
        })}
      </div>
    </div>
  );
}

function Tile(props: {
  readonly sample: SampleSummary;
  readonly left: number;
  readonly on: boolean;
}): ReactElement {
  const { sample, on } = props;
  const { annotator, thumbnails } = useStudio();
  const url = useSyncExternalStore(
    (listener) => thumbnails.use(sample.id, listener),
    () => thumbnails.url(sample.id),
  );
  const name = sampleName(sample);
  const state = text(`annotate.state.${sample.work.state}`);
  return (
    <div
      id={`film-${sample.id}`}
      className={`film__tile ${on ? 'film__tile--on' : ''}`}
      role="option"
      aria-selected={on}
      aria-label={text('annotate.queue.tile', { name, state })}
      style={{ transform: `translateX(${props.left.toString()}px)` }}
      onClick={() => {
        void annotator.show(sample.id);
      }}
    >
      <span className="film__picture tile__picture">
        {url === null ? null : <img src={url} alt="" draggable={false} />}
        <span className="tile__mark">
          <StateMark state={sample.work.state} />
        </span>
        {sample.work.openComments > 0 ? (
          <span className="tile__note">
            <Mark
              state="warn"
              label={text('annotate.queue.comments', { count: sample.work.openComments })}
            />
          </span>
        ) : null}
      </span>
      <span className="film__name cut">{name}</span>
    </div>
  );
}
