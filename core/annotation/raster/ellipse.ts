/**
 * Filled ellipses and pie slices with the pixels of Pillow's ImageDraw (9.4 and 13 alike). The outline
 * of a quarter is followed step by step on a grid of half pixels; a slice is an ellipse whose rows are
 * cut by half-planes. Behaviour after python-pillow/Pillow src/libImaging/Draw.c.
 */
import { span, type Canvas } from './canvas.js';

const { fround } = Math;

/** Half widths of the rows of an ellipse with axes a and b in half pixels: [y, x] from the middle outwards. */
function* quarter(a: number, b: number): Generator<readonly [y: number, x: number]> {
  const off = deviation(a, b);
  let x = a;
  let y = b % 2;
  yield [y, x];
  let row = y;
  while (x !== a % 2 || y !== b) {
    let nextX = x;
    let nextY = y + 2;
    let best = off(nextX, nextY);
    if (nextX > 1) {
      const diagonal = off(x - 2, y + 2);
      if (best > diagonal) {
        nextX = x - 2;
        best = diagonal;
      }
      if (best > off(x - 2, y)) {
        nextX = x - 2;
        nextY = y;
      }
    }
    x = nextX;
    y = nextY;
    if (y > row) {
      row = y;
      yield [y, x];
    }
    if (y > b) return;
  }
}

/** How far a point is from the ellipse; beyond 2^53 with whole numbers of 64 bits, as Pillow counts. */
function deviation(a: number, b: number): (x: number, y: number) => number | bigint {
  if (a * b < 4.7e7 && Math.max(a, b) < 16_000) {
    const aa = a * a;
    const bb = b * b;
    return (x, y) => Math.abs(aa * y * y + bb * x * x - aa * bb);
  }
  const aa = BigInt(a) * BigInt(a);
  const bb = BigInt(b) * BigInt(b);
  return (x, y) => {
    const sum = BigInt.asIntN(64, aa * BigInt(y * y) + bb * BigInt(x * x) - aa * bb);
    return sum < 0n ? -sum : sum;
  };
}

/** The ellipse inside the box with whole-numbered corners, both included. */
export function fillEllipse(
  canvas: Canvas,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  value: number,
): void {
  const a = x1 - x0;
  const b = y1 - y0;
  // One pixel has no outline in Pillow, so a circle of radius below 1/2 draws nothing.
  if (a < 0 || b < 0 || a + b < 1) return;
  for (const [y, x] of quarter(a, b)) {
    const left = x0 + (a - x) / 2;
    const right = x0 + (a + x) / 2;
    span(canvas, left, y0 + (b - y) / 2, right, value);
    span(canvas, left, y0 + (b + y) / 2, right, value);
  }
}

/** a x + b y + c >= 0, in half pixels from the middle. */
interface HalfPlane {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

type Piece = readonly [x0: number, x1: number];

/** A slice between two angles in degrees, clockwise from 3 o'clock, of the ellipse in the box. */
export function fillPie(
  canvas: Canvas,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  startDeg: number,
  endDeg: number,
  value: number,
): void {
  const [start, end] = normalised(fround(startDeg), fround(endDeg));
  if (fround(start + 360) === end) {
    fillEllipse(canvas, x0, y0, x1, y1, value);
    return;
  }
  const a = x1 - x0;
  const b = y1 - y0;
  if (start === end || a < 0 || b < 0 || a + b < 1) return;
  const xl = a * Math.cos((start * Math.PI) / 180);
  const xr = a * Math.cos((end * Math.PI) / 180);
  const yl = b * Math.sin((start * Math.PI) / 180);
  const yr = b * Math.sin((end * Math.PI) / 180);
  const left: HalfPlane = { a: -yl, b: xl, c: 0 };
  const right: HalfPlane = { a: yr, b: -xr, c: 0 };
  const spread = fround(end - start);
  const spike: HalfPlane = { a: (xl + xr) / 2, b: (yl + yr) / 2, c: 0 };
  const cut = (from: number, y: number, to: number): Piece[] => {
    const one = clip(left, from, y, to);
    const two = clip(right, from, y, to);
    const both = spread < 180 ? intersection(one, two) : union(one, two);
    return spread < 90
      ? both.flatMap((piece) => intersection(piece, clip(spike, from, y, to)))
      : both;
  };
  const inner = a % 2;
  for (const [y, x] of quarter(a, b)) {
    for (const row of y > 0 ? [-y, y] : [y]) {
      const pieces = cut(-x, row, -inner);
      if (inner > 0 || x > inner) pieces.push(...cut(inner === 0 ? 2 : inner, row, x));
      for (const [from, to] of pieces)
        span(
          canvas,
          x0 + Math.trunc((from + a) / 2),
          y0 + Math.trunc((row + b) / 2),
          x0 + Math.trunc((to + a) / 2),
          value,
        );
    }
  }
}

/** Single-precision angles with 0 <= start < 360 and start <= end <= start + 360. */
function normalised(start: number, end: number): [number, number] {
  if (fround(end - start) >= 360) return [0, 360];
  const from = fround((start < 0 ? 360 - (-start % 360) : start) % 360);
  const turn = end < from ? 360 - (fround(from - end) % 360) : fround(end - from);
  return [from, fround(from + (turn % 360))];
}

function clip({ a, b, c }: HalfPlane, from: number, y: number, to: number): Piece | null {
  const tiny = 1e-9;
  let x0 = from;
  let x1 = to;
  if (Math.abs(a) < tiny) {
    if (b * y + c < -tiny) return null;
  } else {
    const at = -(b * y + c) / a;
    if (a * x0 + b * y + c < tiny) x0 = away(Math.max(x0, at));
    if (a * x1 + b * y + c < tiny) x1 = away(Math.min(x1, at));
  }
  return x0 <= x1 ? [x0, x1] : null;
}

/** Rounded half away from zero. */
const away = (x: number): number => (x >= 0 ? Math.floor(x + 0.5) : -Math.floor(0.5 - x));

function intersection(one: Piece | null, two: Piece | null): Piece[] {
  if (!one || !two) return [];
  const from = Math.max(one[0], two[0]);
  const to = Math.min(one[1], two[1]);
  return from <= to ? [[from, to]] : [];
}

function union(one: Piece | null, two: Piece | null): Piece[] {
  if (!one) return two ? [two] : [];
  if (!two) return [one];
  if (one[1] < two[0] || two[1] < one[0]) return one[0] < two[0] ? [one, two] : [two, one];
  return [[Math.min(one[0], two[0]), Math.max(one[1], two[1])]];
}
