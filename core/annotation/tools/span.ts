/**
 * Rectangle, circle, line and section: from one point to another, dragged or clicked twice. Shift makes
 * a square and turns a line by steps of 45 degrees. States: idle, dragging, placing.
 */
import type { ImagePoint } from '../document.js';
import { distance } from '../shapes.js';
import { toEighth } from '../snap.js';
import type { Draft, Tool, ToolHost, ToolInput } from './tool.js';

type State = 'idle' | 'dragging' | 'placing';

/** Screen pixels below which a drag is a click. */
const CLICK_PX = 4;

export class SpanTool implements Tool {
  state: State = 'idle';
  private a: ImagePoint = [0, 0];
  private b: ImagePoint = [0, 0];

  constructor(
    private readonly host: ToolHost,
    private readonly kind: 'rectangle' | 'circle' | 'line' | 'section',
  ) {}

  get draft(): Draft | null {
    if (this.state === 'idle') return null;
    return { kind: 'span', shape: this.kind, a: this.a, b: this.b };
  }

  down(input: ToolInput): void {
    if (this.state === 'placing') {
      this.b = this.place(input);
      this.commit();
      return;
    }
    const ends = this.kind === 'section' ? this.host.section : null;
    // An end of the section that is there is taken up again.
    const near = (end: ImagePoint): boolean =>
      distance(end, input.point) <= this.host.reach(input.pointer) * 1.5;
    if (ends && near(ends.a)) this.a = ends.b;
    else if (ends && near(ends.b)) this.a = ends.a;
    else this.a = this.free(input);
    this.b = this.place(input);
    this.state = 'dragging';
    this.host.changed();
  }

  move(input: ToolInput): void {
    if (this.state === 'idle') return;
    this.b = this.place(input);
    if (this.kind === 'section' && this.isLong()) this.host.setSection({ a: this.a, b: this.b });
    this.host.changed();
  }

  up(input: ToolInput): void {
    if (this.state !== 'dragging') return;
    this.b = this.place(input);
    if (this.isLong()) this.commit();
    else this.state = 'placing';
    this.host.changed();
  }

  finish(): boolean {
    if (this.state === 'idle') return false;
    if (this.isLong()) this.commit();
    return true;
  }

  cancel(): boolean {
    if (this.state === 'idle') return false;
    this.state = 'idle';
    this.host.changed();
    return true;
  }

  back(): boolean {
    return this.cancel();
  }

  private isLong(): boolean {
    return distance(this.a, this.b) > CLICK_PX * this.host.pixel;
  }

  /** A section is a measure: it does not snap. */
  private free(input: ToolInput): ImagePoint {
    return this.kind === 'section'
      ? this.host.snap(input.point, { tolerance: 0 }).point
      : this.host.snap(input.point).point;
  }

  private place(input: ToolInput): ImagePoint {
    const free = this.free(input);
    if (!input.shift || this.kind === 'circle') return free;
    if (this.kind !== 'rectangle')
      return this.host.snap(toEighth(this.a, input.point), { tolerance: 0 }).point;
    const side = Math.max(Math.abs(free[0] - this.a[0]), Math.abs(free[1] - this.a[1]));
    return [
      this.a[0] + side * Math.sign(free[0] - this.a[0]),
      this.a[1] + side * Math.sign(free[1] - this.a[1]),
    ];
  }

  private commit(): void {
    this.state = 'idle';
    if (this.kind === 'section') this.host.setSection({ a: this.a, b: this.b });
    else if (distance(this.a, this.b) > 0)
      this.host.add(this.kind, [this.host.newShape(this.kind, [this.a, this.b])]);
    this.host.changed();
  }
}
