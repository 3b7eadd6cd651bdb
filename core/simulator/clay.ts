/**
 * Clay on a table as a height field: 0.25 mm cells, 200 x 160 mm, x right and y down as in the
 * picture, heights in mm above the table. Shapes are pressed together with soft seams, as hands do.
 */
import { Dough } from './dough.js';
import { between, makeRandom, SmoothNoise } from './random.js';

/** Linear-light RGB, 0 to 1. */
export type Rgb = readonly [number, number, number];
/** Extent in mm: x0, y0, x1, y1. */
export type Extent = readonly [number, number, number, number];
export type Point = readonly [number, number];

export const CELL_MM = 0.25;
export const FIELD_WIDTH = 800;
export const FIELD_HEIGHT = 640;
const CELLS = FIELD_WIDTH * FIELD_HEIGHT;

/** Linear light of an sRGB colour such as `#c83c2e`. */
export function colour(hex: string): Rgb {
  const channel = (at: number): number => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2;
  return [channel(1), channel(3), channel(5)];
}

export interface Surface {
  readonly colour: Rgb;
  /** Height of the shape's foot above the table. */
  readonly z?: number;
  /** Width of the seam with what lies below, mm. */
  readonly seam?: number;
  /** A second colour and how much of it, 0 to 1, at a place. */
  readonly blend?: { readonly colour: Rgb; readonly at: (x: number, y: number) => number };
}

export class Clay {
  readonly height = new Float32Array(CELLS);
  readonly red = new Float32Array(CELLS);
  readonly green = new Float32Array(CELLS);
  readonly blue = new Float32Array(CELLS);
  readonly random: () => number;
  readonly noise: SmoothNoise;
  readonly dough: Dough;
  /** How far outlines wander from the ideal shape. */
  private readonly warpMm: number;
  private readonly warpX: Float32Array;
  private readonly warpY: Float32Array;
  /** Every hand makes it a little larger, longer or more askew than the last. */
  private across: number;
  private along: number;
  private lean: number;

  constructor(seed: number) {
    this.random = makeRandom(seed);
    this.noise = new SmoothNoise(seed ^ 0x51ed270b);
    this.dough = new Dough(seed, this.noise);
    const hand = makeRandom(seed ^ 0x3a1f5c77);
    this.warpMm = between(hand, 0.6, 1.35);
    const size = between(hand, 0.93, 1.07);
    const slim = between(hand, 0.955, 1.045);
    this.across = size * slim;
    this.along = size / slim;
    this.lean = between(hand, -0.06, 0.06);
    this.warpX = this.warpField(40, 0);
    this.warpY = this.warpField(0, 80);
  }

  /** Ends the modelling: what follows lies where it says, not where the hand would put it. */
  settle(): void {
    this.across = 1;
    this.along = 1;
    this.lean = 0;
  }

  private warpField(ox: number, oy: number): Float32Array {
    const out = new Float32Array(CELLS);
    for (let v = 0, i = 0; v < FIELD_HEIGHT; v++) {
      const y = (v + 0.5 - FIELD_HEIGHT / 2) * CELL_MM;
      for (let u = 0; u < FIELD_WIDTH; u++, i++) {
        const x = (u + 0.5 - FIELD_WIDTH / 2) * CELL_MM;
        out[i] = this.warpMm * this.noise.at(x * 0.11 + ox, y * 0.11 + oy);
      }
    }
    return out;
  }

  vary(low: number, high: number): number {
    return between(this.random, low, high);
  }

