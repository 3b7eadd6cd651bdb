/** Teacher, student and their map as ONNX, batch norm and gamma folded into the convolutions. */
import { bicubicMatrix } from '../../core/anomaly/maps/bicubic.js';
import { positionalEncoding } from '../../core/anomaly/preprocess/positional.js';
import type { Graph, Value } from '../onnx/graph.js';
import { dividesIntoTiles, winogradConvolution } from './onnx-winograd.js';
import {
  BATCH_NORM_EPS,
  CLAMP,
  CLAMP_FACTOR,
  COUPLING_LIMIT,
  LEAK,
  tensorOf,
  type DetectorShape,
  type Weights,
} from './weights.js';

/** The constant [1, positionChannels, side, side]. */
export function positionConstant(graph: Graph, shape: DetectorShape, side: number): Value {
  const code = positionalEncoding(shape.positionChannels, side, side);
  return graph.constant(code, [1, shape.positionChannels, side, side]);
}

/** The flow's output z, [n, channels, side, side]. */
export function teacher(
  graph: Graph,
  input: Value,
  position: Value,
  shape: DetectorShape,
  weights: Weights,
  permutations: readonly ArrayLike<number>[],
): Value {
  const half = shape.channels / 2;
  let x = input;
  for (const [block, kernel] of shape.teacherKernels.entries()) {
    const order = BigInt64Array.from({ length: shape.channels }, (_, c) =>
      BigInt(permutations[block]![c]!),
    );
    x = graph.op('Gather', [x, graph.constant(order, [shape.channels])], { axis: 1 });
    const [u = '', v = ''] = graph.ops('Split', [x, graph.ints(half, half)], 2, { axis: 1 });
    const net = (name: string, data: Value): [Value, Value] =>
      subnet(graph, `teacher.${String(block)}.${name}`, data, position, kernel, shape, weights);
    const [s2, t2] = net('s2', v);
    const newU = graph.op('Add', [graph.op('Mul', [scaleOf(graph, s2), u]), t2]);
    const [s1, t1] = net('s1', newU);
    const newV = graph.op('Add', [graph.op('Mul', [scaleOf(graph, s1), v]), t1]);
    x = graph.op('Clip', [
      graph.op('Concat', [newU, newV], { axis: 1 }),
      graph.scalar('float32', -COUPLING_LIMIT),
      graph.scalar('float32', COUPLING_LIMIT),
    ]);
  }
  return x;
}

/** exp of the soft clamp. */
function scaleOf(graph: Graph, s: Value): Value {
  const angle = graph.op('Atan', [graph.op('Mul', [s, graph.scalar('float32', 1 / CLAMP)])]);
  return graph.op('Exp', [graph.op('Mul', [angle, graph.scalar('float32', CLAMP * CLAMP_FACTOR)])]);
}

/** gamma (conv2(relu(conv1([data, position])))) as s and t; replicate padding. */
function subnet(
  graph: Graph,
  prefix: string,
  data: Value,
  position: Value,
  kernel: number,
  shape: DetectorShape,
  weights: Weights,
): [Value, Value] {
  const half = shape.channels / 2;
  const { teacherHidden: hidden, channels } = shape;
  const input = half + shape.positionChannels;
  const take = (name: string, length: number): Float32Array =>
    tensorOf(weights, `${prefix}.${name}`, length);
  const gamma = take('gamma', 1)[0]!;
  const conv = (
    x: Value,
    out: number,
    into: number,
    weight: Float32Array,
    bias: Float32Array,
  ): Value => {
    const pad = kernel >> 1;
    const padded = graph.op('Pad', [x, graph.ints(0, 0, pad, pad, 0, 0, pad, pad)], {
      mode: 'edge',
    });
    return graph.op(
      'Conv',
      [padded, graph.constant(weight, [out, into, kernel, kernel]), graph.constant(bias, [out])],
      { kernel_shape: [kernel, kernel] },
    );
  };
  const area = kernel * kernel;
  const joined = graph.op('Concat', [data, position], { axis: 1 });
  const first = conv(
    joined,
    hidden,
    input,
    take('conv1.weight', hidden * input * area),
    take('conv1.bias', hidden),
  );
  const second = conv(
    graph.op('Relu', [first]),
    channels,
    hidden,
    take('conv2.weight', channels * hidden * area).map((value) => value * gamma),
    take('conv2.bias', channels).map((value) => value * gamma),
  );
  const [s = '', t = ''] = graph.ops('Split', [second, graph.ints(half, half)], 2, { axis: 1 });
  return [s, t];
}

