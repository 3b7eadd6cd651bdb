/**
 * The one view that all pictures of a sample share: where the image lies in a pane and how large its
 * pixels are. Outside of React: panes redraw when it changes, nothing is rendered anew.
 */
import type { ImagePoint } from '../../../core/annotation/document.js';
import type { Box } from '../../../core/annotation/shapes.js';

export interface ViewState {
  /** Screen pixels of one image pixel. */
  readonly scale: number;
  /** Image point at the middle of every pane. */
  readonly centre: ImagePoint;
}

export type Fit = 'window' | 'width' | 'object';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const MAX_SCALE = 32;
const MIN_SCALE = 0.05;
const ZOOM_STEP = 1.1;
/** Room around a fitted picture, screen pixels. */
const FIT_MARGIN = 12;

export class LinkedView {
  private current: ViewState = { scale: 1, centre: [0, 0] };
  private image: Size = { width: 1, height: 1 };
  private pane: Size = { width: 1, height: 1 };
  /** What the view keeps to while panes change their size. */
  private fitted: Fit | null = 'object';
  /** What is worth looking at; the whole picture where nothing stands out. */
  private object: Box | null = null;
  private readonly listeners = new Set<() => void>();

  get state(): ViewState {
    return this.current;
  }

  get = (): ViewState => this.current;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A view that the user chose is kept for pictures of the same size; a fitted one is fitted anew. */
  setImage(image: Size, object: Box | null): void {
    const same = image.width === this.image.width && image.height === this.image.height;
    this.image = { width: image.width, height: image.height };
    this.object = object;
    if (this.fitted) this.fit(this.fitted);
    else if (!same) this.fit('object');
  }

  setPane(pane: Size): void {
    if (pane.width === this.pane.width && pane.height === this.pane.height) return;
    this.pane = pane;
    if (this.fitted) this.fit(this.fitted);
    else this.set(this.current);
  }

  fit(to: Fit): void {
    const whole = { x0: 0, y0: 0, x1: this.image.width, y1: this.image.height };
    const box = to === 'object' ? (this.object ?? whole) : whole;
    const across = (this.pane.width - 2 * FIT_MARGIN) / (box.x1 - box.x0);
    const down = (this.pane.height - 2 * FIT_MARGIN) / (box.y1 - box.y0);
    const scale = to === 'width' ? across : Math.min(across, down);
    this.set({ scale, centre: [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2] });
    this.fitted = to;
  }

  /** Zooms so that the image point under `at` (pane pixels) stays where it is. */
  zoomAt(at: ImagePoint, factor: number): void {
    const scale = clampScale(this.current.scale * factor);
    const point = this.toImage(at);
    this.set({
      scale,
      centre: [
        point[0] - (at[0] - this.pane.width / 2) / scale,
        point[1] - (at[1] - this.pane.height / 2) / scale,
      ],
    });
  }

  /** One step of the wheel or of a key; `steps` may be a fraction. */
  zoomSteps(steps: number, at: ImagePoint = [this.pane.width / 2, this.pane.height / 2]): void {
    this.zoomAt(at, ZOOM_STEP ** steps);
  }

  setScale(scale: number): void {
    this.set({ ...this.current, scale });
  }

  /** By screen pixels. */
  pan(dx: number, dy: number): void {
    const { scale, centre } = this.current;
    this.set({ scale, centre: [centre[0] - dx / scale, centre[1] - dy / scale] });
  }

  /** Brings an image point into the middle where it is out of sight. */
  reveal(point: ImagePoint): void {
    const [x, y] = this.toPane(point);
    if (x < 0 || y < 0 || x > this.pane.width || y > this.pane.height)
      this.set({ ...this.current, centre: point });
  }

  toImage([x, y]: ImagePoint): ImagePoint {
    const { scale, centre } = this.current;
    return [
      centre[0] + (x - this.pane.width / 2) / scale,
      centre[1] + (y - this.pane.height / 2) / scale,
    ];
  }

  toPane([x, y]: ImagePoint): ImagePoint {
    const { scale, centre } = this.current;
    return [
      (x - centre[0]) * scale + this.pane.width / 2,
      (y - centre[1]) * scale + this.pane.height / 2,
    ];
  }

  private set(next: ViewState): void {
    this.fitted = null;
    const scale = clampScale(next.scale);
    // The picture never leaves the pane wholly: its edge stops at the middle.
    const keep = (value: number, size: number): number => Math.max(0, Math.min(size, value));
    this.current = {
      scale,
      centre: [keep(next.centre[0], this.image.width), keep(next.centre[1], this.image.height)],
    };
    for (const listener of this.listeners) listener();
  }
}

function clampScale(scale: number): number {
  return Math.max(MIN_SCALE, Math.min(MAX_SCALE, scale));
}
