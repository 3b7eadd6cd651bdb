/** The exported detector against the golden vectors and against its steps in TypeScript. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findForeground } from '../core/anomaly/foreground/foreground.js';
import { teacherStudentMap } from '../core/anomaly/maps/teacher-student.js';
import { resizeBilinear8 } from '../core/anomaly/preprocess/pillow-resize.js';
import { pixelUnshuffle } from '../core/anomaly/preprocess/relative-depth.js';
import {
  prepareDepth,
  prepareImage,
  type PreparedDepth,
} from '../core/anomaly/preprocess/sample.js';
import { DEFAULT_FOREGROUND } from '../core/contract/schema/foreground.js';
import { openSession, type OnnxSession, type TensorData } from '../host/detector/session.js';
import { backboneSpec } from '../models/backbones/efficientnet.js';
import { Graph } from '../models/onnx/graph.js';
import { requireInput } from '../models/onnx/wire.js';
import { exportDetector, type DetectorExport } from '../models/teacher-student/onnx.js';
import { imageToTensor } from '../models/teacher-student/onnx-image.js';
import {
  distanceMap,
  positionConstant,
  student,
  teacher,
} from '../models/teacher-student/onnx-networks.js';
import {
  flowPermutations,
  studentTensors,
  teacherTensors,
  type DetectorShape,
  type Weights,
} from '../models/teacher-student/weights.js';
import { randomDetector } from '../models/teacher-student/untrained.js';
import { TOY, toyValues } from '../models/testing/toy-detector.js';
import { root } from './support/shared-data.js';
import { stream } from './support/stream.js';

const open: OnnxSession[] = [];
async function session(model: Uint8Array): Promise<OnnxSession> {
  const opened = await openSession(model, { threads: 1 });
  open.push(opened);
  return opened;
}
afterAll(() => Promise.all(open.map((opened) => opened.close())));

const float = (data: Float32Array, ...dims: number[]): TensorData => ({
  type: 'float32',
  dims,
  data,
});
const bytes = (data: Uint8Array, ...dims: number[]): TensorData => ({ type: 'uint8', dims, data });

function toyWeights(): Weights {
  const named = [teacherTensors(TOY), studentTensors(TOY)].flatMap((specs) => [
    ...specs
      .filter((spec) => spec.trained)
      .map((spec, k) => ({ name: spec.name, shape: spec.shape, data: toyValues(spec, k) })),
    ...specs
      .filter((spec) => !spec.trained)
      .map(({ name, shape }) => ({
        name,
        shape,
        data: new Float32Array(TOY.studentHidden).fill(name.endsWith('var') ? 1 : 0),
      })),
  ]);
  return new Map(named.map((tensor) => [tensor.name, tensor]));
}

/**
 * Teacher, student and map alone, on a joint map that is given.
 * @param winogradFilters 1: every convolution of the student in Winograd's form; default: as exported
 */
async function networks(
  shape: DetectorShape,
  side: number,
  weights: Weights,
  winogradFilters?: number,
): Promise<OnnxSession> {
  const graph = new Graph('networks');
  const joint = graph.input('joint', 'float32', [1, shape.channels, side, side]);
  const mask = graph.input('mask', 'float32', [1, 1, side, side]);
  const position = positionConstant(graph, shape, side);
  const z = teacher(graph, joint, position, shape, weights, flowPermutations(shape));
  const out = student(graph, joint, position, shape, weights, side, winogradFilters);
  const { map } = distanceMap(graph, z, out, mask, side, side * 8);
  graph.output(z, 'z', 'float32', ['n', 'c', 'h', 'w']);
  graph.output(out, 'out', 'float32', ['n', 'c', 'h', 'w']);
  graph.output(map, 'map', 'float32', ['h', 'w']);
  return session(graph.encode());
}

