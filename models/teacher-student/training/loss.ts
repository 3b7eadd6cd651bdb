/**
 * The masked distillation loss over scales: L = mean over s of mean over batch, channels and positions of
 * m_s (A_s - O_s)^2, with A_s and O_s the average-pooled outputs of teacher and student. S = {1} is AST.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

export type MaskRule = 'half' | 'any' | 'binary';

/** What the student shall reach on one batch: pooled teacher outputs and masks, by scale. */
export interface ScaleTarget {
  readonly outputs: readonly Tensor4D[];
  /** [batch, h, w, 1] each. */
  readonly masks: readonly Tensor4D[];
}

/**
 * Mask of a coarser scale: the average of the fine one, then 1 where it is at least a half (`any`: above 0).
 * Scale 1 keeps AST's soft mask unless the rule is `binary`.
 * @param mask side x side @returns (side / scale)^2
 */
export function maskAtScale(
  mask: Float32Array,
  side: number,
  scale: number,
  rule: MaskRule,
): Float32Array {
  if (scale === 1 && rule !== 'binary') return mask;
  const small = poolAverage(mask, side, 1, scale);
  return small.map((value) => ((rule === 'any' ? value > 0 : value >= 0.5) ? 1 : 0));
}

/** Average pooling, kernel = stride = scale, of side x side x channels (channels last). */
export function poolAverage(
  data: Float32Array,
  side: number,
  channels: number,
  scale: number,
): Float32Array {
  if (scale === 1) return data;
  const small = side / scale;
  const out = new Float32Array(small * small * channels);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const to = (Math.floor(y / scale) * small + Math.floor(x / scale)) * channels;
      const from = (y * side + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c]! += data[from + c]!;
    }
  }
  const share = 1 / (scale * scale);
  return out.map((value) => value * share);
}

export class ScaleLoss {
  readonly scales: readonly number[];

  constructor(scales: readonly number[]) {
    this.scales = scales;
  }

  /** Loss, its parts, and the gradient for `output` (owned by the caller). */
  evaluate(
    output: Tensor4D,
    target: ScaleTarget,
  ): { value: number; perScale: number[]; slope: Tensor4D } {
    const parts = this.scales.map((scale, i) =>
      tf.tidy(() => {
        const pooled = scale === 1 ? output : tf.avgPool(output, scale, scale, 'valid');
        const error = tf.sub(pooled, target.outputs[i]!);
        const weighted = tf.mul(error, target.masks[i]!);
        const loss = tf.mean(tf.mul(error, weighted));
        const factor = 2 / (this.scales.length * error.size * scale * scale);
        return { loss, slope: spread(tf.mul<Tensor4D>(weighted, factor), scale) };
      }),
    );
    const perScale = parts.map(({ loss }) => loss.dataSync()[0]!);
    const slope = tf.tidy(() =>
      parts.map((part) => part.slope).reduce((sum, next) => tf.add(sum, next)),
    );
    for (const part of parts) {
      part.loss.dispose();
      if (part.slope !== slope) part.slope.dispose();
    }
    return { value: perScale.reduce((a, b) => a + b, 0) / perScale.length, perScale, slope };
  }
}

/** Every cell repeated scale x scale times. */
function spread(x: Tensor4D, scale: number): Tensor4D {
  if (scale === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const apart = tf.reshape(x, [batch, height, 1, width, 1, channels]);
  const wide = tf.tile(apart, [1, 1, scale, 1, scale, 1]);
  return tf.reshape<tf.Rank.R4>(wide, [batch, height * scale, width * scale, channels]);
}
