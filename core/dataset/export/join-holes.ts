/** COCO and YOLO know no holes, so a hole is joined to its outer ring by a bridge of no width. */
import type { Outline } from '../../mask/outlines.js';

/** Closed ring of x, y corners, the last not repeated. */
type Ring = readonly number[];

/**
 * One polygon per outer ring with its holes bridged in. A bridge goes from the hole's leftmost corner
 * straight to the left until it meets the ring.
 */
export function joinHoles(outlines: readonly Pick<Outline, 'corners' | 'hole'>[]): Ring[] {
  const outers = outlines.filter(({ hole }) => !hole).map(({ corners }) => [...corners]);
  const holes = outlines
    .filter(({ hole }) => hole)
    .map(({ corners }) => ({ ring: corners, start: leftmost(corners) }))
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
