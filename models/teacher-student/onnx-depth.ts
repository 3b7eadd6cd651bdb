/**
 * The depth's way to the networks as ONNX: gap fill, AST's corner rule where no mask is given, depth
 * relative to the object, resize, dilation, soft mask, unshuffle. The same steps in TypeScript are in
 * core/anomaly/preprocess; sums are float64, so that both give the same bits.
 */
import { DILATION_SIDE } from '../../core/anomaly/preprocess/mask.js';
import { UNSHUFFLE } from '../../core/anomaly/preprocess/sample.js';
import type { Graph, Value } from '../onnx/graph.js';

export interface DepthSettings {
  readonly gapFillPasses: number;
  readonly thresholdMm: number;
  /** `above`: pits below the table do not count. */
  readonly sides: 'both' | 'above';
}

export interface DepthValues {
  /** [1, 64, m, m] */
  readonly channels: Value;
  /** [1, 1, m, m], soft */
  readonly mask: Value;
  /** float32 [1, 1, s, s], 0 or 1 */
  readonly foreground: Value;
}

/**
 * @param depth float32 [H, W], metres, 0 = no data. With `given`, its gaps are filled already, as
 * `findForeground` returns both; without, what is not a positive finite number is no data and the gaps
 * are filled here
 * @param given uint8 [H, W], non-zero = foreground before dilation, or empty: then the corner rule
 * @param side of the score map, s; m = s / 8
 */
export function depthToTensors(
  graph: Graph,
  depth: Value,
  given: Value,
  side: number,
  settings: DepthSettings,
): DepthValues {
  const zero = graph.scalar('float32', 0);
  const isGiven = graph.op('Greater', [graph.op('Size', [given]), graph.scalar('int64', 0)]);
  const filled = graph.choose(
    isGiven,
    'float32',
    ['fh', 'fw'],
    () => depth,
    (branch) => fillGaps(branch, usableDepth(branch, depth), settings.gapFillPasses),
  );
  const foreground = graph.choose(
    isGiven,
    'bool',
    ['fh', 'fw'],
    // Far faster than a cast to bool.
    (branch) => branch.op('Greater', [branch.cast(given, 'float32'), branch.scalar('float32', 0)]),
    (branch) => cornerForeground(branch, filled, settings),
  );
  const relative = relativeDepth(graph, filled, foreground);
  const rows = axisTaps(graph, graph.side(depth, 0), side);
  const columns = axisTaps(graph, graph.side(depth, 1), side);
  const small = resize(graph, relative, rows, columns, side);
  const covered = resize(graph, graph.cast(foreground, 'float32'), rows, columns, side);
  const wide = graph.op('MaxPool', [graph.cast(graph.op('Greater', [covered, zero]), 'float32')], {
    kernel_shape: [DILATION_SIDE, DILATION_SIDE],
    pads: [
      (DILATION_SIDE >> 1) - 1,
      (DILATION_SIDE >> 1) - 1,
      DILATION_SIDE >> 1,
      DILATION_SIDE >> 1,
    ],
    strides: [1, 1],
  });
  return {
    channels: graph.op('SpaceToDepth', [small], { blocksize: UNSHUFFLE }),
    mask: middleMean(graph, wide),
    foreground: wide,
  };
}

function usableDepth(graph: Graph, depth: Value): Value {
  const zero = graph.scalar('float32', 0);
  const usable = graph.op('And', [
    graph.op('Greater', [depth, zero]),
    graph.op('Less', [depth, graph.scalar('float32', 3e38)]),
  ]);
  return graph.op('Where', [usable, depth, zero]);
}

