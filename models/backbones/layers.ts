/** The convolutions of a backbone under the names of its weights file, batch norm folded in. */
import { WeightsError } from '../tensor-files/errors.js';
import { elementCount, type NamedTensor } from '../tensor-files/tensor.js';
import { BATCH_NORM_EPS, type BackboneSpec, type BlockSpec } from './efficientnet.js';

export interface FoldedConv {
  readonly weight: Float32Array;
  /** [out, in / groups, k, k] */
  readonly shape: readonly [number, number, number, number];
  readonly bias: Float32Array;
}

interface Names {
  readonly stem: readonly [conv: string, norm: string];
  block(block: BlockSpec): {
    readonly expand: readonly [conv: string, norm: string];
    readonly depthwise: readonly [conv: string, norm: string];
    readonly squeeze: readonly [reduce: string, expand: string];
    readonly project: readonly [conv: string, norm: string];
  };
}

/** lukemelas/EfficientNet-PyTorch, whose names the Lite files use too. */
const LUKEMELAS: Names = {
  stem: ['_conv_stem', '_bn0'],
  block({ index }) {
    const at = `_blocks.${String(index)}`;
    return {
      expand: [`${at}._expand_conv`, `${at}._bn0`],
      depthwise: [`${at}._depthwise_conv`, `${at}._bn1`],
      squeeze: [`${at}._se_reduce`, `${at}._se_expand`],
      project: [`${at}._project_conv`, `${at}._bn2`],
    };
  },
};

const TIMM: Names = {
  stem: ['conv_stem', 'bn1'],
  block({ stage, place, expand }) {
    const at = `blocks.${String(stage)}.${String(place)}`;
    return expand === 1
      ? {
          expand: ['', ''],
          depthwise: [`${at}.conv_dw`, `${at}.bn1`],
          squeeze: [`${at}.se.conv_reduce`, `${at}.se.conv_expand`],
          project: [`${at}.conv_pw`, `${at}.bn2`],
        }
      : {
          expand: [`${at}.conv_pw`, `${at}.bn1`],
          depthwise: [`${at}.conv_dw`, `${at}.bn2`],
          squeeze: [`${at}.se.conv_reduce`, `${at}.se.conv_expand`],
          project: [`${at}.conv_pwl`, `${at}.bn3`],
        };
  },
};

export interface BackboneLayers {
  readonly stem: FoldedConv;
  readonly blocks: readonly {
    readonly expand: FoldedConv | null;
    readonly depthwise: FoldedConv;
    readonly squeeze: { readonly reduce: FoldedConv; readonly expand: FoldedConv } | null;
    readonly project: FoldedConv;
  }[];
}

/** Takes the layers out of a weights file's tensors. @throws WeightsError naming what is missing or of another shape */
export function backboneLayers(
  spec: BackboneSpec,
  weights: ReadonlyMap<string, NamedTensor>,
): BackboneLayers {
  const names = weights.has(`${LUKEMELAS.stem[0]}.weight`) ? LUKEMELAS : TIMM;
  const conv = (
    [name, norm]: readonly [string, string],
    shape: readonly [number, number, number, number],
  ): FoldedConv => folded(weights, name, norm, shape);
  return {
    stem: conv(names.stem, [spec.stem, 3, 3, 3]),
    blocks: spec.blocks.map((block) => {
      const named = names.block(block);
      const inner = block.input * block.expand;
      return {
        expand: block.expand === 1 ? null : conv(named.expand, [inner, block.input, 1, 1]),
        depthwise: conv(named.depthwise, [inner, 1, block.kernel, block.kernel]),
        squeeze:
          block.squeeze === 0
            ? null
            : {
                reduce: plain(weights, named.squeeze[0], [block.squeeze, inner, 1, 1]),
                expand: plain(weights, named.squeeze[1], [inner, block.squeeze, 1, 1]),
              },
        project: conv(named.project, [block.output, inner, 1, 1]),
      };
    }),
  };
}

function plain(
  weights: ReadonlyMap<string, NamedTensor>,
  name: string,
  shape: readonly [number, number, number, number],
): FoldedConv {
  return {
    weight: take(weights, `${name}.weight`, shape),
    shape,
    bias: take(weights, `${name}.bias`, [shape[0]]),
  };
}

/** y = (conv(x) - mean) / sqrt(variance + eps) * gain + shift, as one convolution with bias. */
function folded(
  weights: ReadonlyMap<string, NamedTensor>,
  name: string,
  norm: string,
  shape: readonly [number, number, number, number],
): FoldedConv {
  const weight = take(weights, `${name}.weight`, shape);
  const [gain, shift, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (part) => take(weights, `${norm}.${part}`, [shape[0]]),
  );
  const out = new Float32Array(weight.length);
  const bias = new Float32Array(shape[0]);
  const each = weight.length / shape[0];
  for (let c = 0; c < shape[0]; c++) {
    const factor = gain![c]! / Math.sqrt(variance![c]! + BATCH_NORM_EPS);
    for (let i = c * each; i < (c + 1) * each; i++) out[i] = weight[i]! * factor;
    bias[c] = shift![c]! - mean![c]! * factor;
  }
  return { weight: out, shape, bias };
}

function take(
  weights: ReadonlyMap<string, NamedTensor>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const tensor = weights.get(name);
  if (!tensor) throw new WeightsError(`it lacks ${name}`);
  if (tensor.data.length !== elementCount(shape) || tensor.shape[0] !== shape[0])
    throw new WeightsError(
      `${name} has the shape (${tensor.shape.join(', ')}) instead of (${shape.join(', ')})`,
    );
  if (!tensor.data.every(Number.isFinite))
    throw new WeightsError(`${name} holds values that are not finite`);
  return tensor.data;
}
