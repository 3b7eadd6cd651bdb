/** Organised point clouds: X right, Y down, Z forward, float32 metres, (0, 0, 0) without data. */
import type { Grid } from './align.js';
import { rayTable } from './rays.js';

/**
 * Points of a depth picture in its own camera frame, rounded once to float32.
 * @returns Float32Array of width * height * 3 in row order
 */
export function pointCloud(counts: Uint16Array, metresPerCount: number, grid: Grid): Float32Array {
  const rays = rayTable(grid.intrinsics, grid.width, grid.height);
  const out = new Float32Array(counts.length * 3);
  for (let v = 0, i = 0; v < grid.height; v++) {
    for (let u = 0; u < grid.width; u++, i++) {
      const count = counts[i]!;
      if (count === 0) continue;
      const z = count * metresPerCount;
      out[3 * i] = rays.x[rays.separable ? u : i]! * z;
      out[3 * i + 1] = rays.y[rays.separable ? v : i]! * z;
      out[3 * i + 2] = z;
    }
  }
  return out;
}
