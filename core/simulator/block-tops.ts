/** Highest points of square blocks of the height field, so that marches can skip what is below them. */
import { FIELD_HEIGHT, FIELD_WIDTH } from './clay.js';

/**
 * Each block also knows its neighbours' first cells on the right and below, for a bilinear sample
 * reaches into the next cell.
 * @param block side in cells; divides both sides of the field
 * @returns FIELD_WIDTH / block columns in row order
 */
export function blockTops(height: Float32Array, block: number): Float32Array {
  const across = FIELD_WIDTH / block;
  const tops = new Float32Array(across * (FIELD_HEIGHT / block));
  for (let v = 0; v < FIELD_HEIGHT; v++) {
    for (let u = 0; u < FIELD_WIDTH; u++) {
      const z = height[v * FIELD_WIDTH + u]!;
      if (z <= 0) continue;
      const k = Math.floor(v / block) * across + Math.floor(u / block);
      if (z > tops[k]!) tops[k] = z;
      if (u % block === 0 && u > 0 && z > tops[k - 1]!) tops[k - 1] = z;
      if (v % block === 0 && v > 0 && z > tops[k - across]!) tops[k - across] = z;
    }
  }
  return tops;
}
