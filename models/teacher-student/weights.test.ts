import { describe, expect, it } from 'vitest';
import { elementCount } from '../tensor-files/tensor.js';
import {
  PAPER_SHAPE,
  studentTensors,
  teacherTensors,
  tensorOf,
  type TensorSpec,
} from './weights.js';

const parameters = (specs: readonly TensorSpec[]): number =>
  specs.filter((s) => s.trained).reduce((sum, s) => sum + elementCount(s.shape), 0);

describe('tensors of the paper', () => {
  it("should count AST's parameters", () => {
    expect(parameters(teacherTensors(PAPER_SHAPE))).toBe(3_890_568);
    expect(parameters(studentTensors(PAPER_SHAPE))).toBe(82_601_329);
    const statistics = studentTensors(PAPER_SHAPE).filter((s) => !s.trained);
    expect(statistics.reduce((sum, s) => sum + elementCount(s.shape), 0)).toBe(16_384);
  });

  it('should name every tensor once', () => {
    const names = [...teacherTensors(PAPER_SHAPE), ...studentTensors(PAPER_SHAPE)].map(
      (s) => s.name,
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('should say which tensor is missing or of another length', () => {
    const weights = new Map([['a', { name: 'a', shape: [1], data: new Float32Array(1) }]]);
    expect(() => tensorOf(weights, 'b', 1)).toThrow('lack b');
    expect(() => tensorOf(weights, 'a', 2)).toThrow('1 values instead of 2');
  });
});
