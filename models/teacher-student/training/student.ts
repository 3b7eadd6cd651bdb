/**
 * The student's training graph, written out by hand: forward, the masked loss over scales, and backward,
 * layer by layer, each gradient used and freed at once. Convolutions in front of a batch norm leave their
 * bias out of the batch (the norm takes it away again); it still decays and still enters the running mean.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { BATCH_NORM_MOMENTUM, LEAK, type DetectorShape } from '../weights.js';
import { convolve, convolveBackFilter, convolveBackInput } from './convolution.js';
import type { BatchNormResult, Parameters, TrainingKernels } from './kernels.js';
import type { ScaleLoss, ScaleTarget } from './loss.js';
import { Winograd } from './winograd.js';

interface Layer {
  readonly conv: string;
  readonly norm: string;
  readonly input: Tensor4D;
  readonly raw: Tensor4D;
  readonly result: BatchNormResult;
  readonly output: Tensor4D;
}

export interface StudentStepResult {
  readonly loss: number;
  readonly scaleLosses: readonly number[];
}

export class StudentGraph {
  private readonly winograd: Winograd | null;
  private readonly blocks: readonly string[];
  private readonly kernels: TrainingKernels;
  private readonly parameters: Parameters;
  private readonly running: Map<string, Float32Array>;
  /** [1, h, w, position channels] */
  private readonly position: Tensor4D;

  /** @param running running statistics by name, changed in place by every step */
  constructor(
    shape: DetectorShape,
    position: Tensor4D,
    kernels: TrainingKernels,
    parameters: Parameters,
    running: Map<string, Float32Array>,
    fast = kernels.winograd,
  ) {
    this.kernels = kernels;
    this.parameters = parameters;
    this.running = running;
    this.position = position;
    const [, height, width] = position.shape;
    this.winograd = fast && height % 4 === 0 && width % 4 === 0 ? new Winograd() : null;
    this.blocks = Array.from(
      { length: shape.studentBlocks },
      (_, i) => `student.blocks.${String(i)}`,
    );
  }

  dispose(): void {
    this.winograd?.dispose();
  }

  /**
   * One step of training. @param x [batch, h, w, channels] @param step counts from 1
   * Losses are those before the step.
   */
  step(x: Tensor4D, target: ScaleTarget, loss: ScaleLoss, step: number): StudentStepResult {
    const input = tf.tidy(() => withPosition(this.position, x));
    const first = this.biasedLeaky('student.conv1', input);
    let current = first;
    const layers: Layer[] = [];
    const sums: Tensor4D[] = [];
    for (const block of this.blocks) {
      const l1 = this.normed(`${block}.l1`, `${block}.bn1`, current);
      const l2 = this.normed(`${block}.l2`, `${block}.bn2`, l1.output);
      layers.push(l1, l2);
      current = tf.add(l2.output, current);
      sums.push(current);
    }
    const output = this.biased('student.conv2', current);
    const { value, perScale, slope } = loss.evaluate(output, target);
    output.dispose();

    let dy = this.backBiased('student.conv2', current, slope, step, true)!;
    for (let block = this.blocks.length - 1; block >= 0; block--) {
      const l2 = layers[2 * block + 1]!;
      const l1 = layers[2 * block]!;
      const inner = this.backNormed(l1, this.backNormed(l2, dy, step), step);
      sums[block]!.dispose();
      const joined = tf.add<Tensor4D>(dy, inner);
      tf.dispose([dy, inner]);
      dy = joined;
    }
    const before = this.kernels.leakyBack(dy, first);
    dy.dispose();
    this.backBiased('student.conv1', input, before, step, false);
    tf.dispose([first, input]);
    return { loss: value, scaleLosses: perScale };
  }

  /** The output in training mode of batch norm off: running statistics. */
  infer(x: Tensor4D): Tensor4D {
    return tf.tidy(() => {
      const leaky = (t: Tensor4D): Tensor4D => tf.leakyRelu(t, LEAK);
      let current = leaky(this.biased('student.conv1', withPosition(this.position, x)));
      for (const block of this.blocks) {
        const inner = leaky(this.frozen(`${block}.l1`, `${block}.bn1`, current));
        const outer = leaky(this.frozen(`${block}.l2`, `${block}.bn2`, inner));
        current = tf.add(outer, current);
      }
      return this.biased('student.conv2', current);
    });
  }

  private frozen(conv: string, norm: string, x: Tensor4D): Tensor4D {
    const mean = tf.tensor1d(this.running.get(`${norm}.running_mean`)!);
    const variance = tf.tensor1d(this.running.get(`${norm}.running_var`)!);
    return this.parameters.use(`${norm}.weight`, (scale) =>
      this.parameters.use(`${norm}.bias`, (offset) => {
        const y = this.biased(conv, x);
        return tf.batchNorm<tf.Rank.R4>(
          y,
          mean,
          variance,
          offset as Tensor1D,
          scale as Tensor1D,
          1e-5,
        );
      }),
    );
  }

  private conv(name: string, x: Tensor4D): Tensor4D {
    return this.parameters.use(`${name}.weight`, (filter) => {
      if (this.winograd) return this.winograd.forward(x, filter);
      return tf.tidy(() => convolve(padOne(x), filter));
    });
  }

  private biased(name: string, x: Tensor4D): Tensor4D {
    return this.parameters.use(`${name}.bias`, (bias) =>
      tf.tidy(() => tf.add<Tensor4D>(this.conv(name, x), bias)),
    );
  }

  private biasedLeaky(name: string, x: Tensor4D): Tensor4D {
    return tf.tidy(() => tf.leakyRelu(this.biased(name, x), LEAK));
  }

  private normed(conv: string, norm: string, input: Tensor4D): Layer {
    const raw = this.conv(conv, input);
    const result = this.parameters.use(`${norm}.weight`, (scale) =>
      this.parameters.use(`${norm}.bias`, (offset) =>
        this.kernels.batchNorm(raw, scale as Tensor1D, offset as Tensor1D),
      ),
    );
    const output = tf.leakyRelu(result.y, LEAK);
    result.y.dispose();
    this.track(conv, norm, result, raw.size / result.mean.size);
    return { conv, norm, input, raw, result, output };
  }

  /** Running statistics as PyTorch keeps them: momentum 0.1, unbiased variance, the bias in the mean. */
  private track(conv: string, norm: string, result: BatchNormResult, cells: number): void {
    const mean = result.mean.dataSync();
    const variance = result.variance.dataSync();
    const bias = this.parameters.use(`${conv}.bias`, (value) => value.dataSync());
    const means = this.running.get(`${norm}.running_mean`)!;
    const variances = this.running.get(`${norm}.running_var`)!;
    const keep = 1 - BATCH_NORM_MOMENTUM;
    for (let c = 0; c < means.length; c++) {
      means[c] = keep * means[c]! + BATCH_NORM_MOMENTUM * (mean[c]! + bias[c]!);
      variances[c] =
        keep * variances[c]! + (BATCH_NORM_MOMENTUM * variance[c]! * cells) / (cells - 1);
    }
  }

  /** Gradient through conv, norm, leak; disposes what the layer saved, not `dy`. */
  private backNormed(layer: Layer, dy: Tensor4D, step: number): Tensor4D {
    const { conv, norm, input, raw, result, output } = layer;
    const slope = this.kernels.leakyBack(dy, output);
    const { dx, dScale, dOffset } = this.parameters.use(`${norm}.weight`, (scale) =>
      this.kernels.batchNormBack(slope, raw, scale as Tensor1D, result),
    );
    tf.dispose([slope, raw, output, result.mean, result.variance]);
    // The gradient of l2's output belongs to its own layer only; l1's came from l2.
    if (conv.endsWith('l1')) dy.dispose();
    this.parameters.update(`${norm}.weight`, dScale, step);
    this.parameters.update(`${norm}.bias`, dOffset, step);
    const before = this.backConv(conv, input, dx, step, true)!;
    dx.dispose();
    this.decayOnly(`${conv}.bias`, step);
    return before;
  }

  /** Disposes `dy`. */
  private backBiased(
    name: string,
    input: Tensor4D,
    dy: Tensor4D,
    step: number,
    wantsInput: boolean,
  ): Tensor4D | null {
    const dBias = tf.sum(dy, [0, 1, 2]);
    const dx = this.backConv(name, input, dy, step, wantsInput);
    dy.dispose();
    this.parameters.update(`${name}.bias`, dBias, step);
    return dx;
  }

  private backConv(
    name: string,
    input: Tensor4D,
    dy: Tensor4D,
    step: number,
    wantsInput: boolean,
  ): Tensor4D | null {
    const { dx, dFilter } = this.parameters.use(`${name}.weight`, (filter) => {
      if (this.winograd) return this.winograd.backward(input, filter, dy, wantsInput);
      const padded = padOne(input);
      const slope = convolveBackFilter(padded, dy, filter.shape);
      const back = wantsInput
        ? tf.tidy(() => {
            const whole = convolveBackInput(dy, filter, padded.shape);
            return tf.slice(whole, [0, 1, 1, 0], input.shape);
          })
        : null;
      padded.dispose();
      return { dx: back, dFilter: slope };
    });
    this.parameters.update(`${name}.weight`, dFilter, step);
    return dx;
  }

  /** Parameters without a gradient of their own still feel the weight decay. */
  private decayOnly(name: string, step: number): void {
    const zero = this.parameters.use(name, (value) => tf.zerosLike(value));
    this.parameters.update(name, zero, step);
  }
}

/** Position first, unlike the teacher's condition. */
function withPosition(position: Tensor4D, x: Tensor4D): Tensor4D {
  return tf.concat([tf.tile(position, [x.shape[0], 1, 1, 1]), x], 3);
}

function padOne(x: Tensor4D): Tensor4D {
  return tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
}
