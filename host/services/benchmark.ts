/** How fast the studio is on this computer: what a lab asks before it buys one, or when something is slow. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_FOREGROUND } from '../../core/contract/schema/foreground.js';
import { metresOf } from '../../core/frame/metres.js';
import { D405_BASELINE_MM } from '../../core/simulator/d405.js';
import { Measurer } from '../../core/levelling/measurer.js';
import { SimulatedD405 } from '../../core/simulator/simulated-d405.js';
import { backboneSpec } from '../../models/backbones/efficientnet.js';
import { PRESETS } from '../../models/teacher-student/config.js';
import { randomDetector } from '../../models/teacher-student/untrained.js';
import { PAPER_SHAPE } from '../../models/teacher-student/weights.js';
import { createCameraService } from '../camera/supervisor.js';
import { openUntilStreaming } from '../camera/until-streaming.js';
import { createCaptureService } from '../capture/capture-service.js';
import { enginesHere } from '../detector/engine/examine.js';
import { openDetector, type DetectorPicture } from '../detector/detector.js';
import { writeDetector } from '../detector/export-detector.js';
import { createProject, openProject } from '../project/open-project.js';

export type BenchmarkPart = 'level' | 'shot' | 'inference' | 'engines';
export const BENCHMARK_PARTS: readonly BenchmarkPart[] = ['level', 'shot', 'inference', 'engines'];

export interface Reading {
  readonly part: BenchmarkPart;
  readonly what: string;
  /** Median; null where only the note tells something. */
  readonly milliseconds: number | null;
  /** The slowest of them. */
  readonly worstMilliseconds: number | null;
  readonly runs: number;
  readonly note: string;
}

export interface BenchmarkOptions {
  readonly parts: readonly BenchmarkPart[];
  /** Each reading is repeated for about so long. */
  readonly seconds: number;
  /** Shots are written beside this folder's files, and removed again. */
  readonly folder: string;
  /** A model's folder or ONNX file; null: the lite preset without training, which costs the same. */
  readonly model: string | null;
  readonly signal: AbortSignal;
}

const [WIDTH, HEIGHT] = [1280, 720];
const MIN_RUNS = 3;

/** @throws StudioError file-corrupt, not-found (model), folder-unwritable (folder) */
export async function* benchmark(options: BenchmarkOptions): AsyncGenerator<Reading> {
  const { parts } = options;
  if (parts.includes('level')) yield await level(options);
  if (parts.includes('shot')) yield await shot(options);
  if (parts.includes('inference')) yield* inference(options);
  if (parts.includes('engines')) yield* engines();
}

async function level(options: BenchmarkOptions): Promise<Reading> {
  const { depth, colour } = new SimulatedD405({ tiltDeg: 1 }).frame(1);
  const { intrinsics, metresPerCount } = depth;
  const baselineMm = D405_BASELINE_MM;
  const size = { width: WIDTH, height: HEIGHT };
  const measurer = new Measurer({ ...size, intrinsics, metresPerCount, baselineMm });
  const times = await repeat(options, () => {
    measurer.measure(depth.data, colour.data, WIDTH, HEIGHT);
    return Promise.resolve();
  });
  return reading('level', 'levelling measures of a 1280 x 720 frame', times);
}

/** The whole way of a shot: held, encoded, flushed, renamed into the project. */
async function shot(options: BenchmarkOptions): Promise<Reading> {
  const folder = await mkdtemp(join(options.folder, '.pd-studio-benchmark-'));
  const camera = createCameraService();
  try {
    const path = join(folder, 'project');
    await createProject(path, 'benchmark');
    const store = await openProject(path);
    const service = createCaptureService({
      camera,
      store: () => store,
      operator: () => 'benchmark',
      changed: () => undefined,
      notice: () => undefined,
    });
    try {
      await openUntilStreaming(camera, {
        source: 'simulated:profile=1280x720@30',
        colour: null,
        profile: null,
        metresPerCount: null,
        stepped: true,
      });
      await service.projectChanged();
      const times = await repeat(options, () =>
        service.shoot({
          cell: { category: 'cookie', split: 'train', anomaly: 'good', lighting: 'C' },
          override: 'benchmark',
          burst: 1,
          note: '',
          replaces: null,
        }),
      );
      return reading('shot', 'a sample of 1280 x 720, from the shutter to the disk', times);
    } finally {
      service.dispose();
      await store.close();
    }
  } finally {
    await camera.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function* inference(options: BenchmarkOptions): AsyncGenerator<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'pd-studio-benchmark-'));
  try {
    const model = options.model ?? (await untrainedLite(folder));
    const picture = examplePicture();
    for (const provider of ['cpu', 'auto'] as const) {
      const begun = performance.now();
      const detector = await openDetector(model, { provider });
      try {
        if (provider === 'auto' && detector.provider === 'cpu') return;
        await detector.infer(picture);
        const first = performance.now() - begun;
        const times = await repeat(options, () => detector.infer(picture));
        const { preset, side } = detector.metadata;
        const what = `a heat map, ${preset} at ${String(side)} pixels, ${detector.provider}`;
        const threads = `${String(availableParallelism())} threads`;
        const note = `${threads}; first one after opening ${first.toFixed(0)} ms`;
        yield { ...reading('inference', what, times), note };
      } finally {
        await detector.close();
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* engines(): AsyncGenerator<Reading> {
  for (const { name, available, reason, version } of await enginesHere())
    yield {
      ...reading('engines', `training on ${name}`, []),
      note: available ? `available, ${version}` : `not available: ${reason}`,
    };
}

async function untrainedLite(folder: string): Promise<string> {
  const { side, hidden, scales, norm, mode, preset } = PRESETS.lite;
  const channels = backboneSpec('efficientnet-lite2').channels + 64;
  const file = join(folder, 'detector.onnx');
  await writeDetector(file, {
    ...randomDetector({ ...PAPER_SHAPE, channels, studentHidden: hidden }),
    architecture: 'efficientnet-lite2',
    norm,
    metadata: {
      schema: 'pd-studio.detector/1',
      name: 'untrained',
      category: 'none',
      mode,
      preset,
      published: false,
      backbone: 'efficientnet-lite2',
      side,
      scales: [...scales],
      scoreRule: 'max-upsampled',
      foreground: DEFAULT_FOREGROUND,
    },
  });
  return file;
}

function examplePicture(): DetectorPicture {
  const { depth, colour } = new SimulatedD405({}).frame(1);
  const depthMetres = metresOf(depth.data, depth.metresPerCount);
  return { width: WIDTH, height: HEIGHT, rgb: Uint8Array.from(colour.data), depthMetres };
}

/** Times of one call each, in ms, after one that is not counted. */
async function repeat(
  { seconds, signal }: BenchmarkOptions,
  work: () => Promise<unknown>,
): Promise<number[]> {
  await work();
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (times.length < MIN_RUNS || performance.now() < end) {
    signal.throwIfAborted();
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return times;
}

function reading(part: BenchmarkPart, what: string, times: readonly number[]): Reading {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    part,
    what,
    milliseconds: sorted[Math.floor(sorted.length / 2)] ?? null,
    worstMilliseconds: sorted.at(-1) ?? null,
    runs: times.length,
    note: '',
  };
}
