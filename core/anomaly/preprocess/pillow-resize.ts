/**
 * Pillow's bilinear resize of 8-bit pictures, bit for bit: antialiased when shrinking, two passes,
 * weights as integers with 22 fractional bits. Horizontal first, as Pillow up to at least 9.4 does
 * (13.0 starts with the columns of tall pictures, which differs by 1 in a few pixels).
 */

const PRECISION_BITS = 22;
const ROUND = 2 ** (PRECISION_BITS - 1);

/** Taps of one axis: output i reads `first[i] .. first[i] + count[i] - 1`. */
export interface ResizeTaps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** outputs x `most` integer weights; unused ones are 0. */
  readonly weights: Int32Array;
  readonly most: number;
}

/** Weights of Pillow's `Image.BILINEAR` for one axis. */
export function bilinearTaps(input: number, output: number): ResizeTaps {
  const scale = input / output;
  const stretch = Math.max(scale, 1);
  const most = Math.ceil(stretch) * 2 + 1;
  const first = new Int32Array(output);
  const count = new Int32Array(output);
  const weights = new Int32Array(output * most);
  const raw = new Float64Array(most);
  for (let i = 0; i < output; i++) {
    const centre = (i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - stretch + 0.5));
    const taps = Math.min(input, Math.trunc(centre + stretch + 0.5)) - from;
    let sum = 0;
    for (let j = 0; j < taps; j++) {
      const distance = Math.abs((j + from - centre + 0.5) * (1 / stretch));
      raw[j] = distance < 1 ? 1 - distance : 0;
      sum += raw[j]!;
    }
    for (let j = 0; j < taps; j++)
      weights[i * most + j] = Math.trunc(0.5 + (raw[j]! / sum) * 2 ** PRECISION_BITS);
    first[i] = from;
    count[i] = taps;
  }
  return { first, count, weights, most };
}

/**
 * Resizes interleaved 8-bit pixels as `Image.resize((outWidth, outHeight), Image.BILINEAR)` does.
 * @param pixels row order, length width * height * channels
 */
export function resizeBilinear8(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: number,
  outWidth: number,
  outHeight: number,
): Uint8Array {
  let current = pixels;
  if (outWidth !== width)
    current = resizeRows(current, width, height, channels, bilinearTaps(width, outWidth));
  if (outHeight !== height)
    current = resizeColumns(current, outWidth * channels, bilinearTaps(height, outHeight));
  return current === pixels ? pixels.slice() : current;
}

function resizeRows(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: number,
  { first, count, weights, most }: ResizeTaps,
): Uint8Array {
  const outWidth = first.length;
  const out = new Uint8Array(outWidth * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    const row = y * width * channels;
    for (let x = 0; x < outWidth; x++) {
      const start = row + first[x]! * channels;
      const taps = count[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = ROUND;
        for (let j = 0, at = start + c; j < taps; j++, at += channels)
          sum += pixels[at]! * weights[x * most + j]!;
        out[to++] = clip8(sum);
      }
    }
  }
  return out;
}

function resizeColumns(
  pixels: Uint8Array,
  stride: number,
  { first, count, weights, most }: ResizeTaps,
): Uint8Array {
  const outHeight = first.length;
  const out = new Uint8Array(outHeight * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    sums.fill(ROUND);
    for (let j = 0; j < count[y]!; j++) {
      const weight = weights[y * most + j]!;
      const row = (first[y]! + j) * stride;
      for (let x = 0; x < stride; x++) sums[x]! += pixels[row + x]! * weight;
    }
    const to = y * stride;
    for (let x = 0; x < stride; x++) out[to + x] = clip8(sums[x]!);
  }
  return out;
}

function clip8(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return value > 255 ? 255 : value;
}