describe('golden vectors of the toy detector', () => {
  it.each([
    ['as exported', undefined],
    ["in Winograd's form", 1],
  ])('should give the published teacher and student, %s', async (_, winogradFilters) => {
    const features = Float32Array.from({ length: 64 }, (_, i) => ((31 * i) % 97) / 97 - 0.5);
    const depth = Float32Array.from({ length: 64 }, (_, i) => ((17 * i) % 89) / 89 - 0.5);
    const joint = Float32Array.of(...features, ...pixelUnshuffle(depth, 8, 2));
    const toy = await networks(TOY, 4, toyWeights(), winogradFilters);
    const { z, out } = await toy.run({
      joint: float(joint, 1, 8, 4, 4),
      mask: float(new Float32Array(16).fill(1), 1, 1, 4, 4),
    });
    const at = (value: TensorData | undefined, y: number, x: number): number[] =>
      Array.from({ length: 8 }, (_, c) => value?.data[c * 16 + y * 4 + x] ?? Number.NaN);
    const cases: [TensorData | undefined, number, number, number[]][] = [
      [
        z,
        0,
        0,
        [-0.83611, -1.627758, -0.340462, -0.153572, -0.369165, -0.537978, 0.53111, -0.236401],
      ],
      [
        z,
        3,
        2,
        [-0.662357, -0.158584, -0.338936, 0.144119, -0.136456, -0.271496, 0.359739, -0.332739],
      ],
      [
        out,
        0,
        0,
        [-0.010168, -0.133318, 0.273665, 0.310352, 0.020177, -0.141717, 0.017514, -0.383829],
      ],
    ];
    for (const [value, y, x, expected] of cases)
      at(value, y, x).forEach((number, c) => {
        expect(number).toBeCloseTo(expected[c]!, 5);
      });
  });
});

describe("the student's convolutions in Winograd's form", () => {
  const wide: DetectorShape = { ...TOY, channels: 24, positionChannels: 8, studentHidden: 37 };
  const run = async (side: number, winogradFilters: number): Promise<Float32Array> => {
    const next = stream(side);
    const joint = Float32Array.from({ length: 24 * side * side }, () => next() / 2 ** 31 - 1);
    const opened = await networks(wide, side, randomDetector(wide).weights, winogradFilters);
    const mask = float(new Float32Array(side * side).fill(1), 1, 1, side, side);
    const { out } = await opened.run({ joint: float(joint, 1, 24, side, side), mask });
    return Float32Array.from(out?.data ?? []);
  };

  it.each([4, 8, 24])('should equal the direct form on maps of %d x %d', async (side) => {
    const [direct, fast] = [await run(side, Infinity), await run(side, 1)];
    const largest = direct.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = direct.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (fast[i] ?? NaN))),
      0,
    );
    expect(largest).toBeGreaterThan(0.05);
    expect(off / largest).toBeLessThan(1e-5);
    // Other roundings: it was the other form that ran.
    expect(off).toBeGreaterThan(0);
  });

  it('should leave maps that four does not divide to the direct form', async () => {
    expect(await run(6, 1)).toEqual(await run(6, Infinity));
  });
});

describe("Pillow's resize as ONNX", () => {
  it.each([
    [640, 480, 384],
    [101, 67, 64],
    [33, 200, 64],
    [64, 50, 64],
    [7, 5, 32],
  ])('should equal the reference bit for bit: %d x %d to %d', async (width, height, side) => {
    const graph = new Graph('resize');
    const rgb = graph.input('rgb', 'uint8', ['H', 'W', 3]);
    const plain = { mean: [0, 0, 0], deviation: [1, 1, 1] } as const;
    graph.output(imageToTensor(graph, rgb, side, plain), 'image', 'float32', [1, 3, side, side]);
    const next = stream(width);
    const pixels = Uint8Array.from({ length: width * height * 3 }, () => next() >>> 24);
    const resize = await session(graph.encode());
    const { image } = await resize.run({ rgb: bytes(pixels, height, width, 3) });
    const expected = resizeBilinear8(pixels, width, height, 3, side, side);
    let differences = 0;
    for (let c = 0; c < 3; c++)
      for (let i = 0; i < side * side; i++)
        if (Math.round((image?.data[c * side * side + i] ?? -1) * 255) !== expected[3 * i + c])
          differences += 1;
    expect(differences).toBe(0);
  });
});

