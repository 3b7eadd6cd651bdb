/**
 * A 3x3 convolution as ONNX in half the products: Winograd's F(4, 3) along the rows, the three taps of a
 * row left to ordinary convolutions. Every part is an operator that onnxruntime keeps in its blocked
 * layout. The file holds the filter as it is; its points are constants that the runtime computes when it
 * opens the file. Rounding differs from the direct form by about 1e-6 of the values.
 */
import type { Graph, Value } from '../onnx/graph.js';
import { FILTER, INPUT, OUTPUT, POINTS, TILE } from './winograd.js';

/** Whether maps of this side can be cut into tiles. */
export function dividesIntoTiles(side: number): boolean {
  return side % TILE === 0;
}

/**
 * Stride 1, zero padding 1, [1, into, side, side] to [1, out, side, side].
 * @param weight [out, into, 3, 3] @param bias [out]
 */
export function winogradConvolution(
  graph: Graph,
  x: Value,
  side: number,
  [out, into]: readonly [number, number],
  weight: Float32Array,
  bias: Float32Array,
): Value {
  const filters = filterPoints(graph, graph.constant(weight, [out, into, 3, 3]));
  const products = filters.map((filter, point) => {
    const rows = graph.op('Conv', [x, inputPoint(graph, point, into)], {
      kernel_shape: [POINTS, 1],
      strides: [TILE, 1],
      pads: [1, 0, 1, 0],
      group: into,
    });
    // Every output row is the sum of this point, once, and of others: here the bias reaches all.
    const shift = point === BIAS_POINT ? [graph.constant(bias, [out])] : [];
    return graph.op('Conv', [rows, filter, ...shift], {
      kernel_shape: [1, 3],
      pads: [0, 1, 0, 1],
    });
  });
  const tiles = outputRows(graph, products).map((row) =>
    graph.op('Unsqueeze', [row, graph.ints(3)]),
  );
  return graph.op('Reshape', [
    graph.op('Concat', tiles, { axis: 3 }),
    graph.ints(1, out, side, side),
  ]);
}

/** The point that each of the four outputs adds with the factor 1. */
const BIAS_POINT = OUTPUT[0].findIndex((_, point) => OUTPUT.every((row) => row[point] === 1));

/** The largest common part of a filter row goes to the input's side, so that what is left is whole. */
const FILTER_SCALE = FILTER.map((row) => row.find((factor) => factor !== 0) ?? 1);

/** Filters for one row of taps, [out, into, 1, 3], one per point: w0, w0 +- w1 + w2, w0 +- 2 w1 + 4 w2, w2. */
function filterPoints(graph: Graph, weight: Value): Value[] {
  const [top = '', middle = '', bottom = ''] = graph.ops(
    'Split',
    [weight, graph.ints(1, 1, 1)],
    3,
    {
      axis: 2,
    },
  );
  const times = (value: Value, factor: number): Value =>
    graph.op('Mul', [value, graph.scalar('float32', factor)]);
  const even = graph.op('Add', [top, bottom]);
  const far = graph.op('Add', [top, times(bottom, 4)]);
  const twice = times(middle, 2);
  return [
    top,
    graph.op('Add', [even, middle]),
    graph.op('Sub', [even, middle]),
    graph.op('Add', [far, twice]),
    graph.op('Sub', [far, twice]),
    bottom,
  ];
}

/** The filter [into, 1, 6, 1] that makes one point of six rows, the same in every channel. */
function inputPoint(graph: Graph, point: number, into: number): Value {
  const row = INPUT[point]!.map((factor) => factor * FILTER_SCALE[point]!);
  const filter = new Float32Array(into * POINTS);
  for (let c = 0; c < into; c++) filter.set(row, c * POINTS);
  return graph.constant(filter, [into, 1, POINTS, 1]);
}

/** The four rows of all tiles, each [1, out, side / 4, side]. */
function outputRows(graph: Graph, products: readonly Value[]): Value[] {
  const [m0, m1, m2, m3, m4, m5] = products as [Value, Value, Value, Value, Value, Value];
  const add = (a: Value, b: Value): Value => graph.op('Add', [a, b]);
  const subtract = (a: Value, b: Value): Value => graph.op('Sub', [a, b]);
  const times = (a: Value, factor: number): Value =>
    graph.op('Mul', [a, graph.scalar('float32', factor)]);
  const nearSum = add(m1, m2);
  const nearDifference = subtract(m1, m2);
  const farSum = add(m3, m4);
  const farDifference = subtract(m3, m4);
  return [
    add(add(m0, nearSum), farSum),
    add(nearDifference, times(farDifference, 2)),
    add(nearSum, times(farSum, 4)),
    add(add(nearDifference, times(farDifference, 8)), m5),
  ];
}
