/** What lies under the shared cursor (the centre while nobody points), kept up to date with frames; null without a live picture. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { pickAt, type Picked } from '../canvas/pick.js';
import type { CursorPoint } from '../canvas/cursor.js';
import { useCamera, useStudio } from '../state/context.js';

/** Read-outs change with the frames, but not faster than can be read. */
const REFRESH_MS = 150;

export interface CursorValue extends Picked {
  /** Position in the depth picture as shares of its size. */
  readonly depthX: number;
  readonly depthY: number;
  /** Position in the colour picture; null where it is not seen. */
  readonly colourX: number | null;
  readonly colourY: number | null;
  readonly pointed: boolean;
}

export function usePicked(): CursorValue | null {
  const { feed, cursor } = useStudio();
  const point = useSyncExternalStore(cursor.subscribe, cursor.get);
  const [, setTick] = useState(0);
  useEffect(() => {
    let last = 0;
    return feed.paint(() => {
      const now = performance.now();
      if (now - last < REFRESH_MS) return;
      last = now;
      setTick((n) => n + 1);
    });
  }, [feed]);
  // Of a picture that stands still nothing is read: it is not what the camera sees.
  const streaming = useCamera((state) => state.state?.status === 'streaming');
  return streaming ? valueAt(feed.latest(), point) : null;
}

function valueAt(
  frame: ReturnType<ReturnType<typeof useStudio>['feed']['latest']>,
  point: CursorPoint | null,
): CursorValue | null {
  if (!frame) return null;
  const { preview } = frame;
  const u = point?.u ?? Math.floor(preview.width / 2);
  const v = point?.v ?? Math.floor(preview.height / 2);
  const picked = pickAt(frame, u, v);
  return {
    ...picked,
    depthX: (u + 0.5) / preview.width,
    depthY: (v + 0.5) / preview.height,
    colourX: picked.colour ? (picked.colour.u + 0.5) / preview.colourWidth : null,
    colourY: picked.colour ? (picked.colour.v + 0.5) / preview.colourHeight : null,
    pointed: point !== null,
  };
}