const SIDE = 256;
const shape: DetectorShape = {
  channels: 208 + 64,
  positionChannels: 32,
  teacherHidden: 8,
  studentHidden: 16,
  teacherKernels: [3, 3, 3, 5],
  studentBlocks: 4,
};
const { normalisation } = backboneSpec('efficientnet-lite2');
const backboneFile = (): Promise<Buffer> =>
  readFile(join(root, 'models/backbones/efficientnet-lite2.onnx'));

async function exported(change: Partial<DetectorExport> = {}): Promise<Uint8Array> {
  return exportDetector({
    mode: 'rgbd',
    side: SIDE,
    ...randomDetector(change.shape ?? shape),
    backbone: { onnx: await backboneFile(), normalisation },
    depth: { gapFillPasses: 3, thresholdMm: 7, sides: 'both' },
    ...change,
  });
}

/** As other people's onnxruntime loads the file: picture and depth alone. */
async function detector(change: Partial<DetectorExport> = {}): Promise<OnnxSession> {
  return session(await exported(change));
}

/** As the studio loads it: with the foreground that the category's settings give. */
async function masked(): Promise<OnnxSession> {
  const model = await exported();
  expect(requireInput(model, 'foregroundMask')).toBe(true);
  return session(model);
}

/** A block on a slanted table with holes, and its picture. */
function scene(width: number, height: number, seed = 3): { rgb: Uint8Array; depth: Float32Array } {
  const next = stream(seed);
  const depth = Float32Array.from({ length: width * height }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    const block = y > height * 0.3 && y < height * 0.6 && x > width * 0.25 && x < width * 0.7;
    const noise = (next() >>> 8) / 2 ** 24;
    const inCorner = (y < 2 || y >= height - 2) && (x < 2 || x >= width - 2);
    if (noise < 0.2 && !inCorner) return 0;
    return 0.3 + 1e-4 * x + 5e-5 * y - (block ? 0.02 : 0) + 1e-3 * noise;
  });
  return { rgb: Uint8Array.from({ length: width * height * 3 }, () => next() >>> 24), depth };
}

