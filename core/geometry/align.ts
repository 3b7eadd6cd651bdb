/**
 * Brings depth and colour onto one grid. Depth to colour follows the SDK's align block
 * (src/proc/align.cpp, align_images): a depth pixel fills the rectangle between its projected
 * corners, raw counts are kept, the nearest wins.
 */
import { project, transform } from './projection.js';
import { rayTable, type RayTable } from './rays.js';
import type { Extrinsics, Intrinsics } from './types.js';

/** A camera's picture size with its intrinsics. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly intrinsics: Intrinsics;
}

/**
 * Depth on the colour grid; `depth` in row order, 0 = no data, counts or float32 metres (then
 * `metresPerCount` is 1).
 * @returns an array like `depth` of colour.width * colour.height
 */
export function alignDepthToColour<T extends Uint16Array | Float32Array>(
  depth: T,
  metresPerCount: number,
  depthGrid: Grid,
  colourGrid: Grid,
  depthToColour: Extrinsics,
): T {
  return new DepthAligner(depthGrid, colourGrid, depthToColour).align(depth, metresPerCount);
}

/**
 * `alignDepthToColour` for many pictures of one camera: the rays are computed once, and where a corner
 * was projected to is remembered with the depths for which it stays on that pixel.
 */
export class DepthAligner {
  private readonly depthGrid: Grid;
  private readonly colourGrid: Grid;
  private readonly lower: RayTable;
  private readonly upper: RayTable;
  private readonly lens: Lens;
  private readonly motion: Motion;
  private known: Known | null = null;

  constructor(depthGrid: Grid, colourGrid: Grid, depthToColour: Extrinsics) {
    this.depthGrid = depthGrid;
    this.colourGrid = colourGrid;
    const { intrinsics, width, height } = depthGrid;
    this.lower = rayTable(intrinsics, width, height, -0.5);
    this.upper = rayTable(intrinsics, width, height, 0.5);
    this.lens = lensOf(colourGrid.intrinsics);
    this.motion = motionOf(depthToColour);
  }

  /** @returns an array like `depth` on the colour grid */
  align<T extends Uint16Array | Float32Array>(depth: T, metresPerCount: number): T {
    const out = this.blank(depth);
    const { lower, upper, colourGrid } = this;
    const { width, height } = this.depthGrid;
    const across = colourGrid.width;
    const counts = depth instanceof Uint16Array;
    if (this.known?.metresPerCount !== metresPerCount || this.known.counts !== counts)
      this.known = {
        metresPerCount,
        counts,
        from: new CornerMemory(depth),
        to: new CornerMemory(depth),
      };
    const { from, to } = this.known;
    const ends: Ends = { right: across - 1, bottom: colourGrid.height - 1 };
    // Corners of one row first, then its rectangles: two short loops run faster than a long one.
    for (let v = 0; v < height; v++) {
      const row = v * width;
      this.corners(depth, row, v, metresPerCount, lower, 0, ends, from);
      this.corners(depth, row, v, metresPerCount, upper, -1, ends, to);
      for (let i = row; i < row + width; i++) {
        const value = depth[i]!;
        if (value === 0) continue;
        const x0 = from.x[i]!;
        const x1 = to.x[i]!;
        const y1 = to.y[i]!;
        for (let y = from.y[i]!; y <= y1; y++) {
          const end = y * across + x1;
          for (let j = y * across + x0; j <= end; j++) {
            const old = out[j]!;
            if (old === 0 || value < old) out[j] = value;
          }
        }
      }
    }
    return out;
  }

