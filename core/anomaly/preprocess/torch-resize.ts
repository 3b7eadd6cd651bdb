/** PyTorch's `interpolate(mode='bilinear', align_corners=False)` without antialias. */

interface Axis {
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Weight of `high`. */
  readonly share: Float32Array;
}

function axis(input: number, output: number): Axis {
  const low = new Int32Array(output);
  const high = new Int32Array(output);
  const share = new Float32Array(output);
  const scale = Math.fround(input / output);
  for (let i = 0; i < output; i++) {
    const source = Math.max(0, Math.fround(Math.fround(scale * (i + 0.5)) - 0.5));
    const from = Math.min(Math.floor(source), input - 1);
    low[i] = from;
    high[i] = Math.min(from + 1, input - 1);
    share[i] = source - from;
  }
  return { low, high, share };
}

/**
 * One plane in row order; source = (i + 0.5) * scale - 0.5, negative clamped to 0, two taps per axis.
 * @returns outHeight x outWidth
 */
export function resizeBilinear(
  plane: ArrayLike<number>,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  const columns = axis(width, outWidth);
  const rows = axis(height, outHeight);
  const out = new Float32Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    const top = rows.low[y]! * width;
    const bottom = rows.high[y]! * width;
    const down = rows.share[y]!;
    for (let x = 0; x < outWidth; x++) {
      const left = columns.low[x]!;
      const right = columns.high[x]!;
      const across = columns.share[x]!;
      const above = (1 - across) * plane[top + left]! + across * plane[top + right]!;
      const below = (1 - across) * plane[bottom + left]! + across * plane[bottom + right]!;
      out[y * outWidth + x] = (1 - down) * above + down * below;
    }
  }
  return out;
}
