/** The sample grid: only rows in sight are rendered; Shift extends a selection, Ctrl adds to it. */
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { Icon } from '../controls/Icon.js';
import { Mark } from '../controls/Mark.js';
import { trayLayout } from '../capture/tray-model.js';
import { useDataset, useStudio } from '../state/context.js';
import { index } from '../state/format.js';
import { selectAll, selectAt } from './selection.js';
import { sampleFact } from './sample-fact.js';
import { TilePictureView } from './TilePicture.js';
import { splitName } from './words.js';

const TILE = { minWidth: 104, gap: 8, rowHeight: 118 };

export function SampleGrid(props: {
  readonly samples: readonly SampleSummary[];
  /** Space or Enter on a tile, or a double click. */
  readonly onOpen?: ((sample: SampleSummary) => void) | undefined;
}): ReactElement {
  const { samples } = props;
  const studio = useStudio();
  const selection = useDataset((state) => state.selection);
  const picture = useDataset((state) => state.picture);
  const { select } = useDataset((state) => state.actions);
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 800, height: 380, scrollTop: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      setSize({
        width: element.clientWidth - 4,
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
  const currentId = selection.current;
  const at = samples.findIndex((sample) => sample.id === currentId);

  const reveal = useCallback(
    (i: number): void => {
      const element = box.current;
      if (!element || i < 0) return;
      const top = Math.floor(i / layout.columns) * TILE.rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + TILE.rowHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = top + TILE.rowHeight - element.clientHeight;
    },
    [layout.columns],
  );
  const choose = (sample: SampleSummary, ctrl: boolean, shift: boolean): void => {
    const order = samples.map(({ id }) => id);
    select(selectAt(studio.dataset.getState().selection, order, sample.id, { ctrl, shift }));
  };
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(size.height / TILE.rowHeight)) * layout.columns;
    const moves: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -layout.columns,
      ArrowDown: layout.columns,
      PageUp: -page,
      PageDown: page,
      Home: -samples.length,
      End: samples.length,
    };
    const move = moves[event.key];
    const ctrl = event.ctrlKey || event.metaKey;
    const current = samples[at];
    if (move !== undefined) {
      const next = Math.max(0, Math.min(samples.length - 1, (at < 0 ? 0 : at) + move));
      const sample = samples[next];
      if (!sample) return;
      choose(sample, false, event.shiftKey);
      reveal(next);
    } else if (ctrl && event.key.toLowerCase() === 'a') {
      select(
        selectAll(
          studio.dataset.getState().selection,
          samples.map(({ id }) => id),
        ),
      );
    } else if (event.key === ' ' && current) choose(current, true, false);
    else if (event.key === 'Enter' && current) props.onOpen?.(current);
    else if (event.key === 'Escape')
      select({ ids: new Set(), current: selection.current, anchor: selection.current });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Focus follows the current tile once the grid has it.
  useEffect(() => {
    const element = box.current;
    if (!element?.contains(document.activeElement)) return;
    element.querySelector<HTMLElement>('[data-current="true"]')?.focus({ preventScroll: true });
  }, [currentId, layout.from]);

  return (
    <div
      className="tiles tiles--dataset"
      ref={box}
      role="listbox"
      aria-label={text('dataset.grid')}
      aria-multiselectable="true"
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
              picture={picture}
              selected={selection.ids.has(sample.id)}
              current={sample.id === selection.current}
              inTabOrder={at < 0 ? layout.from + i === 0 : sample.id === selection.current}
              position={layout.from + i + 1}
              count={samples.length}
              onChoose={choose}
              onOpen={props.onOpen}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Tile(props: {
  readonly sample: SampleSummary;
  readonly picture: 'rgb' | 'depth' | 'mask';
  readonly selected: boolean;
  readonly current: boolean;
  readonly inTabOrder: boolean;
  readonly position: number;
  readonly count: number;
  readonly onChoose: (sample: SampleSummary, ctrl: boolean, shift: boolean) => void;
  readonly onOpen: ((sample: SampleSummary) => void) | undefined;
}): ReactElement {
  const { sample } = props;
  const fact = sampleFact(sample);
  return (
    <div
      role="option"
      className={`tile ${props.selected ? 'tile--on' : ''}`}
      aria-selected={props.selected}
      aria-posinset={props.position}
      aria-setsize={props.count}
      tabIndex={props.inTabOrder ? 0 : -1}
      data-current={props.current}
      data-sample={sample.id}
      onMouseDown={(event) => {
        // Shift click would mark the text between the tiles.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => {
        props.onChoose(sample, event.ctrlKey || event.metaKey, event.shiftKey);
        event.currentTarget.focus({ preventScroll: true });
      }}
      onDoubleClick={() => {
        props.onOpen?.(sample);
      }}
    >
      <div className="tile__picture">
        <TilePictureView sample={sample} kind={props.picture} />
        <span className="tile__mark">
          <Mark state={fact.mark} />
        </span>
        {sample.note === '' ? null : (
          <span className="tile__note" title={sample.note}>
            <Icon name="note" size={14} />
          </span>
        )}
      </div>
      <span className="sr">{`${fact.markLabel}, ${splitName(sample.split)}, `}</span>
      <div className="tile__name cut" title={sample.id}>
        {sample.category} <span className="t3">{index(sample.index)}</span>
      </div>
      <div className={`tile__fact tile__fact--${fact.tone} cut`}>
        {fact.tone === 'plain'
          ? `${sample.anomaly === GOOD ? text('capture.plan.good') : sample.anomaly}, ${sample.lighting}`
          : fact.line}
      </div>
    </div>
  );
}
