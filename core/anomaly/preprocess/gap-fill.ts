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
  let holes: number[] = [];
  for (let y = from; y < height; y++) {
    for (let x = from; x < width; x++) if (depth[y * width + x] === 0) holes.push(y * width + x);
  }
  for (let pass = 0; pass < passes && holes.length > 0; pass++) {
    const values = new Float32Array(holes.length);
    for (const [i, at] of holes.entries()) values[i] = windowMean(out, width, height, at);
    const open: number[] = [];
    for (const [i, at] of holes.entries()) {
      if (values[i] === 0) open.push(at);
      else out[at] = values[i]!;
    }
    holes = open;
  }
  return out;
}

/** Sum of the 3x3 window over its positive values, in float64; 0 where there are none. */
function windowMean(depth: Float32Array, width: number, height: number, at: number): number {
  const y = Math.floor(at / width);
  const x = at - y * width;
  let sum = 0;
  let positive = 0;
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      const value = depth[v * width + u]!;
      sum += value;
      if (value > 0) positive += 1;
    }
  }
  return positive === 0 ? 0 : sum / positive;
}
