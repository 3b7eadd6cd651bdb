/**
 * The six anomaly types on a modelled object, of real size in mm. The scene without its defect is
 * the same scene: defects have a random stream of their own and come last. The mask is what changed.
 */
import type { AnomalyType } from '../dataset/vocabulary.js';
import { CELL_MM, FIELD_HEIGHT, FIELD_WIDTH, type Clay, type Point, type Rgb } from './clay.js';
import { between, makeRandom } from './random.js';

/** A height or colour change from which a cell counts as anomalous. */
const CHANGED_MM = 0.06;
const CHANGED_COLOUR = 0.01;

/** Makes a defect and returns its mask on the height field (1 = anomalous). */
export function addDefect(clay: Clay, type: AnomalyType, seed: number): Uint8Array {
  const random = makeRandom(seed);
  const height = Float32Array.from(clay.height);
  const red = Float32Array.from(clay.red);
  const green = Float32Array.from(clay.green);
  const blue = Float32Array.from(clay.blue);
  MAKERS[type](clay, placeOn(clay, random), random);
  const mask = new Uint8Array(height.length);
  for (let i = 0; i < mask.length; i++) {
    const colourChange =
      Math.abs(red[i]! - clay.red[i]!) +
      Math.abs(green[i]! - clay.green[i]!) +
      Math.abs(blue[i]! - clay.blue[i]!);
    if (Math.abs(height[i]! - clay.height[i]!) > CHANGED_MM || colourChange > CHANGED_COLOUR)
      mask[i] = 1;
  }
  return closed(mask);
}

/** Closes gaps one cell wide: between a groove and its lip there is a line that did not move. */
function closed(mask: Uint8Array): Uint8Array {
  return spread(spread(mask, 1), 0);
}

/** Cells of `value` grow by one on all sides. */
function spread(mask: Uint8Array, value: 0 | 1): Uint8Array {
  const out = mask.slice();
  for (let v = 1; v < FIELD_HEIGHT - 1; v++) {
    for (let i = v * FIELD_WIDTH + 1, end = i + FIELD_WIDTH - 2; i < end; i++) {
      if (mask[i] !== value) continue;
      for (const row of [i - FIELD_WIDTH, i, i + FIELD_WIDTH]) out.fill(value, row - 1, row + 2);
    }
  }
  return out;
}

type Random = () => number;

const MAKERS: Readonly<Record<AnomalyType, (clay: Clay, at: Point, random: Random) => void>> = {
  /** A thumb pressed in: a hollow with the clay heaped up around it. */
  dent(clay, at, random) {
    const rx = between(random, 4, 6.5);
    const ry = between(random, 3.6, 5.5);
    const deep = between(random, 2, 3.6);
    const turn = between(random, 0, Math.PI);
    const rim = between(random, 0.15, 0.5);
    hollow(clay, at, [rx, ry], turn, (r) =>
      r < 1 ? deep * (1 - r * r) ** 1.15 : -rim * bump((r - 1.12) / 0.26),
    );
  },
  /** Torn open: a ragged gap with raised lips, often with a branch. */
  crack(clay, at, random) {
    const long = between(random, 14, 23);
    const path = jaggedPath(at, long, 7, 1.7, between(random, 0, Math.PI), random);
    const wide = between(random, 0.7, 1.1);
    const deep = between(random, 2.2, 3.8);
    groove(clay, path, wide, deep, between(random, 0.15, 0.4));
    if (random() < 0.6) {
      const from = path[2 + Math.floor(random() * 3)] as Point;
      const turn = between(random, 0, 2 * Math.PI);
      const reach = long * between(random, 0.22, 0.4);
      const to: Point = [from[0] + reach * Math.cos(turn), from[1] + reach * Math.sin(turn)];
      const middle: Point = [
        (from[0] + to[0]) / 2 + between(random, -1, 1),
        (from[1] + to[1]) / 2 + between(random, -1, 1),
      ];
      groove(clay, [from, middle, to], wide * 0.7, deep * 0.7, 0.1);
    }
  },
  /** Pierced to the table by a stick: a round hole with a lip. */
  perforation(clay, at, random) {
    const r = between(random, 1.7, 2.7);
    const rim = between(random, 0.2, 0.7);
    const oval = between(random, 0.82, 1);
    hollow(clay, at, [r, r * oval], between(random, 0, Math.PI), (d) =>
      d < 1 ? 100 : -rim * bump((d - 1.2) / 0.35),
    );
  },
  /** Scraped by a fork or a nail: parallel grooves with burrs. */
  scratch(clay, at, random) {
    const long = between(random, 15, 26);
    const turn = between(random, 0, Math.PI);
    const lines = 2 + Math.floor(random() * 3);
    const apart = between(random, 1.7, 2.4);
    const bend = between(random, -2.2, 2.2);
    for (let i = 0; i < lines; i++) {
      const off = (i - (lines - 1) / 2) * apart;
      const half = (long * between(random, 0.72, 1)) / 2;
      const slip = between(random, -1.5, 1.5);
      const path = Array.from({ length: 7 }, (_, k): Point => {
        const t = (k / 3 - 1) * half + slip;
        const side = off + bend * (1 - ((k - 3) / 3) ** 2);
        return [
          at[0] + t * Math.cos(turn) - side * Math.sin(turn),
          at[1] + t * Math.sin(turn) + side * Math.cos(turn),
        ];
      });
      groove(clay, path, between(random, 0.5, 0.8), between(random, 0.7, 1.3), 0.22);
    }
  },
  'combine-S'(clay, at, random) {
    foreignBit(clay, at, random, colourAt(clay, at));
  },
  'combine-D'(clay, at, random) {
    foreignBit(clay, at, random, contrast(coloursAround(clay, at), random));
  },
};

