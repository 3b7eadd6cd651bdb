/** Unions and differences of outlines by Clipper2 (clipper2-ts), to a ten-thousandth of a pixel. */
import { Clipper64, ClipType, FillRule, PathType, PolyTree64, type PolyPath64 } from 'clipper2-ts';
import type { ImagePoint } from './document.js';
import { ringArea } from './shapes.js';

/** An outline with its holes; both without a repeated last point. */
export interface Part {
  readonly outer: readonly ImagePoint[];
  readonly holes: readonly (readonly ImagePoint[])[];
}

const SCALE = 10_000;
/** Slivers below this are what is left over of shared edges. */
const LEAST_AREA_PX2 = 0.01;

type Rings = readonly (readonly ImagePoint[])[];

export function unionOf(rings: Rings): Part[] {
  return combine(ClipType.Union, rings, []);
}

/** `rings` (even-odd: a ring in a ring is a hole) without `cut`. */
export function differenceOf(rings: Rings, cut: Rings): Part[] {
  return combine(ClipType.Difference, rings, cut);
}

export function intersectionOf(a: Rings, b: Rings): Part[] {
  return combine(ClipType.Intersection, a, b);
}

function combine(type: ClipType, subject: Rings, clip: Rings): Part[] {
  // A self-crossing or doubly covered ring is first made even-odd, as it is filled on the screen.
  const clipper = new Clipper64();
  for (const ring of normalised(subject)) clipper.addPath(ring, PathType.Subject);
  for (const ring of normalised(clip)) clipper.addPath(ring, PathType.Clip);
  const tree = new PolyTree64();
  clipper.execute(type, FillRule.NonZero, tree);
  const parts: Part[] = [];
  collect(tree, parts);
  return parts;
}

function normalised(rings: Rings): { x: number; y: number }[][] {
  return rings.flatMap((ring) => {
    const clipper = new Clipper64();
    clipper.addPath(
      ring.map(([x, y]) => ({ x: Math.round(x * SCALE), y: Math.round(y * SCALE) })),
      PathType.Subject,
    );
    const clean: { x: number; y: number }[][] = [];
    clipper.execute(ClipType.Union, FillRule.EvenOdd, clean);
    return clean;
  });
}

function collect(node: PolyPath64, parts: Part[]): void {
  for (let i = 0; i < node.count; i++) {
    const outer = node.child(i);
    const points = pointsOf(outer);
    const holes: ImagePoint[][] = [];
    for (let j = 0; j < outer.count; j++) {
      const hole = outer.child(j);
      const ring = pointsOf(hole);
      if (Math.abs(ringArea(ring)) >= LEAST_AREA_PX2) holes.push(ring);
      collect(hole, parts);
    }
    if (Math.abs(ringArea(points)) >= LEAST_AREA_PX2) parts.push({ outer: points, holes });
  }
}

function pointsOf(node: PolyPath64): ImagePoint[] {
  return (node.poly ?? []).map(({ x, y }): ImagePoint => [x / SCALE, y / SCALE]);
}
