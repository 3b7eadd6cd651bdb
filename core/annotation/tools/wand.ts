/**
 * Magic wand: a press grows a region, dragging to the right takes in more, to the left less, and the
 * region becomes a polygon when the button comes up. States: idle, growing.
 */
import type { ImagePoint } from '../document.js';
import { regionPolygon, suggestTolerance, type WandRegion } from '../wand.js';
import type { Draft, Tool, ToolHost, ToolInput } from './tool.js';

/** Screen pixels that double the tolerance, and those that an unsteady hand may move. */
const DOUBLE_PX = 160;
const STEADY_PX = 4;
const LEAST = 0.05;
const MOST = 6;

export class WandTool implements Tool {
  state: 'idle' | 'growing' = 'idle';
  private region: WandRegion | null = null;
  private points: readonly ImagePoint[] | null = null;
  private startX = 0;
  private first = 1;
  private tolerance = 1;

  constructor(private readonly host: ToolHost) {}

  get draft(): Draft | null {
    if (this.state === 'idle') return null;
    return { kind: 'region', points: this.points, tolerance: this.tolerance };
  }

  down(input: ToolInput): void {
    this.region = this.host.grow(input.point);
    if (!this.region) return;
    this.state = 'growing';
    this.startX = input.point[0];
    this.first = suggestTolerance(this.region);
    this.setTolerance(this.first);
  }

  move(input: ToolInput): void {
    if (this.state === 'idle') return;
    const dragged = (input.point[0] - this.startX) / this.host.pixel;
    const beyond = Math.sign(dragged) * Math.max(0, Math.abs(dragged) - STEADY_PX);
    this.setTolerance(this.first * 2 ** (beyond / DOUBLE_PX));
  }

  up(): void {
    if (this.state === 'idle') return;
    const { points } = this;
    this.reset();
    if (points) this.host.add('wand', [this.host.newShape('polygon', points)]);
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

  private setTolerance(value: number): void {
    const next = Math.max(LEAST, Math.min(MOST, value));
    if (next === this.tolerance && this.points) return;
    this.tolerance = next;
    this.points = this.region ? regionPolygon(this.region, next) : null;
    this.host.changed();
  }

  private reset(): void {
    this.state = 'idle';
    this.region = null;
    this.points = null;
  }
}
