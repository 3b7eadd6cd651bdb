/** Detectors with seeded random weights: their structure and cost are real, their maps mean nothing. */
import { elementCount, type NamedTensor } from '../tensor-files/tensor.js';
import { flowPermutations, studentTensors, teacherTensors, type DetectorShape } from './weights.js';

/** Uniform in +-1/sqrt(fan in) as PyTorch starts; gammas 0.5, batch norm near 1. */
export function randomDetectorWeights(shape: DetectorShape, seed = 1): Map<string, NamedTensor> {
  const weights = new Map<string, NamedTensor>();
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  };
  for (const { name, shape: sides } of [...teacherTensors(shape), ...studentTensors(shape)]) {
    const data = new Float32Array(elementCount(sides));
    const bound = 1 / Math.sqrt(elementCount(sides.slice(1)));
    const isNorm = /bn\d\.weight$|running_var$/.test(name);
    for (let i = 0; i < data.length; i++)
      data[i] = name.endsWith('gamma') ? 0.5 : isNorm ? 1 + 0.2 * uniform() : bound * uniform();
    weights.set(name, { name, shape: sides, data });
  }
  return weights;
}

export function randomDetector(shape: DetectorShape): {
  readonly shape: DetectorShape;
  readonly weights: Map<string, NamedTensor>;
  readonly permutations: readonly Int32Array[];
} {
  return { shape, weights: randomDetectorWeights(shape), permutations: flowPermutations(shape) };
}
