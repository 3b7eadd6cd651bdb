/** The cursor shared by all views, in pixels of the depth preview; outside of React and the stores. */

export interface CursorPoint {
  readonly u: number;
  readonly v: number;
}

export class SharedCursor {
  private point: CursorPoint | null = null;
  private readonly listeners = new Set<() => void>();

  get = (): CursorPoint | null => this.point;

  set(point: CursorPoint | null): void {
    if (point?.u === this.point?.u && point?.v === this.point?.v) return;
    this.point = point;
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
