/**
 * A trained detector as one ONNX file: `rgb` uint8 [H, W, 3] and `depthMetres` float32 [H, W] in, `map`
 * float32 [s, s], `score` float32 [] and `foreground` uint8 [s, s] out, everything between inside the
 * graph; H and W are free. What ONNX cannot say, the robust plane and dropped regions of a category's
 * foreground settings, comes from `findForeground` (core/anomaly/foreground) through the third input
 * `foregroundMask` uint8 [H, W], with `depthMetres` as its gap fill left it. It may be left out: then the
 * gap fill and AST's corner rule work inside the graph.
 */
import type { Normalisation } from '../../core/anomaly/preprocess/sample.js';
import { mapSideOf, scoreSideOf } from '../../core/anomaly/preprocess/sample.js';
import type { ImageScoreRule } from '../../core/anomaly/maps/teacher-student.js';
import { Graph, type Value } from '../onnx/graph.js';
import { decodeModel } from '../onnx/schema.js';
import { depthToTensors, type DepthSettings } from './onnx-depth.js';
import { imageToTensor } from './onnx-image.js';
import { distanceMap, positionConstant, student, teacher } from './onnx-networks.js';
import type { DetectorShape, Weights } from './weights.js';

export interface DetectorExport {
  readonly mode: 'rgbd' | 'rgb' | 'depth';
  /** Image side, a multiple of 32. */
  readonly side: number;
  readonly shape: DetectorShape;
  readonly weights: Weights;
  /** Channel orders before each coupling, as they were in training. */
  readonly permutations: readonly ArrayLike<number>[];
  /** The backbone's ONNX file and its input normalisation; null in depth mode. */
  readonly backbone: { readonly onnx: Uint8Array; readonly normalisation: Normalisation } | null;
  readonly depth: DepthSettings;
  /** By default the maximum with a foreground mask, the mean in rgb mode. */
  readonly scoreRule?: ImageScoreRule;
  /** Kept in the file's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** @throws Error when tensors are missing or the backbone is not as described */
export function exportDetector(detector: DetectorExport): Uint8Array {
  const { mode, side, shape, weights } = detector;
  const mapSide = mapSideOf(side);
  const scoreSide = scoreSideOf(side);
  const graph = new Graph('pd-studio-detector');
  const parts: Value[] = [];
  const rgb = graph.input('rgb', 'uint8', ['H', 'W', 3]);
  if (mode !== 'depth') {
    if (!detector.backbone) throw new Error('a detector that reads rgb needs its backbone');
    const image = imageToTensor(graph, rgb, side, detector.backbone.normalisation);
    parts.push(...graph.inline(decodeModel(detector.backbone.onnx), 'backbone', { image }));
  }
  let mask: Value | null = null;
  let foreground = graph.constant(new Uint8Array(scoreSide ** 2).fill(1), [scoreSide, scoreSide]);
  if (mode !== 'rgb') {
    const depth = graph.input('depthMetres', 'float32', ['H', 'W']);
    const given = graph.optionalInput(
      'foregroundMask',
      'uint8',
      ['MH', 'MW'],
      [0, 0],
      new Uint8Array(0),
    );
    const values = depthToTensors(graph, depth, given, scoreSide, detector.depth);
    parts.push(values.channels);
    mask = values.mask;
    foreground = graph.cast(
      graph.op('Reshape', [values.foreground, graph.ints(scoreSide, scoreSide)]),
      'uint8',
    );
  }
  const joint = parts.length === 1 ? parts[0]! : graph.op('Concat', parts, { axis: 1 });
  const position = positionConstant(graph, shape, mapSide);
  const z = teacher(graph, joint, position, shape, weights, detector.permutations);
  const output = student(graph, joint, position, shape, weights, mapSide);
  const { distance, map } = distanceMap(graph, z, output, mask, mapSide, scoreSide);
  const rule = detector.scoreRule ?? (mask === null ? 'mean' : 'max-upsampled');
  graph.output(map, 'map', 'float32', [scoreSide, scoreSide]);
  graph.output(scoreOf(graph, rule, distance, map), 'score', 'float32', []);
  graph.output(foreground, 'foreground', 'uint8', [scoreSide, scoreSide]);
  return graph.encode(detector.metadata);
}

function scoreOf(graph: Graph, rule: ImageScoreRule, distance: Value, map: Value): Value {
  switch (rule) {
    case 'max-upsampled':
      return graph.op('ReduceMax', [map], { keepdims: 0 });
    case 'max-raw':
      return graph.op('ReduceMax', [distance], { keepdims: 0 });
    case 'mean':
      return graph.op('ReduceMean', [distance], { keepdims: 0 });
  }
}
