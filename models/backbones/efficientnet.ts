/**
 * The EfficientNets that features are taken from (Tan and Le 2019; Lite by the TPU repository), up to the
 * last block at stride 32. Padding is fixed for the nominal input side, as lukemelas/EfficientNet-PyTorch
 * does, whatever the real side: other libraries sample shifted grids from the same weights.
 */
import type { Normalisation } from '../../core/anomaly/preprocess/sample.js';
import { IMAGENET_NORMALISATION } from '../../core/anomaly/preprocess/sample.js';

export const ARCHITECTURES = [
  'efficientnet-b5',
  'efficientnet-lite0',
  'efficientnet-lite2',
] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

export const BATCH_NORM_EPS = 1e-3;

export interface BlockSpec {
  readonly index: number;
  readonly kernel: number;
  readonly stride: 1 | 2;
  readonly expand: 1 | 6;
  readonly input: number;
  readonly output: number;
  /** Width of the squeeze; 0 without squeeze-excite. */
  readonly squeeze: number;
  /** Zero rows (and columns) before and after for the depthwise convolution. */
  readonly padding: readonly [before: number, after: number];
  /** Stage and place in it, both from 0: timm's names. */
  readonly stage: number;
  readonly place: number;
}

export interface BackboneSpec {
  readonly architecture: Architecture;
  readonly stem: number;
  readonly stemPadding: readonly [before: number, after: number];
  readonly blocks: readonly BlockSpec[];
  readonly activation: 'swish' | 'relu6';
  /** Channels of the features. */
  readonly channels: number;
  readonly normalisation: Normalisation;
}

/** Kernel, stride, expansion, output channels and repeats of B0's seven stages; six are used. */
const STAGES = [
  [3, 1, 1, 16, 1],
  [3, 2, 6, 24, 2],
  [5, 2, 6, 40, 2],
  [3, 2, 6, 80, 3],
  [5, 1, 6, 112, 3],
  [5, 2, 6, 192, 4],
] as const;

interface Scaling {
  readonly width: number;
  readonly depth: number;
  /** The input side that the padding was computed for. */
  readonly nominalSide: number;
  /** Lite: stem, first and last stage are not scaled, ReLU6, no squeeze-excite. */
  readonly lite: boolean;
  readonly normalisation: Normalisation;
}

/** Lite was trained on (x - 127) / 128 of the 8-bit value. */
const LITE_NORMALISATION: Normalisation = {
  mean: [127 / 255, 127 / 255, 127 / 255],
  deviation: [128 / 255, 128 / 255, 128 / 255],
};

const SCALINGS: Readonly<Record<Architecture, Scaling>> = {
  'efficientnet-b5': {
    width: 1.6,
    depth: 2.2,
    nominalSide: 456,
    lite: false,
    normalisation: IMAGENET_NORMALISATION,
  },
  'efficientnet-lite0': {
    width: 1,
    depth: 1,
    nominalSide: 224,
    lite: true,
    normalisation: LITE_NORMALISATION,
  },
  'efficientnet-lite2': {
    width: 1.1,
    depth: 1.2,
    nominalSide: 260,
    lite: true,
    normalisation: LITE_NORMALISATION,
  },
};

/** Channels scaled by `width`, to a multiple of 8 and at most a tenth less. */
function scaled(channels: number, width: number): number {
  if (width === 1) return channels;
  const wanted = channels * width;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}

/** TensorFlow's "same" at the nominal side: the smaller half before. */
function samePadding(side: number, kernel: number, stride: number): [number, number] {
  const total = Math.max((Math.ceil(side / stride) - 1) * stride + kernel - side, 0);
  return [total >> 1, total - (total >> 1)];
}

export function backboneSpec(architecture: Architecture): BackboneSpec {
  const { width, depth, nominalSide, lite, normalisation } = SCALINGS[architecture];
  const stem = lite ? 32 : scaled(32, width);
  const stemPadding = samePadding(nominalSide, 3, 2);
  let side = Math.ceil(nominalSide / 2);
  let input = stem;
  const blocks: BlockSpec[] = [];
  for (const [stage, [kernel, stageStride, expand, channels, repeats]] of STAGES.entries()) {
    const count = lite && stage === 0 ? repeats : Math.ceil(depth * repeats);
    const output = scaled(channels, width);
    for (let place = 0; place < count; place++) {
      const stride = place === 0 ? stageStride : 1;
      blocks.push({
        index: blocks.length,
        kernel,
        stride,
        expand,
        input,
        output,
        squeeze: lite ? 0 : Math.max(1, Math.floor(input / 4)),
        padding: samePadding(side, kernel, stride),
        stage,
        place,
      });
      side = Math.ceil(side / stride);
      input = output;
    }
  }
  return {
    architecture,
    stem,
    stemPadding,
    blocks,
    activation: lite ? 'relu6' : 'swish',
    channels: input,
    normalisation,
  };
}

/** Multiply-adds of one picture of side x side. */
export function backboneMacs(spec: BackboneSpec, side: number): number {
  let current = side / 2;
  let macs = current * current * spec.stem * 27;
  for (const block of spec.blocks) {
    const inner = block.input * block.expand;
    if (block.expand !== 1) macs += current * current * block.input * inner;
    current /= block.stride;
    macs += current * current * inner * (block.kernel ** 2 + block.output);
  }
  return macs;
}