  /**
   * Where one corner of each pixel of a row lies in the colour picture, rounded as the SDK does and
   * kept between `least` and the picture's end (one more for lower corners).
   */
  private corners(
    depth: Uint16Array | Float32Array,
    row: number,
    v: number,
    metresPerCount: number,
    rays: RayTable,
    least: 0 | -1,
    ends: Ends,
    memory: CornerMemory,
  ): void {
    const { width } = this.depthGrid;
    const { separable, x: raysX, y: raysY } = rays;
    const { straight, inverse, fx, fy, ppx, ppy, k1, k2, k3, p1, p2 } = this.lens;
    const { r0, r1, r2, r3, r4, r5, r6, r7, r8, t0, t1, t2 } = this.motion;
    const { nearest, furthest } = memory;
    const highX = least === 0 ? ends.right + 1 : ends.right;
    const highY = least === 0 ? ends.bottom + 1 : ends.bottom;
    for (let u = 0; u < width; u++) {
      const i = row + u;
      const value = depth[i]!;
      if (value === 0 || (value >= nearest[i]! && value <= furthest[i]!)) continue;
      const z = value * metresPerCount;
      const px = raysX[separable ? u : i]! * z;
      const py = raysY[separable ? v : i]! * z;
      const w = r2 * px + r5 * py + r8 * z + t2;
      let x = (r0 * px + r3 * py + r6 * z + t0) / w;
      let y = (r1 * px + r4 * py + r7 * z + t1) / w;
      if (!straight) {
        // As `distort` (projection.ts), of which a test holds it.
        const rr = x * x + y * y;
        const radial = 1 + ((k3 * rr + k2) * rr + k1) * rr;
        const xs = x * radial;
        const ys = y * radial;
        const xt = inverse ? xs : x;
        const yt = inverse ? ys : y;
        x = xs + 2 * p1 * xt * yt + p2 * (rr + 2 * xt * xt);
        y = ys + 2 * p2 * xt * yt + p1 * (rr + 2 * yt * yt);
      }
      x = x * fx + ppx + 0.5;
      y = y * fy + ppy + 0.5;
      if (memory.widens(i, value, x, y)) continue;
      memory.set(
        i,
        value,
        x,
        y,
        x < least ? least : x > highX ? highX : x,
        y < least ? least : y > highY ? highY : y,
      );
    }
  }

  private blank<T extends Uint16Array | Float32Array>(like: T): T {
    const pixels = this.colourGrid.width * this.colourGrid.height;
    const out = like instanceof Uint16Array ? new Uint16Array(pixels) : new Float32Array(pixels);
    return out as T;
  }
}

/**
 * For one corner of every depth pixel: the colour pixel it falls on, and the depths for which it is
 * known to. With depth a corner moves along an epipolar curve; a real lens bends it far less than to
 * twice its chord. So a depth at which the corner lies less than half as far from the remembered place
 * as that place from the border of its pixel is on that pixel, and so is all between.
 */
class CornerMemory {
  /** The known depths of each corner; empty at first. */
  readonly nearest: Uint16Array | Float32Array;
  readonly furthest: Uint16Array | Float32Array;
  /** The pixel, rounded and clamped. */
  readonly x: Int16Array;
  readonly y: Int16Array;
  private readonly placeX: Float32Array;
  private readonly placeY: Float32Array;

  constructor(depth: Uint16Array | Float32Array) {
    const n = depth.length;
    const counts = depth instanceof Uint16Array;
    this.nearest = counts ? new Uint16Array(n).fill(1) : new Float32Array(n).fill(1);
    this.furthest = counts ? new Uint16Array(n) : new Float32Array(n);
    this.x = new Int16Array(n);
    this.y = new Int16Array(n);
    this.placeX = new Float32Array(n);
    this.placeY = new Float32Array(n);
  }

  /** Whether the corner, now at (x, y), is still on the pixel; if so the depth counts as known. */
  widens(i: number, value: number, x: number, y: number): boolean {
    const near = this.nearest[i]!;
    if (near > this.furthest[i]!) return false;
    const placeX = this.placeX[i]!;
    const placeY = this.placeY[i]!;
    const partX = placeX - Math.floor(placeX);
    const partY = placeY - Math.floor(placeY);
    const room = Math.min(partX, 1 - partX, partY, 1 - partY) - ROUNDING;
    if (!(2 * (Math.abs(x - placeX) + Math.abs(y - placeY)) < room)) return false;
    if (value < near) this.nearest[i] = value;
    else this.furthest[i] = value;
    return true;
  }

