/** Training kernels on TensorFlow's CPU library: fused batch norm, LeakyReLU's gradient, Adam in place. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { BATCH_NORM_EPS, LEAK } from '../../../models/teacher-student/weights.js';
import type {
  Adam,
  Parameters,
  ParameterState,
  TrainingKernels,
} from '../../../models/teacher-student/training/kernels.js';
import type { TensorflowRuntime } from '../../../native/tensorflow.js';

const FLOAT = { type: 'float32' } as const;
const NORM = {
  T: FLOAT,
  U: FLOAT,
  epsilon: BATCH_NORM_EPS,
  data_format: 'NHWC',
  is_training: true,
} as const;

export function tensorflowKernels(runtime: TensorflowRuntime): TrainingKernels {
  const none = tf.keep(tf.tensor1d([], 'float32'));
  return {
    name: 'tensorflow',
    winograd: true,
    parameters: (adam) => new ResourceParameters(runtime, adam),
    batchNorm(x, scale, offset) {
      const [y, mean, unbiased, saved1, saved2, saved3] = runtime.execute(
        'FusedBatchNormV3',
        NORM,
        [x, scale, offset, none, none],
        6,
      ) as [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor, Tensor];
      // The operation corrects the variance for the count already; ours is the biased one.
      const cells = x.size / scale.size;
      const variance = tf.mul<Tensor1D>(unbiased, (cells - 1) / cells);
      unbiased.dispose();
      return { y, mean, variance, saved: [saved1, saved2, saved3] };
    },
    batchNormBack(dy, x, scale, { saved }) {
      const [dx, dScale, dOffset, ...rest] = runtime.execute(
        'FusedBatchNormGradV3',
        NORM,
        [dy, x, scale, ...saved],
        5,
      ) as [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor];
      tf.dispose([...saved, ...rest]);
      return { dx, dScale, dOffset };
    },
    leakyBack: (dy, y) =>
      runtime.execute('LeakyReluGrad', { T: FLOAT, alpha: LEAK }, [dy, y], 1)[0] as Tensor4D,
  };
}

interface Variable {
  readonly handle: Tensor;
  readonly shape: readonly number[];
  /** As tfjs sees the value: a read shares the variable's memory. */
}

interface Held {
  readonly value: Variable;
  readonly first: Variable;
  readonly second: Variable;
}

let nextContainer = 1;

/** Parameters as resource variables of the library: read without a copy, updated in place. */
class ResourceParameters implements Parameters {
  private readonly held = new Map<string, Held>();
  private readonly runtime: TensorflowRuntime;
  private readonly adam: Adam;
  private readonly container = `pd-studio-${String(nextContainer++)}`;
  private readonly constants: Readonly<Record<'rate' | 'beta1' | 'beta2', Tensor>>;

  constructor(runtime: TensorflowRuntime, adam: Adam) {
    this.runtime = runtime;
    this.adam = adam;
    const scalar = (value: number): Tensor => tf.keep(tf.scalar(value));
    this.constants = {
      rate: scalar(adam.rate),
      beta1: scalar(adam.beta1),
      beta2: scalar(adam.beta2),
    };
  }

  add(name: string, shape: readonly number[], state: ParameterState): void {
    this.held.set(name, {
      value: this.variable(`${name}/value`, shape, state.value),
      first: this.variable(`${name}/first`, shape, state.first),
      second: this.variable(`${name}/second`, shape, state.second),
    });
  }

  use<T>(name: string, work: (value: Tensor) => T): T {
    const value = this.readVariable(this.of(name).value);
    try {
      return work(value);
    } finally {
      value.dispose();
    }
  }

  update(name: string, gradient: Tensor, step: number): void {
    const { value, first, second } = this.of(name);
    const { beta1, beta2, eps, decay } = this.adam;
    const slope = this.use(name, (current) =>
      tf.tidy(() => tf.add(gradient, tf.mul(current, decay))),
    );
    gradient.dispose();
    const power1 = tf.scalar(beta1 ** step);
    const power2 = tf.scalar(beta2 ** step);
    // The operation adds epsilon before the bias correction of the second moment, PyTorch after it.
    const epsilon = tf.scalar(eps * Math.sqrt(1 - beta2 ** step));
    this.runtime.execute(
      'ResourceApplyAdam',
      { T: FLOAT, use_locking: false, use_nesterov: false },
      [
        value.handle,
        first.handle,
        second.handle,
        power1,
        power2,
        this.constants.rate,
        this.constants.beta1,
        this.constants.beta2,
        epsilon,
        slope,
      ],
      0,
    );
    tf.dispose([slope, power1, power2, epsilon]);
  }

  async read(name: string): Promise<ParameterState> {
    const { value, first, second } = this.of(name);
    return {
      value: await this.dataOf(value),
      first: await this.dataOf(first),
      second: await this.dataOf(second),
    };
  }

  names(): readonly string[] {
    return [...this.held.keys()];
  }

  dispose(): void {
    for (const { value, first, second } of this.held.values()) {
      for (const { handle } of [value, first, second]) {
        this.runtime.execute('DestroyResourceOp', { ignore_lookup_error: true }, [handle], 0);
        handle.dispose();
      }
    }
    this.held.clear();
    tf.dispose([this.constants.rate, this.constants.beta1, this.constants.beta2]);
  }

  private variable(name: string, shape: readonly number[], data: Float32Array): Variable {
    const handle = tf.keep(
      this.runtime.execute(
        'VarHandleOp',
        { dtype: FLOAT, shape: { shape }, shared_name: name, container: this.container },
        [],
        1,
      )[0]!,
    );
    const value = tf.tensor(data, [...shape]);
    this.runtime.execute('AssignVariableOp', { dtype: FLOAT }, [handle, value], 0);
    value.dispose();
    return { handle, shape };
  }

  private readVariable({ handle }: Variable): Tensor {
    return this.runtime.execute('ReadVariableOp', { dtype: FLOAT }, [handle], 1)[0]!;
  }

  private async dataOf(variable: Variable): Promise<Float32Array> {
    const value = this.readVariable(variable);
    const data = (await value.data()) as Float32Array;
    value.dispose();
    return data;
  }

  private of(name: string): Held {
    const held = this.held.get(name);
    if (!held) throw new Error(`there is no parameter ${name}`);
    return held;
  }
}
