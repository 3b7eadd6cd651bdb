/**
 * Filled polygons with the pixels of Pillow's ImageDraw.polygon(outline=1, fill=1): corners are cut to
 * whole pixels, the border belongs to the polygon, crossings follow the even-odd rule. Pillow 13 and
 * Pillow 9.4 differ in the tips of polygons, where two slanting edges meet, and in spans whose ends
 * round past each other (docs/annotation-files.md).
 * Arithmetic is in single precision where theirs is. Behaviour after python-pillow/Pillow
 * src/libImaging/Draw.c, checked against both versions (tests/oracles/labelme_masks.py).
 */
import { span, type Canvas } from './canvas.js';

export type PolygonRule = 'pillow-13' | 'pillow-9.4';

const { fround } = Math;

/** Edges of one polygon; kept between calls, so that filling allocates nothing. */
class Edges {
  count = 0;
  x0 = new Int32Array(64);
  y0 = new Int32Array(64);
  xmin = new Int32Array(64);
  xmax = new Int32Array(64);
  ymin = new Int32Array(64);
  ymax = new Int32Array(64);
  /** Change of x per row; 0 of horizontal edges. */
  slope = new Float32Array(64);

  clear(room: number): void {
    this.count = 0;
    if (room <= this.x0.length) return;
    const size = 2 ** Math.ceil(Math.log2(room));
    this.x0 = new Int32Array(size);
    this.y0 = new Int32Array(size);
    this.xmin = new Int32Array(size);
    this.xmax = new Int32Array(size);
    this.ymin = new Int32Array(size);
    this.ymax = new Int32Array(size);
    this.slope = new Float32Array(size);
  }

  add(x0: number, y0: number, x1: number, y1: number): void {
    const i = this.count++;
    this.x0[i] = x0;
    this.y0[i] = y0;
    this.xmin[i] = Math.min(x0, x1);
    this.xmax[i] = Math.max(x0, x1);
    this.ymin[i] = Math.min(y0, y1);
    this.ymax[i] = Math.max(y0, y1);
    // Differences wrap as C's ints do; only shapes billions of pixels away meet that.
    this.slope[i] = y0 === y1 ? 0 : fround((x1 - x0) | 0) / fround((y1 - y0) | 0);
  }

  /** Where edge i is in row y. */
  at(i: number, y: number): number {
    return fround(fround(fround(y - this.y0[i]!) * this.slope[i]!) + fround(this.x0[i]!));
  }
}

const edges = new Edges();
let active = new Int32Array(64);
let starts = new Int32Array(64);
let crossings = new Float32Array(128);

/** Fills the polygon through whole-numbered points [x0, y0, x1, y1, ...]. */
export function fillPolygon(
  canvas: Canvas,
  xy: Int32Array,
  count: number,
  value: number,
  rule: PolygonRule,
): void {
  if (count <= 0) return;
  edges.clear(count);
  let i = 0;
  for (; i < count - 1; i++) {
    const x0 = xy[2 * i]!;
    const y0 = xy[2 * i + 1]!;
    const x1 = xy[2 * i + 2]!;
    const y1 = xy[2 * i + 3]!;
    if (y0 === y1 && i !== 0 && y0 === xy[2 * i - 1]!) {
      // A horizontal edge that goes on in the same direction lengthens the one before it.
      const before = xy[2 * i - 2]!;
      const last = edges.count - 1;
      if (x1 > x0 && x0 > before) {
        edges.xmax[last] = x1;
        continue;
      }
      if (x1 < x0 && x0 < before) {
        edges.xmin[last] = x1;
        continue;
      }
    }
    edges.add(x0, y0, x1, y1);
  }
  if (xy[2 * i]! !== xy[0]! || xy[2 * i + 1]! !== xy[1]!)
    edges.add(xy[2 * i]!, xy[2 * i + 1]!, xy[0]!, xy[1]!);
  fillEdges(canvas, value, rule);
}

/** Fills the quadrilateral of a wide line. */
export function fillQuad(
  canvas: Canvas,
  corners: readonly (readonly [number, number])[],
  value: number,
  rule: PolygonRule,
): void {
  edges.clear(corners.length);
  corners.forEach(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    edges.add(x, y, nextX, nextY);
  });
  fillEdges(canvas, value, rule);
}

