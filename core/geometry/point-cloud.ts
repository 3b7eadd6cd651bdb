/** Organised point clouds: X right, Y down, Z forward, float32 metres, (0, 0, 0) without data. */
import type { Grid } from './align.js';
import { rayTable, type RayTable } from './rays.js';

/**
 * Points of a depth picture in its own camera frame, rounded once to float32.
 * @param depth counts, or float32 metres with `metresPerCount` 1
 * @param rays of the grid, where they are at hand
 * @param into an array of the right length to be filled; else a new one
 * @returns Float32Array of width * height * 3 in row order
 */
export function pointCloud(
  depth: Uint16Array | Float32Array,
  metresPerCount: number,
  grid: Grid,
  rays: RayTable = rayTable(grid.intrinsics, grid.width, grid.height),
  into: Float32Array | null = null,
): Float32Array {
  const out = into?.length === depth.length * 3 ? into : new Float32Array(depth.length * 3);
  const { x, y, separable } = rays;
  for (let v = 0, i = 0; v < grid.height; v++) {
    const rowY = separable ? y[v]! : 0;
    for (let u = 0; u < grid.width; u++, i++) {
      const value = depth[i]!;
      const at = 3 * i;
      if (value === 0) {
        out[at] = out[at + 1] = out[at + 2] = 0;
        continue;
      }
      const z = value * metresPerCount;
      out[at] = (separable ? x[u]! : x[i]!) * z;
      out[at + 1] = (separable ? rowY : y[i]!) * z;
      out[at + 2] = z;
    }
  }
  return out;
}
