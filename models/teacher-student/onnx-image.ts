/** The picture's way to the backbone as ONNX: Pillow's bilinear resize bit for bit, then normalisation. */
import type { Normalisation } from '../../core/anomaly/preprocess/sample.js';
import type { Graph, Value } from '../onnx/graph.js';

const PRECISION = 2 ** 22;

/**
 * uint8 [H, W, 3] of any size to float32 [1, 3, side, side].
 * ONNX's own antialiased Resize rounds otherwise, so taps and weights are computed in the graph
 * (core/anomaly/preprocess/pillow-resize.ts is the same in TypeScript).
 */
export function imageToTensor(
  graph: Graph,
  rgb: Value,
  side: number,
  normalisation: Normalisation,
): Value {
  const height = graph.side(rgb, 0);
  const width = graph.side(rgb, 1);
  // Rows of whole picture columns lie together, so that gathering copies long runs.
  const columns = flatRows(graph, graph.op('Transpose', [rgb], { perm: [1, 0, 2] }));
  const narrow = resizeFirstAxis(graph, columns, width, side);
  const upright = graph.op('Transpose', [graph.op('Reshape', [narrow, graph.ints(side, -1, 3)])], {
    perm: [1, 0, 2],
  });
  const small = resizeFirstAxis(graph, flatRows(graph, upright), height, side);
  const planes = graph.op(
    'Transpose',
    [graph.op('Reshape', [small, graph.ints(1, side, side, 3)])],
    { perm: [0, 3, 1, 2] },
  );
  return lookUp(graph, planes, normalisation);
}

function flatRows(graph: Graph, value: Value): Value {
  return graph.op('Flatten', [value], { axis: 1 });
}

/** uint8 [input, n] to uint8 [output, n]. */
function resizeFirstAxis(graph: Graph, rows: Value, input: Value, output: number): Value {
  const double = (value: number): Value => graph.scalar('float64', value);
  const size = graph.cast(input, 'float64');
  const scale = graph.op('Div', [size, double(output)]);
  const stretch = graph.op('Max', [scale, double(1)]);
  const steps = Float64Array.from({ length: output }, (_, i) => i + 0.5);
  const centre = graph.op('Mul', [graph.constant(steps, [output, 1]), scale]);
  const half = double(0.5);
  const from = graph.op('Max', [
    graph.op('Floor', [graph.op('Add', [graph.op('Sub', [centre, stretch]), half])]),
    double(0),
  ]);
  const end = graph.op('Min', [
    graph.op('Floor', [graph.op('Add', [graph.op('Add', [centre, stretch]), half])]),
    size,
  ]);
  const most = graph.op('Add', [
    graph.op('Mul', [graph.cast(graph.op('Ceil', [stretch]), 'int64'), graph.scalar('int64', 2)]),
    graph.scalar('int64', 1),
  ]);
  const taps = graph.cast(
    graph.op('Range', [graph.scalar('int64', 0), most, graph.scalar('int64', 1)]),
    'float64',
  );
  const index = graph.op('Add', [from, taps]);
  const distance = graph.op('Abs', [
    graph.op('Mul', [
      graph.op('Add', [graph.op('Sub', [index, centre]), half]),
      graph.op('Div', [double(1), stretch]),
    ]),
  ]);
  const inside = graph.cast(graph.op('Less', [index, end]), 'float64');
  const raw = graph.op('Mul', [
    graph.op('Max', [graph.op('Sub', [double(1), distance]), double(0)]),
    inside,
  ]);
  const sum = graph.op('ReduceSum', [raw, graph.ints(1)], { keepdims: 1 });
  const weights = graph.cast(
    graph.op('Add', [graph.op('Mul', [graph.op('Div', [raw, sum]), double(PRECISION)]), half]),
    'int32',
  );
  const last = graph.op('Sub', [size, double(1)]);
  const indices = graph.cast(graph.op('Min', [index, last]), 'int64');
  const gathered = graph.cast(graph.op('Gather', [rows, indices], { axis: 0 }), 'int32');
  const weighted = graph.op('Mul', [gathered, graph.op('Unsqueeze', [weights, graph.ints(2)])]);
  const total = graph.op('ReduceSum', [weighted, graph.ints(1)], { keepdims: 0 });
  const rounded = graph.op('Div', [
    graph.op('Add', [total, graph.scalar('int32', PRECISION / 2)]),
    graph.scalar('int32', PRECISION),
  ]);
  return graph.cast(rounded, 'uint8');
}

/** (value / 255 - mean) / deviation by table: the same bits as `prepareImage`. */
function lookUp(graph: Graph, planes: Value, { mean, deviation }: Normalisation): Value {
  const table = new Float32Array(768);
  for (let c = 0; c < 3; c++) {
    for (let v = 0; v < 256; v++) table[256 * c + v] = (v / 255 - mean[c]!) / deviation[c]!;
  }
  const at = graph.op('Add', [
    graph.cast(planes, 'int32'),
    graph.constant(Int32Array.of(0, 256, 512), [1, 3, 1, 1]),
  ]);
  return graph.op('Gather', [graph.constant(table, [768]), at], { axis: 0 });
}