function fillEdges(canvas: Canvas, value: number, rule: PolygonRule): void {
  const { count, ymin, ymax } = edges;
  if (count === 0) return;
  let first = canvas.height - 1;
  let last = 0;
  if (starts.length < count) {
    starts = new Int32Array(edges.x0.length);
    active = new Int32Array(edges.x0.length);
    crossings = new Float32Array(2 * edges.x0.length);
  }
  let sloping = 0;
  for (let i = 0; i < count; i++) {
    if (ymin[i]! < first) first = ymin[i]!;
    if (ymax[i]! > last) last = ymax[i]!;
    if (ymin[i]! !== ymax[i]!) starts[sloping++] = i;
    else span(canvas, edges.xmin[i]!, ymin[i]!, edges.xmax[i]!, value);
  }
  if (first < 0) first = 0;
  if (last > canvas.height) last = canvas.height;
  // Edges by their first row, so that a row looks only at edges that reach it.
  if (sloping > 1) starts.subarray(0, sloping).sort((a, b) => ymin[a]! - ymin[b]! || a - b);
  let next = 0;
  let live = 0;
  for (let y = first; y <= last; y++) {
    let kept = 0;
    for (let k = 0; k < live; k++) if (ymax[active[k]!]! >= y) active[kept++] = active[k]!;
    live = kept;
    while (next < sloping && ymin[starts[next]!]! <= y) {
      const edge = starts[next++]!;
      if (ymax[edge]! < y) continue;
      // In the order in which the polygon runs: corners look back at earlier edges.
      let k = live++;
      for (; k > 0 && active[k - 1]! > edge; k--) active[k] = active[k - 1]!;
      active[k] = edge;
    }
    const found = rule === 'pillow-13' ? cross13(y, live, last) : cross94(y, live, last);
    sortCrossings(found);
    for (let k = 1; k < found; k += 2) {
      const start = roundUp(crossings[k - 1]!);
      const end = roundDown(crossings[k]!);
      // Ends that rounded past each other: nothing in 13, the pixels between them in 9.4.
      if (start <= end) span(canvas, start, y, end, value);
      else if (rule === 'pillow-9.4') span(canvas, end, y, start, value);
    }
  }
}

/** Crossings of row y; an edge that ends here, above the last row, counts twice. */
function cross94(y: number, live: number, last: number): number {
  const { ymax, slope } = edges;
  let found = 0;
  for (let k = 0; k < live; k++) {
    const i = active[k]!;
    const x = edges.at(i, y);
    crossings[found++] = x;
    if (y === ymax[i]! && y < last) crossings[found++] = x;
    else if (slope[i] !== 0 && Math.trunc(x) === x) corner94(i, x, y, last);
  }
  return found;
}

/**
 * Pillow 9.4 joins two edges that lean the same way and both begin or both end in this pixel, and writes
 * the joined end over the crossing that has the earlier edge's number, whichever edge that belongs to.
 */
function corner94(i: number, x: number, y: number, last: number): void {
  const { ymin, ymax, slope } = edges;
  const rising = slope[i]! > 0;
  for (let other = 0, place = 0; other < i; other++) {
    if (edges.ymin[other] === ymax[other]) continue;
    const k = place++;
    if (rising ? slope[other]! <= 0 : slope[other]! >= 0) continue;
    const begin = y === ymin[i] && y === ymin[other];
    if (!begin && !(y === ymax[i] && y === ymax[other])) continue;
    if (edges.at(other, y) !== x) continue;
    const beside = y === last ? y - 1 : y + 1;
    const own = edges.at(i, beside);
    const theirs = edges.at(other, beside);
    const most = Math.max(own, theirs);
    const least = Math.min(own, theirs);
    if (y === ymax[i]) crossings[k] = rising ? most + 1 : least - 1;
    else crossings[k] = rising ? least : most + 1;
    return;
  }
}

function cross13(y: number, live: number, last: number): number {
  const { ymin, ymax, slope } = edges;
  let found = 0;
  for (let k = 0; k < live; k++) {
    const i = active[k]!;
    const x = edges.at(i, y);
    crossings[found++] = x;
    if (y === ymax[i]! && y < last) crossings[found++] = x;
    else if ((y === ymin[i]! || y === ymax[i]!) && slope[i] !== 0)
      crossings[found - 1] = corner13(i, k, x, y);
  }
  return found;
}

/**
 * The crossing of an edge at its own end, drawn towards the row beside where an earlier edge ends in
 * the same pixel and both lean the same way: else a flat tip would have a gap beside it.
 */
function corner13(i: number, k: number, x: number, y: number): number {
  const { ymin, ymax, slope } = edges;
  for (let m = 0; m < k; m++) {
    const other = active[m]!;
    if ((y !== ymin[other]! && y !== ymax[other]!) || slope[other] === 0) continue;
    if (round(x) !== round(edges.at(other, y))) continue;
    const beside = y === ymax[i]! ? y - 1 : y + 1;
    if (beside < ymin[other]! || beside > ymax[other]!) continue;
    const own = edges.at(i, beside);
    const theirs = edges.at(other, beside);
    if (x > fround(own + 1) && x > fround(theirs + 1))
      return fround(round(Math.max(own, theirs)) + 1);
    if (x < fround(own - 1) && x < fround(theirs - 1))
      return fround(round(Math.min(own, theirs)) - 1);
    return x;
  }
  return x;
}

function sortCrossings(count: number): void {
  if (count > 32) {
    crossings.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const x = crossings[i]!;
    let k = i - 1;
    for (; k >= 0 && crossings[k]! > x; k--) crossings[k + 1] = crossings[k]!;
    crossings[k + 1] = x;
  }
}

/** Half away from zero. */
const round = (x: number): number => (x >= 0 ? Math.floor(x + 0.5) : -Math.floor(0.5 - x));
const roundUp = (x: number): number =>
  x >= 0 ? Math.floor(fround(x + 0.5)) : -Math.floor(0.5 - x);
const roundDown = (x: number): number =>
  x >= 0 ? Math.ceil(fround(x - 0.5)) : -Math.ceil(-x - 0.5);
