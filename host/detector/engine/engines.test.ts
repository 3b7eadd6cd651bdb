import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  backFilterByProducts,
  padReplicate,
  padReplicateBack,
} from '../../../models/teacher-student/training/convolution.js';
import {
  AST_ADAM,
  plainKernels,
  type TrainingKernels,
} from '../../../models/teacher-student/training/kernels.js';
import { runKernel } from '../../../models/teacher-student/training/tensors.js';
import { Winograd } from '../../../models/teacher-student/training/winograd.js';
import { loadTensorflow } from '../../../native/tensorflow.js';
import { openEngine } from './engine.js';

const { runtime, reason } = loadTensorflow();

/** Values that a formula gives, so that every backend gets the same. */
function wave(shape: [number, number, number, number], step: number): Tensor4D {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: count }, (_, i) => ((step * i) % 101) / 101 - 0.5);
  return tf.tensor4d(data, shape);
}

function largest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

const ATTRS = { strides: [1, 1], dataFormat: 'NHWC' };
const onBackend = async <T>(name: string, work: () => T): Promise<T> => {
  await tf.setBackend(name);
  return work();
};

beforeAll(async () => {
  await openEngine('wasm');
});

const engines = [
  ['wasm', null],
  ['tensorflow', reason],
] as const;

describe('the filter gradient that wasm lacks', () => {
  const gradient = (pad: 'valid' | 'same', kernel: number) => (): Float32Array => {
    const side = pad === 'same' ? 7 : 8 - kernel;
    return tf.tidy(() => {
      const x = wave([2, 7, 7, 5], 31);
      const dy = wave([2, side, side, 4], 17);
      const filterShape = [kernel, kernel, 5, 4];
      return runKernel(
        'Conv2DBackpropFilter',
        { x, dy },
        { ...ATTRS, pad, filterShape },
      ).dataSync<'float32'>();
    });
  };

  it.each([
    ['valid', 3],
    ['valid', 5],
    ['same', 3],
    ['same', 5],
    ['same', 1],
  ] as const)('should equal that of the cpu backend: %s, side %i', async (pad, kernel) => {
    const expected = await onBackend('cpu', gradient(pad, kernel));
    expect(largest(await onBackend('wasm', gradient(pad, kernel)), expected)).toBeLessThan(1e-5);
  });

  it('should equal that of TensorFlow', async (context) => {
    if (!runtime) return context.skip(`TensorFlow is not there: ${reason}`);
    const expected = await onBackend('tensorflow', gradient('same', 3));
    expect(largest(await onBackend('wasm', gradient('same', 3)), expected)).toBeLessThan(1e-5);
  });

  it('should refuse what it cannot do', async () => {
    await tf.setBackend('wasm');
    const x = wave([1, 6, 6, 1], 3);
    expect(() =>
      runKernel(
        'Conv2DBackpropFilter',
        { x, dy: x },
        { ...ATTRS, strides: [2, 2], pad: 'same', filterShape: [3, 3, 1, 1] },
      ),
    ).toThrow('strides 1');
  });

  it("should be the derivative of tfjs' own convolution", async () => {
    await tf.setBackend('cpu');
    const x = wave([1, 6, 6, 2], 31);
    const w = wave([3, 3, 2, 3], 13);
    const dy = wave([1, 6, 6, 3], 7);
    const automatic = tf.grad((f) => tf.sum(tf.mul(tf.conv2d(x, f as Tensor4D, 1, 'same'), dy)))(w);
    const ours = backFilterByProducts(x, dy, w.shape, 'same');
    expect(largest(ours.dataSync<'float32'>(), automatic.dataSync<'float32'>())).toBeLessThan(1e-5);
  });
});

describe('replicate padding', () => {
  it.each([1, 2])('should have its gradient folded back to the border, by %i', async (by) => {
    await tf.setBackend('cpu');
    for (const side of [1, 2, 4]) {
      const x = wave([1, side, side, 2], 31);
      const index = Array.from({ length: side + 2 * by }, (_, i) =>
        Math.min(side - 1, Math.max(0, i - by)),
      );
      const gathered = (t: Tensor4D): Tensor4D => tf.gather(tf.gather(t, index, 1), index, 2);
      const padded = padReplicate(x, by);
      expect([...padded.dataSync()]).toEqual([...gathered(x).dataSync()]);
      const dy = wave(padded.shape, 19);
      const automatic = tf.grad((t) => tf.sum(tf.mul(gathered(t as Tensor4D), dy)))(x);
      expect(
        largest(padReplicateBack(dy, by).dataSync<'float32'>(), automatic.dataSync<'float32'>()),
      ).toBeLessThan(1e-5);
    }
  });
});

