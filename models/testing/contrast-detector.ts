/**
 * A detector without training, for tests of what runs one: the score is how far the surface departs from
 * its smoothed self, in mm, inside the object. It has the inputs and outputs of a trained detector.
 */
import { DEFAULT_FOREGROUND } from '../../core/contract/schema/foreground.js';
import { Graph } from '../onnx/graph.js';
import { DETECTOR_METADATA, type DetectorMetadata } from '../teacher-student/metadata.js';

/** Side of the map. */
export const CONTRAST_SIDE = 96;
/** Height over the table from which a cell belongs to the object, metres. */
const OBJECT_METRES = 0.004;
/** What has no depth seems to lie in the camera: it is no foreground. */
const TALLEST_METRES = 0.06;
/** The object's rim is steep: this many cells of it are left out. */
const RIM_CELLS = 7;
const SMOOTH_CELLS = 13;

/** @param patch differs from what fits; null: a file of somebody else, without our entry */
export function contrastDetector(patch: Partial<DetectorMetadata> | null = {}): Uint8Array {
  const graph = new Graph('contrast');
  graph.input('rgb', 'uint8', ['H', 'W', 3]);
  const depth = graph.input('depthMetres', 'float32', ['H', 'W']);
  // As trained detectors have it; this one finds the object by itself.
  graph.optionalInput('foregroundMask', 'uint8', ['MH', 'MW'], [1, 1], Uint8Array.of(1));
  const picture = graph.op('Unsqueeze', [depth, graph.ints(0, 1)]);
  const size = graph.ints(1, 1, CONTRAST_SIDE, CONTRAST_SIDE);
  const small = graph.op('Resize', [picture, '', '', size], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
    antialias: 1,
  });
  const table = graph.op('ReduceMax', [small], { keepdims: 1 });
  const height = graph.op('Sub', [table, small]);
  const above = graph.cast(
    graph.op('Greater', [height, graph.scalar('float32', OBJECT_METRES)]),
    'float32',
  );
  const inner = graph.op('Neg', [
    pool(graph, 'MaxPool', graph.op('Neg', [above]), RIM_CELLS * 2 + 1),
  ]);
  const smooth = pool(graph, 'AveragePool', small, SMOOTH_CELLS);
  const millimetres = graph.op('Mul', [
    graph.op('Abs', [graph.op('Sub', [small, smooth])]),
    graph.scalar('float32', 1000),
  ]);
  const map = graph.op('Mul', [millimetres, inner]);
  const flat = graph.op('Reshape', [map, graph.ints(CONTRAST_SIDE, CONTRAST_SIDE)]);
  graph.output(flat, 'map', 'float32', [CONTRAST_SIDE, CONTRAST_SIDE]);
  graph.output(graph.op('ReduceMax', [flat], { keepdims: 0 }), 'score', 'float32', []);
  const known = graph.cast(
    graph.op('Less', [height, graph.scalar('float32', TALLEST_METRES)]),
    'float32',
  );
  const foreground = graph.op('Reshape', [
    graph.op('Mul', [above, known]),
    graph.ints(CONTRAST_SIDE, CONTRAST_SIDE),
  ]);
  graph.output(graph.cast(foreground, 'uint8'), 'foreground', 'uint8', [
    CONTRAST_SIDE,
    CONTRAST_SIDE,
  ]);
  const metadata: DetectorMetadata = {
    schema: 'pd-studio.detector/1',
    name: 'contrast',
    category: 'cookie',
    mode: 'rgbd',
    preset: 'quick',
    published: false,
    backbone: null,
    side: CONTRAST_SIDE * 4,
    scales: [1],
    scoreRule: 'max-upsampled',
    foreground: DEFAULT_FOREGROUND,
    ...patch,
  };
  return graph.encode(patch === null ? {} : { [DETECTOR_METADATA]: JSON.stringify(metadata) });
}

function pool(graph: Graph, kind: string, value: string, side: number): string {
  const pad = (side - 1) / 2;
  return graph.op(kind, [value], {
    kernel_shape: [side, side],
    pads: [pad, pad, pad, pad],
    ...(kind === 'AveragePool' ? { count_include_pad: 0 } : {}),
  });
}