  /** Visits every cell of an extent with its hand-warped position. */
  each(extent: Extent, visit: (cell: number, x: number, y: number) => void): void {
    const { across, along, lean, warpX, warpY } = this;
    const margin = this.warpMm + CELL_MM;
    const [x0, y0, x1, y1] = extent;
    const sideways = [lean * y0, lean * y1];
    const left = across * x0 - Math.max(...sideways) - margin;
    const right = across * x1 - Math.min(...sideways) + margin;
    const u0 = Math.max(0, Math.floor(left / CELL_MM + FIELD_WIDTH / 2));
    const u1 = Math.min(FIELD_WIDTH - 1, Math.ceil(right / CELL_MM + FIELD_WIDTH / 2));
    const v0 = Math.max(0, Math.floor((along * y0 - margin) / CELL_MM + FIELD_HEIGHT / 2));
    const v1 = Math.min(
      FIELD_HEIGHT - 1,
      Math.ceil((along * y1 + margin) / CELL_MM + FIELD_HEIGHT / 2),
    );
    for (let v = v0; v <= v1; v++) {
      const y = ((v + 0.5 - FIELD_HEIGHT / 2) * CELL_MM) / along;
      const shift = lean * y;
      for (let u = u0; u <= u1; u++) {
        const cell = v * FIELD_WIDTH + u;
        const x = ((u + 0.5 - FIELD_WIDTH / 2) * CELL_MM + shift) / across;
        visit(cell, x + warpX[cell]!, y + warpY[cell]!);
      }
    }
  }

  /** Lays a shape on: `top` gives its upper height in mm, or a negative number outside it. */
  add(extent: Extent, top: (x: number, y: number) => number, surface: Surface): void {
    const seam = surface.seam ?? 0.8;
    const base = this.dough.batch(surface.colour);
    const second = surface.blend ? this.dough.batch(surface.blend.colour) : base;
    const { noise, dough } = this;
    const mixed: [number, number, number] = [0, 0, 0];
    this.each(extent, (cell, x, y) => {
      const z = top(x, y);
      if (z < 0) return;
      const old = this.height[cell]!;
      const bumpy =
        z + 0.16 * noise.fractal(x * 0.45, y * 0.45) + 0.2 * noise.at(x * 0.13, y * 0.13 + 50);
      const t = Math.min(1, Math.max(0, 0.5 + (bumpy - old) / (2 * seam)));
      this.height[cell] = Math.max(
        0,
        old + (bumpy - old) * t + (old > 0 ? seam * t * (1 - t) * 0.5 : 0),
      );
      const cover = Math.min(1, Math.max(0, 0.5 + (bumpy - old) / 0.3));
      if (cover === 0) return;
      const part = surface.blend ? Math.min(1, Math.max(0, surface.blend.at(x, y))) : 0;
      for (let c = 0; c < 3; c++) mixed[c] = base[c]! * (1 - part) + second[c]! * part;
      dough.knead(mixed, x, y);
      this.red[cell]! += (mixed[0] - this.red[cell]!) * cover;
      this.green[cell]! += (mixed[1] - this.green[cell]!) * cover;
      this.blue[cell]! += (mixed[2] - this.blue[cell]!) * cover;
    });
  }

  /** Half ellipsoid of radii rx, ry and height h. */
  dome(
    cx: number,
    cy: number,
    rx: number,
    ry: number,
    h: number,
    surface: Surface,
    turnDeg = 0,
  ): void {
    const a = (turnDeg * Math.PI) / 180;
    const c = Math.cos(a);
    const s = Math.sin(a);
    const reach = Math.max(rx, ry);
    const z = surface.z ?? 0;
    this.add(
      [cx - reach, cy - reach, cx + reach, cy + reach],
      (x, y) => {
        const dx = ((x - cx) * c + (y - cy) * s) / rx;
        const dy = ((y - cy) * c - (x - cx) * s) / ry;
        const rest = 1 - dx * dx - dy * dy;
        return rest <= 0 ? -1 : z + h * Math.sqrt(rest);
      },
      surface,
    );
  }

