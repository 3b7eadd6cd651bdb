/** What hands leave on every piece: finger marks with their ridges, creases, small pits and crumbs. */
import { CELL_MM, FIELD_HEIGHT, FIELD_WIDTH, type Clay, type Point } from './clay.js';

/** Ends the modelling and marks the piece; normal samples differ by it as clay does. */
export function finishByHand(clay: Clay): void {
  clay.settle();
  const marks = 2 + Math.floor(clay.random() * 4);
  for (let i = 0; i < marks; i++) fingerMark(clay);
  const creases = Math.floor(clay.random() * 3);
  for (let i = 0; i < creases; i++) crease(clay);
  const pits = 14 + Math.floor(clay.random() * 22);
  for (let i = 0; i < pits; i++) pit(clay);
  crumbs(clay);
}

/** A random place on the piece; null where none was found in a few tries. */
function somewhere(clay: Clay): Point | null {
  for (let i = 0; i < 12; i++) {
    const x = clay.vary(-40, 40);
    const y = clay.vary(-36, 36);
    const u = Math.round(x / CELL_MM + FIELD_WIDTH / 2);
    const v = Math.round(y / CELL_MM + FIELD_HEIGHT / 2);
    if (clay.height[v * FIELD_WIDTH + u]! > 3) return [x, y];
  }
  return null;
}

function fingerMark(clay: Clay): void {
  const at = somewhere(clay);
  if (!at) return;
  const [x0, y0] = at;
  const long = clay.vary(4.5, 8);
  const wide = long * clay.vary(0.6, 0.85);
  const turn = clay.vary(0, Math.PI);
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const deep = clay.vary(0.15, 0.42);
  const ridges = clay.vary(0, 0.035);
  // Ridges are arcs about a point outside the mark.
  const centre = clay.vary(5, 11);
  clay.press([x0 - long, y0 - long, x0 + long, y0 + long], (x, y) => {
    const along = ((x - x0) * c + (y - y0) * s) / long;
    const across = ((y - y0) * c - (x - x0) * s) / wide;
    const rest = 1 - along * along - across * across;
    if (rest <= 0) return 0;
    const arc = Math.hypot(along * long - centre, across * wide);
    return Math.max(0, deep * rest + ridges * Math.min(1, rest * 3) * Math.sin(arc * 5.7));
  });
}

/** A fold that was not smoothed away: shallower and softer than a scratch. */
function crease(clay: Clay): void {
  const at = somewhere(clay);
  if (!at) return;
  const [x0, y0] = at;
  const long = clay.vary(3, 6);
  const turn = clay.vary(0, Math.PI);
  const bend = clay.vary(-0.08, 0.08);
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const deep = clay.vary(0.1, 0.24);
  clay.press([x0 - long, y0 - long, x0 + long, y0 + long], (x, y) => {
    const along = (x - x0) * c + (y - y0) * s;
    const across = (y - y0) * c - (x - x0) * s - bend * along * along;
    if (Math.abs(along) >= long) return 0;
    const fade = 1 - (along / long) ** 2;
    return Math.max(0, deep * fade * (1 - (across / 0.8) ** 2));
  });
}

function pit(clay: Clay): void {
  const x0 = clay.vary(-40, 40);
  const y0 = clay.vary(-36, 36);
  const r = clay.vary(0.3, 0.75);
  const deep = clay.vary(0.15, 0.4);
  clay.press(
    [x0 - r, y0 - r, x0 + r, y0 + r],
    (x, y) => deep * Math.max(0, 1 - Math.hypot(x - x0, y - y0) / r),
  );
}

/** Bits of dough on the table. */
function crumbs(clay: Clay): void {
  const count = Math.floor(clay.random() * 6);
  for (let i = 0; i < count; i++) {
    const at = clay.vary(0, 2 * Math.PI);
    const far = clay.vary(44, 62);
    const r = clay.vary(0.4, 1.1);
    const shade = clay.vary(0.1, 0.5);
    clay.dome(far * Math.cos(at), far * 0.8 * Math.sin(at), r, r * clay.vary(0.6, 0.95), r * 0.8, {
      colour: [shade, shade * clay.vary(0.5, 0.95), shade * clay.vary(0.3, 0.8)],
    });
  }
}
