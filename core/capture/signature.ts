/** A small luma picture of a shot, for telling a second shot of an unmoved object. */

export interface Signature {
  readonly width: number;
  readonly height: number;
  readonly luma: Uint8Array;
}

const WIDTH = 160;
/** Block means carry little sensor noise (about 0.3): four grey levels are a change of the scene. */
const CHANGED_LEVELS = 4;

/** Block means of an RGB8 picture on a grid 160 wide (every second pixel of a block is read). */
export function signatureOf(rgb: Uint8Array, width: number, height: number): Signature {
  const across = Math.min(WIDTH, width);
  const down = Math.max(1, Math.round((height * across) / width));
  const luma = new Uint8Array(across * down);
  for (let j = 0; j < down; j++) {
    const v0 = Math.floor((j * height) / down);
    const v1 = Math.max(v0 + 1, Math.floor(((j + 1) * height) / down));
    for (let i = 0; i < across; i++) {
      const u0 = Math.floor((i * width) / across);
      const u1 = Math.max(u0 + 1, Math.floor(((i + 1) * width) / across));
      let sum = 0;
      let n = 0;
      for (let v = v0; v < v1; v += 2) {
        for (let u = u0; u < u1; u += 2) {
          const p = (v * width + u) * 3;
          sum += rgb[p]! * 77 + rgb[p + 1]! * 150 + rgb[p + 2]! * 29;
          n += 256;
        }
      }
      luma[j * across + i] = Math.round(sum / n);
    }
  }
  return { width: across, height: down, luma };
}

/** Share of the pixels that differ; 1 where the sizes differ. A change of overall light is taken out. */
export function changedShare(before: Signature, after: Signature): number {
  if (before.width !== after.width || before.height !== after.height) return 1;
  const n = before.luma.length;
  if (n === 0) return 1;
  const difference = new Int16Array(n);
  // The median by counting: signatures are compared by the ten thousand when duplicates are looked for.
  const counts = new Uint32Array(511);
  for (let i = 0; i < n; i++) {
    const d = after.luma[i]! - before.luma[i]!;
    difference[i] = d;
    counts[d + 255]! += 1;
  }
  let drift = -255;
  for (let below = counts[0]!; below <= n >> 1; below += counts[drift + 255]!) drift += 1;
  let changed = 0;
  for (const d of difference) if (Math.abs(d - drift) > CHANGED_LEVELS) changed += 1;
  return changed / n;
}
