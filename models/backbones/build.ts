/** A backbone as ONNX: `image` float32 [n, 3, h, w], normalised, to `features` [n, channels, h/32, w/32]. */
import { Graph, type Value } from '../onnx/graph.js';
import type { NamedTensor } from '../tensor-files/tensor.js';
import { backboneSpec, type Architecture, type BackboneSpec } from './efficientnet.js';
import { backboneLayers, type FoldedConv } from './layers.js';

/** Metadata keys of a built backbone. */
export const BACKBONE_METADATA = {
  architecture: 'pd-studio.architecture',
  channels: 'pd-studio.channels',
  weightsSha256: 'pd-studio.weights-sha256',
} as const;

/**
 * Builds the ONNX file; the same weights give the same bytes.
 * @throws WeightsError when a tensor is missing, of another shape or not finite
 */
export function buildBackbone(
  architecture: Architecture,
  weights: ReadonlyMap<string, NamedTensor>,
  weightsSha256: string,
): Uint8Array {
  const spec = backboneSpec(architecture);
  const layers = backboneLayers(spec, weights);
  const graph = new Graph(architecture);
  const image = graph.input('image', 'float32', ['n', 3, 'h', 'w']);
  let x = activate(graph, spec, conv(graph, image, layers.stem, 2, spec.stemPadding));
  for (const [i, block] of spec.blocks.entries()) {
    const layer = layers.blocks[i]!;
    const input = x;
    if (layer.expand) x = activate(graph, spec, conv(graph, x, layer.expand, 1, [0, 0]));
    x = activate(graph, spec, conv(graph, x, layer.depthwise, block.stride, block.padding));
    if (layer.squeeze) {
      const pooled = graph.op('GlobalAveragePool', [x]);
      const reduced = activate(graph, spec, conv(graph, pooled, layer.squeeze.reduce, 1, [0, 0]));
      const gate = graph.op('Sigmoid', [conv(graph, reduced, layer.squeeze.expand, 1, [0, 0])]);
      x = gatedProjection(graph, x, gate, layer.project);
    } else x = conv(graph, x, layer.project, 1, [0, 0]);
    if (block.stride === 1 && block.input === block.output) x = graph.op('Add', [x, input]);
  }
  graph.output(x, 'features', 'float32', ['n', spec.channels, 'fh', 'fw']);
  return graph.encode({
    [BACKBONE_METADATA.architecture]: architecture,
    [BACKBONE_METADATA.channels]: String(spec.channels),
    [BACKBONE_METADATA.weightsSha256]: weightsSha256,
  });
}

/**
 * The 1x1 convolution of x * gate. The gate [n, channels, 1, 1] multiplies the few weights instead of the
 * whole map, which is a pass over memory less.
 */
function gatedProjection(
  graph: Graph,
  x: Value,
  gate: Value,
  { weight, shape: [out, channels], bias }: FoldedConv,
): Value {
  const perChannel = graph.op('Reshape', [gate, graph.ints(0, 1, -1)]);
  const gated = graph.op('Mul', [graph.constant(weight, [out, channels]), perChannel]);
  const cells = graph.op('Reshape', [x, graph.ints(0, 0, -1)]);
  const sums = graph.op('Add', [
    graph.op('MatMul', [gated, cells]),
    graph.constant(bias, [out, 1]),
  ]);
  const sides = graph.op('Shape', [x], { start: 2 });
  const shape = graph.op('Concat', [graph.ints(0, 0), sides], { axis: 0 });
  return graph.op('Reshape', [sums, shape]);
}

/** Depthwise where each filter reads one channel of many. */
function conv(
  graph: Graph,
  x: Value,
  { weight, shape, bias }: FoldedConv,
  stride: number,
  [before, after]: readonly [number, number],
): Value {
  const [out, perGroup, kernel] = shape;
  const depthwise = perGroup === 1 && out > 1;
  return graph.op('Conv', [x, graph.constant(weight, shape), graph.constant(bias, [out])], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [before, before, after, after],
    group: depthwise ? out : 1,
  });
}

function activate(graph: Graph, spec: BackboneSpec, x: Value): Value {
  if (spec.activation === 'swish') return graph.op('Mul', [x, graph.op('Sigmoid', [x])]);
  return graph.op('Clip', [x, graph.scalar('float32', 0), graph.scalar('float32', 6)]);
}
