/** Closing small holes of a depth map by their neighbours (AST). */

export interface GapFillOptions {
  /** Default 3, as AST. */
  readonly passes?: number;
  /**
   * AST never fills row 0 and column 0: its window starts at index -1 there and comes out empty.
   * Default true, the published behaviour; false fills them from a cut window like the other rims.
   */
  readonly skipFirstRowAndColumn?: boolean;
}

/**
 * Each pass sets every pixel that is 0 to the sum of its 3x3 window over the count of positive values
 * in it, reading the previous pass only. Returns a new array.
 * @param depth row order, 0 = no data
 */
export function fillGaps(
  depth: Float32Array,
  width: number,
  height: number,
  { passes = 3, skipFirstRowAndColumn = true }: GapFillOptions = {},
): Float32Array {
  const out = depth.slice();
  const from = skipFirstRowAndColumn ? 1 : 0;
  let count = 0;
  for (let i = from * width; i < depth.length; i++) if (depth[i] === 0) count += 1;
  const holes = new Uint32Array(count);
  let open = 0;
  for (let y = from; y < height; y++) {
    for (let i = y * width + from, end = (y + 1) * width; i < end; i++)
      if (depth[i] === 0) holes[open++] = i;
  }
  const values = new Float32Array(open);
  for (let pass = 0; pass < passes && open > 0; pass++) {
    for (let k = 0; k < open; k++) values[k] = windowMean(out, width, height, holes[k]!);
    let left = 0;
    for (let k = 0; k < open; k++) {
      if (values[k] === 0) holes[left++] = holes[k]!;
      else out[holes[k]!] = values[k]!;
    }
    open = left;
  }
  return out;
}

/** Sum of the 3x3 window over its positive values, in float64; 0 where there are none. */
function windowMean(depth: Float32Array, width: number, height: number, at: number): number {
  const y = Math.floor(at / width);
  const x = at - y * width;
  if (x > 0 && y > 0 && x < width - 1 && y < height - 1) return innerMean(depth, width, at);
  const left = x === 0 ? 0 : -1;
  const right = x === width - 1 ? 0 : 1;
  const bottom = y === height - 1 ? at : at + width;
  let sum = 0;
  let positive = 0;
  for (let row = y === 0 ? at : at - width; row <= bottom; row += width) {
    for (let i = row + left; i <= row + right; i++) {
      const value = depth[i]!;
      sum += value;
      if (value > 0) positive += 1;
    }
  }
  return positive === 0 ? 0 : sum / positive;
}

/** The same sums in the same order, unrolled: nearly all pixels are inner ones. */
function innerMean(depth: Float32Array, width: number, at: number): number {
  const a = depth[at - width - 1]!;
  const b = depth[at - width]!;
  const c = depth[at - width + 1]!;
  const d = depth[at - 1]!;
  const e = depth[at]!;
  const f = depth[at + 1]!;
  const g = depth[at + width - 1]!;
  const h = depth[at + width]!;
  const i = depth[at + width + 1]!;
  const positive =
    +(a > 0) +
    +(b > 0) +
    +(c > 0) +
    +(d > 0) +
    +(e > 0) +
    +(f > 0) +
    +(g > 0) +
    +(h > 0) +
    +(i > 0);
  return positive === 0 ? 0 : (a + b + c + d + e + f + g + h + i) / positive;
}
