/** The tiles of the tray: only rows in sight are rendered, so thousands of samples scroll well. */
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { Icon } from '../controls/Icon.js';
import { Mark } from '../controls/Mark.js';
import { useCapture, useStudio } from '../state/context.js';
import { index } from '../state/format.js';
import { tileFact, trayLayout } from './tray-model.js';

const TILE = { minWidth: 96, gap: 8, rowHeight: 112 };

export function TrayGrid(props: { readonly samples: readonly SampleSummary[] }): ReactElement {
  const { samples } = props;
  const studio = useStudio();
  const selected = useCapture((state) => state.selected);
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 1040, height: 230, scrollTop: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      setSize({
        width: element.clientWidth,
        height: element.clientHeight,
        scrollTop: element.scrollTop,
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  const layout = trayLayout(samples.length, size, TILE);
  const at = samples.findIndex((sample) => sample.id === selected);

  const reveal = (i: number): void => {
    const element = box.current;
    if (!element) return;
    const top = Math.floor(i / layout.columns) * TILE.rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + TILE.rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + TILE.rowHeight - element.clientHeight;
  };
  const onKey = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -layout.columns,
      ArrowDown: layout.columns,
      Home: -samples.length,
      End: samples.length,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.max(0, Math.min(samples.length - 1, (at < 0 ? 0 : at) + move));
    const sample = samples[next];
    if (!sample) return;
    studio.capture.getState().actions.select(sample.id);
    reveal(next);
  };
  // Focus follows the selection once the grid has it.
  useEffect(() => {
    const element = box.current;
    if (!element?.contains(document.activeElement)) return;
    element.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  }, [selected, layout.from]);

  return (
    <div
      className="tiles"
      ref={box}
      role="listbox"
      aria-label={text('capture.tray')}
      aria-orientation="horizontal"
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget;
        setSize((now) => ({ ...now, scrollTop }));
      }}
      onKeyDown={onKey}
    >
      <div className="tiles__sheet" style={{ height: layout.height }}>
        <div
          className="tiles__grid"
          style={{
            gridTemplateColumns: `repeat(${layout.columns.toString()}, minmax(0, 1fr))`,
            top: Math.floor(layout.from / layout.columns) * TILE.rowHeight,
          }}
        >
          {samples.slice(layout.from, layout.to).map((sample, i) => (
            <Tile
              key={sample.id}
              sample={sample}
              selected={sample.id === selected}
              inTabOrder={at < 0 ? layout.from + i === 0 : sample.id === selected}
              position={layout.from + i + 1}
              count={samples.length}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Tile(props: {
  readonly sample: SampleSummary;
  readonly selected: boolean;
  readonly inTabOrder: boolean;
  readonly position: number;
  readonly count: number;
}): ReactElement {
  const studio = useStudio();
  const { sample } = props;
  const replaces = useCapture((state) => state.replaces === sample.id);
  const fact = tileFact(sample);
  return (
    <div
      role="option"
      className={`tile ${props.selected ? 'tile--on' : ''} ${replaces ? 'tile--replaced' : ''}`}
      aria-selected={props.selected}
      aria-posinset={props.position}
      aria-setsize={props.count}
      tabIndex={props.inTabOrder ? 0 : -1}
      data-sample={sample.id}
      onClick={(event) => {
        studio.capture.getState().actions.select(sample.id);
        event.currentTarget.focus();
      }}
    >
      <div className="tile__picture">
        <Thumbnail id={sample.id} />
        <span className="tile__mark">
          <Mark state={fact.mark} />
        </span>
        {sample.note === '' ? null : (
          <span className="tile__note" title={sample.note}>
            <Icon name="note" size={14} />
          </span>
        )}
      </div>
      <span className="sr">{`${fact.markLabel}, ${text(`capture.split.${sample.split}`)}, `}</span>
      <div className="tile__name cut">
        {sample.anomaly} <span className="t3">{index(sample.index)}</span>
      </div>
      <div className={`tile__fact tile__fact--${fact.tone} cut`}>{fact.line}</div>
    </div>
  );
}

export function Thumbnail(props: { readonly id: string }): ReactElement | null {
  const { thumbnails } = useStudio();
  const { id } = props;
  const url = useSyncExternalStore(
    (listener) => thumbnails.use(id, listener),
    () => thumbnails.url(id),
  );
  return url === null ? null : <img src={url} alt="" draggable={false} />;
}
