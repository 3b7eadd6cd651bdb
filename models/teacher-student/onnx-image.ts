/** The picture's way to the backbone as ONNX: Pillow's bilinear resize bit for bit, then normalisation. */
import type { Normalisation } from '../../core/anomaly/preprocess/sample.js';
import type { Graph, Value } from '../onnx/graph.js';

/** Pillow's weights are integers with 22 fractional bits. */
const PRECISION = 2 ** 22;
/** They are split here, so that sums of either part by bytes stay exact in float32. */
const LOW = 2 ** 8;

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
  // Columns first: gathering them copies long runs, and no transposition moves single bytes of a pixel.
  const columns = graph.op('Transpose', [rgb], { perm: [1, 2, 0] });
  const narrow = resizeAxis(graph, graph.op('Flatten', [columns], { axis: 1 }), 0, width, side);
  const turned = graph.op('Transpose', [narrow], { perm: [1, 0] });
  const upright = graph.op('Reshape', [turned, graph.ints(3, -1, side)]);
  const planes = graph.op('Reshape', [
    resizeAxis(graph, upright, 1, height, side),
    graph.ints(1, 3, side, side),
  ]);
  return normalise(graph, planes, normalisation);
}

/** uint8 [..., input, n], `axis` being the last but one, to uint8 [..., output, n]. */
function resizeAxis(graph: Graph, rows: Value, axis: number, input: Value, output: number): Value {
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
  const gathered = graph.cast(graph.op('Gather', [rows, indices], { axis }), 'float32');
  const high = graph.op('Div', [weights, graph.scalar('int32', LOW)]);
  const low = graph.op('Sub', [weights, graph.op('Mul', [high, graph.scalar('int32', LOW)])]);
  const float = (value: number): Value => graph.scalar('float32', value);
  /** Sum over the taps, one product of a row with a matrix per output. */
  const weighted = (part: Value): Value =>
    graph.op('Squeeze', [
      graph.op('MatMul', [graph.op('Unsqueeze', [part, graph.ints(1)]), gathered]),
      graph.ints(axis + 1),
    ]);
  const lowPart = graph.op('Mul', [graph.cast(low, 'float32'), float(1 / LOW)]);
  // (256 high + low + 2^21) >> 22 in steps that float32 holds exactly.
  const whole = graph.op('Add', [
    weighted(graph.cast(high, 'float32')),
    graph.op('Floor', [weighted(lowPart)]),
  ]);
  const unit = PRECISION / LOW;
  const rounded = graph.op('Mul', [graph.op('Add', [whole, float(unit / 2)]), float(1 / unit)]);
  return graph.cast(rounded, 'uint8');
}

/** (value / 255 - mean) / deviation as (value - 255 mean) / (255 deviation): one rounding more at most. */
function normalise(graph: Graph, planes: Value, { mean, deviation }: Normalisation): Value {
  const shift = Float32Array.from(mean, (value) => 255 * value);
  const scale = Float32Array.from(deviation, (value) => 1 / (255 * value));
  const moved = graph.op('Sub', [
    graph.cast(planes, 'float32'),
    graph.constant(shift, [1, 3, 1, 1]),
  ]);
  return graph.op('Mul', [moved, graph.constant(scale, [1, 3, 1, 1])]);
}