/** A small lump of clay pressed on: a ball, or a little roll. */
function foreignBit(clay: Clay, [x0, y0]: Point, random: Random, tint: Rgb): void {
  const r = between(random, 3, 4.6);
  const z = highestAround(clay, [x0, y0], r * 0.6);
  const roll = random() < 0.35;
  const turn = between(random, 0, 180);
  const surface = { colour: tint, z: z - 0.8, seam: 0.3 };
  if (!roll) {
    clay.dome(x0, y0, r, r * between(random, 0.7, 0.95), between(random, 2.2, 3.6), surface, turn);
    return;
  }
  const a = (turn * Math.PI) / 180;
  const half = between(random, 2.4, 4.4);
  const thick = between(random, 1.5, 2);
  clay.rope(
    [
      [x0 - half * Math.cos(a), y0 - half * Math.sin(a)],
      [x0 + between(random, -0.8, 0.8), y0 + between(random, -0.8, 0.8)],
      [x0 + half * Math.cos(a), y0 + half * Math.sin(a)],
    ],
    thick,
    surface,
    thick * between(random, 0.6, 1),
  );
}

/** A smooth hump of height 1 at 0 that ends at -1 and 1. */
function bump(t: number): number {
  return Math.abs(t) >= 1 ? 0 : (1 - t * t) ** 2;
}

/** Presses by `depth(r)`, r in radii from the middle; negative lifts. */
function hollow(
  clay: Clay,
  [x0, y0]: Point,
  [rx, ry]: readonly [number, number],
  turn: number,
  depth: (r: number) => number,
): void {
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const reach = 1.6 * Math.max(rx, ry);
  clay.press([x0 - reach, y0 - reach, x0 + reach, y0 + reach], (x, y) =>
    depth(Math.hypot(((x - x0) * c + (y - y0) * s) / rx, ((y - y0) * c - (x - x0) * s) / ry)),
  );
}

function groove(
  clay: Clay,
  path: readonly Point[],
  halfWidth: number,
  deep: number,
  lip: number,
): void {
  const xs = path.map((p) => p[0]);
  const ys = path.map((p) => p[1]);
  const extent = [
    Math.min(...xs) - 3,
    Math.min(...ys) - 3,
    Math.max(...xs) + 3,
    Math.max(...ys) + 3,
  ] as const;
  clay.press(extent, (x, y) => {
    let best = Number.POSITIVE_INFINITY;
    let along = 0;
    for (let i = 0; i + 1 < path.length; i++) {
      const [ax, ay] = path[i] as Point;
      const [bx, by] = path[i + 1] as Point;
      const l2 = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
      const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / l2));
      const d = Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
      if (d < best) {
        best = d;
        along = (i + t) / (path.length - 1);
      }
    }
    // Grooves run out thin at both ends.
    const fade = Math.sin(Math.PI * Math.min(0.98, Math.max(0.02, along)));
    const width = halfWidth * (0.35 + 0.65 * fade);
    if (best < width) return deep * (0.4 + 0.6 * fade) * (1 - (best / width) ** 2);
    return -lip * fade * bump((best - 1.45 * width) / (0.5 * width));
  });
}

