/** Small views of the same part beside the large one, with its cursor: a click makes one large. */
import { useEffect, useMemo, useRef, type ReactElement, type ReactNode } from 'react';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import type { MapGrid } from '../../core/inspect/contour.js';
import { text } from '../../core/text/index.js';
import type { SampleData } from '../annotate/sample-data.js';
import type { SharedCursor } from '../canvas/cursor.js';
import { useDepthColours } from '../capture/useDepthColours.js';
import { useInspect } from '../state/context.js';
import type { InspectView } from '../state/inspect.js';
import { CursorCross } from './CursorCross.js';
import { drawHeat, pathsOf } from './HeatLayers.js';
import { layerStyle, type PictureWindow } from './window.js';

interface Shared {
  readonly data: SampleData;
  readonly window: PictureWindow;
  readonly cursor: SharedCursor;
}

export function SideViews(
  props: Shared & {
    readonly inspection: Inspection | null;
    readonly truth: MapGrid | null;
  },
): ReactElement {
  const { data, inspection, truth } = props;
  const view = useInspect((state) => state.view);
  const { set } = useInspect((state) => state.actions);
  const shared = { data, window: props.window, cursor: props.cursor };
  const pick = (value: InspectView) => (): void => {
    set({ view: value });
  };
  return (
    <div className="side-views" role="group" aria-label={text('inspect.sideViews')}>
      {(['rgb', 'depth', 'relief'] as const)
        .filter((kind) => kind === 'rgb' || data.depth !== null)
        .map((kind) => (
          <Tile
            key={kind}
            {...shared}
            label={text(`inspect.view.${kind}`)}
            current={view === kind}
            onPick={pick(kind)}
          >
            <PictureLayer data={data} kind={kind} />
          </Tile>
        ))}
      {inspection ? (
        <Tile {...shared} label={text('inspect.view.map')} current={false} onPick={null}>
          <MapLayer inspection={inspection} />
        </Tile>
      ) : null}
      {truth ? (
        <Tile {...shared} label={text('inspect.view.truth')} current={false} onPick={null}>
          <TruthLayer truth={truth} picture={data} />
        </Tile>
      ) : null}
    </div>
  );
}

function Tile(
  props: Shared & {
    readonly label: string;
    readonly current: boolean;
    /** null: a view that cannot be made large. */
    readonly onPick: (() => void) | null;
    readonly children: ReactNode;
  },
): ReactElement {
  const { data } = props;
  const picture = (
    <span className="side-view__picture" style={{ aspectRatio: props.window.ratio }}>
      <span className="heat__layer" style={layerStyle(data, props.window)}>
        {props.children}
        <CursorCross cursor={props.cursor} picture={data} />
      </span>
    </span>
  );
  return props.onPick === null ? (
    <div className="side-view">
      <span className="side-view__label">{props.label}</span>
      {picture}
    </div>
  ) : (
    <button type="button" className="side-view" aria-pressed={props.current} onClick={props.onPick}>
      <span className="side-view__label">{props.label}</span>
      {picture}
    </button>
  );
}

function PictureLayer(props: {
  readonly data: SampleData;
  readonly kind: 'rgb' | 'depth' | 'relief';
}): ReactElement {
  const { data, kind } = props;
  const colours = useDepthColours();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const picture = data.picture(kind, colours);
    if (!canvas.current || !picture) return;
    canvas.current.width = picture.width;
    canvas.current.height = picture.height;
    canvas.current.getContext('2d')?.drawImage(picture, 0, 0);
  }, [data, kind, colours]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

function MapLayer({ inspection }: { readonly inspection: Inspection }): ReactElement {
  const palette = useInspect((state) => state.heat.palette);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current)
      drawHeat(canvas.current, inspection, {
        palette,
        clearBelow: false,
        threshold: inspection.rule.threshold,
      });
  }, [inspection, palette]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

function TruthLayer(props: {
  readonly truth: MapGrid;
  readonly picture: { readonly width: number; readonly height: number };
}): ReactElement {
  const { truth, picture } = props;
  const path = useMemo(() => pathsOf(truth, 0.5, picture), [truth, picture]);
  return (
    <svg
      className="heat__lines"
      viewBox={`0 0 ${picture.width.toString()} ${picture.height.toString()}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} className="heat__truth heat__truth--filled" />
    </svg>
  );
}