  /** A rolled rope along points, radius changing linearly from start to end. */
  rope(points: readonly Point[], radius: number, surface: Surface, endRadius = radius): void {
    const reach = Math.max(radius, endRadius);
    const xs = points.map((p) => p[0]);
    const ys = points.map((p) => p[1]);
    const z = surface.z ?? 0;
    this.add(
      [
        Math.min(...xs) - reach,
        Math.min(...ys) - reach,
        Math.max(...xs) + reach,
        Math.max(...ys) + reach,
      ],
      (x, y) => {
        let best = -1;
        for (let i = 0; i + 1 < points.length; i++) {
          const [ax, ay] = points[i] as Point;
          const [bx, by] = points[i + 1] as Point;
          const length2 = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
          const t = Math.min(
            1,
            Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2),
          );
          const r = radius + ((endRadius - radius) * (i + t)) / (points.length - 1);
          const d2 = (x - ax - t * (bx - ax)) ** 2 + (y - ay - t * (by - ay)) ** 2;
          if (d2 < r * r) best = Math.max(best, z + r * 0.85 + Math.sqrt(r * r - d2) * 0.95);
        }
        return best;
      },
      surface,
    );
  }

  /** A slab of the outline `distance(x, y) < 0` with a rounded edge. */
  slab(
    extent: Extent,
    distance: (x: number, y: number) => number,
    thickness: number,
    round: number,
    surface: Surface,
  ): void {
    const z = surface.z ?? 0;
    this.add(
      extent,
      (x, y) => {
        const inside = -distance(x, y);
        if (inside <= 0) return -1;
        if (inside >= round) return z + thickness;
        const rest = round - inside;
        return z + thickness - round + Math.sqrt(Math.max(0, round * round - rest * rest));
      },
      surface,
    );
  }

  disc(
    cx: number,
    cy: number,
    radius: number,
    thickness: number,
    round: number,
    surface: Surface,
  ): void {
    this.slab(
      [cx - radius, cy - radius, cx + radius, cy + radius],
      (x, y) => Math.hypot(x - cx, y - cy) - radius,
      thickness,
      round,
      surface,
    );
  }

  /** A box with rounded corners, turned about its centre. */
  block(
    cx: number,
    cy: number,
    width: number,
    depth: number,
    thickness: number,
    surface: Surface,
    turnDeg = 0,
    corner = 3,
  ): void {
    const a = (turnDeg * Math.PI) / 180;
    const c = Math.cos(a);
    const s = Math.sin(a);
    const reach = Math.hypot(width, depth) / 2;
    this.slab(
      [cx - reach, cy - reach, cx + reach, cy + reach],
      (x, y) => {
        const dx = Math.abs((x - cx) * c + (y - cy) * s) - width / 2 + corner;
        const dy = Math.abs((y - cy) * c - (x - cx) * s) - depth / 2 + corner;
        return (
          Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(0, Math.max(dx, dy)) - corner
        );
      },
      thickness,
      Math.min(2.5, thickness / 2),
      surface,
    );
  }

  /** A polygon slab given by its corners in order. */
  polygon(corners: readonly Point[], thickness: number, round: number, surface: Surface): void {
    const xs = corners.map((p) => p[0]);
    const ys = corners.map((p) => p[1]);
    this.slab(
      [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
      (x, y) => polygonDistance(corners, x, y),
      thickness,
      round,
      surface,
    );
  }

  /** Presses clay down by `depth(x, y)` mm where there is clay, lifts it where that is negative; never below the table. */
  press(extent: Extent, depth: (x: number, y: number) => number): void {
    this.each(extent, (cell, x, y) => {
      const h = this.height[cell]!;
      if (h <= 0) return;
      const d = depth(x, y);
      if (d !== 0) this.height[cell] = Math.max(0, h - d);
    });
  }
}

/** Signed distance to a polygon, negative inside. */
export function polygonDistance(corners: readonly Point[], x: number, y: number): number {
  let best = Number.POSITIVE_INFINITY;
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [ax, ay] = corners[j] as Point;
    const [bx, by] = corners[i] as Point;
    const ex = bx - ax;
    const ey = by - ay;
    const t = Math.min(1, Math.max(0, ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey || 1)));
    best = Math.min(best, (x - ax - t * ex) ** 2 + (y - ay - t * ey) ** 2);
    if (by > y !== ay > y && x < ((ax - bx) * (y - by)) / (ay - by) + bx) inside = !inside;
  }
  return inside ? -Math.sqrt(best) : Math.sqrt(best);
}
