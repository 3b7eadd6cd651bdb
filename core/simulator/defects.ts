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
  return mask;
}

type Random = () => number;

const MAKERS: Readonly<Record<AnomalyType, (clay: Clay, at: Point, random: Random) => void>> = {
  dent(clay, [x0, y0], random) {
    const rx = between(random, 4, 6.5);
    const ry = between(random, 3.5, 5.5);
    const deep = between(random, 2, 3.6);
    clay.press([x0 - rx, y0 - ry, x0 + rx, y0 + ry], (x, y) => {
      const r2 = ((x - x0) / rx) ** 2 + ((y - y0) / ry) ** 2;
      return r2 >= 1 ? 0 : deep * (1 - r2) ** 1.2;
    });
  },
  crack(clay, at, random) {
    const path = jaggedPath(at, between(random, 14, 22), 6, 1.6, random);
    const wide = between(random, 0.7, 1);
    const deep = between(random, 2, 3.4);
    groove(clay, path, wide, deep);
  },
  perforation(clay, [x0, y0], random) {
    const r = between(random, 1.7, 2.6);
    clay.press([x0 - r, y0 - r, x0 + r, y0 + r], (x, y) =>
      Math.hypot(x - x0, y - y0) < r ? 100 : 0,
    );
  },
  scratch(clay, at, random) {
    const long = between(random, 14, 24);
    const turn = between(random, 0, Math.PI);
    const lines = 2 + Math.floor(random() * 2);
    for (let i = 0; i < lines; i++) {
      const off = (i - (lines - 1) / 2) * between(random, 1.6, 2.2);
      const centre: Point = [at[0] - off * Math.sin(turn), at[1] + off * Math.cos(turn)];
      const half = (long * between(random, 0.75, 1)) / 2;
      const path: Point[] = [
        [centre[0] - half * Math.cos(turn), centre[1] - half * Math.sin(turn)],
        [centre[0] + half * Math.cos(turn), centre[1] + half * Math.sin(turn)],
      ];
      groove(clay, path, between(random, 0.4, 0.6), between(random, 0.5, 0.9));
    }
  },
  'combine-S'(clay, at, random) {
    foreignBit(clay, at, random, colourAt(clay, at));
  },
  'combine-D'(clay, at, random) {
    foreignBit(clay, at, random, contrast(colourAt(clay, at), random));
  },
};

/** A small lump of clay pressed on. */
function foreignBit(clay: Clay, [x0, y0]: Point, random: Random, tint: Rgb): void {
  const z = heightAt(clay, [x0, y0]);
  const r = between(random, 3, 4.4);
  clay.dome(
    x0,
    y0,
    r,
    r * between(random, 0.7, 0.95),
    between(random, 2.2, 3.2),
    { colour: tint, z: z - 0.8, seam: 0.3 },
    between(random, 0, 180),
  );
}

function groove(clay: Clay, path: readonly Point[], halfWidth: number, deep: number): void {
  const xs = path.map((p) => p[0]);
  const ys = path.map((p) => p[1]);
  const extent = [
    Math.min(...xs) - 2,
    Math.min(...ys) - 2,
    Math.max(...xs) + 2,
    Math.max(...ys) + 2,
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
    // Cracks run out thin at both ends.
    const width =
      halfWidth * (0.35 + 0.65 * Math.sin(Math.PI * Math.min(0.98, Math.max(0.02, along))));
    return best >= width ? 0 : deep * (1 - (best / width) ** 2);
  });
}

function jaggedPath(
  [x0, y0]: Point,
  long: number,
  steps: number,
  jag: number,
  random: Random,
): Point[] {
  const turn = between(random, 0, Math.PI);
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

function colourAt(clay: Clay, at: Point): Rgb {
  const i = cellOf(at);
  return [clay.red[i]!, clay.green[i]!, clay.blue[i]!];
}

/** A dough colour well apart from `base`. */
function contrast(base: Rgb, random: Random): Rgb {
  const doughs: Rgb[] = [
    [0.02, 0.09, 0.5],
    [0.8, 0.78, 0.7],
    [0.05, 0.35, 0.08],
    [0.75, 0.52, 0.02],
    [0.35, 0.03, 0.3],
  ];
  const apart = doughs.filter(
    (d) => Math.abs(d[0] - base[0]) + Math.abs(d[1] - base[1]) + Math.abs(d[2] - base[2]) > 0.6,
  );
  return apart[Math.floor(random() * apart.length)] ?? [0.02, 0.09, 0.5];
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
