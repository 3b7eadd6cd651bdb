/** First values of the networks' tensors, from a seed. */
import { makeRandom, seedOf } from '../../core/simulator/random.js';
import { elementCount } from '../tensor-files/tensor.js';
import type { TensorSpec } from './weights.js';

/**
 * PyTorch's default for convolutions: weight and bias uniform in +-1 / sqrt(fan_in); gamma 0, batch norm
 * 1 and 0, running mean 0 and variance 1. The generator is the studio's, so a seed does not give PyTorch's
 * numbers. @returns in the layout of weights files
 */
export function initialValues(
  specs: readonly TensorSpec[],
  seed: number,
): Map<string, Float32Array> {
  const fanIn = new Map<string, number>();
  for (const { name, shape } of specs)
    if (shape.length === 4)
      fanIn.set(
        prefixOf(name),
        shape.slice(1).reduce((a, b) => a * b, 1),
      );
  return new Map(
    specs.map(({ name, shape }) => {
      const data = new Float32Array(elementCount(shape));
      const inputs = fanIn.get(prefixOf(name));
      if (inputs !== undefined) {
        const bound = 1 / Math.sqrt(inputs);
        const random = makeRandom(seedOf(`${name} ${String(seed)}`));
        for (let i = 0; i < data.length; i++) data[i] = (2 * random() - 1) * bound;
      } else if (/bn\d\.weight$|running_var$/.test(name)) data.fill(1);
      return [name, data];
    }),
  );
}

/** The order of the images in an epoch: a function of seed, stage and epoch alone, so a run can resume. */
export function epochOrder(
  images: number,
  seed: number,
  stage: 'teacher' | 'student',
  epoch: number,
): Int32Array {
  const random = makeRandom(seedOf(`${stage} ${String(epoch)} ${String(seed)}`));
  const order = Int32Array.from({ length: images }, (_, i) => i);
  for (let i = images - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = order[i]!;
    order[i] = order[j]!;
    order[j] = value;
  }
  return order;
}

function prefixOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
