/**
 * The last 30 seconds of each measure, for the sparklines. Sampled twice a second outside the
 * stores; listeners redraw at that pace only.
 */
import type { LiveMeasures } from '../../core/contract/schema/camera.js';

export const HISTORY_SECONDS = 30;
const INTERVAL_MS = 500;
const LENGTH = (HISTORY_SECONDS * 1000) / INTERVAL_MS;

export const TRACKED = [
  'tilt',
  'distance',
  'fillRate',
  'planeRms',
  'temporalNoise',
  'sharpness',
] as const;
export type Tracked = (typeof TRACKED)[number];

/** The tracked value of a measurement in the gauge's own unit (deg, mm, %, mm, mm, 1). */
export function trackedValue(live: LiveMeasures, name: Tracked): number | null {
  const { measures } = live;
  switch (name) {
    case 'tilt':
      return measures.tiltDeg;
    case 'distance':
      return measures.distanceMm;
    case 'fillRate':
      return measures.fillRate * 100;
    case 'planeRms':
      return measures.planeRmsMm;
    case 'temporalNoise':
      return live.temporalNoiseMm;
    case 'sharpness':
      return measures.sharpness;
  }
}

export class MeasureHistory {
  private readonly values = new Map<Tracked, (number | null)[]>();
  private readonly listeners = new Set<() => void>();
  private lastMs = 0;
  private revision = 0;

  add(live: LiveMeasures): void {
    if (live.atMs - this.lastMs < INTERVAL_MS) return;
    this.lastMs = live.atMs;
    for (const name of TRACKED) {
      const list = this.values.get(name) ?? [];
      list.push(trackedValue(live, name));
      if (list.length > LENGTH) list.shift();
      this.values.set(name, list);
    }
    this.tell();
  }

  clear(): void {
    this.values.clear();
    this.lastMs = 0;
    this.tell();
  }

  /** Oldest first, at most `HISTORY_SECONDS` long; null where nothing could be measured. */
  of(name: Tracked): readonly (number | null)[] {
    return this.values.get(name) ?? [];
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  version = (): number => this.revision;

  private tell(): void {
    this.revision += 1;
    for (const listener of this.listeners) listener();
  }
}

/** Full length of a history, for the x axis. */
export const HISTORY_LENGTH = LENGTH;
