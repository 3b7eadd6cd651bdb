/**
 * The tensors of a detector: names, shapes and order as AST's PyTorch modules register them, so the
 * golden vectors and other people's weights read the same. Convolution weights are [out, in, kh, kw].
 */
import { numpyPermutation } from '../../core/anomaly/preprocess/permutation.js';
import type { NamedTensor } from '../tensor-files/tensor.js';

/** Sizes of one detector. The paper's: 368, 32, 64, 1024. */
export interface DetectorShape {
  /** Joint channels: backbone features and unshuffled depth; even. */
  readonly channels: number;
  /** Channels of the positional encoding; divisible by 4. */
  readonly positionChannels: number;
  readonly teacherHidden: number;
  readonly studentHidden: number;
  /** Kernel side of each coupling's subnets. */
  readonly teacherKernels: readonly number[];
  readonly studentBlocks: number;
}

export const PAPER_SHAPE = {
  channels: 368,
  positionChannels: 32,
  teacherHidden: 64,
  studentHidden: 1024,
  teacherKernels: [3, 3, 3, 5],
  studentBlocks: 4,
} as const satisfies DetectorShape;

/** Soft clamp of the log scale: 1.9 * 0.636 * atan(s / 1.9). */
export const CLAMP = 1.9;
export const CLAMP_FACTOR = 0.636;
/** Output of a coupling is clamped to this. */
export const COUPLING_LIMIT = 1e6;
/** Slope of the student's LeakyReLU, and its batch norm. */
export const LEAK = 0.01;
export const BATCH_NORM_EPS = 1e-5;
export const BATCH_NORM_MOMENTUM = 0.1;

export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Buffers (running statistics) are stored but not trained. */
  readonly trained: boolean;
}

/** Per coupling S1 (fed with u') then S2 (fed with v): gamma, conv1 w and b, conv2 w and b. */
export function teacherTensors(shape: DetectorShape): TensorSpec[] {
  const half = shape.channels / 2;
  const input = half + shape.positionChannels;
  const { teacherHidden: hidden, channels } = shape;
  return shape.teacherKernels.flatMap((k, block) =>
    ['s1', 's2'].flatMap((net) => {
      const prefix = `teacher.${String(block)}.${net}`;
      return [
        trained(`${prefix}.gamma`, [1]),
        trained(`${prefix}.conv1.weight`, [hidden, input, k, k]),
        trained(`${prefix}.conv1.bias`, [hidden]),
        trained(`${prefix}.conv2.weight`, [channels, hidden, k, k]),
        trained(`${prefix}.conv2.bias`, [channels]),
      ];
    }),
  );
}

/** gamma (unused), conv1, conv2, then per block l1, l2, bn1, bn2; the running statistics last. */
export function studentTensors(shape: DetectorShape): TensorSpec[] {
  const { studentHidden: hidden, channels } = shape;
  const input = channels + shape.positionChannels;
  const blocks = Array.from(
    { length: shape.studentBlocks },
    (_, i) => `student.blocks.${String(i)}`,
  );
  return [
    trained('student.gamma', [1]),
    trained('student.conv1.weight', [hidden, input, 3, 3]),
    trained('student.conv1.bias', [hidden]),
    trained('student.conv2.weight', [channels, hidden, 3, 3]),
    trained('student.conv2.bias', [channels]),
    ...blocks.flatMap((prefix) => [
      ...['l1', 'l2'].flatMap((conv) => [
        trained(`${prefix}.${conv}.weight`, [hidden, hidden, 3, 3]),
        trained(`${prefix}.${conv}.bias`, [hidden]),
      ]),
      ...['bn1', 'bn2'].flatMap((norm) => [
        trained(`${prefix}.${norm}.weight`, [hidden]),
        trained(`${prefix}.${norm}.bias`, [hidden]),
      ]),
    ]),
    ...blocks.flatMap((prefix) =>
      ['bn1', 'bn2'].flatMap((norm) => [
        { name: `${prefix}.${norm}.running_mean`, shape: [hidden], trained: false },
        { name: `${prefix}.${norm}.running_var`, shape: [hidden], trained: false },
      ]),
    ),
  ];
}

function trained(name: string, shape: readonly number[]): TensorSpec {
  return { name, shape, trained: true };
}

/** The fixed channel orders before each coupling: out[c] = in[order[c]]. Stored with the weights. */
export function flowPermutations(shape: DetectorShape): Int32Array[] {
  return shape.teacherKernels.map((_, block) => numpyPermutation(block, shape.channels));
}

export type Weights = ReadonlyMap<string, NamedTensor>;

/** Looks up a tensor. @throws Error where it is missing or has another length */
export function tensorOf(weights: Weights, name: string, length: number): Float32Array {
  const tensor = weights.get(name);
  if (!tensor) throw new Error(`the weights lack ${name}`);
  if (tensor.data.length !== length) {
    throw new Error(
      `${name} holds ${String(tensor.data.length)} values instead of ${String(length)}`,
    );
  }
  return tensor.data;
}