  set(i: number, value: number, x: number, y: number, pixelX: number, pixelY: number): void {
    this.nearest[i] = value;
    this.furthest[i] = value;
    this.placeX[i] = x;
    this.placeY[i] = y;
    this.x[i] = pixelX;
    this.y[i] = pixelY;
  }
}

/** Float32 holds places in pictures of 16,384 pixels to a thousandth. */
const ROUNDING = 0.002;

/** What is remembered holds for one kind of depth and one scale. */
interface Known {
  readonly metresPerCount: number;
  readonly counts: boolean;
  readonly from: CornerMemory;
  readonly to: CornerMemory;
}

interface Ends {
  readonly right: number;
  readonly bottom: number;
}

type Lens = ReturnType<typeof lensOf>;
type Motion = ReturnType<typeof motionOf>;

/** Intrinsics as scalars: what uses them runs twice for every pixel of a picture. */
function lensOf({ fx, fy, ppx, ppy, model, coefficients }: Intrinsics) {
  const [k1, k2, p1, p2, k3] = coefficients;
  const straight = model === 'none' || coefficients.every((k) => k === 0);
  const inverse = model === 'inverse-brown-conrady';
  return { fx, fy, ppx, ppy, k1, k2, k3, p1, p2, straight, inverse };
}

function motionOf({ rotation, translation }: Extrinsics) {
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
  const [t0, t1, t2] = translation;
  return { r0, r1, r2, r3, r4, r5, r6, r7, r8, t0, t1, t2 };
}

/** Where each depth pixel lies in the colour picture: u, v per pixel, NaN without depth. */
export function colourCoordinates(
  counts: Uint16Array | Float32Array,
  metresPerCount: number,
  depth: Grid,
  colour: Grid,
  depthToColour: Extrinsics,
): Float32Array {
  const rays = rayTable(depth.intrinsics, depth.width, depth.height);
  const out = new Float32Array(counts.length * 2).fill(Number.NaN);
  for (let v = 0, i = 0; v < depth.height; v++) {
    for (let u = 0; u < depth.width; u++, i++) {
      const count = counts[i]!;
      if (count === 0) continue;
      const z = count * metresPerCount;
      const [x, y] = project(
        colour.intrinsics,
        transform(depthToColour, [
          rays.x[rays.separable ? u : i]! * z,
          rays.y[rays.separable ? v : i]! * z,
          z,
        ]),
      );
      out[2 * i] = x;
      out[2 * i + 1] = y;
    }
  }
  return out;
}

/** RGB on the depth grid, bilinear; black where there is no depth or no colour. */
export function alignColourToDepth(
  rgb: Uint8Array,
  colour: Grid,
  coordinates: Float32Array,
): Uint8Array {
  const { width, height } = colour;
  const pixels = coordinates.length / 2;
  const out = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    const x = coordinates[2 * i]!;
    const y = coordinates[2 * i + 1]!;
    if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) continue;
    const x0 = Math.min(Math.floor(x), width - 2);
    const y0 = Math.min(Math.floor(y), height - 2);
    const ax = x - x0;
    const ay = y - y0;
    const a = (y0 * width + x0) * 3;
    const b = a + width * 3;
    for (let c = 0; c < 3; c++) {
      const top = rgb[a + c]! * (1 - ax) + rgb[a + 3 + c]! * ax;
      const bottom = rgb[b + c]! * (1 - ax) + rgb[b + 3 + c]! * ax;
      out[3 * i + c] = Math.round(top * (1 - ay) + bottom * ay);
    }
  }
  return out;
}

/** A mask on the depth grid, nearest pixel; 0 where there is no depth or no colour. */
export function alignMaskToDepth(
  mask: Uint8Array,
  colour: Grid,
  coordinates: Float32Array,
): Uint8Array {
  const out = new Uint8Array(coordinates.length / 2);
  for (let i = 0; i < out.length; i++) {
    const x = Math.round(coordinates[2 * i]!);
    const y = Math.round(coordinates[2 * i + 1]!);
    if (x >= 0 && y >= 0 && x < colour.width && y < colour.height)
      out[i] = mask[y * colour.width + x]!;
  }
  return out;
}
