/** A sample with the heat over it: wheel zooms, drag moves, the pointer or the arrow keys read values. */
import {
  useEffect,
  useRef,
  useSyncExternalStore,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import { pointAt } from '../../core/annotation/depth-grid.js';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import type { MapGrid } from '../../core/inspect/contour.js';
import { scoreAt } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import type { SampleData } from '../annotate/sample-data.js';
import type { SharedCursor } from '../canvas/cursor.js';
import { useDepthColours } from '../capture/useDepthColours.js';
import { fixed } from '../state/format.js';
import { CursorCross } from './CursorCross.js';
import { HeatLayers } from './HeatLayers.js';
import { mapOf } from './map.js';
import { layerStyle, moved, zoomed, type PictureWindow } from './window.js';

export function HeatPicture(props: {
  readonly data: SampleData;
  /** null while it is made, or where it could not be made. */
  readonly inspection: Inspection | null;
  readonly kind: 'rgb' | 'depth' | 'relief';
  readonly name: string;
  readonly line: number | null;
  readonly truth: MapGrid | null;
  /** In pixels of rgb, shared by every view of the part. */
  readonly cursor: SharedCursor;
  readonly window: PictureWindow;
  readonly onWindow: (window: PictureWindow) => void;
  readonly busy: boolean;
}): ReactElement {
  const { data, inspection, kind, cursor, window: shown, onWindow } = props;
  const colours = useDepthColours();
  const under = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const drag = useRef<readonly [number, number] | null>(null);

  useEffect(() => {
    const canvas = under.current;
    const picture = data.picture(kind, colours) ?? data.picture('rgb', colours);
    if (!canvas || !picture) return;
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
  }, [data, kind, colours]);

  const place = (clientX: number, clientY: number): readonly [number, number] => {
    const rect = box.current?.getBoundingClientRect();
    if (!rect) return [0, 0];
    const tall = shown.width / shown.ratio;
    return [
      shown.x + ((clientX - rect.left) / rect.width) * shown.width,
      shown.y + ((clientY - rect.top) / rect.height) * tall,
    ];
  };
  // React listens to the wheel passively; the page must not scroll under the picture.
  const latest = useRef({ place, shown, data, onWindow });
  latest.current = { place, shown, data, onWindow };
  useEffect(() => {
    const element = box.current;
    const onWheel = (event: WheelEvent): void => {
      const now = latest.current;
      event.preventDefault();
      now.onWindow(
        zoomed(
          now.data,
          now.shown,
          Math.exp(event.deltaY * 0.0015),
          now.place(event.clientX, event.clientY),
        ),
      );
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element?.removeEventListener('wheel', onWheel);
    };
  }, []);

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = event.shiftKey ? 10 : 1;
    const move = MOVES[event.key];
    const zoom = ZOOMS[event.key];
    if (!move && zoom === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const from = cursor.get() ?? {
      u: Math.round(shown.x + shown.width / 2),
      v: Math.round(shown.y + shown.width / shown.ratio / 2),
    };
    if (zoom !== undefined) {
      onWindow(zoomed(data, shown, zoom, [from.u, from.v]));
      return;
    }
    if (move)
      cursor.set({
        u: Math.max(0, Math.min(data.width - 1, from.u + move[0] * step)),
        v: Math.max(0, Math.min(data.height - 1, from.v + move[1] * step)),
      });
  };

  return (
    <div className="heat">
      <div
        ref={box}
        className="heat__picture"
        style={{ '--ratio': shown.ratio }}
        tabIndex={0}
        role="group"
        aria-label={`${props.name}. ${text('inspect.pictureKeys')}`}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = [event.clientX, event.clientY];
        }}
        onPointerMove={(event) => {
          const [x, y] = place(event.clientX, event.clientY);
          cursor.set({ u: Math.floor(x), v: Math.floor(y) });
          if (!drag.current) return;
          const rect = event.currentTarget.getBoundingClientRect();
          const scale = shown.width / rect.width;
          const [fromX, fromY] = drag.current;
          drag.current = [event.clientX, event.clientY];
          onWindow(
            moved(data, shown, (fromX - event.clientX) * scale, (fromY - event.clientY) * scale),
          );
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onPointerLeave={() => {
          cursor.set(null);
        }}
        onKeyDown={onKey}
      >
        <div className="heat__layer" style={layerStyle(data, shown)}>
          <canvas ref={under} role="img" aria-label={props.name} />
          {inspection ? (
            <HeatLayers inspection={inspection} line={props.line} truth={props.truth} />
          ) : null}
          <CursorCross cursor={cursor} picture={data} />
        </div>
        <span className="heat__legend-note readout">
          {inspection
            ? text('inspect.lineAt', { line: fixed(props.line ?? inspection.rule.threshold, 3) })
            : props.busy
              ? text('inspect.computing')
              : text('inspect.noHeat')}
        </span>
        <ReadOut data={data} inspection={inspection} cursor={cursor} />
      </div>
    </div>
  );
}

const MOVES: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const ZOOMS: Readonly<Record<string, number | undefined>> = { '+': 0.8, '=': 0.8, '-': 1.25 };

/** Score and depth under the cursor. */
function ReadOut(props: {
  readonly data: SampleData;
  readonly inspection: Inspection | null;
  readonly cursor: SharedCursor;
}): ReactElement | null {
  const { data, inspection, cursor } = props;
  const at = useSyncExternalStore(cursor.subscribe, cursor.get);
  if (!at) return null;
  const score = inspection ? scoreAt(mapOf(inspection).map, inspection, at.u, at.v) : null;
  const point = data.depth ? pointAt(data.depth, at.u + 0.5, at.v + 0.5) : null;
  return (
    <p className="heat__readout readout">
      {text('inspect.under', {
        x: at.u,
        y: at.v,
        score: score === null ? '–' : fixed(score, 3),
        z: point ? fixed(point[2], 1) : '–',
      })}
    </p>
  );
}
