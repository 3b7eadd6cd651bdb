/**
 * Brings depth and colour onto one grid. Depth to colour follows the SDK's align block
 * (src/proc/align.cpp, align_images): a depth pixel fills the rectangle between its projected
 * corners, raw counts are kept, the nearest wins.
 */
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
  private readonly toPixel: ToPixel;

  constructor(depthGrid: Grid, colourGrid: Grid, depthToColour: Extrinsics) {
    this.depthGrid = depthGrid;
    this.colourGrid = colourGrid;
    const { intrinsics, width, height } = depthGrid;
    this.lower = rayTable(intrinsics, width, height, -0.5);
    this.upper = rayTable(intrinsics, width, height, 0.5);
    this.toPixel = projector(colourGrid.intrinsics, depthToColour);
  }

  /** @returns an array like `depth` on the colour grid */
  align<T extends Uint16Array | Float32Array>(depth: T, metresPerCount: number): T {
    const out = this.blank(depth);
    const { lower, upper, toPixel } = this;
    const { separable } = lower;
    const { width, height } = this.depthGrid;
    const pixel = new Float64Array(2);
    const across = this.colourGrid.width;
    const right = across - 1;
    const bottom = this.colourGrid.height - 1;
    for (let v = 0, i = 0; v < height; v++) {
      for (let u = 0; u < width; u++, i++) {
        const value = depth[i]!;
        if (value === 0) continue;
        const z = value * metresPerCount;
        const ix = separable ? u : i;
        const iy = separable ? v : i;
        toPixel(lower.x[ix]!, lower.y[iy]!, z, pixel);
        // Clamped before they become integers: then loops and indices are integers throughout.
        const x0 = Math.max(0, Math.min(right + 1, pixel[0]! + 0.5)) | 0;
        const y0 = Math.max(0, Math.min(bottom + 1, pixel[1]! + 0.5)) | 0;
        toPixel(upper.x[ix]!, upper.y[iy]!, z, pixel);
        const x1 = Math.max(-1, Math.min(right, pixel[0]! + 0.5)) | 0;
        const y1 = Math.max(-1, Math.min(bottom, pixel[1]! + 0.5)) | 0;
        for (let y = y0; y <= y1; y++) {
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

  private blank<T extends Uint16Array | Float32Array>(like: T): T {
    const pixels = this.colourGrid.width * this.colourGrid.height;
    const out = like instanceof Uint16Array ? new Uint16Array(pixels) : new Float32Array(pixels);
    return out as T;
  }
}

/** Writes the pixel of the point at depth z on a ray of the other camera into `pixel`. */
type ToPixel = (rx: number, ry: number, z: number, pixel: Float64Array) => void;

function projector(to: Intrinsics, { rotation, translation }: Extrinsics): ToPixel {
  // Scalars, no arrays: this runs twice for every pixel of a picture.
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
  const [t0, t1, t2] = translation;
  const { fx, fy, ppx, ppy, model } = to;
  const [k1, k2, p1, p2, k3] = to.coefficients;
  const straight = model === 'none' || to.coefficients.every((k) => k === 0);
  const inverse = model === 'inverse-brown-conrady';
  return (rx, ry, z, pixel) => {
    const px = rx * z;
    const py = ry * z;
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
      const dx = xs + 2 * p1 * xt * yt + p2 * (rr + 2 * xt * xt);
      y = ys + 2 * p2 * xt * yt + p1 * (rr + 2 * yt * yt);
      x = dx;
    }
    pixel[0] = x * fx + ppx;
    pixel[1] = y * fy + ppy;
  };
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
  const toPixel = projector(colour.intrinsics, depthToColour);
  const pixel = new Float64Array(2);
  const out = new Float32Array(counts.length * 2).fill(Number.NaN);
  for (let v = 0, i = 0; v < depth.height; v++) {
    for (let u = 0; u < depth.width; u++, i++) {
      const count = counts[i]!;
      if (count === 0) continue;
      toPixel(
        rays.x[rays.separable ? u : i]!,
        rays.y[rays.separable ? v : i]!,
        count * metresPerCount,
        pixel,
      );
      out[2 * i] = pixel[0]!;
      out[2 * i + 1] = pixel[1]!;
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