describe.each(engines)('on %s', (name, lack) => {
  const needs = async (skip: (note: string) => never): Promise<TrainingKernels> => {
    if (lack !== null) skip(`TensorFlow is not there: ${lack}`);
    return (await openEngine(name)).kernels;
  };

  it('Winograd should equal the direct convolution and its two gradients', async (context) => {
    await needs((note) => context.skip(note));
    const run = (fast: boolean) => (): Float32Array[] => {
      const x = wave([2, 8, 12, 6], 31);
      const w = wave([3, 3, 6, 5], 13);
      const dy = wave([2, 8, 12, 5], 7);
      if (!fast) {
        const attrs = { ...ATTRS, pad: 'same' };
        return [
          tf.conv2d(x, w, 1, 'same'),
          runKernel('Conv2DBackpropInput', { dy, filter: w }, { ...attrs, inputShape: x.shape }),
          runKernel('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape: w.shape }),
        ].map((t) => t.dataSync<'float32'>());
      }
      const winograd = new Winograd();
      const { dx, dFilter } = winograd.backward(x, w, dy, true);
      return [winograd.forward(x, w), dx!, dFilter].map((t) => t.dataSync<'float32'>());
    };
    const expected = await onBackend('cpu', run(false));
    const ours = await onBackend(name, run(true));
    for (const [i, limit] of [1e-4, 1e-4, 4e-4].entries())
      expect(largest(ours[i]!, expected[i]!)).toBeLessThan(limit);
  });

  it('batch norm, its gradient and the leak should equal the plain ones', async (context) => {
    const kernels = await needs((note) => context.skip(note));
    const run = (k: TrainingKernels) => (): Float32Array[] => {
      const x = wave([2, 4, 4, 3], 31);
      const dy = wave([2, 4, 4, 3], 7);
      const scale = tf.tensor1d([0.5, 1, 2]);
      const result = k.batchNorm(x, scale, tf.tensor1d([0.1, 0, -0.1]));
      const { dx, dScale, dOffset } = k.batchNormBack(dy, x, scale, result);
      const leak = k.leakyBack(dy, x);
      return [result.y, result.mean, result.variance, dx, dScale, dOffset, leak].map((t) =>
        t.dataSync<'float32'>(),
      );
    };
    const expected = await onBackend('cpu', run(plainKernels()));
    const ours = await onBackend(name, run(kernels));
    ours.forEach((values, i) => {
      expect(largest(values, expected[i]!)).toBeLessThan(2e-5);
    });
  });

  it('Adam should give the plain numbers, and free what it held', async (context) => {
    const kernels = await needs((note) => context.skip(note));
    const run = async (k: TrainingKernels, backend: string): Promise<Float32Array[]> => {
      await tf.setBackend(backend);
      const before = tf.memory().numTensors;
      const parameters = k.parameters(AST_ADAM);
      const fixed = tf.memory().numTensors;
      const start = Float32Array.from([0.5, -0.25, 1e-3, 0]);
      parameters.add('w', [2, 2], {
        value: start,
        first: new Float32Array(4),
        second: new Float32Array(4),
      });
      for (let step = 1; step <= 3; step++)
        parameters.update('w', tf.tensor2d([0.1, -2, 1e-6, 0], [2, 2]), step);
      const { value, first, second } = await parameters.read('w');
      parameters.dispose();
      expect(tf.memory().numTensors).toBeLessThanOrEqual(Math.max(before, fixed));
      return [value, first, second].map((data) => data.slice());
    };
    const expected = await run(plainKernels(), 'cpu');
    const ours = await run(kernels, name);
    ours.forEach((values, i) => {
      expect(largest(values, expected[i]!)).toBeLessThan(1e-6);
    });
  });
});
