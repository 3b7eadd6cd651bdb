import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf, intersectionOf, unionOf } from './boolean.js';
import type { AnnotationDocument, ImagePoint, Shape, ShapeType } from './document.js';
import { toPolygons } from './edits.js';
import { hitTest, nearestEdge, nearestHandle, shapesWithin } from './hit.js';
import { applyOperations } from './operations.js';
import {
  distance,
  handlesOf,
  insidePolygon,
  moveHandle,
  nearestOnSegment,
  outlineOf,
  ringArea,
} from './shapes.js';
import { simplify, visvalingam } from './simplify.js';
import { snapPoint, toEighth } from './snap.js';

let next = 0;
function shape(type: ShapeType, points: readonly ImagePoint[]): Shape {
  return {
    id: `s${(next++).toString()}`,
    type,
    label: 'dent',
    points,
    groupId: null,
    description: '',
    flags: {},
    bitmap: null,
    source: null,
  };
}
const documentOf = (...shapes: Shape[]): AnnotationDocument => ({
  width: 1280,
  height: 720,
  flags: {},
  shapes,
});
const SQUARE: ImagePoint[] = [
  [10, 10],
  [30, 10],
  [30, 30],
  [10, 30],
];
const coordinate = fc.integer({ min: 0, max: 200 });
const point = fc.tuple(coordinate, coordinate);
const ring = (n: number, radius: number): ImagePoint[] =>
  Array.from({ length: n }, (_, i): ImagePoint => [
    640 + radius * Math.cos((i / n) * 2 * Math.PI),
    360 + radius * Math.sin((i / n) * 2 * Math.PI),
  ]);

