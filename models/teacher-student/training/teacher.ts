/**
 * The teacher: a conditional normalising flow of channel permutations and two-sided affine couplings,
 * trained by maximum likelihood. Forward and backward are written out; gradients are used and freed at once.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import {
  CLAMP,
  CLAMP_FACTOR,
  COUPLING_LIMIT,
  flowPermutations,
  type DetectorShape,
} from '../weights.js';
import {
  convolve,
  convolveBackFilter,
  convolveBackInput,
  padReplicate,
  padReplicateBack,
} from './convolution.js';
import type { Parameters } from './kernels.js';

interface SubnetRun {
  readonly name: string;
  readonly kernel: number;
  readonly input: Tensor4D;
  readonly hidden: Tensor4D;
  readonly raw: Tensor4D;
  readonly s: Tensor4D;
  readonly t: Tensor4D;
}

interface CouplingRun {
  readonly u: Tensor4D;
  readonly v: Tensor4D;
  readonly net2: SubnetRun;
  readonly scale2: Tensor4D;
  readonly net1: SubnetRun;
  readonly scale1: Tensor4D;
}

export class TeacherGraph {
  private readonly shape: DetectorShape;
  private readonly parameters: Parameters;
  private readonly position: Tensor4D;
  private readonly orders: readonly Tensor1D[];
  private readonly inverses: readonly Tensor1D[];

  /** @param position [1, h, w, position channels] */
  constructor(shape: DetectorShape, position: Tensor4D, parameters: Parameters) {
    this.shape = shape;
    this.position = position;
    this.parameters = parameters;
    const orders = flowPermutations(shape);
    this.orders = orders.map((order) => tf.keep(tf.tensor1d(order, 'int32')));
    this.inverses = orders.map((order) => {
      const inverse = new Int32Array(order.length);
      order.forEach((from, to) => (inverse[from] = to));
      return tf.keep(tf.tensor1d(inverse, 'int32'));
    });
  }

  dispose(): void {
    tf.dispose([...this.orders, ...this.inverses]);
  }

  /** @param x [batch, h, w, channels] @returns z and log|det J| per cell [batch, h, w, 1] */
  forward(x: Tensor4D): { z: Tensor4D; logdet: Tensor4D } {
    return tf.tidy(() => {
      let current = x;
      let logdet: Tensor4D | null = null;
      this.orders.forEach((_, block) => {
        const { output, sum } = this.couple(block, current);
        current = output;
        logdet = logdet ? tf.add(logdet, sum) : sum;
      });
      return { z: current, logdet: logdet! };
    });
  }

  /**
   * One step of maximum likelihood. @param mask [batch, h, w, 1], soft
   * @returns the loss before the step: mean over all cells of 0.5 sum_c m z^2 - m log|det J|
   */
  step(x: Tensor4D, mask: Tensor4D, step: number): number {
    const runs: CouplingRun[] = [];
    const [loss, dz, dLogdet] = tf.tidy(() => {
      let current = x;
      let logdet: Tensor4D | null = null;
      this.orders.forEach((_, block) => {
        const { output, sum, run } = this.couple(block, current);
        current = output;
        logdet = logdet ? tf.add(logdet, sum) : sum;
        keepRun(run);
        runs.push(run);
      });
      const cells = mask.size;
      const energy = tf.mul(tf.sum(tf.square(current), 3, true), 0.5);
      const value = tf.div(tf.sum(tf.mul(mask, tf.sub(energy, logdet!))), cells);
      return [
        value,
        tf.mul<Tensor4D>(tf.div(mask, cells), current),
        tf.div<Tensor4D>(mask, -cells),
      ];
    });
    let slope = dz;
    for (let block = runs.length - 1; block >= 0; block--) {
      const next = this.backCoupling(block, runs[block]!, slope, dLogdet, step);
      slope.dispose();
      slope = next;
    }
    const value = loss.dataSync()[0]!;
    tf.dispose([loss, dLogdet, slope]);
    return value;
  }

  private couple(
    block: number,
    x: Tensor4D,
  ): { output: Tensor4D; sum: Tensor4D; run: CouplingRun } {
    const mixed = tf.gather(x, this.orders[block]!, 3);
    const [u, v] = tf.split(mixed, 2, 3) as [Tensor4D, Tensor4D];
    const net2 = this.subnet(block, 's2', v);
    const log2 = softClamp(net2.s);
    const scale2 = tf.exp(log2);
    const u2 = tf.add<Tensor4D>(tf.mul(scale2, u), net2.t);
    const net1 = this.subnet(block, 's1', u2);
    const log1 = softClamp(net1.s);
    const scale1 = tf.exp(log1);
    const v2 = tf.add<Tensor4D>(tf.mul(scale1, v), net1.t);
    const output = tf.clipByValue(tf.concat([u2, v2], 3), -COUPLING_LIMIT, COUPLING_LIMIT);
    const sum = tf.add<Tensor4D>(tf.sum(log1, 3, true), tf.sum(log2, 3, true));
    return { output, sum, run: { u, v, net2, scale2, net1, scale1 } };
  }

  private subnet(block: number, net: 's1' | 's2', x: Tensor4D): SubnetRun {
    const name = `teacher.${String(block)}.${net}`;
    const kernel = this.shape.teacherKernels[block]!;
    const pad = (kernel - 1) / 2;
    const input = tf.concat([x, tf.tile(this.position, [x.shape[0], 1, 1, 1])], 3);
    const layer = (conv: string, from: Tensor4D): Tensor4D =>
      this.parameters.use(`${name}.${conv}.weight`, (filter) =>
        this.parameters.use(`${name}.${conv}.bias`, (bias) =>
          tf.add(convolve(padReplicate(from, pad), filter), bias),
        ),
      );
    const hidden = tf.relu(layer('conv1', input));
    const raw = layer('conv2', hidden);
    const out = this.parameters.use(`${name}.gamma`, (gamma) => tf.mul(raw, gamma));
    const [s, t] = tf.split(out, 2, 3) as [Tensor4D, Tensor4D];
    return { name, kernel, input, hidden, raw, s, t };
  }

  /** @returns the gradient for the coupling's input, before its permutation */
  private backCoupling(
    block: number,
    run: CouplingRun,
    slope: Tensor4D,
    dLogdet: Tensor4D,
    step: number,
  ): Tensor4D {
    const [du2, dv2] = tf.split(slope, 2, 3) as [Tensor4D, Tensor4D];
    const inner = this.backHalf(run.net1, run.scale1, run.v, dv2, dLogdet, step);
    const du = tf.add<Tensor4D>(du2, inner.dInput);
    const outer = this.backHalf(run.net2, run.scale2, run.u, du, dLogdet, step);
    const result = tf.tidy(() => {
      const joined = tf.concat([outer.dSelf, tf.add(inner.dSelf, outer.dInput)], 3);
      return tf.gather(joined, this.inverses[block]!, 3) as Tensor4D;
    });
    tf.dispose([du2, dv2, du, inner.dInput, inner.dSelf, outer.dInput, outer.dSelf]);
    tf.dispose([run.u, run.v]);
    return result;
  }

  /** y = exp(c(s)) * self + t with (s, t) from the subnet. */
  private backHalf(
    net: SubnetRun,
    scale: Tensor4D,
    self: Tensor4D,
    dy: Tensor4D,
    dLogdet: Tensor4D,
    step: number,
  ): { dSelf: Tensor4D; dInput: Tensor4D } {
    const { dSelf, dOut } = tf.tidy(() => {
      const scaled = tf.mul<Tensor4D>(dy, scale);
      const dLog = tf.add(tf.mul(scaled, self), dLogdet);
      const ds = tf.div<Tensor4D>(
        tf.mul(dLog, CLAMP_FACTOR),
        tf.add(tf.square(tf.div(net.s, CLAMP)), 1),
      );
      return { dSelf: scaled, dOut: tf.concat([ds, dy], 3) };
    });
    const dInput = this.backSubnet(net, dOut, self.shape[3], step);
    tf.dispose([scale, net.s, net.t]);
    return { dSelf, dInput };
  }

  /** Disposes `dOut` and what the subnet saved. */
  private backSubnet(net: SubnetRun, dOut: Tensor4D, channels: number, step: number): Tensor4D {
    const { name, input, hidden, raw } = net;
    const gamma = `${name}.gamma`;
    const { dGamma, dRaw } = this.parameters.use(gamma, (value) =>
      tf.tidy(() => ({
        dGamma: tf.reshape(tf.sum(tf.mul(dOut, raw)), [1]),
        dRaw: tf.mul<Tensor4D>(dOut, value),
      })),
    );
    dOut.dispose();
    raw.dispose();
    const dHidden = this.backLayer(`${name}.conv2`, net.kernel, hidden, dRaw, step);
    const before = tf.tidy(() => tf.mul<Tensor4D>(dHidden, tf.step(hidden)));
    tf.dispose([dHidden, hidden]);
    const dInput = this.backLayer(`${name}.conv1`, net.kernel, input, before, step);
    input.dispose();
    const part = tf.slice<tf.Rank.R4, Tensor4D>(
      dInput,
      [0, 0, 0, 0],
      [...dInput.shape.slice(0, 3), channels],
    );
    dInput.dispose();
    this.parameters.update(gamma, dGamma, step);
    return part;
  }

  /** Disposes `dy`. */
  private backLayer(
    name: string,
    kernel: number,
    input: Tensor4D,
    dy: Tensor4D,
    step: number,
  ): Tensor4D {
    const pad = (kernel - 1) / 2;
    const padded = padReplicate(input, pad);
    const { dx, dFilter } = this.parameters.use(`${name}.weight`, (filter) => ({
      dx: tf.tidy(() => padReplicateBack(convolveBackInput(dy, filter, padded.shape), pad)),
      dFilter: convolveBackFilter(padded, dy, filter.shape),
    }));
    const dBias = tf.sum(dy, [0, 1, 2]);
    tf.dispose([padded, dy]);
    this.parameters.update(`${name}.weight`, dFilter, step);
    this.parameters.update(`${name}.bias`, dBias, step);
    return dx;
  }
}

/** 1.9 * 0.636 * atan(s / 1.9) */
function softClamp(s: Tensor4D): Tensor4D {
  return tf.mul(tf.atan(tf.div(s, CLAMP)), CLAMP * CLAMP_FACTOR);
}

function keepRun({ u, v, net2, scale2, net1, scale1 }: CouplingRun): void {
  const kept: Tensor[] = [u, v, scale2, scale1];
  for (const { input, hidden, raw, s, t } of [net2, net1]) kept.push(input, hidden, raw, s, t);
  for (const tensor of kept) tf.keep(tensor);
}
