/** What a training backend does its own way: fused batch norm, the LeakyReLU gradient, Adam in place. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { BATCH_NORM_EPS, LEAK } from '../weights.js';

export interface Adam {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** L2, added to the gradient of every parameter (coupled). */
  readonly decay: number;
}

/** AST's optimiser. */
export const AST_ADAM: Adam = { rate: 2e-4, beta1: 0.9, beta2: 0.999, eps: 1e-8, decay: 1e-5 };

export interface ParameterState {
  readonly value: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** The trained tensors with their moments. Updates are in place where the backend can. */
export interface Parameters {
  add(name: string, shape: readonly number[], state: ParameterState): void;
  /** Lends the tensor; it must not be kept after `use` returns. */
  use<T>(name: string, work: (value: Tensor) => T): T;
  /** Adam with coupled weight decay, the same numbers as PyTorch's. Disposes the gradient. */
  update(name: string, gradient: Tensor, step: number): void;
  read(name: string): Promise<ParameterState>;
  names(): readonly string[];
  dispose(): void;
}

export interface BatchNormResult {
  readonly y: Tensor4D;
  readonly mean: Tensor1D;
  /** Biased variance of the batch. */
  readonly variance: Tensor1D;
  /** For `batchNormBack`; disposed by it. */
  readonly saved: readonly Tensor[];
}

export interface TrainingKernels {
  readonly name: string;
  /** Whether Winograd's transforms pay: they do where products are the costly part. */
  readonly winograd: boolean;
  parameters(adam: Adam): Parameters;
  /** Training mode: batch statistics over all but the channels. */
  batchNorm(x: Tensor4D, scale: Tensor1D, offset: Tensor1D): BatchNormResult;
  batchNormBack(
    dy: Tensor4D,
    x: Tensor4D,
    scale: Tensor1D,
    result: BatchNormResult,
  ): { dx: Tensor4D; dScale: Tensor; dOffset: Tensor };
  /** @param y output of LeakyReLU, which has the sign of its input */
  leakyBack(dy: Tensor4D, y: Tensor4D): Tensor4D;
}

/** Plain tfjs operations: any backend. */
export function plainKernels(): TrainingKernels {
  return {
    name: 'plain',
    winograd: false,
    parameters: (adam) => new PlainParameters(adam),
    batchNorm(x, scale, offset) {
      const [y, mean, variance, deviation] = tf.tidy(() => {
        const centre = tf.mean<Tensor1D>(x, [0, 1, 2]);
        const spread = tf.mean<Tensor1D>(tf.squaredDifference(x, centre), [0, 1, 2]);
        const inverse = tf.rsqrt(tf.add(spread, BATCH_NORM_EPS));
        const factor = tf.mul(scale, inverse);
        const out = tf.add(tf.mul(x, factor), tf.sub(offset, tf.mul(centre, factor)));
        return [out as Tensor4D, centre, spread, inverse];
      });
      return { y, mean, variance, saved: [deviation] };
    },
    batchNormBack(dy, x, scale, { mean, saved }) {
      const inverse = saved[0]!;
      const result = tf.tidy(() => {
        const cells = x.size / scale.size;
        const unit = tf.mul(tf.sub(x, mean), inverse);
        const dScale = tf.sum(tf.mul(dy, unit), [0, 1, 2]);
        const dOffset = tf.sum(dy, [0, 1, 2]);
        const inner = tf.sub(
          tf.sub(dy, tf.div(dOffset, cells)),
          tf.mul(unit, tf.div(dScale, cells)),
        );
        return { dx: tf.mul<Tensor4D>(inner, tf.mul(scale, inverse)), dScale, dOffset };
      });
      inverse.dispose();
      return result;
    },
    leakyBack: (dy, y) => tf.tidy(() => tf.where(tf.greater(y, 0), dy, tf.mul(dy, LEAK))),
  };
}

interface Held {
  value: Tensor;
  first: Tensor;
  second: Tensor;
}

class PlainParameters implements Parameters {
  private readonly held = new Map<string, Held>();
  private readonly adam: Adam;

  constructor(adam: Adam) {
    this.adam = adam;
  }

  add(name: string, shape: readonly number[], state: ParameterState): void {
    const make = (data: Float32Array): Tensor => tf.keep(tf.tensor(data, [...shape]));
    this.held.set(name, {
      value: make(state.value),
      first: make(state.first),
      second: make(state.second),
    });
  }

  use<T>(name: string, work: (value: Tensor) => T): T {
    return work(this.of(name).value);
  }

  update(name: string, gradient: Tensor, step: number): void {
    const held = this.of(name);
    const { rate, beta1, beta2, eps, decay } = this.adam;
    const bias1 = 1 - beta1 ** step;
    const bias2 = 1 - beta2 ** step;
    const next = tf.tidy(() => {
      const slope = tf.add(gradient, tf.mul(held.value, decay));
      const first = tf.add(tf.mul(held.first, beta1), tf.mul(slope, 1 - beta1));
      const second = tf.add(tf.mul(held.second, beta2), tf.mul(tf.square(slope), 1 - beta2));
      const scale = tf.add(tf.div(tf.sqrt(second), Math.sqrt(bias2)), eps);
      return {
        value: tf.sub(held.value, tf.mul(tf.div(first, scale), rate / bias1)),
        first,
        second,
      };
    });
    tf.dispose([held.value, held.first, held.second, gradient]);
    held.value = tf.keep(next.value);
    held.first = tf.keep(next.first);
    held.second = tf.keep(next.second);
  }

  async read(name: string): Promise<ParameterState> {
    const { value, first, second } = this.of(name);
    return {
      value: (await value.data()) as Float32Array,
      first: (await first.data()) as Float32Array,
      second: (await second.data()) as Float32Array,
    };
  }

  names(): readonly string[] {
    return [...this.held.keys()];
  }

  dispose(): void {
    for (const held of this.held.values()) tf.dispose([held.value, held.first, held.second]);
    this.held.clear();
  }

  private of(name: string): Held {
    const held = this.held.get(name);
    if (!held) throw new Error(`there is no parameter ${name}`);
    return held;
  }
}
