/** PyTorch's `interpolate(mode='bicubic', align_corners=False)`: a = -0.75, borders clamped. */

const A = -0.75;

/** Weights of the four taps around a source position with fraction `t`. */
function cubicWeights(t: number): [number, number, number, number] {
  const near = (x: number): number => ((A + 2) * x - (A + 3)) * x * x + 1;
  const far = (x: number): number => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  return [far(t + 1), near(t), near(1 - t), far(2 - t)];
}

interface Taps {
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

function taps(input: number, output: number): Taps {
  const index = new Int32Array(output * 4);
  const weight = new Float64Array(output * 4);
  for (let i = 0; i < output; i++) {
    const source = ((i + 0.5) * input) / output - 0.5;
    const from = Math.floor(source);
    cubicWeights(source - from).forEach((w, k) => {
      index[4 * i + k] = Math.min(input - 1, Math.max(0, from - 1 + k));
      weight[4 * i + k] = w;
    });
  }
  return { index, weight };
}

/** Row i holds the weights of the inputs for output i: output x input, row order. */
export function bicubicMatrix(input: number, output: number): Float32Array {
  const { index, weight } = taps(input, output);
  const out = new Float32Array(output * input);
  for (let i = 0; i < output; i++)
    for (let k = 4 * i; k < 4 * i + 4; k++) out[i * input + index[k]!]! += weight[k]!;
  return out;
}

/** One plane in row order. Overshoots near edges: a non-negative map may become slightly negative. */
export function resizeBicubic(
  plane: ArrayLike<number>,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  const across = taps(width, outWidth);
  const down = taps(height, outHeight);
  const rows = new Float64Array(height * outWidth);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let k = 4 * x; k < 4 * x + 4; k++)
        sum += plane[y * width + across.index[k]!]! * across.weight[k]!;
      rows[y * outWidth + x] = sum;
    }
  }
  const out = new Float32Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let k = 4 * y; k < 4 * y + 4; k++)
        sum += rows[down.index[k]! * outWidth + x]! * down.weight[k]!;
      out[y * outWidth + x] = sum;
    }
  }
  return out;
}