describe('exported detector', () => {
  it.each([
    [320, 240],
    [211, 333],
  ])('should equal its steps in TypeScript at %d x %d', async (width, height) => {
    const { rgb, depth } = scene(width, height);
    const whole = await detector();
    const withMask = await masked();
    expect(whole.inputs).toEqual(['rgb', 'depthMetres']);
    expect(withMask.inputs).toEqual(['rgb', 'depthMetres', 'foregroundMask']);
    expect(whole.outputs).toEqual(['map', 'score', 'foreground']);
    const found = findForeground(depth, width, height, DEFAULT_FOREGROUND);
    const prepared = prepareDepth(found.depth, found.mask, width, height, SIDE) as PreparedDepth;
    const backbone = await session(await backboneFile());
    const image = prepareImage(rgb, width, height, SIDE, normalisation);
    const { features } = await backbone.run({ image: float(image, 1, 3, SIDE, SIDE) });
    const joint = new Float32Array(shape.channels * 64);
    joint.set(features?.data ?? []);
    joint.set(prepared.channels, 208 * 64);
    const nets = await networks(shape, 8, randomDetector(shape).weights);
    const { z, out } = await nets.run({
      joint: float(joint, 1, shape.channels, 8, 8),
      mask: float(prepared.mask, 1, 1, 8, 8),
    });
    const expected = teacherStudentMap(
      Float32Array.from(z?.data ?? []),
      Float32Array.from(out?.data ?? []),
      prepared.mask,
      8,
    );
    const inputs = { rgb: bytes(rgb, height, width, 3), depthMetres: float(depth, height, width) };
    const foregroundMask = bytes(found.mask, height, width);
    for (const results of [
      await whole.run(inputs),
      await withMask.run({
        ...inputs,
        depthMetres: float(found.depth, height, width),
        foregroundMask,
      }),
    ]) {
      const { map, score, foreground } = results;
      expect(map?.dims).toEqual([64, 64]);
      expect(score?.dims).toEqual([]);
      expect([...(foreground?.data ?? [])]).toEqual([...prepared.foreground]);
      const range = expected.map.reduce((a, b) => Math.max(a, b));
      const off = expected.map.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (map?.data[i] ?? Number.NaN))),
        0,
      );
      expect(off / range).toBeLessThan(1e-4);
      expect(score?.data[0]).toBeCloseTo(expected.score, 4);
    }
  });

  it('should use the mask that it is given', async () => {
    const { rgb, depth } = scene(160, 120);
    const whole = await masked();
    const mask = new Uint8Array(160 * 120);
    for (let y = 40; y < 60; y++) mask.fill(1, y * 160 + 20, y * 160 + 50);
    const { foreground } = await whole.run({
      rgb: bytes(rgb, 120, 160, 3),
      depthMetres: float(depth, 120, 160),
      foregroundMask: bytes(mask, 120, 160),
    });
    const set = [...(foreground?.data ?? [])].filter((value) => value === 1).length;
    expect(set / 4096).toBeGreaterThan(0.03);
    expect(set / 4096).toBeLessThan(0.12);
  });

  it('should see the object of a camera whose left edge has no depth, without a mask', async () => {
    const { rgb, depth } = scene(160, 120);
    const whole = await detector();
    const run = async (frame: Float32Array): Promise<number[]> => {
      const inputs = { rgb: bytes(rgb, 120, 160, 3), depthMetres: float(frame, 120, 160) };
      return [...((await whole.run(inputs))['foreground']?.data ?? [])].map(Number);
    };
    const expected = await run(depth);
    const cut = depth.slice();
    for (let y = 0; y < 120; y++) cut.fill(0, y * 160, y * 160 + 10);
    const seen = await run(cut);
    const both = seen.filter((value, i) => value === 1 && expected[i] === 1).length;
    const any = seen.filter((value, i) => value === 1 || expected[i] === 1).length;
    expect(both / any).toBeGreaterThan(0.9);
  });

  it('should give 0 and no NaN without any foreground, without depth, and with NaN in it', async () => {
    const whole = await detector();
    const rgb = bytes(scene(160, 120).rgb, 120, 160, 3);
    for (const value of [0.3, 0, Number.NaN, Number.POSITIVE_INFINITY]) {
      const depth = new Float32Array(160 * 120).fill(value);
      const { map, score } = await whole.run({ rgb, depthMetres: float(depth, 120, 160) });
      expect(score?.data[0]).toBe(0);
      expect([...(map?.data ?? [])].every((number) => number === 0)).toBe(true);
    }
  });

  it('should read rgb alone in rgb mode, and depth alone in depth mode', async () => {
    const { rgb, depth } = scene(160, 120);
    const colour = await detector({ mode: 'rgb', shape: { ...shape, channels: 208 } });
    expect(colour.inputs).toEqual(['rgb']);
    const first = await colour.run({ rgb: bytes(rgb, 120, 160, 3) });
    expect(first['score']?.data[0]).toBeGreaterThan(0);
    expect([...(first['foreground']?.data ?? [])].every((value) => value === 1)).toBe(true);
    const only = await detector({
      mode: 'depth',
      backbone: null,
      shape: { ...shape, channels: 64 },
    });
    const inputs = { rgb: bytes(rgb, 120, 160, 3), depthMetres: float(depth, 120, 160) };
    const { score } = await only.run(inputs);
    expect(score?.data[0]).toBeGreaterThan(0);
  });
});
