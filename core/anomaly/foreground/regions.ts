/** 8-connected regions of a mask: counted, and small ones dropped. */

/** Clears regions of fewer than `minPixels` in place. @returns how many regions are left */
export function dropSmallRegions(
  mask: Uint8Array,
  width: number,
  height: number,
  minPixels: number,
): number {
  const seen = new Uint8Array(mask.length);
  const region = new Int32Array(mask.length);
  let kept = 0;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] !== 0) continue;
    // `region` is the queue and, when it is done, the region's pixels.
    let length = 1;
    region[0] = start;
    seen[start] = 1;
    for (let k = 0; k < length; k++) {
      const i = region[k]!;
      const x = i % width;
      const y = (i - x) / width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const j = v * width + u;
          if (mask[j] === 0 || seen[j] !== 0) continue;
          seen[j] = 1;
          region[length++] = j;
        }
      }
    }
    if (length >= minPixels) kept += 1;
    else for (let k = 0; k < length; k++) mask[region[k]!] = 0;
  }
  return kept;
}
