/** Which point of a cloud lies under the pointer. */

/** How far the pointer reaches, screen pixels. */
const REACH_PX = 6;

/**
 * The point nearest to the eye among those within reach of the pointer.
 * @param positions three numbers a point
 * @param matrix projection times view, 16 numbers, column by column
 * @param at in screen pixels from the top left of a picture of this size
 * @returns its number, null where there is none
 */
export function pickPoint(
  positions: Float32Array,
  count: number,
  matrix: readonly number[],
  size: { readonly width: number; readonly height: number },
  at: readonly [x: number, y: number],
): number | null {
  const [m0 = 0, m1 = 0, , m3 = 0, m4 = 0, m5 = 0, , m7 = 0] = matrix;
  const [, , , , , , , , m8 = 0, m9 = 0, , m11 = 0, m12 = 0, m13 = 0, , m15 = 0] = matrix;
  let best: number | null = null;
  let nearest = Infinity;
  for (let i = 0; i < count; i++) {
    const x = positions[3 * i]!;
    const y = positions[3 * i + 1]!;
    const z = positions[3 * i + 2]!;
    const w = m3 * x + m7 * y + m11 * z + m15;
    // Behind the eye, or farther than what was found.
    if (w <= 0 || w >= nearest) continue;
    const right = ((m0 * x + m4 * y + m8 * z + m12) / w + 1) * 0.5 * size.width;
    if (Math.abs(right - at[0]) > REACH_PX) continue;
    const down = (1 - (m1 * x + m5 * y + m9 * z + m13) / w) * 0.5 * size.height;
    if (Math.abs(down - at[1]) > REACH_PX) continue;
    nearest = w;
    best = i;
  }
  return best;
}