describe('hit-testing', () => {
  it('finds vertices before edges before insides, the selected shape first, then the top one', () => {
    const below = shape('polygon', SQUARE);
    const above = shape('polygon', [
      [20, 20],
      [50, 20],
      [50, 50],
      [20, 50],
    ]);
    const document = documentOf(below, above);
    expect(hitTest(document, [30, 31], { tolerance: 3 })).toEqual({
      kind: 'vertex',
      id: below.id,
      index: 2,
    });
    expect(hitTest(document, [20, 9], { tolerance: 3 })).toMatchObject({ kind: 'edge', index: 0 });
    expect(hitTest(document, [25, 25], { tolerance: 2 })).toEqual({ kind: 'inside', id: above.id });
    const selected = new Set([below.id]);
    expect(hitTest(document, [25, 25], { tolerance: 2, selected })).toEqual({
      kind: 'inside',
      id: below.id,
    });
    expect(hitTest(document, [25, 25], { tolerance: 2, hidden: new Set([above.id]) })).toEqual({
      kind: 'inside',
      id: below.id,
    });
    expect(hitTest(document, [80, 80], { tolerance: 3 })).toBeNull();
  });

  it('knows circles, lines, points and masks', () => {
    const circle = shape('circle', [
      [50, 50],
      [60, 50],
    ]);
    expect(hitTest(documentOf(circle), [55, 45], { tolerance: 1 })?.kind).toBe('inside');
    expect(hitTest(documentOf(circle), [59, 59], { tolerance: 1 })).toBeNull();
    const line = shape('line', [
      [0, 0],
      [100, 0],
    ]);
    expect(hitTest(documentOf(line), [50, 4], { tolerance: 1 })?.kind).toBe('inside');
    const mask: Shape = {
      ...shape('mask', [
        [5, 5],
        [6, 6],
      ]),
      bitmap: { width: 2, height: 2, data: Uint8Array.of(1, 0, 0, 1) },
    };
    expect(hitTest(documentOf(mask), [5.5, 5.5], { tolerance: 0.1 })?.kind).toBe('inside');
  });

  it('gives with its grid what a look at every segment gives', () => {
    const big = shape('polygon', ring(10_000, 300));
    fc.assert(
      fc.property(
        fc.tuple(
          fc.double({ min: 300, max: 980, noNaN: true }),
          fc.double({ min: 30, max: 690, noNaN: true }),
        ),
        fc.double({ min: 0.5, max: 12, noNaN: true }),
        (at, radius) => {
          let best = Infinity;
          big.points.forEach((a, i) => {
            const b = big.points[(i + 1) % big.points.length]!;
            best = Math.min(best, distance(at, nearestOnSegment(at, a, b)));
          });
          const found = nearestEdge(big, at, radius);
          if (best <= radius) expect(found?.distance).toBeCloseTo(best, 9);
          else expect(found).toBeNull();
          const vertex = Math.min(...big.points.map((p) => distance(p, at)));
          const handle = nearestHandle(big, at, radius);
          if (vertex <= radius) expect(handle?.distance).toBeCloseTo(vertex, 9);
          else expect(handle).toBeNull();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('selects what lies in a frame', () => {
    const a = shape('polygon', SQUARE);
    const b = shape('point', [[100, 100]]);
    expect(shapesWithin(documentOf(a, b), { x0: 0, y0: 0, x1: 60, y1: 60 })).toEqual([a.id]);
  });
});

describe('handles', () => {
  it('of a rectangle keep the opposite corner', () => {
    const box = shape('rectangle', [
      [10, 10],
      [30, 20],
    ]);
    fc.assert(
      fc.property(fc.nat(3), point, (index, to) => {
        const after = { ...box, points: moveHandle(box, index, to) };
        expect(handlesOf(after)[index]).toEqual(to);
        expect(handlesOf(after)[(index + 2) % 4]).toEqual(handlesOf(box)[(index + 2) % 4]);
      }),
    );
  });

  it('of a rectangle of four corners, as X-AnyLabeling writes it, keep the opposite corner', () => {
    const box = shape('rectangle', [
      [10, 20],
      [50, 20],
      [50, 60],
      [10, 60],
    ]);
    expect(outlineOf(box)).toEqual({ points: box.points, closed: true });
    expect(handlesOf(box)).toEqual(box.points);
    expect(moveHandle(box, 1, [70, 10])).toEqual([
      [10, 10],
      [70, 10],
      [70, 60],
      [10, 60],
    ]);
    expect(moveHandle(box, 2, [0, 0])).toEqual([
      [10, 20],
      [0, 20],
      [0, 0],
      [10, 0],
    ]);
    const document = { width: 100, height: 100, flags: {}, shapes: [box] };
    expect(hitTest(document, [30, 40], { tolerance: 2 })).toMatchObject({ kind: 'inside' });
    expect(hitTest(document, [50, 60], { tolerance: 2 })).toMatchObject({ index: 2 });
    const made = applyOperations(document, toPolygons(document, new Set([box.id])));
    expect(made.shapes[0]).toMatchObject({ type: 'polygon', points: box.points });
    // Corners in no order still mean their box, which is what the mask draws.
    const loose = shape('rectangle', [
      [10, 60],
      [50, 20],
      [10, 20],
      [50, 60],
    ]);
    expect(outlineOf(loose).points).toEqual(box.points);
  });

  it('of a turned rectangle keep its right angles', () => {
    const turned = shape('oriented_rectangle', [
      [10, 0],
      [20, 10],
      [10, 20],
      [0, 10],
    ]);
    const after = moveHandle(turned, 1, [31, 12]);
    const [a, b, c, d] = after as [ImagePoint, ImagePoint, ImagePoint, ImagePoint];
    expect(d).toEqual([0, 10]);
    expect((b[0] - a[0]) * (b[0] - c[0]) + (b[1] - a[1]) * (b[1] - c[1])).toBeCloseTo(0, 9);
    expect((a[0] - d[0]) * (c[0] - d[0]) + (a[1] - d[1]) * (c[1] - d[1])).toBeCloseTo(0, 9);
  });

  it('move a circle by its centre and size it by its rim', () => {
    const circle = shape('circle', [
      [50, 50],
      [60, 50],
    ]);
    expect(moveHandle(circle, 0, [20, 30])).toEqual([
      [20, 30],
      [30, 30],
    ]);
    expect(moveHandle(circle, 1, [50, 55])).toEqual([
      [50, 50],
      [50, 55],
    ]);
  });
});

describe('snapping', () => {
  const document = documentOf(shape('polygon', SQUARE));
  it('prefers a vertex, then an edge, then the border', () => {
    expect(snapPoint(document, [12, 12], { tolerance: 4 })).toEqual({
      point: [10, 10],
      to: 'vertex',
    });
    expect(snapPoint(document, [20, 11], { tolerance: 4 })).toEqual({
      point: [20, 10],
      to: 'edge',
    });
    expect(snapPoint(document, [400, 3], { tolerance: 4 })).toEqual({
      point: [400, 0],
      to: 'border',
    });
    expect(snapPoint(document, [400, 300], { tolerance: 4 }).to).toBeNull();
    expect(snapPoint(document, [1400, -30], { tolerance: 0 }).point).toEqual([1280, 0]);
  });

  it('turns to the nearest of eight directions', () => {
    expect(toEighth([0, 0], [10, 1])[1]).toBeCloseTo(0);
    const [x, y] = toEighth([0, 0], [10, 9]);
    expect(x).toBeCloseTo(9.5);
    expect(y).toBeCloseTo(9.5);
  });
});

describe('simplification', () => {
  it('of Douglas and Peucker stays within its tolerance and keeps only given points', () => {
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 4, maxLength: 80 }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        fc.boolean(),
        (points, tolerance, closed) => {
          const kept = simplify(points, tolerance, closed);
          expect(kept.length).toBeGreaterThanOrEqual(closed ? 3 : 2);
          for (const p of kept) expect(points).toContainEqual(p);
          if (kept.length <= 3) return;
          for (const p of points) {
            let away = Infinity;
            kept.forEach((a, i) => {
              const b = kept[(i + 1) % kept.length];
              if (b && (closed || i + 1 < kept.length))
                away = Math.min(away, distance(p, nearestOnSegment(p, a, b)));
            });
            expect(away).toBeLessThanOrEqual(tolerance + 1e-9);
          }
        },
      ),
    );
  });

  it('takes 100,000 points', () => {
    const kept = simplify(ring(100_000, 300), 0.5, true);
    expect(kept.length).toBeLessThan(200);
    expect(Math.abs(ringArea(kept))).toBeGreaterThan(Math.PI * 300 * 300 * 0.99);
  });

  it('of Visvalingam drops the smallest triangles first', () => {
    const points: ImagePoint[] = [
      [0, 0],
      [10, 0.1],
      [20, 0],
      [20, 20],
      [0, 20],
    ];
    expect(visvalingam(points, 2, true)).toEqual(points.filter((_, i) => i !== 1));
    expect(visvalingam(points, Infinity, true)).toHaveLength(3);
  });
});

describe('boolean operations', () => {
  it('cut a hole, split a shape and join two', () => {
    const hole = differenceOf(
      [SQUARE],
      [
        [
          [15, 15],
          [25, 15],
          [25, 25],
          [15, 25],
        ],
      ],
    );
    expect(hole).toHaveLength(1);
    expect(hole[0]?.holes).toHaveLength(1);
    expect(Math.abs(ringArea(hole[0]?.holes[0] ?? []))).toBe(100);
    const split = differenceOf(
      [SQUARE],
      [
        [
          [0, 18],
          [40, 18],
          [40, 22],
          [0, 22],
        ],
      ],
    );
    expect(split).toHaveLength(2);
    expect(
      differenceOf(
        [SQUARE],
        [
          [
            [0, 0],
            [99, 0],
            [99, 99],
            [0, 99],
          ],
        ],
      ),
    ).toEqual([]);
    const joined = unionOf([
      SQUARE,
      [
        [20, 20],
        [50, 20],
        [50, 50],
        [20, 50],
      ],
    ]);
    expect(joined).toHaveLength(1);
    expect(Math.abs(ringArea(joined[0]?.outer ?? []))).toBe(400 + 900 - 100);
  });

  it('agree with a look at points, also for self-crossing rings', () => {
    const rings = fc.array(point, { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(
        rings,
        rings,
        fc.array(point, { minLength: 5, maxLength: 20 }),
        (a, b, probes) => {
          const left = differenceOf([a], [b]);
          const both = intersectionOf([a], [b]);
          const inParts = (parts: typeof left, p: ImagePoint): boolean =>
            parts.some(
              (part) =>
                insidePolygon(part.outer, p) &&
                !part.holes.some((ring_) => insidePolygon(ring_, p)),
            );
          for (const [x, y] of probes) {
            // Between grid lines, so that no probe lies on an edge of grid points for long.
            const p: ImagePoint = [x + 0.3137, y + 0.2718];
            const near = [a, b].some((ring_) =>
              ring_.some(
                (q, i) =>
                  distance(p, nearestOnSegment(p, q, ring_[(i + 1) % ring_.length]!)) < 1e-3,
              ),
            );
            if (near) continue;
            expect(inParts(left, p)).toBe(insidePolygon(a, p) && !insidePolygon(b, p));
            expect(inParts(both, p)).toBe(insidePolygon(a, p) && insidePolygon(b, p));
          }
        },
      ),
    );
  });
});
