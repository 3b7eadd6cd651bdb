/**
 * Polygon, linestrip and subtract: click for click, or drawn freely with the button held. A click on
 * the first point, Enter or a double-click ends it. States: idle, drawing, pressing, tracing.
 */
import type { ImagePoint } from '../document.js';
import { distance } from '../shapes.js';
import { simplify } from '../simplify.js';
import type { Draft, Tool, ToolHost, ToolInput } from './tool.js';

type State = 'idle' | 'drawing' | 'pressing' | 'tracing';

/** Screen pixels that the pointer must go, held down, before it draws freely. */
const TRACE_AFTER_PX = 7;
/** Screen pixels between points of a free line, and how far it may be smoothed. */
const TRACE_STEP_PX = 2.5;
const TRACE_SMOOTH_PX = 1.2;
/** Screen pixels within which a second click is the same point. */
const SAME_POINT_PX = 1.5;

export class PathTool implements Tool {
  state: State = 'idle';
  private points: ImagePoint[] = [];
  private to: ImagePoint | null = null;
  private closing = false;
  /** Where the button went down, and the first point that is drawn freely since. */
  private pressed: { readonly at: ImagePoint; readonly from: number } | null = null;

  constructor(
    private readonly host: ToolHost,
    private readonly kind: 'polygon' | 'linestrip' | 'subtract',
  ) {}

  get draft(): Draft | null {
    if (this.state === 'idle') return null;
    return {
      kind: 'path',
      points: this.points,
      to: this.to,
      closed: this.closed,
      closing: this.closing,
      cut: this.kind === 'subtract',
    };
  }

  private get closed(): boolean {
    return this.kind !== 'linestrip';
  }

  down(input: ToolInput): void {
    const point = this.place(input);
    if (this.state === 'idle') {
      this.points = [point];
      this.press(input, 1);
      return;
    }
    if (this.closes(input)) {
      this.finish();
      return;
    }
    const last = this.points.at(-1);
    // The second click of a double-click adds nothing.
    if (!last || distance(last, point) >= this.host.pixel * SAME_POINT_PX) this.points.push(point);
    if (this.kind === 'linestrip' && input.ctrl) {
      this.finish();
      return;
    }
    this.press(input, this.points.length);
  }

  move(input: ToolInput): void {
    if (this.state === 'idle') return;
    if (this.state === 'pressing' && this.pressed) {
      const away = distance(this.pressed.at, input.point);
      if (away > TRACE_AFTER_PX * this.host.pixel) this.state = 'tracing';
    }
    this.closing = this.closes(input);
    if (this.state === 'tracing') {
      const last = this.points.at(-1);
      const { point } = this.host.snap(input.point, { tolerance: 0 });
      if (!last || distance(last, point) >= TRACE_STEP_PX * this.host.pixel)
        this.points.push(point);
      this.to = null;
    } else this.to = this.closing ? (this.points[0] ?? null) : this.place(input);
    this.host.changed();
  }

  up(input: ToolInput): void {
    if (this.state === 'tracing' && this.pressed) {
      // A finished free line keeps what it looks like, not every pixel of it.
      const free = this.points.splice(this.pressed.from - 1);
      this.points.push(...simplify(free, TRACE_SMOOTH_PX * this.host.pixel, false));
      if (this.closes(input)) {
        this.finish();
        return;
      }
    }
    this.pressed = null;
    if (this.state !== 'idle') this.state = 'drawing';
    this.host.changed();
  }

  doubleClick(): void {
    this.finish();
  }

  finish(): boolean {
    if (this.state === 'idle') return false;
    const points = withoutRepeats(this.points, this.closed);
    // Too few to be anything: drawing goes on.
    if (points.length < (this.closed ? 3 : 2)) return true;
    this.reset();
    if (this.kind === 'subtract') this.host.subtract(points);
    else this.host.add(this.kind, [this.host.newShape(this.kind, points)]);
    this.host.changed();
    return true;
  }

  cancel(): boolean {
    if (this.state === 'idle') return false;
    this.reset();
    this.host.changed();
    return true;
  }

  back(): boolean {
    if (this.state === 'idle') return false;
    this.points.pop();
    this.pressed = null;
    this.closing = false;
    if (this.points.length === 0) this.reset();
    else this.state = 'drawing';
    this.host.changed();
    return true;
  }

  private press(input: ToolInput, from: number): void {
    this.state = 'pressing';
    this.pressed = { at: input.point, from };
    this.to = null;
    this.closing = false;
    this.host.changed();
  }

  private place(input: ToolInput): ImagePoint {
    const last = this.points.at(-1);
    if (input.shift && last && this.state !== 'idle')
      return this.host.snap(input.point, { anchor: last }).point;
    return this.host.snap(input.point).point;
  }

  private closes(input: ToolInput): boolean {
    const [first] = this.points;
    if (!this.closed || !first || this.points.length < 3) return false;
    return distance(first, input.point) <= this.host.reach(input.pointer);
  }

  private reset(): void {
    this.state = 'idle';
    this.points = [];
    this.to = null;
    this.closing = false;
    this.pressed = null;
  }
}

function withoutRepeats(points: readonly ImagePoint[], closed: boolean): ImagePoint[] {
  const kept = points.filter((point, i) => {
    const before = points[i - 1];
    return before?.[0] !== point[0] || before[1] !== point[1];
  });
  const first = kept[0];
  const last = kept.at(-1);
  if (closed && kept.length > 3 && first && last && first[0] === last[0] && first[1] === last[1])
    kept.pop();
  return kept;
}
