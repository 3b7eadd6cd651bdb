/** Pairs depth and colour by device time: the nearest colour frame wins, however far it is. */

export interface Stamped {
  readonly deviceTimeMs: number;
}

/** The candidate nearest to `target` in device time; null without candidates. */
export function nearestByTime<T extends Stamped>(
  target: Stamped,
  candidates: readonly T[],
): T | null {
  let best: T | null = null;
  for (const candidate of candidates) {
    const delta = Math.abs(candidate.deviceTimeMs - target.deviceTimeMs);
    if (!best || delta < Math.abs(best.deviceTimeMs - target.deviceTimeMs)) best = candidate;
  }
  return best;
}
