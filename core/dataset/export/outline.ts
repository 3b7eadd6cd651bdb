/**
 * Regions as polygons along pixel edges: corners are integers, pixel (x, y) covers [x, x+1) x [y, y+1).
 * COCO and YOLO know no holes, so a hole is joined to its outer ring by a bridge of no width.
 */

/** Closed ring of x, y corners, the last not repeated; outer rings clockwise on the screen, holes the other way. */
export type Ring = readonly number[];

/** Directions: right, down, left, up. */
const STEP_X = [1, 0, -1, 0] as const;
const STEP_Y = [0, 1, 0, -1] as const;

/**
 * Outlines of the pixels with `labels[i] === label` within a box: 8-connected regions keep one outer
 * ring, since at a corner where two pixels touch the walk goes on into the other pixel.
 */
export function outlinesOf(
  labels: ArrayLike<number>,
  width: number,
  height: number,
  label: number,
  box: readonly [x: number, y: number, width: number, height: number],
): Ring[] {
  const [bx, by, bw, bh] = box;
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && labels[y * width + x] === label;
  // One mark per top edge of a pixel that was walked to the right, and one per bottom edge to the left.
  const walked = new Set<number>();
  const rings: number[][] = [];
  for (let y = by; y < by + bh; y++) {
    for (let x = bx; x < bx + bw; x++) {
      if (!inside(x, y)) continue;
      if (!inside(x, y - 1) && !walked.has(2 * (y * width + x)))
        rings.push(walk(x, y, 0, inside, walked, width));
      if (!inside(x, y + 1) && !walked.has(2 * (y * width + x) + 1))
        rings.push(walk(x + 1, y + 1, 2, inside, walked, width));
    }
  }
  return rings;
}

/** Walks with the region on the right hand until the start comes again; only corners are kept. */
function walk(
  startX: number,
  startY: number,
  startDirection: 0 | 2,
  inside: (x: number, y: number) => boolean,
  walked: Set<number>,
  width: number,
): number[] {
  const ring: number[] = [];
  let x = startX;
  let y = startY;
  let direction: number = startDirection;
  do {
    if (direction === 0) walked.add(2 * (y * width + x));
    if (direction === 2) walked.add(2 * ((y - 1) * width + x - 1) + 1);
    x += STEP_X[direction]!;
    y += STEP_Y[direction]!;
    // The two pixels ahead of the corner, to the left and to the right of the walk.
    const left = ahead(x, y, direction, inside, true);
    const right = ahead(x, y, direction, inside, false);
    const turned = left ? (direction + 3) % 4 : right ? direction : (direction + 1) % 4;
    if (turned !== direction) ring.push(x, y);
    direction = turned;
  } while (x !== startX || y !== startY || direction !== startDirection);
  return ring;
}

function ahead(
  x: number,
  y: number,
  direction: number,
  inside: (x: number, y: number) => boolean,
  left: boolean,
): boolean {
  switch (direction) {
    case 0:
      return inside(x, left ? y - 1 : y);
    case 1:
      return inside(left ? x : x - 1, y);
    case 2:
      return inside(x - 1, left ? y : y - 1);
    default:
      return inside(left ? x - 1 : x, y - 1);
  }
}

/** Twice the signed area; positive for outer rings. */
export function doubleArea(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    sum += ring[i]! * ring[j + 1]! - ring[j]! * ring[i + 1]!;
  }
  return sum;
}

/**
 * One polygon per outer ring with its holes bridged in. A bridge goes from the hole's leftmost corner
 * straight to the left until it meets the ring.
 */
export function joinHoles(rings: readonly Ring[]): Ring[] {
  const outers = rings.filter((ring) => doubleArea(ring) > 0).map((ring) => [...ring]);
  const holes = rings
    .filter((ring) => doubleArea(ring) < 0)
    .map((ring) => ({ ring, start: leftmost(ring) }))
    .sort((a, b) => a.ring[a.start]! - b.ring[b.start]!);
  for (const { ring, start } of holes) {
    const x = ring[start]!;
    const y = ring[start + 1]!;
    const target = nearestToTheLeft(outers, x, y);
    if (!target) continue;
    const turned = [...ring.slice(start), ...ring.slice(0, start), x, y];
    target.outer.splice(target.at + 2, 0, target.x, y, ...turned, target.x, y);
  }
  return outers;
}

function leftmost(ring: Ring): number {
  let best = 0;
  for (let i = 2; i < ring.length; i += 2) {
    if (ring[i]! < ring[best]! || (ring[i] === ring[best] && ring[i + 1]! < ring[best + 1]!))
      best = i;
  }
  return best;
}

/** The vertical edge that the ray from (x, y) to the left meets first, given by its first corner. */
function nearestToTheLeft(
  outers: readonly number[][],
  x: number,
  y: number,
): { outer: number[]; at: number; x: number } | null {
  let best: { outer: number[]; at: number; x: number } | null = null;
  for (const outer of outers) {
    for (let i = 0; i < outer.length; i += 2) {
      const j = (i + 2) % outer.length;
      const edge = outer[i]!;
      if (edge !== outer[j] || edge > x) continue;
      const low = Math.min(outer[i + 1]!, outer[j + 1]!);
      const high = Math.max(outer[i + 1]!, outer[j + 1]!);
      if (y < low || y > high || low === high) continue;
      if (!best || edge > best.x) best = { outer, at: i, x: edge };
    }
  }
  return best;
}
