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

/** `alignDepthToColour` for many pictures of one camera: the rays are computed once. */
export class DepthAligner {
  private readonly depthGrid: Grid;
  private readonly colourGrid: Grid;
  private readonly lower: RayTable;
  private readonly upper: RayTable;
  private readonly lens: Lens;
  private readonly motion: Motion;

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
    // Corners of one row first, then its rectangles: two short loops run faster than a long one.
    const from = new Int32Array(2 * width);
    const to = new Int32Array(2 * width);
    const ends: Ends = { right: across - 1, bottom: colourGrid.height - 1 };
    for (let v = 0; v < height; v++) {
      const row = v * width;
      this.corners(depth, row, v, metresPerCount, lower, 0, ends, from);
      this.corners(depth, row, v, metresPerCount, upper, -1, ends, to);
      for (let u = 0; u < width; u++) {
        const value = depth[row + u]!;
        if (value === 0) continue;
        const x0 = from[2 * u]!;
        const x1 = to[2 * u]!;
        const y1 = to[2 * u + 1]!;
        for (let y = from[2 * u + 1]!; y <= y1; y++) {
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
    into: Int32Array,
  ): void {
    const { width } = this.depthGrid;
    const { separable, x: raysX, y: raysY } = rays;
    const { straight, inverse, fx, fy, ppx, ppy, k1, k2, k3, p1, p2 } = this.lens;
    const { r0, r1, r2, r3, r4, r5, r6, r7, r8, t0, t1, t2 } = this.motion;
    const highX = least === 0 ? ends.right + 1 : ends.right;
    const highY = least === 0 ? ends.bottom + 1 : ends.bottom;
    for (let u = 0; u < width; u++) {
      const value = depth[row + u]!;
      if (value === 0) continue;
      const z = value * metresPerCount;
      const px = raysX[separable ? u : row + u]! * z;
      const py = raysY[separable ? v : row + u]! * z;
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
      // Clamped before they become integers: loops and indices are integers throughout.
      into[2 * u] = Math.max(least, Math.min(highX, x * fx + ppx + 0.5));
      into[2 * u + 1] = Math.max(least, Math.min(highY, y * fy + ppy + 0.5));
    }
  }

  private blank<T extends Uint16Array | Float32Array>(like: T): T {
    const pixels = this.colourGrid.width * this.colourGrid.height;
    const out = like instanceof Uint16Array ? new Uint16Array(pixels) : new Float32Array(pixels);
    return out as T;
  }
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
