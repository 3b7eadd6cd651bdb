/**
 * The live pictures: previews, at most one per animation frame, drawn by whoever paints. Credit goes
 * back on arrival while nothing waits to be drawn, else after the drawing: one picture can be under way
 * while one is drawn. A picture that was held up on its way and is caught up by the next one before the
 * page could draw it is drawn first; one that the page itself leaves waiting is dropped. So a slow or
 * hidden page gets fewer pictures, never a queue.
 */
import type { Preview } from '../../core/contract/schema/camera.js';
import type { Link } from '../bridge/link.js';

/** A preview with views of its pixels: RGB8 and raw depth counts (0 = no data). */
export interface LiveFrame {
  readonly preview: Preview;
  readonly rgb: Uint8Array;
  readonly counts: Uint16Array;
}

export type Painter = (frame: LiveFrame) => void;

/** Name of the User Timing entry of each drawn preview; its detail holds latencyMs. */
export const PREVIEW_MEASURE = 'pd-studio-preview';

/** Splits the bytes of a preview; null where they are too short for their sizes. */
export function liveFrame(preview: Preview): LiveFrame | null {
  const { bytes } = preview;
  const rgbLength = preview.colourWidth * preview.colourHeight * 3;
  const pixels = preview.width * preview.height;
  const start = preview.depthOffset;
  if (rgbLength > start || start + pixels * 2 > bytes.byteLength) return null;
  const rgb = bytes.subarray(0, rgbLength);
  const at = bytes.byteOffset + start;
  const counts =
    at % 2 === 0
      ? new Uint16Array(bytes.buffer, at, pixels)
      : new Uint16Array(bytes.slice(start, start + pixels * 2).buffer);
  return { preview, rgb, counts };
}

/** An animation frame at 60 per second, and a little: what waits longer waits for a slow page. */
const CAUGHT_UP_MS = 20;

interface Waiting {
  readonly frame: LiveFrame | null;
  readonly arrivedMs: number;
  /** Gives the credit back; null where it has gone back already. */
  more: (() => void) | null;
}

export class FrameFeed {
  private readonly painters = new Set<Painter>();
  private stopListening: (() => void) | null = null;
  private current: LiveFrame | null = null;
  /** To be drawn, oldest first; never more than two. */
  private waiting: Waiting[] = [];
  private scheduled = false;
  private isFrozen = false;

  constructor(
    private readonly link: Link,
    private readonly schedule: (run: () => void) => void = (run) => {
      requestAnimationFrame(run);
    },
    private readonly now: () => number = () => performance.now(),
  ) {}

  latest(): LiveFrame | null {
    return this.current;
  }

  /** Paints the latest frame at once where there is one, then every new one. */
  paint(painter: Painter): () => void {
    this.painters.add(painter);
    if (this.current) painter(this.current);
    this.stopListening ??= this.link.listen('camera.preview', (preview, more) => {
      this.arrived({ frame: liveFrame(preview), arrivedMs: this.now(), more });
    });
    return () => {
      this.painters.delete(painter);
      if (this.painters.size > 0) return;
      this.stopListening?.();
      this.stopListening = null;
      this.waiting = [];
    };
  }

  /** A frozen feed keeps its picture and asks for no more. */
  freeze(frozen: boolean): void {
    this.isFrozen = frozen;
    if (!frozen) this.request();
  }

  /** Forgets the picture, when another source opens. */
  clear(): void {
    this.current = null;
  }

  /** Draws the current frame again, after a change of palette or range. */
  redraw(): void {
    const frame = this.current;
    if (frame) for (const painter of this.painters) painter(frame);
  }

  private arrived(next: Waiting): void {
    const [before] = this.waiting;
    if (before && next.arrivedMs - before.arrivedMs > CAUGHT_UP_MS) this.waiting = [];
    const early = before === undefined && !this.isFrozen;
    this.waiting = [...this.waiting.slice(-1), next];
    if (early) giveBack(next);
    this.request();
  }

  private request(): void {
    if (this.scheduled || this.isFrozen || this.waiting.length === 0) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  private draw(): void {
    const next = this.isFrozen ? undefined : this.waiting.shift();
    if (!next) return;
    const { frame } = next;
    if (frame) {
      const start = performance.now();
      this.current = frame;
      for (const painter of this.painters) painter(frame);
      const detail = {
        frameNumber: frame.preview.frameNumber,
        latencyMs: Date.now() - frame.preview.capturedAtMs,
      };
      // Observers get the entry; the buffer must not grow with every frame.
      performance.measure(PREVIEW_MEASURE, { start, end: performance.now(), detail });
      performance.clearMeasures(PREVIEW_MEASURE);
    }
    giveBack(next);
    // The other one waits for the next animation frame only.
    for (const other of this.waiting) giveBack(other);
    this.request();
  }
}

function giveBack(waiting: Waiting): void {
  const { more } = waiting;
  waiting.more = null;
  more?.();
}