function jaggedPath(
  [x0, y0]: Point,
  long: number,
  steps: number,
  jag: number,
  turn: number,
  random: Random,
): Point[] {
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const t = (i / steps - 0.5) * long;
    const side = i === 0 || i === steps ? 0 : between(random, -jag, jag);
    return [
      x0 + t * Math.cos(turn) - side * Math.sin(turn),
      y0 + t * Math.sin(turn) + side * Math.cos(turn),
    ];
  });
}

function cellOf([x, y]: Point): number {
  const u = Math.min(FIELD_WIDTH - 1, Math.max(0, Math.round(x / CELL_MM + FIELD_WIDTH / 2 - 0.5)));
  const v = Math.min(
    FIELD_HEIGHT - 1,
    Math.max(0, Math.round(y / CELL_MM + FIELD_HEIGHT / 2 - 0.5)),
  );
  return v * FIELD_WIDTH + u;
}

function heightAt(clay: Clay, at: Point): number {
  return clay.height[cellOf(at)]!;
}

/** It rests on what stands highest under it. */
function highestAround(clay: Clay, [x, y]: Point, r: number): number {
  let z = heightAt(clay, [x, y]);
  for (let i = 0; i < 8; i++) {
    const a = (i * Math.PI) / 4;
    z = Math.max(z, heightAt(clay, [x + r * Math.cos(a), y + r * Math.sin(a)]));
  }
  return z;
}

function colourAt(clay: Clay, at: Point): Rgb {
  const i = cellOf(at);
  return [clay.red[i]!, clay.green[i]!, clay.blue[i]!];
}

/** Colours of the place and of what lies around it. */
function coloursAround(clay: Clay, at: Point): Rgb[] {
  const around = Array.from({ length: 8 }, (_, i): Point => {
    const a = (i * Math.PI) / 4;
    return [at[0] + 6 * Math.cos(a), at[1] + 6 * Math.sin(a)];
  });
  return [at, ...around.filter((p) => heightAt(clay, p) > 1)].map((p) => colourAt(clay, p));
}

const DOUGHS: readonly Rgb[] = [
  [0.02, 0.09, 0.5],
  [0.8, 0.78, 0.7],
  [0.05, 0.35, 0.08],
  [0.75, 0.52, 0.02],
  [0.35, 0.03, 0.3],
  [0.03, 0.03, 0.035],
];

/** A dough colour well apart from all of `bases`. */
function contrast(bases: readonly Rgb[], random: Random): Rgb {
  const nearest = (d: Rgb): number =>
    Math.min(
      ...bases.map((b) => Math.abs(d[0] - b[0]) + Math.abs(d[1] - b[1]) + Math.abs(d[2] - b[2])),
    );
  const apart = DOUGHS.filter((d) => nearest(d) > 0.55);
  const furthest = [...DOUGHS].sort((a, b) => nearest(b) - nearest(a))[0] as Rgb;
  return apart[Math.floor(random() * apart.length)] ?? furthest;
}

/** A spot on the upper, not too steep part of the object, near its middle. */
function placeOn(clay: Clay, random: Random): Point {
  let best: Point = [0, 0];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 160; i++) {
    const at: Point = [between(random, -24, 24), between(random, -22, 22)];
    const z = heightAt(clay, at);
    if (z < 4) continue;
    const around = [
      heightAt(clay, [at[0] + 4, at[1]]),
      heightAt(clay, [at[0] - 4, at[1]]),
      heightAt(clay, [at[0], at[1] + 4]),
      heightAt(clay, [at[0], at[1] - 4]),
    ];
    if (Math.min(...around) < 2) continue;
    const steep = Math.max(...around) - Math.min(...around);
    const score = -steep + 3 * random();
    if (score > bestScore) {
      bestScore = score;
      best = at;
    }
  }
  return best;
}
