/**
 * One live picture: a canvas painted by the feed, the shared cursor over it (pointer and arrow
 * keys), and whatever the view lays on top. Positions are shares of the picture, so they scale.
 */
import { useEffect, useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import { text } from '../../core/text/index.js';
import { depthPixelOf } from '../canvas/pick.js';
import type { CursorPoint } from '../canvas/cursor.js';
import type { Painter } from '../state/feed.js';
import { useCamera, useCapture, useStudio } from '../state/context.js';
import { Crosshair } from './Crosshair.js';
import { FaultOverlay } from './FaultOverlay.js';

export function Picture(props: {
  readonly label: string;
  /** Which picture the canvas shows: the cursor is kept in depth pixels. */
  readonly grid: 'colour' | 'depth';
  readonly paint: (canvas: HTMLCanvasElement) => Painter;
  /** Changes when the painter must be made again. */
  readonly paintKey: string;
  readonly children?: ReactNode;
}): ReactElement {
  const { feed, cursor } = useStudio();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { paint, paintKey } = props;
  const paintRef = useRef(paint);
  paintRef.current = paint;
  useEffect(() => {
    if (!canvas.current) return;
    return feed.paint(paintRef.current(canvas.current));
  }, [feed, paintKey]);

  const ratio = useCamera((state) =>
    state.state?.profile ? state.state.profile.width / state.state.profile.height : 16 / 9,
  );
  const frozen = useCapture((state) => state.frozen);
  const dimmed = useCamera((state) => state.state?.status !== 'streaming');

  const point = (shareX: number, shareY: number): CursorPoint | null => {
    const frame = feed.latest();
    if (!frame) return null;
    const { preview } = frame;
    if (props.grid === 'depth')
      return {
        u: Math.floor(shareX * preview.width),
        v: Math.floor(shareY * preview.height),
      };
    return depthPixelOf(frame, shareX * preview.colourWidth, shareY * preview.colourHeight);
  };

  const onKey = (event: KeyboardEvent): void => {
    const frame = feed.latest();
    const step = event.shiftKey ? 10 : 1;
    const move = MOVES[event.key];
    if (!frame || !move || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { width, height } = frame.preview;
    const from = cursor.get() ?? { u: Math.floor(width / 2), v: Math.floor(height / 2) };
    cursor.set({
      u: Math.max(0, Math.min(width - 1, from.u + move[0] * step)),
      v: Math.max(0, Math.min(height - 1, from.v + move[1] * step)),
    });
  };

  return (
    <div className="picture" style={{ '--ratio': ratio }}>
      <div
        className={`picture__box ${dimmed ? 'picture__box--dimmed' : ''}`}
        tabIndex={0}
        role="group"
        aria-label={`${props.label}. ${text('capture.view.cursorKeys')}`}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          cursor.set(
            point((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height),
          );
        }}
        onPointerLeave={() => {
          cursor.set(null);
        }}
        onKeyDown={onKey}
      >
        <canvas ref={canvas} role="img" aria-label={props.label} width={16} height={9} />
        <Crosshair grid={props.grid} />
        {props.children}
        {frozen ? <span className="readout picture__frozen">{text('capture.frozen')}</span> : null}
      </div>
      <FaultOverlay />
    </div>
  );
}

const MOVES: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
