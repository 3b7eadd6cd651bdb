/**
 * Fewer points with the same look. Douglas and Peucker (Cartographica 10, 1973) keeps within a
 * distance, Visvalingam and Whyatt (Cartographic Journal 30, 1993) drops the smallest triangles.
 */
import type { ImagePoint } from './document.js';
import { distance, nearestOnSegment } from './shapes.js';

/**
 * No dropped point lies farther than `tolerancePx` from the new outline. A closed outline keeps at
 * least three points; 0 drops only points on straight lines.
 */
export function simplify(
  points: readonly ImagePoint[],
  tolerancePx: number,
  closed: boolean,
): readonly ImagePoint[] {
  const least = closed ? 3 : 2;
  if (points.length <= least) return points;
  if (!closed) return pick(points, keptBetween(points, 0, points.length - 1, tolerancePx));
  // A ring is cut at two points that are far apart; both are corners of its hull.
  const first = farthest(points, points[0]!);
  const turned = [...points.slice(first), ...points.slice(0, first), points[first]!];
  const second = farthest(turned.slice(0, -1), turned[0]!);
  const kept = new Set([
    ...keptBetween(turned, 0, second, tolerancePx),
    ...keptBetween(turned, second, turned.length - 1, tolerancePx),
  ]);
  kept.delete(turned.length - 1);
  if (kept.size < 3) return visvalingam(points, Infinity, true);
  return pick(
    turned,
    [...kept].sort((a, b) => a - b),
  );
}

function farthest(points: readonly ImagePoint[], from: ImagePoint): number {
  let best = 0;
  let away = -1;
  points.forEach((point, i) => {
    const d = distance(point, from);
    if (d > away) {
      away = d;
      best = i;
    }
  });
  return best;
}

function pick(points: readonly ImagePoint[], indexes: readonly number[]): ImagePoint[] {
  return indexes.map((i) => points[i]!);
}

/** Indexes kept from `from` to `to`, both of them too. A stack of its own: recursion could overflow. */
function keptBetween(
  points: readonly ImagePoint[],
  from: number,
  to: number,
  tolerance: number,
): number[] {
  const kept = new Set([from, to]);
  const open: [number, number][] = [[from, to]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [a, b] = next;
    let worst = tolerance;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const away = distance(points[i]!, nearestOnSegment(points[i]!, points[a]!, points[b]!));
      if (away > worst) {
        worst = away;
        at = i;
      }
    }
    if (at < 0) continue;
    kept.add(at);
    open.push([a, at], [at, b]);
  }
  return [...kept].sort((a, b) => a - b);
}

/** Drops points whose triangle with their neighbours is smaller than `areaPx2`, smallest first. */
export function visvalingam(
  points: readonly ImagePoint[],
  areaPx2: number,
  closed: boolean,
): readonly ImagePoint[] {
  const n = points.length;
  const least = closed ? 3 : 2;
  if (n <= least) return points;
  const before = Int32Array.from({ length: n }, (_, i) => i - 1);
  const after = Int32Array.from({ length: n }, (_, i) => (i + 1 < n ? i + 1 : -1));
  if (closed) {
    before[0] = n - 1;
    after[n - 1] = 0;
  }
  const area = (i: number): number => {
    const b = before[i]!;
    const a = after[i]!;
    if (b < 0 || a < 0) return Infinity;
    const [x0, y0] = points[b]!;
    const [x1, y1] = points[i]!;
    const [x2, y2] = points[a]!;
    return Math.abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2;
  };
  const areas = Float64Array.from({ length: n }, (_, i) => area(i));
  const gone = new Uint8Array(n);
  const heap = new Heap(areas);
  for (let i = 0; i < n; i++) heap.push(i);
  let left = n;
  while (left > least) {
    const i = heap.pop();
    if (i < 0 || !(areas[i]! < areaPx2)) break;
    gone[i] = 1;
    left -= 1;
    const b = before[i]!;
    const a = after[i]!;
    if (b >= 0) after[b] = a;
    if (a >= 0) before[a] = b;
    for (const j of [b, a]) {
      if (j < 0) continue;
      // Never smaller than what was dropped already, so that the order of dropping is kept.
      areas[j] = Math.max(area(j), areas[i]!);
      heap.update(j);
    }
  }
  return points.filter((_, i) => gone[i] === 0);
}

/** A binary heap of indexes by their areas. */
class Heap {
  private readonly list: number[] = [];
  private readonly place: Int32Array;

  constructor(private readonly areas: Float64Array) {
    this.place = new Int32Array(areas.length).fill(-1);
  }

  push(i: number): void {
    this.place[i] = this.list.length;
    this.list.push(i);
    this.up(this.list.length - 1);
  }

  pop(): number {
    const first = this.list[0];
    const last = this.list.pop();
    if (first === undefined || last === undefined) return -1;
    this.place[first] = -1;
    if (first !== last) {
      this.list[0] = last;
      this.place[last] = 0;
      this.down(0);
    }
    return first;
  }

  update(i: number): void {
    const at = this.place[i]!;
    if (at < 0) return;
    this.up(at);
    this.down(this.place[i]!);
  }

  private less(a: number, b: number): boolean {
    return this.areas[this.list[a]!]! < this.areas[this.list[b]!]!;
  }

  private swap(a: number, b: number): void {
    const x = this.list[a]!;
    const y = this.list[b]!;
    this.list[a] = y;
    this.list[b] = x;
    this.place[y] = a;
    this.place[x] = b;
  }

  private up(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.less(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private down(from: number): void {
    for (let at = from; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < this.list.length && this.less(left, least)) least = left;
      if (right < this.list.length && this.less(right, least)) least = right;
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }
}
