/** Means over squares that leave out pixels without data, by running sums: the cost does not grow with the radius. */

/**
 * Mean of the valid pixels (`> 0`) in a square of 2 radius + 1; 0 where there are none, and, with
 * `keepHoles`, where the pixel itself has no data.
 * @returns Float32Array of width * height
 */
export function meanOfValid(
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
  keepHoles: boolean,
): Float32Array {
  const sums = new Float64Array(width * height);
  const counts = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    let count = 0;
    for (let x = -radius; x < width; x++) {
      const enters = x + radius;
      if (enters < width) {
        const value = values[row + enters]!;
        if (value > 0) {
          sum += value;
          count += 1;
        }
      }
      const leaves = x - radius - 1;
      if (leaves >= 0) {
        const value = values[row + leaves]!;
        if (value > 0) {
          sum -= value;
          count -= 1;
        }
      }
      if (x >= 0) {
        sums[row + x] = sum;
        counts[row + x] = count;
      }
    }
  }
  const out = new Float32Array(width * height);
  const sum = new Float64Array(width);
  const count = new Int32Array(width);
  for (let y = -radius; y < height; y++) {
    const enters = y + radius;
    if (enters < height) {
      const row = enters * width;
      for (let x = 0; x < width; x++) {
        sum[x] = sum[x]! + sums[row + x]!;
        count[x] = count[x]! + counts[row + x]!;
      }
    }
    const leaves = y - radius - 1;
    if (leaves >= 0) {
      const row = leaves * width;
      for (let x = 0; x < width; x++) {
        sum[x] = sum[x]! - sums[row + x]!;
        count[x] = count[x]! - counts[row + x]!;
      }
    }
    if (y < 0) continue;
    const row = y * width;
    for (let x = 0; x < width; x++)
      if (count[x]! > 0 && !(keepHoles && values[row + x] === 0))
        out[row + x] = sum[x]! / count[x]!;
  }
  return out;
}