/** From so many filters on, of three by three taps each, Winograd's form is the faster one. */
const WINOGRAD_FILTERS = 2 ** 17;

/**
 * The student's output, [n, channels, side, side].
 * @param side of the maps
 * @param winogradFilters convolutions with so many filters and more take Winograd's form
 */
export function student(
  graph: Graph,
  input: Value,
  position: Value,
  shape: DetectorShape,
  weights: Weights,
  side: number,
  winogradFilters = WINOGRAD_FILTERS,
): Value {
  const { studentHidden: hidden, channels } = shape;
  const take = (name: string, length: number): Float32Array =>
    tensorOf(weights, `student.${name}`, length);
  const conv = (x: Value, out: number, into: number, w: Float32Array, b: Float32Array): Value =>
    out * into >= winogradFilters && dividesIntoTiles(side)
      ? winogradConvolution(graph, x, side, [out, into], w, b)
      : graph.op('Conv', [x, graph.constant(w, [out, into, 3, 3]), graph.constant(b, [out])], {
          kernel_shape: [3, 3],
          pads: [1, 1, 1, 1],
        });
  const leaky = (x: Value): Value => graph.op('LeakyRelu', [x], { alpha: { float: LEAK } });
  const width = channels + shape.positionChannels;
  const joined = graph.op('Concat', [position, input], { axis: 1 });
  let x = leaky(
    conv(
      joined,
      hidden,
      width,
      take('conv1.weight', hidden * width * 9),
      take('conv1.bias', hidden),
    ),
  );
  for (let block = 0; block < shape.studentBlocks; block++) {
    let y = x;
    for (const part of ['1', '2']) {
      const at = `blocks.${String(block)}.`;
      const { weight, bias } = foldNorm(
        take(`${at}l${part}.weight`, hidden * hidden * 9),
        take(`${at}l${part}.bias`, hidden),
        ['weight', 'bias', 'running_mean', 'running_var'].map((name) =>
          take(`${at}bn${part}.${name}`, hidden),
        ),
      );
      y = leaky(conv(y, hidden, hidden, weight, bias));
    }
    x = graph.op('Add', [x, y]);
  }
  return conv(
    x,
    channels,
    hidden,
    take('conv2.weight', channels * hidden * 9),
    take('conv2.bias', channels),
  );
}

function foldNorm(
  weight: Float32Array,
  bias: Float32Array,
  [gain, shift, mean, variance]: readonly Float32Array[],
): { weight: Float32Array; bias: Float32Array } {
  const channels = bias.length;
  const each = weight.length / channels;
  const out = new Float32Array(weight.length);
  const newBias = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const factor = gain![c]! / Math.sqrt(variance![c]! + BATCH_NORM_EPS);
    for (let i = c * each; i < (c + 1) * each; i++) out[i] = weight[i]! * factor;
    newBias[c] = (bias[c]! - mean![c]!) * factor + shift![c]!;
  }
  return { weight: out, bias: newBias };
}

/** d (mask once) [1, 1, m, m] and the up-sampled map (mask twice) [s, s]; `mask` null: 1 everywhere. */
export function distanceMap(
  graph: Graph,
  z: Value,
  output: Value,
  mask: Value | null,
  mapSide: number,
  scoreSide: number,
): { distance: Value; map: Value } {
  const off = graph.op('Sub', [z, output]);
  const mean = graph.op('ReduceMean', [graph.op('Mul', [off, off]), graph.ints(1)], {
    keepdims: 1,
  });
  const distance = mask === null ? mean : graph.op('Mul', [mean, mask]);
  const masked = mask === null ? distance : graph.op('Mul', [distance, mask]);
  const cells = graph.op('Reshape', [masked, graph.ints(mapSide, mapSide)]);
  const matrix = bicubicMatrix(mapSide, scoreSide);
  const across = new Float32Array(matrix.length);
  for (let i = 0; i < scoreSide; i++)
    for (let k = 0; k < mapSide; k++) across[k * scoreSide + i] = matrix[i * mapSide + k]!;
  const rows = graph.op('MatMul', [cells, graph.constant(across, [mapSide, scoreSide])]);
  return {
    distance,
    map: graph.op('MatMul', [graph.constant(matrix, [scoreSide, mapSide]), rows]),
  };
}
