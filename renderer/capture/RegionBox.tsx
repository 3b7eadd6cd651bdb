/**
 * The box that the plane fit leaves out: move it by dragging its label, resize it by its corners, or
 * with the arrow keys (Shift for larger steps). Shares of the picture.
 */
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import type { LevelRegion } from '../../core/contract/schema/camera.js';
import { DEFAULT_REGION } from '../../core/levelling/measurer.js';
import { text } from '../../core/text/index.js';
import { useCapture, useStudio } from '../state/context.js';
import { attempt } from '../state/studio.js';

type Handle = 'move' | 'x0y0' | 'x1y0' | 'x0y1' | 'x1y1';
const CORNERS = ['x0y0', 'x1y0', 'x0y1', 'x1y1'] as const;

/** A box smaller than this is lost under its own handles. */
const SMALLEST = 0.1;
/** The fit needs a border: this much stays on each side. */
const BORDER = 0.03;

/** The region after moving a handle by shares of the picture; stays inside and larger than SMALLEST. */
export function moveRegion(
  region: LevelRegion,
  handle: Handle,
  dx: number,
  dy: number,
): LevelRegion {
  const low = BORDER;
  const high = 1 - BORDER;
  if (handle === 'move') {
    const mx = Math.max(low - region.x0, Math.min(high - region.x1, dx));
    const my = Math.max(low - region.y0, Math.min(high - region.y1, dy));
    return { x0: region.x0 + mx, x1: region.x1 + mx, y0: region.y0 + my, y1: region.y1 + my };
  }
  const left = handle.startsWith('x0');
  const top = handle.endsWith('y0');
  return {
    x0: left ? Math.max(low, Math.min(region.x1 - SMALLEST, region.x0 + dx)) : region.x0,
    x1: left ? region.x1 : Math.min(high, Math.max(region.x0 + SMALLEST, region.x1 + dx)),
    y0: top ? Math.max(low, Math.min(region.y1 - SMALLEST, region.y0 + dy)) : region.y0,
    y1: top ? region.y1 : Math.min(high, Math.max(region.y0 + SMALLEST, region.y1 + dy)),
  };
}

const KEY_STEPS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function RegionBox(): ReactElement {
  const studio = useStudio();
  const stored = useCapture((state) => state.region);
  const [draft, setDraft] = useState<LevelRegion | null>(null);
  const start = useRef<{ x: number; y: number; region: LevelRegion } | null>(null);
  const region = draft ?? stored;

  const commit = (next: LevelRegion): void => {
    setDraft(null);
    studio.capture.getState().actions.setRegion(next);
    void attempt(studio, studio.link.call('camera.setRegion', next));
  };

  const handlers = (handle: Handle): object => ({
    onPointerDown(event: PointerEvent) {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, y: event.clientY, region };
    },
    onPointerMove(event: PointerEvent) {
      const from = start.current;
      const picture = event.currentTarget.closest('.picture__box');
      if (!from || !picture) return;
      event.stopPropagation();
      const box = picture.getBoundingClientRect();
      setDraft(
        moveRegion(
          from.region,
          handle,
          (event.clientX - from.x) / box.width,
          (event.clientY - from.y) / box.height,
        ),
      );
    },
    onPointerUp() {
      start.current = null;
      if (draft) commit(draft);
    },
    onKeyDown(event: KeyboardEvent) {
      const step = KEY_STEPS[event.key];
      if (event.key === 'Home') {
        event.preventDefault();
        commit(DEFAULT_REGION);
      }
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const size = event.shiftKey ? 0.05 : 0.01;
      commit(moveRegion(region, handle, step[0] * size, step[1] * size));
    },
  });

  const pc = (share: number): string => `${(share * 100).toFixed(2)}%`;
  return (
    <div
      className="region"
      style={{
        left: pc(region.x0),
        top: pc(region.y0),
        width: pc(region.x1 - region.x0),
        height: pc(region.y1 - region.y0),
      }}
    >
      <button
        type="button"
        className="readout region__move"
        title={text('capture.region.hint')}
        {...handlers('move')}
      >
        <i>{text('capture.region.label')}</i>
        <span className="sr">{text('capture.region.move')}</span>
      </button>
      {CORNERS.map((corner) => (
        <button
          key={corner}
          type="button"
          className={`region__corner region__corner--${corner}`}
          aria-label={text(`capture.region.${corner}`)}
          {...handlers(corner)}
        />
      ))}
    </div>
  );
}
