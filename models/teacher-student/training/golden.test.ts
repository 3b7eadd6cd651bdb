import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addToyParameters,
  TOY,
  TOY_SIDE,
  toyInput,
  toyMask,
  toyPosition,
  toyRunning,
} from '../../testing/toy-detector.js';
import { studentTensors, teacherTensors } from '../weights.js';
import { AST_ADAM, plainKernels } from './kernels.js';
import { maskAtScale, poolAverage, ScaleLoss, type ScaleTarget } from './loss.js';
import { StudentGraph } from './student.js';
import { TeacherGraph } from './teacher.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterAll(() => {
  tf.disposeVariables();
});

const kernels = plainKernels();
const close = (values: ArrayLike<number>, expected: readonly number[]): void => {
  expected.forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 5);
  });
};
const at = (tensor: Tensor4D, y: number, x: number): Float32Array =>
  tensor.dataSync<'float32'>().slice((y * TOY_SIDE + x) * 8, (y * TOY_SIDE + x + 1) * 8);
const maskTensor = (): Tensor4D => tf.tensor4d(toyMask(), [1, TOY_SIDE, TOY_SIDE, 1]);

function toyTeacher(): TeacherGraph {
  const parameters = kernels.parameters(AST_ADAM);
  addToyParameters(parameters, teacherTensors(TOY));
  return new TeacherGraph(TOY, toyPosition(), parameters);
}

function toyStudent(fast: boolean): StudentGraph {
  const parameters = kernels.parameters(AST_ADAM);
  addToyParameters(parameters, studentTensors(TOY));
  const running = toyRunning(studentTensors(TOY));
  return new StudentGraph(TOY, toyPosition(), kernels, parameters, running, fast);
}

function target(output: Tensor4D, scales: readonly number[]): ScaleTarget {
  const data = output.dataSync<'float32'>();
  return {
    outputs: scales.map((s) =>
      tf.tensor4d(poolAverage(data, TOY_SIDE, 8, s), [1, TOY_SIDE / s, TOY_SIDE / s, 8]),
    ),
    masks: scales.map((s) =>
      tf.tensor4d(maskAtScale(toyMask(), TOY_SIDE, s, 'half'), [1, TOY_SIDE / s, TOY_SIDE / s, 1]),
    ),
  };
}

describe('golden vectors of the method', () => {
  it("should give the teacher's z and log-determinant", () => {
    const { z, logdet } = toyTeacher().forward(toyInput());
    close(
      at(z, 0, 0),
      [-0.83611, -1.627758, -0.340462, -0.153572, -0.369165, -0.537978, 0.53111, -0.236401],
    );
    close(
      at(z, 3, 2),
      [-0.662357, -0.158584, -0.338936, 0.144119, -0.136456, -0.271496, 0.359739, -0.332739],
    );
    close(logdet.dataSync(), [1.012673, 0.924029, 0.984598, 1.005927]);
    expect(tf.sum(logdet).dataSync()[0]).toBeCloseTo(3.251937, 5);
  });

  it('should give the flow loss', () => {
    expect(toyTeacher().step(toyInput(), maskTensor(), 1)).toBeCloseTo(0.797692, 5);
  });

  it.each([
    ['direct', false],
    ['Winograd', true],
  ])("should give the student's output by %s convolution", (_name, fast) => {
    close(
      at(toyStudent(fast).infer(toyInput()), 0, 0),
      [-0.010168, -0.133318, 0.273665, 0.310352, 0.020177, -0.141717, 0.017514, -0.383829],
    );
  });

  it('should give the distillation loss, at one scale and at three', () => {
    const { z } = toyTeacher().forward(toyInput());
    const output = toyStudent(false).infer(toyInput());
    const ast = new ScaleLoss([1]).evaluate(output, target(z, [1]));
    expect(ast.value).toBeCloseTo(0.221327, 5);
    const three = new ScaleLoss([1, 2, 4]).evaluate(output, target(z, [1, 2, 4]));
    close(three.perScale, [0.221327, 0.137288, 0.093965]);
    expect(three.value).toBeCloseTo(0.15086, 5);
    expect(three.perScale[0]).toBe(ast.value);
  });
});

describe("AST's loss", () => {
  it('should be the case of one scale, to the last bit: value and gradient', () => {
    const { z } = toyTeacher().forward(toyInput());
    const output = toyStudent(false).infer(toyInput());
    const mask = maskTensor();
    const ours = new ScaleLoss([1]).evaluate(output, target(z, [1]));
    const ast = tf.tidy(() => {
      const error = tf.sub(output, z);
      return tf.mean(tf.mul(error, tf.mul(error, mask))).dataSync()[0];
    });
    expect(ours.value).toBe(ast);
    const numbers = ours.slope.dataSync();
    const expected = tf.tidy(() =>
      tf.mul(tf.mul(tf.sub(output, z), mask), 2 / output.size).dataSync(),
    );
    expect([...numbers]).toEqual([...expected]);
  });
});
