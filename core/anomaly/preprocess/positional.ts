/** Sinusoidal positional encoding of a feature map (AST). */

/**
 * Channels x height x width, row order. With half = channels / 2 and omega_k = 10000^(-2k / half):
 * channel 2k = sin(x omega_k), 2k + 1 = cos(x omega_k), then the same of y.
 * @throws RangeError when `channels` is not divisible by 4
 */
export function positionalEncoding(channels: number, height: number, width: number): Float32Array {
  if (channels % 4 !== 0) throw new RangeError('the positional channels must be divisible by 4');
  const half = channels / 2;
  const out = new Float32Array(channels * height * width);
  for (let k = 0; k < half / 2; k++) {
    const omega = 10000 ** ((-2 * k) / half);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        out[2 * k * height * width + at] = Math.sin(x * omega);
        out[(2 * k + 1) * height * width + at] = Math.cos(x * omega);
        out[(half + 2 * k) * height * width + at] = Math.sin(y * omega);
        out[(half + 2 * k + 1) * height * width + at] = Math.cos(y * omega);
      }
    }
  }
  return out;
}
