/**
 * A mask as polygons on pixel centres that LabelMe fills back to exactly this mask (its polygons
 * include their border): outlines of the 8-connected regions, and of the 4-connected holes as later
 * polygons of the background. Larger ones come first, so that what lies inside comes later.
 */
export interface MaskOutline {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A hole: to be labelled as background. */
  readonly hole: boolean;
}

type Step = readonly [dx: number, dy: number];
/** Clockwise on the screen, from the right. */
const AROUND: readonly Step[] = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
];

/** @param mask width * height bytes, 0 = background */
export function outlinesOf(mask: Uint8Array, width: number, height: number): MaskOutline[] {
  // A frame of background, so that no neighbour needs a bounds check.
  const w = width + 2;
  const h = height + 2;
  const field = new Int8Array(w * h);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      if (mask[v * width + u] !== 0) field[(v + 1) * w + u + 1] = 1;
    }
  }
  const seen = new Uint8Array(w * h);
  const found: (MaskOutline & { readonly size: number })[] = [];
  flood(field, seen, w, 0, 4);
  for (let i = 0; i < field.length; i++) {
    if (seen[i] !== 0) continue;
    const hole = field[i] === 0;
    const connect = hole ? 4 : 8;
    const points = trace(field, w, i, connect);
    flood(field, seen, w, i, connect);
    found.push({ points: simplify(points, w), hole, size: areaOf(points, w) + points.length });
  }
  return found.sort((a, b) => b.size - a.size).map(({ points, hole }) => ({ points, hole }));
}

function flood(field: Int8Array, seen: Uint8Array, w: number, start: number, connect: 4 | 8): void {
  const kind = field[start];
  const stack = [start];
  seen[start] = 1;
  while (stack.length > 0) {
    const i = stack.pop() ?? 0;
    const x = i % w;
    for (let k = 0; k < 8; k += connect === 4 ? 2 : 1) {
      const [dx, dy] = AROUND[k] as Step;
      if (x + dx < 0 || x + dx >= w) continue;
      const j = i + dx + dy * w;
      if (j < 0 || j >= field.length || seen[j] !== 0 || field[j] !== kind) continue;
      seen[j] = 1;
      stack.push(j);
    }
  }
}

/** The closed chain of border cells, clockwise, from the region's first cell in row order. */
function trace(field: Int8Array, w: number, start: number, connect: 4 | 8): number[] {
  const kind = field[start];
  const stride = connect === 4 ? 2 : 1;
  const chain = [start];
  let at = start;
  let heading = 0;
  let first = -1;
  for (;;) {
    // Turn left as far as possible, then sweep right until a cell of the region is met.
    let next = -1;
    for (
      let k = heading + (connect === 4 ? 6 : 5), turns = 0;
      turns < 8;
      k += stride, turns += stride
    ) {
      const [dx, dy] = AROUND[k % 8] as Step;
      if (field[at + dx + dy * w] !== kind) continue;
      next = k % 8;
      break;
    }
    if (next < 0) return chain;
    if (at === start) {
      if (first < 0) first = next;
      else if (next === first) {
        chain.pop();
        return chain;
      }
    }
    const [dx, dy] = AROUND[next] as Step;
    at += dx + dy * w;
    heading = next;
    chain.push(at);
  }
}

/** Corner cells of a chain in picture coordinates; at least three points, repeated where it has fewer. */
function simplify(chain: readonly number[], w: number): [number, number][] {
  const n = chain.length;
  const points: [number, number][] = [];
  for (let i = 0; i < n; i++) {
    const at = chain[i] ?? 0;
    const before = at - (chain[(i + n - 1) % n] ?? 0);
    const after = (chain[(i + 1) % n] ?? 0) - at;
    if (n < 3 || before !== after) points.push([(at % w) - 1, Math.floor(at / w) - 1]);
  }
  const last = points.at(-1);
  while (last && points.length < 3) points.push(last);
  return points;
}

function areaOf(chain: readonly number[], w: number): number {
  let twice = 0;
  for (let i = 0; i < chain.length; i++) {
    const a = chain[i] ?? 0;
    const b = chain[(i + 1) % chain.length] ?? 0;
    twice += (a % w) * Math.floor(b / w) - (b % w) * Math.floor(a / w);
  }
  return Math.abs(twice) / 2;
}
