/**
 * Depth on the grid of rgb.png, as the linked views, the wand and the profile read it: millimetres
 * along Z, 0 = no data, in the camera of rgb.
 */
import { undistort } from '../geometry/projection.js';
import type { Extrinsics, Intrinsics, Plane } from '../geometry/types.js';

export interface DepthGrid {
  readonly width: number;
  readonly height: number;
  readonly zMm: Float32Array;
  /** null where the camera is unknown: then there are heights, and no lengths in mm. */
  readonly intrinsics: Intrinsics | null;
}

/** @param data raw counts or metres, 0 or NaN = no data */
export function makeDepthGrid(
  width: number,
  height: number,
  data: Uint16Array | Float32Array,
  metresPerCount: number,
  intrinsics: Intrinsics | null,
): DepthGrid {
  if (data.length !== width * height)
    throw new RangeError(`depth has ${data.length} values, ${width} x ${height} were told`);
  const zMm = new Float32Array(data.length);
  const scale = metresPerCount * 1000;
  for (let i = 0; i < data.length; i++) {
    const z = data[i]! * scale;
    zMm[i] = z > 0 && Number.isFinite(z) ? z : 0;
  }
  return { width, height, zMm, intrinsics };
}

/** Z in mm of the pixel that holds the point; 0 without data or outside. */
export function depthAt(grid: DepthGrid, x: number, y: number): number {
  const u = Math.floor(x);
  const v = Math.floor(y);
  if (u < 0 || v < 0 || u >= grid.width || v >= grid.height) return 0;
  return grid.zMm[v * grid.width + u]!;
}

/**
 * Camera point in mm of an image point; null without data or camera. Image points count a pixel from
 * its top left, the camera from its centre, so half a pixel lies between them.
 */
export function pointAt(
  grid: DepthGrid,
  x: number,
  y: number,
  zMm = depthAt(grid, x, y),
): [number, number, number] | null {
  if (zMm <= 0 || !grid.intrinsics) return null;
  const { fx, fy, ppx, ppy } = grid.intrinsics;
  const [rx, ry] = undistort(grid.intrinsics, (x - 0.5 - ppx) / fx, (y - 0.5 - ppy) / fy);
  return [rx * zMm, ry * zMm, zMm];
}

/** A plane of the depth camera as the camera of rgb sees it. */
export function planeInColour(plane: Plane, depthToColour: Extrinsics | null): Plane {
  if (!depthToColour) return plane;
  const r = depthToColour.rotation;
  const [x, y, z] = plane.normal;
  const normal = [
    r[0] * x + r[3] * y + r[6] * z,
    r[1] * x + r[4] * y + r[7] * z,
    r[2] * x + r[5] * y + r[8] * z,
  ] as const;
  const t = depthToColour.translation;
  return {
    normal,
    offset: plane.offset - (normal[0] * t[0] + normal[1] * t[1] + normal[2] * t[2]),
  };
}

/** Height above the plane in mm, towards the camera, of a point in mm. */
export function heightAbove(plane: Plane, point: readonly [number, number, number]): number {
  const [nx, ny, nz] = plane.normal;
  return nx * point[0] + ny * point[1] + nz * point[2] + plane.offset * 1000;
}
