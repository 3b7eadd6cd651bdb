/** Weights by formula: the same here and in tests/oracles/backbones.py, so that no file is needed. */
import { backboneSpec, type Architecture } from '../backbones/efficientnet.js';
import { elementCount, type NamedTensor } from '../tensor-files/tensor.js';

/** A 32-bit mix (lowbias32) of tensor number and element, as a number in [0, 1). */
function uniform(tensor: number, element: number): number {
  let x = (element + Math.imul(tensor, 0x9e3779b9)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** A whole state dictionary in lukemelas' names, up to the block that features are taken from. */
export function randomBackboneWeights(architecture: Architecture): Map<string, NamedTensor> {
  const spec = backboneSpec(architecture);
  const weights = new Map<string, NamedTensor>();
  const add = (name: string, shape: readonly number[], value: (u: number) => number): void => {
    const tensor = weights.size;
    const data = new Float32Array(elementCount(shape));
    for (let i = 0; i < data.length; i++) data[i] = value(uniform(tensor, i));
    weights.set(name, { name, shape, data });
  };
  const conv = (name: string, shape: readonly number[]): void => {
    const bound = Math.sqrt(6 / elementCount(shape.slice(1)));
    add(`${name}.weight`, shape, (u) => (2 * u - 1) * bound);
  };
  const norm = (name: string, channels: number, gain = 1): void => {
    add(`${name}.weight`, [channels], (u) => (0.8 + 0.4 * u) * gain);
    add(`${name}.bias`, [channels], (u) => 0.4 * (u - 0.5));
    add(`${name}.running_mean`, [channels], (u) => 0.4 * (u - 0.5));
    add(`${name}.running_var`, [channels], (u) => 0.8 + 0.4 * u);
  };
  conv('_conv_stem', [spec.stem, 3, 3, 3]);
  norm('_bn0', spec.stem);
  for (const block of spec.blocks) {
    const at = `_blocks.${String(block.index)}`;
    const inner = block.input * block.expand;
    if (block.expand !== 1) {
      conv(`${at}._expand_conv`, [inner, block.input, 1, 1]);
      norm(`${at}._bn0`, inner);
    }
    conv(`${at}._depthwise_conv`, [inner, 1, block.kernel, block.kernel]);
    norm(`${at}._bn1`, inner);
    if (block.squeeze > 0) {
      conv(`${at}._se_reduce`, [block.squeeze, inner, 1, 1]);
      add(`${at}._se_reduce.bias`, [block.squeeze], (u) => 0.4 * (u - 0.5));
      conv(`${at}._se_expand`, [inner, block.squeeze, 1, 1]);
      add(`${at}._se_expand.bias`, [inner], (u) => 0.4 * (u - 0.5));
    }
    conv(`${at}._project_conv`, [block.output, inner, 1, 1]);
    // Half the gain after each projection: the residual sums stay small and well conditioned.
    norm(`${at}._bn2`, block.output, 0.5);
  }
  return weights;
}
