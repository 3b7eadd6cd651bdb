/** The toy detector of the golden vectors: its inputs and parameters follow formulas. */
import { pixelUnshuffle } from '../../core/anomaly/preprocess/relative-depth.js';
import { positionalEncoding } from '../../core/anomaly/preprocess/positional.js';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { elementCount } from '../tensor-files/tensor.js';
import { channelsLast, kernelShape, toKernelLayout } from '../teacher-student/training/tensors.js';
import type { Parameters } from '../teacher-student/training/kernels.js';
import type { DetectorShape, TensorSpec } from '../teacher-student/weights.js';

export const TOY: DetectorShape = {
  channels: 8,
  positionChannels: 8,
  teacherHidden: 3,
  studentHidden: 5,
  teacherKernels: [3, 3, 3, 5],
  studentBlocks: 4,
};
export const TOY_SIDE = 4;

/** [1, 4, 4, 8]: four feature channels, four of unshuffled depth. */
export function toyInput(): Tensor4D {
  const features = Float32Array.from({ length: 64 }, (_, i) => ((31 * i) % 97) / 97 - 0.5);
  const depth = Float32Array.from({ length: 64 }, (_, i) => ((17 * i) % 89) / 89 - 0.5);
  const joint = new Float32Array(128);
  joint.set(features);
  joint.set(pixelUnshuffle(depth, 8, 2), 64);
  return tf.tensor4d(channelsLast(joint, 8), [1, TOY_SIDE, TOY_SIDE, 8]);
}

export function toyPosition(): Tensor4D {
  const code = positionalEncoding(TOY.positionChannels, TOY_SIDE, TOY_SIDE);
  return tf.tensor4d(channelsLast(code, 8), [1, TOY_SIDE, TOY_SIDE, 8]);
}

/** Element i of tensor k in file layout; gammas are 0.7. */
export function toyValues(spec: TensorSpec, k: number): Float32Array {
  return Float32Array.from({ length: elementCount(spec.shape) }, (_, i) =>
    spec.name.endsWith('gamma') ? 0.7 : 0.5 * (((7919 * i + 104729 * k) % 1009) / 1009 - 0.5),
  );
}

export function addToyParameters(parameters: Parameters, specs: readonly TensorSpec[]): void {
  specs
    .filter((spec) => spec.trained)
    .forEach((spec, k) => {
      const data = toyValues(spec, k);
      const value = spec.shape.length === 4 ? toKernelLayout(data, spec.shape) : data;
      parameters.add(spec.name, kernelShape(spec.shape), {
        value,
        first: new Float32Array(value.length),
        second: new Float32Array(value.length),
      });
    });
}

export function toyRunning(specs: readonly TensorSpec[]): Map<string, Float32Array> {
  return new Map(
    specs
      .filter((spec) => !spec.trained)
      .map((spec) => [
        spec.name,
        new Float32Array(elementCount(spec.shape)).fill(spec.name.endsWith('var') ? 1 : 0),
      ]),
  );
}

/** 1 but for a quarter in row 0: only so do the published losses come out, of the flow and of both scales. */
export function toyMask(): Float32Array {
  const mask = new Float32Array(TOY_SIDE * TOY_SIDE).fill(1);
  mask.fill(0.25, 0, TOY_SIDE);
  return mask;
}
