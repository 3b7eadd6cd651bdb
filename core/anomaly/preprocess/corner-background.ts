/** AST's background: a surface through the four corners, and what stands out of it. */

export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof CORNERS)[number];

/** AST's threshold: 7 mm on either side of the surface. */
export const CORNER_THRESHOLD_METRES = 7e-3;

export interface CornerDepths {
  /** Mean depth of each corner's 2x2 block over its positive values, metres; NaN where it has none. */
  readonly metres: Readonly<Record<Corner, number>>;
  /** Corners without data: the surface is undefined and the corner rule cannot be used. */
  readonly empty: readonly Corner[];
}

/** @param depth metres in row order, 0 = no data; at least 2x2 */
export function cornerDepths(depth: Float32Array, width: number, height: number): CornerDepths {
  const at = (x: number, y: number): number => {
    let sum = 0;
    let positive = 0;
    for (const i of [0, 1, width, width + 1]) {
      const value = depth[y * width + x + i]!;
      sum += value;
      if (value > 0) positive += 1;
    }
    return sum / positive;
  };
  const metres = {
    'top-left': at(0, 0),
    'top-right': at(width - 2, 0),
    'bottom-left': at(0, height - 2),
    'bottom-right': at(width - 2, height - 2),
  };
  return { metres, empty: CORNERS.filter((corner) => Number.isNaN(metres[corner])) };
}

/**
 * 1 where |surface - z| > threshold and z is not 0, the surface being the bilinear blend of the corners
 * over rows 0..height-1 and columns 0..width-1. Two-sided: pits deeper than the table count too.
 * Where a corner is empty the mask is 0 in everything it reaches; see `cornerDepths`.
 */
export function cornerForeground(
  depth: Float32Array,
  width: number,
  height: number,
  { metres }: CornerDepths,
  thresholdMetres = CORNER_THRESHOLD_METRES,
): Uint8Array {
  const out = new Uint8Array(width * height);
  const across = Float64Array.from({ length: width }, (_, x) => x / (width - 1));
  for (let y = 0, i = 0; y < height; y++) {
    const down = y / (height - 1);
    const left = metres['top-left'] * (1 - down) + metres['bottom-left'] * down;
    const right = metres['top-right'] * (1 - down) + metres['bottom-right'] * down;
    for (let x = 0; x < width; x++, i++) {
      const z = depth[i]!;
      const surface = left * (1 - across[x]!) + right * across[x]!;
      out[i] = z !== 0 && Math.abs(surface - z) > thresholdMetres ? 1 : 0;
    }
  }
  return out;
}
