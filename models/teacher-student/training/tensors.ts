/** Small helpers over tfjs: typed kernels by name, and the two layouts of convolution weights. */
import { engine, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Runs one kernel of the active backend that gives one tensor. */
export function runKernel(name: string, inputs: NamedTensorMap, attrs: NamedAttrMap): Tensor {
  return engine().runKernel(name, inputs, attrs);
}

/** [out, in, kh, kw] (weights files) to [kh, kw, in, out] (tfjs). */
export function toKernelLayout(data: Float32Array, shape: readonly number[]): Float32Array {
  const [outs = 1, ins = 1, height = 1, width = 1] = shape;
  const taps = height * width;
  const result = new Float32Array(data.length);
  for (let o = 0; o < outs; o++) {
    for (let i = 0; i < ins; i++) {
      const from = (o * ins + i) * taps;
      for (let t = 0; t < taps; t++) result[(t * ins + i) * outs + o] = data[from + t]!;
    }
  }
  return result;
}

/** The inverse of `toKernelLayout`; `shape` is the file's [out, in, kh, kw]. */
export function toFileLayout(data: Float32Array, shape: readonly number[]): Float32Array {
  const [outs = 1, ins = 1, height = 1, width = 1] = shape;
  const taps = height * width;
  const result = new Float32Array(data.length);
  for (let o = 0; o < outs; o++) {
    for (let i = 0; i < ins; i++) {
      const to = (o * ins + i) * taps;
      for (let t = 0; t < taps; t++) result[to + t] = data[(t * ins + i) * outs + o]!;
    }
  }
  return result;
}

/** The shape in which a tensor of a weights file is trained. */
export function kernelShape(shape: readonly number[]): number[] {
  const [outs = 1, ins = 1, height = 1, width = 1] = shape;
  return shape.length === 4 ? [height, width, ins, outs] : [...shape];
}

/** channels x height x width to height x width x channels. */
export function channelsLast(data: Float32Array, channels: number): Float32Array {
  const cells = data.length / channels;
  const result = new Float32Array(data.length);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < cells; i++) result[i * channels + c] = data[c * cells + i]!;
  }
  return result;
}

/** height x width x channels to channels x height x width. */
export function channelsFirst(data: Float32Array, channels: number): Float32Array {
  const cells = data.length / channels;
  const result = new Float32Array(data.length);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < cells; i++) result[c * cells + i] = data[i * channels + c]!;
  }
  return result;
}
