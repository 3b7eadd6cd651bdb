/** Connected regions of a ground truth. */

/** 8: a full 3x3 neighbourhood, as the MVTec evaluators use; 4: edges only. */
export type Connectivity = 4 | 8;

/**
 * Pixels of each connected region of non-zero values, regions in order of their first pixel.
 * @param mask row order
 */
export function connectedRegions(
  mask: Uint8Array,
  width: number,
  height: number,
  connectivity: Connectivity = 8,
): Int32Array[] {
  const seen = new Uint8Array(mask.length);
  const stack = new Int32Array(mask.length);
  const regions: Int32Array[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    // `stack` holds the region: what lies before `at` is done, what lies behind it is to be looked at.
    let count = 1;
    stack[0] = start;
    seen[start] = 1;
    for (let at = 0; at < count; at++) {
      const pixel = stack[at]!;
      const y = Math.floor(pixel / width);
      const x = pixel - y * width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (mask[next] === 0 || seen[next] === 1) continue;
          if (connectivity === 4 && u !== x && v !== y) continue;
          seen[next] = 1;
          stack[count++] = next;
        }
      }
    }
    regions.push(stack.slice(0, count));
  }
  return regions;
}
