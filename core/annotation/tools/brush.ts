/** Brush and eraser: a stroke on an exact mask, handed over when the button comes up. States: idle, painting. */
import type { ImagePoint } from '../document.js';
import { emptyMask, joinRanges, stamp, type Mask, type PixelRange } from '../mask.js';
import { toEighth } from '../snap.js';
import type { Draft, Tool, ToolHost, ToolInput } from './tool.js';

export class BrushTool implements Tool {
  state: 'idle' | 'painting' = 'idle';
  private mask: Mask | null = null;
  private range: PixelRange | null = null;
  private last: { readonly point: ImagePoint; readonly radius: number } | null = null;
  private start: ImagePoint = [0, 0];

  constructor(
    private readonly host: ToolHost,
    private readonly erase: boolean,
  ) {}

  get draft(): Draft | null {
    if (!this.mask) return null;
    return { kind: 'stroke', mask: this.mask, range: this.range, erase: this.erase };
  }

  down(input: ToolInput): void {
    this.state = 'painting';
    this.mask = emptyMask(this.host.document.width, this.host.document.height);
    this.range = null;
    this.start = input.point;
    this.last = { point: input.point, radius: this.radius(input) };
    this.paint(input);
  }

  move(input: ToolInput): void {
    if (this.state === 'painting') this.paint(input);
  }

  up(): void {
    const { mask } = this;
    if (!mask) return;
    this.reset();
    this.host.applyStroke(mask, this.erase);
    this.host.changed();
  }

  finish(): boolean {
    if (this.state === 'idle') return false;
    this.up();
    return true;
  }

  cancel(): boolean {
    if (this.state === 'idle') return false;
    this.reset();
    this.host.changed();
    return true;
  }

  back(): boolean {
    return this.cancel();
  }

  private paint(input: ToolInput): void {
    if (!this.mask || !this.last) return;
    const point = input.shift ? toEighth(this.start, input.point) : input.point;
    const radius = this.radius(input);
    const there = stamp(this.mask, this.last.point, point, this.last.radius, radius);
    this.range = joinRanges(this.range, there);
    this.last = { point, radius };
    this.host.changed();
  }

  /** A pen's pressure scales the brush from a fifth to its full size. */
  private radius(input: ToolInput): number {
    const full = this.host.brushRadiusPx;
    if (input.pointer !== 'pen' || !this.host.pressureSizes) return full;
    return full * (0.2 + 0.8 * Math.max(0, Math.min(1, input.pressure)));
  }

  private reset(): void {
    this.state = 'idle';
    this.mask = null;
    this.range = null;
    this.last = null;
  }
}
