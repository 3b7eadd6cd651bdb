/** Convolutions of the two networks, forward and gradients, on any tfjs backend. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { runKernel } from './tensors.js';

const VALID = { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC' };

/** Stride 1, no padding. @param filter [kh, kw, in, out] */
export function convolve(x: Tensor4D, filter: Tensor): Tensor4D {
  return tf.conv2d(x, filter as Tensor4D, 1, 'valid');
}

/** Gradient of `convolve` for its input. */
export function convolveBackInput(
  dy: Tensor4D,
  filter: Tensor,
  inputShape: readonly number[],
): Tensor4D {
  return runKernel(
    'Conv2DBackpropInput',
    { dy, filter },
    { ...VALID, inputShape: [...inputShape] },
  ) as Tensor4D;
}

/** Gradient of `convolve` for its filter. */
export function convolveBackFilter(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: readonly number[],
): Tensor4D {
  return runKernel(
    'Conv2DBackpropFilter',
    { x, dy },
    { ...VALID, filterShape: [...filterShape] },
  ) as Tensor4D;
}

/**
 * The kernel that tfjs' wasm backend lacks: one matrix product per tap of the filter, each the shifted
 * input, transposed, times the output's gradient. Strides 1 only.
 */
export function backFilterByProducts(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: readonly number[],
  pad: 'valid' | 'same',
): Tensor4D {
  const [kh, kw, ins, outs] = filterShape as [number, number, number, number];
  return tf.tidy(() => {
    const [batch, height, width] = dy.shape;
    const top = Math.floor((kh - 1) / 2);
    const left = Math.floor((kw - 1) / 2);
    const input =
      pad === 'valid'
        ? x
        : tf.pad(x, [
            [0, 0],
            [top, kh - 1 - top],
            [left, kw - 1 - left],
            [0, 0],
          ]);
    const cells = batch * height * width;
    const slope = tf.reshape(dy, [cells, outs]);
    const taps: Tensor[] = [];
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        taps.push(
          tf.tidy(() => {
            const part = tf.slice(input, [0, i, j, 0], [batch, height, width, ins]);
            return tf.matMul(tf.reshape(part, [cells, ins]), slope, true);
          }),
        );
      }
    }
    return tf.reshape<tf.Rank.R4>(tf.stack(taps), [kh, kw, ins, outs]);
  });
}

/** Gives the wasm backend its missing gradient kernel, once. */
export function registerWasmBackFilter(): void {
  const known = tf.getKernelsForBackend('wasm');
  if (known.some(({ kernelName }) => kernelName === 'Conv2DBackpropFilter')) return;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { filterShape, pad, strides, dataFormat } = attrs as unknown as {
        filterShape: number[];
        pad: unknown;
        strides: number | [number, number];
        dataFormat: string;
      };
      const [down, across] = typeof strides === 'number' ? [strides, strides] : strides;
      if (
        down !== 1 ||
        across !== 1 ||
        dataFormat !== 'NHWC' ||
        (pad !== 'valid' && pad !== 'same')
      )
        throw new Error(
          'Conv2DBackpropFilter on wasm: strides 1, NHWC, padding valid or same only',
        );
      return backFilterByProducts(
        inputs['x'] as Tensor4D,
        inputs['dy'] as Tensor4D,
        filterShape,
        pad,
      );
    },
  });
}

/** Repeats the border `by` times on each side (PyTorch's `replicate`). */
export function padReplicate(x: Tensor4D, by: number): Tensor4D {
  return tf.tidy(() => {
    let padded = x;
    // Mirroring one cell with its edge repeats the border, so it is done cell by cell.
    for (let i = 0; i < by; i++)
      padded = tf.mirrorPad(
        padded,
        [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        'symmetric',
      );
    return padded;
  });
}

/** Gradient of `padReplicate`: what fell on a repeated cell belongs to the border. */
export function padReplicateBack(slope: Tensor4D, by: number): Tensor4D {
  return tf.tidy(() => foldBorder(foldBorder(slope, by, 1), by, 2));
}

function foldBorder(slope: Tensor4D, by: number, axis: 1 | 2): Tensor4D {
  const size = slope.shape[axis] - 2 * by;
  const part = (begin: number, length: number): Tensor4D => {
    const from = [0, 0, 0, 0];
    const count = [...slope.shape];
    from[axis] = begin;
    count[axis] = length;
    return tf.slice(slope, from, count);
  };
  if (size === 1) return tf.sum(slope, axis, true);
  const first = tf.sum(part(0, by + 1), axis, true);
  const last = tf.sum(part(by + size - 1, by + 1), axis, true);
  return tf.concat(
    size === 2 ? [first, last] : [first, part(by + 1, size - 2), last],
    axis,
  ) as Tensor4D;
}
