/** Connected regions of a ground truth. */

/** 8: a full 3x3 neighbourhood, as the MVTec evaluators use; 4: edges only. */
export type Connectivity = 4 | 8;

const EMPTY = new Uint8Array(0);

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
  // Most of a mask is 0: four pixels are looked at at once, and nothing is made for an empty one.
  const aligned = mask.byteOffset % 4 === 0;
  const words = aligned ? new Uint32Array(mask.buffer, mask.byteOffset, mask.length >> 2) : null;
  const regions: Int32Array[] = [];
  let seen = EMPTY;
  let stack = new Int32Array(0);
  for (let start = 0; start < mask.length; start++) {
    if ((start & 3) === 0 && words?.[start >> 2] === 0) {
      start += 3;
      continue;
    }
    if (mask[start] === 0 || seen[start] === 1) continue;
    if (seen.length === 0) {
      seen = new Uint8Array(mask.length);
      stack = new Int32Array(mask.length);
    }
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
