/**
 * Clay on a table as a height field: 0.25 mm cells, 200 x 160 mm, x right and y down as in the
 * picture, heights in mm above the table. Shapes are pressed together with soft seams, as hands do.
 */
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
}

export class Clay {
  readonly height = new Float32Array(CELLS);
  readonly red = new Float32Array(CELLS);
  readonly green = new Float32Array(CELLS);
  readonly blue = new Float32Array(CELLS);
  readonly random: () => number;
  readonly noise: SmoothNoise;
  private readonly warpMm: number;

  /** @param warpMm how far outlines wander from the ideal shape */
  constructor(seed: number, warpMm = 0.9) {
    this.random = makeRandom(seed);
    this.noise = new SmoothNoise(seed ^ 0x51ed270b);
    this.warpMm = warpMm;
  }

  vary(low: number, high: number): number {
    return between(this.random, low, high);
  }

  /** Visits every cell of an extent with its hand-warped position. */
  each(extent: Extent, visit: (cell: number, x: number, y: number) => void): void {
    const margin = this.warpMm + CELL_MM;
    const u0 = Math.max(0, Math.floor((extent[0] - margin) / CELL_MM + FIELD_WIDTH / 2));
    const u1 = Math.min(
      FIELD_WIDTH - 1,
      Math.ceil((extent[2] + margin) / CELL_MM + FIELD_WIDTH / 2),
    );
    const v0 = Math.max(0, Math.floor((extent[1] - margin) / CELL_MM + FIELD_HEIGHT / 2));
    const v1 = Math.min(
      FIELD_HEIGHT - 1,
      Math.ceil((extent[3] + margin) / CELL_MM + FIELD_HEIGHT / 2),
    );
    const { noise, warpMm } = this;
    for (let v = v0; v <= v1; v++) {
      const y = (v + 0.5 - FIELD_HEIGHT / 2) * CELL_MM;
      for (let u = u0; u <= u1; u++) {
        const x = (u + 0.5 - FIELD_WIDTH / 2) * CELL_MM;
        const wx = x + warpMm * noise.at(x * 0.11 + 40, y * 0.11);
        const wy = y + warpMm * noise.at(x * 0.11, y * 0.11 + 80);
        visit(v * FIELD_WIDTH + u, wx, wy);
      }
    }
  }

  /** Lays a shape on: `top` gives its upper height in mm, or a negative number outside it. */
  add(extent: Extent, top: (x: number, y: number) => number, surface: Surface): void {
    const seam = surface.seam ?? 0.8;
    const [r, g, b] = surface.colour;
    const { noise } = this;
    this.each(extent, (cell, x, y) => {
      const z = top(x, y);
      if (z < 0) return;
      const old = this.height[cell]!;
      const bumpy = z + 0.16 * noise.fractal(x * 0.45, y * 0.45);
      const t = Math.min(1, Math.max(0, 0.5 + (bumpy - old) / (2 * seam)));
      this.height[cell] = Math.max(
        0,
        old + (bumpy - old) * t + (old > 0 ? seam * t * (1 - t) * 0.5 : 0),
      );
      const cover = Math.min(1, Math.max(0, 0.5 + (bumpy - old) / 0.3));
      // Clay is never mixed fully: slow streaks of lighter and darker dough.
      const streak = 1 + 0.09 * noise.fractal(x * 0.16 + y * 0.05 + 9, y * 0.3 - x * 0.04);
      this.red[cell]! += (r * streak - this.red[cell]!) * cover;
      this.green[cell]! += (g * streak - this.green[cell]!) * cover;
      this.blue[cell]! += (b * streak - this.blue[cell]!) * cover;
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

  /** Presses clay down by `depth(x, y)` mm where there is clay; never below the table. */
  press(extent: Extent, depth: (x: number, y: number) => number): void {
    this.each(extent, (cell, x, y) => {
      const h = this.height[cell]!;
      if (h <= 0) return;
      const d = depth(x, y);
      if (d > 0) this.height[cell] = Math.max(0, h - d);
    });
  }

  /** Finger marks, small pits and crumbs, as every hand-made piece has. */
  finish(): void {
    const marks = 3 + Math.floor(this.random() * 4);
    for (let i = 0; i < marks; i++) {
      const x0 = this.vary(-34, 34);
      const y0 = this.vary(-30, 30);
      const r = this.vary(4, 8);
      const deep = this.vary(0.15, 0.45);
      this.press(
        [x0 - r, y0 - r, x0 + r, y0 + r],
        (x, y) => deep * Math.max(0, 1 - ((x - x0) ** 2 + (y - y0) ** 2) / (r * r)),
      );
    }
    for (let i = 0; i < 26; i++) {
      const x0 = this.vary(-38, 38);
      const y0 = this.vary(-34, 34);
      const r = this.vary(0.3, 0.7);
      this.press(
        [x0 - r, y0 - r, x0 + r, y0 + r],
        (x, y) => 0.3 * Math.max(0, 1 - Math.hypot(x - x0, y - y0) / r),
      );
    }
    const crumbs = Math.floor(this.random() * 5);
    for (let i = 0; i < crumbs; i++) {
      const at = this.vary(0, 2 * Math.PI);
      const far = this.vary(44, 60);
      const r = this.vary(0.5, 1.1);
      const shade = this.vary(0.1, 0.5);
      this.dome(far * Math.cos(at), far * 0.8 * Math.sin(at), r, r * 0.8, r * 0.8, {
        colour: [shade, shade * 0.8, shade * 0.6],
      });
    }
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