/** Each pass fills the holes of row and column 1 on from the pass before; row 0 and column 0 stay. */
function fillGaps(graph: Graph, depth: Value, passes: number): Value {
  if (passes === 0) return depth;
  const width = graph.side(depth, 1);
  const stride = graph.op('Add', [width, graph.scalar('int64', 1)]);
  // A row and a column of zeros behind: windows at the rim read no other row.
  const padded = graph.op('Pad', [depth, graph.ints(0, 0, 1, 1)]);
  const shape = graph.op('Shape', [padded]);
  const inner = graph.slice(depth, [1, 1], [2 ** 31, 2 ** 31], [0, 1]);
  const holes = graph.op('NonZero', [graph.op('Equal', [inner, graph.scalar('float32', 0)])]);
  const row = graph.op('Gather', [holes, graph.scalar('int64', 0)], { axis: 0 });
  const column = graph.op('Gather', [holes, graph.scalar('int64', 1)], { axis: 0 });
  // The hole at (y, x) of the inner picture is pixel (y + 1, x + 1): its window starts at (y, x).
  const first = graph.op('Add', [graph.op('Mul', [row, stride]), column]);
  const one = graph.scalar('int64', 1);
  const centre = graph.op('Add', [graph.op('Add', [first, stride]), one]);
  const rowOffsets = graph.constant(BigInt64Array.from([0n, 0n, 0n, 1n, 1n, 1n, 2n, 2n, 2n]), [9]);
  const columnOffsets = graph.constant(
    BigInt64Array.from([0n, 1n, 2n, 0n, 1n, 2n, 0n, 1n, 2n]),
    [9],
  );
  const offsets = graph.op('Add', [graph.op('Mul', [rowOffsets, stride]), columnOffsets]);
  const windows = graph.op('Add', [graph.op('Unsqueeze', [first, graph.ints(1)]), offsets]);
  let flat = graph.op('Reshape', [padded, graph.ints(-1)]);
  for (let pass = 0; pass < passes; pass++) {
    const window = graph.cast(graph.op('Gather', [flat, windows], { axis: 0 }), 'float64');
    const sum = graph.op('ReduceSum', [window, graph.ints(1)], { keepdims: 0 });
    const positive = graph.op('ReduceSum', [graph.op('Sign', [window]), graph.ints(1)], {
      keepdims: 0,
    });
    const count = graph.op('Max', [positive, graph.scalar('float64', 1)]);
    const mean = graph.cast(graph.op('Div', [sum, count]), 'float32');
    const now = graph.op('Gather', [flat, centre], { axis: 0 });
    const open = graph.op('Equal', [now, graph.scalar('float32', 0)]);
    flat = graph.op('ScatterElements', [flat, centre, graph.op('Where', [open, mean, now])], {
      axis: 0,
    });
  }
  const full = graph.op('Reshape', [flat, shape]);
  return graph.slice(full, [0, 0], [-1, -1], [0, 1]);
}

/**
 * bool [H, W]: further than the threshold from the surface through the corners. The left ones of a stereo
 * camera often have no depth: the nearest depth in the same rows stands for them, else the mean of the other
 * corners. Nothing where no corner has any.
 */
function cornerForeground(
  graph: Graph,
  depth: Value,
  { thresholdMm, sides }: DepthSettings,
): Value {
  const double = (value: number): Value => graph.scalar('float64', value);
  const wide = graph.cast(depth, 'float64');
  const end = 2 ** 31;
  /** Mean of what has depth; NaN where nothing has. */
  const meanOf = (block: Value): Value =>
    graph.op('Div', [
      graph.op('ReduceSum', [block], { keepdims: 0 }),
      graph.op('ReduceSum', [graph.op('Sign', [block])], { keepdims: 0 }),
    ]);
  const corner = (top: boolean, left: boolean): Value => {
    const rows = graph.slice(wide, [top ? 0 : -2], [top ? 2 : end], [0]);
    const block = meanOf(graph.slice(rows, [left ? 0 : -2], [left ? 2 : end], [1]));
    const nearest = graph.op('ArgMax', [graph.op('Sign', [rows])], {
      axis: 1,
      keepdims: 1,
      select_last_index: left ? 0 : 1,
    });
    const beside = meanOf(graph.op('GatherElements', [rows, nearest], { axis: 1 }));
    return graph.op('Where', [graph.op('IsNaN', [block]), beside, block]);
  };
  const measured = [
    corner(true, true),
    corner(false, true),
    corner(true, false),
    corner(false, false),
  ];
  const isEmpty = measured.map((value) => graph.op('IsNaN', [value]));
  const sum = (values: readonly Value[]): Value =>
    values.reduce((all, value) => graph.op('Add', [all, value]));
  const others = graph.op('Div', [
    sum(measured.map((value, i) => graph.op('Where', [isEmpty[i]!, double(0), value]))),
    sum(isEmpty.map((empty) => graph.op('Where', [empty, double(0), double(1)]))),
  ]);
  const [topLeft, bottomLeft, topRight, bottomRight] = measured.map((value, i) =>
    graph.op('Where', [isEmpty[i]!, others, value]),
  ) as [Value, Value, Value, Value];
  const share = (axis: number, shape: readonly number[]): Value => {
    const length = graph.side(depth, axis);
    const one = graph.scalar('int64', 1);
    const steps = graph.op('Range', [graph.scalar('int64', 0), length, one]);
    const part = graph.op('Div', [
      graph.cast(steps, 'float64'),
      graph.cast(graph.op('Sub', [length, one]), 'float64'),
    ]);
    return graph.op('Reshape', [part, graph.ints(...shape)]);
  };
  const blend = (from: Value, to: Value, part: Value): Value =>
    graph.op('Add', [
      graph.op('Mul', [from, graph.op('Sub', [double(1), part])]),
      graph.op('Mul', [to, part]),
    ]);
  const down = share(0, [-1, 1]);
  const left = blend(topLeft, bottomLeft, down);
  const right = blend(topRight, bottomRight, down);
  const surface = blend(left, right, share(1, [1, -1]));
  const below = graph.op('Sub', [surface, wide]);
  const away = graph.op('Greater', [
    sides === 'both' ? graph.op('Abs', [below]) : below,
    double(thresholdMm / 1000),
  ]);
  return graph.op('And', [away, graph.op('Greater', [wide, double(0)])]);
}

