/**
 * Brings depth and colour onto one grid. Depth to colour follows the SDK's align block
 * (src/proc/align.cpp, align_images): a depth pixel fills the rectangle between its projected
 * corners, raw counts are kept, the nearest wins.
 */
import { distort } from './projection.js';
import { rayTable } from './rays.js';
import type { Extrinsics, Intrinsics } from './types.js';

/** A camera's picture size with its intrinsics. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly intrinsics: Intrinsics;
}

/**
 * Depth counts on the colour grid; `counts` in row order, 0 = no data.
 * @returns Uint16Array of colour.width * colour.height
 */
export function alignDepthToColour(
  counts: Uint16Array,
  metresPerCount: number,
  depth: Grid,
  colour: Grid,
  depthToColour: Extrinsics,
): Uint16Array {
  const out = new Uint16Array(colour.width * colour.height);
  const lower = rayTable(depth.intrinsics, depth.width, depth.height, -0.5);
  const upper = rayTable(depth.intrinsics, depth.width, depth.height, 0.5);
  const corner = projector(colour.intrinsics, depthToColour);
  for (let v = 0, i = 0; v < depth.height; v++) {
    for (let u = 0; u < depth.width; u++, i++) {
      const count = counts[i]!;
      if (count === 0) continue;
      const z = count * metresPerCount;
      const ix = lower.separable ? u : i;
      const iy = lower.separable ? v : i;
      const [px0, py0] = corner(lower.x[ix]!, lower.y[iy]!, z);
      const [px1, py1] = corner(upper.x[ix]!, upper.y[iy]!, z);
      const x0 = Math.max(0, Math.trunc(px0 + 0.5));
      const y0 = Math.max(0, Math.trunc(py0 + 0.5));
      const x1 = Math.min(colour.width - 1, Math.trunc(px1 + 0.5));
      const y1 = Math.min(colour.height - 1, Math.trunc(py1 + 0.5));
      for (let y = y0; y <= y1; y++) {
        for (let x = x0; x <= x1; x++) {
          const j = y * colour.width + x;
          const old = out[j]!;
          if (old === 0 || count < old) out[j] = count;
        }
      }
    }
  }
  return out;
}

/** Projects the point at depth z on a ray of one camera into another; the pair is reused. */
function projector(
  to: Intrinsics,
  extrinsics: Extrinsics,
): (x: number, y: number, z: number) => [number, number] {
  const r = extrinsics.rotation;
  const t = extrinsics.translation;
  const straight = to.model === 'none' || to.coefficients.every((k) => k === 0);
  const pixel: [number, number] = [0, 0];
  return (rx, ry, z) => {
    const px = rx * z;
    const py = ry * z;
    const w = r[2] * px + r[5] * py + r[8] * z + t[2];
    const nx = (r[0] * px + r[3] * py + r[6] * z + t[0]) / w;
    const ny = (r[1] * px + r[4] * py + r[7] * z + t[1]) / w;
    if (straight) {
      pixel[0] = nx * to.fx + to.ppx;
      pixel[1] = ny * to.fy + to.ppy;
    } else {
      const [dx, dy] = distort(to, nx, ny);
      pixel[0] = dx * to.fx + to.ppx;
      pixel[1] = dy * to.fy + to.ppy;
    }
    return pixel;
  };
}

/** Where each depth pixel lies in the colour picture: u, v per pixel, NaN without depth. */
export function colourCoordinates(
  counts: Uint16Array,
  metresPerCount: number,
  depth: Grid,
  colour: Grid,
  depthToColour: Extrinsics,
): Float32Array {
  const rays = rayTable(depth.intrinsics, depth.width, depth.height);
  const toPixel = projector(colour.intrinsics, depthToColour);
  const out = new Float32Array(counts.length * 2).fill(Number.NaN);
  for (let v = 0, i = 0; v < depth.height; v++) {
    for (let u = 0; u < depth.width; u++, i++) {
      const count = counts[i]!;
      if (count === 0) continue;
      const [x, y] = toPixel(
        rays.x[rays.separable ? u : i]!,
        rays.y[rays.separable ? v : i]!,
        count * metresPerCount,
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