/** 100 (z - mean of the foreground), 0 outside; 0 everywhere where the foreground is empty. */
function relativeDepth(graph: Graph, depth: Value, foreground: Value): Value {
  const zero = graph.scalar('float32', 0);
  const inside = graph.op('Where', [foreground, depth, zero]);
  const sum = graph.op('ReduceSum', [graph.cast(inside, 'float64')], { keepdims: 0 });
  const count = graph.op('ReduceSum', [graph.cast(foreground, 'float32')], { keepdims: 0 });
  const mean = graph.op('Div', [
    sum,
    graph.op('Max', [graph.cast(count, 'float64'), graph.scalar('float64', 1)]),
  ]);
  const centimetres = graph.op('Mul', [
    graph.op('Sub', [depth, graph.cast(mean, 'float32')]),
    graph.scalar('float32', 100),
  ]);
  return graph.op('Where', [foreground, centimetres, zero]);
}

interface AxisTaps {
  readonly low: Value;
  readonly high: Value;
  readonly share: Value;
}

/** Two taps per output as `resizeBilinear` (torch, no antialias), in the same float32 steps. */
function axisTaps(graph: Graph, input: Value, output: number): AxisTaps {
  const scale = graph.cast(
    graph.op('Div', [graph.cast(input, 'float64'), graph.scalar('float64', output)]),
    'float32',
  );
  const steps = graph.constant(
    Float32Array.from({ length: output }, (_, i) => i + 0.5),
    [output],
  );
  const source = graph.op('Max', [
    graph.op('Sub', [graph.op('Mul', [steps, scale]), graph.scalar('float32', 0.5)]),
    graph.scalar('float32', 0),
  ]);
  const one = graph.scalar('int64', 1);
  const last = graph.op('Sub', [input, one]);
  const floor = graph.op('Floor', [source]);
  const low = graph.op('Min', [graph.cast(floor, 'int64'), last]);
  return {
    low,
    high: graph.op('Min', [graph.op('Add', [low, one]), last]),
    share: graph.op('Sub', [source, graph.cast(low, 'float32')]),
  };
}

/** float32 [H, W] to [1, 1, side, side]. */
function resize(
  graph: Graph,
  plane: Value,
  rows: AxisTaps,
  columns: AxisTaps,
  side: number,
): Value {
  const one = graph.scalar('float32', 1);
  const mix = (low: Value, high: Value, share: Value): Value =>
    graph.op('Add', [
      graph.op('Mul', [low, graph.op('Sub', [one, share])]),
      graph.op('Mul', [high, share]),
    ]);
  const across = (row: Value): Value => {
    const line = graph.op('Gather', [plane, row], { axis: 0 });
    return mix(
      graph.op('Gather', [line, columns.low], { axis: 1 }),
      graph.op('Gather', [line, columns.high], { axis: 1 }),
      columns.share,
    );
  };
  const down = graph.op('Unsqueeze', [rows.share, graph.ints(1)]);
  const small = mix(across(rows.low), across(rows.high), down);
  return graph.op('Reshape', [small, graph.ints(1, 1, side, side)]);
}

/** Bilinear by a factor of 8 is the mean of the pixels 8i + 3 and 8i + 4 on both axes. */
function middleMean(graph: Graph, wide: Value): Value {
  const part = (y: number, x: number): Value =>
    graph.op('Slice', [
      wide,
      graph.ints(y, x),
      graph.ints(2 ** 31, 2 ** 31),
      graph.ints(2, 3),
      graph.ints(UNSHUFFLE, UNSHUFFLE),
    ]);
  const [a, b] = [UNSHUFFLE / 2 - 1, UNSHUFFLE / 2];
  const sum = graph.op('Sum', [part(a, a), part(a, b), part(b, a), part(b, b)]);
  return graph.op('Mul', [sum, graph.scalar('float32', 0.25)]);
}
