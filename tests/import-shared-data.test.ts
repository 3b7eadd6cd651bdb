/**
 * Every file of ../shared/data becomes what it is, with the values that Python's own libraries read
 * (tests/oracles/shared_data.py); where such a Python is found the golden values are made anew.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportReport, ImportScan } from '../core/contract/schema/dataset-import.js';
import type { Sample } from '../core/contract/schema/sample.js';
import { decodeGray16, decodeRgb } from '../host/codecs/png.js';
import { decodeTiff } from '../host/codecs/tiff.js';
import { encodeTiff } from '../host/codecs/tiff-write.js';
import { startImport } from '../host/dataset/import/run.js';
import { NO_CHOICES, scanImport } from '../host/dataset/import/scan.js';
import { createProject, openProject } from '../host/project/open-project.js';
import type { ProjectStore } from '../host/project/store.js';
import { findPython } from './support/python.js';
import { NO_SHARED_DATA, root, sharedData } from './support/shared-data.js';

type Expected =
  | { kind: 'jpeg'; shape: number[]; means: number[] }
  | { kind: 'rgb'; shape: number[]; digest: string }
  | { kind: 'depth'; shape: number[]; digest: string; turned: string }
  | { kind: 'cloud'; shape: number[]; z: string; rgb: string; labels: string }
  | { kind: 'labelme'; labels: string[]; points: number[]; means?: number[] };

const GOLDEN = join(root, 'tests/golden/shared-data.golden.json');
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, Expected>;

let folder: string;
let store: ProjectStore | null = null;
let scan: ImportScan;
let report: ImportReport;
const data = sharedData();

const digest = (bytes: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    .digest('hex');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pd-shared-'));
  if (data === null) return;
  await createProject(join(folder, 'project'), 'shared');
  store = await openProject(join(folder, 'project'));
  const open = await scanImport({
    ...{ path: data, as: null, mapping: null, anomalyTypes: [], told: () => undefined },
  });
  scan = open.result;
  // Recordings want the SDK and the built camera process: host/cli/cli.test.ts and the CLI test have them.
  const groups = scan.groups.filter((group) => group.kind !== 'recording');
  const job = startImport({
    ...{ scan: open, except: [], store, told: () => undefined, threads: 0 },
    groups: groups.map((group) => ({
      id: group.id,
      choices: {
        ...NO_CHOICES,
        ...{ category: 'mixed', split: 'test', anomaly: 'good', withoutIntrinsics: true },
        ...{ metresPerCount: group.unit?.guess ?? null },
      },
    })),
  });
  report = await job.done;
  await open.tree.close();
}, 60_000);
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function sampleOf(key: string): Promise<{ sample: Sample; path: string }> {
  const id = report.samples.find((one) => one.key === key)?.id;
  if (id === undefined || !store) throw new Error(`${key} was not imported`);
  return store.read(id);
}

async function rgbOf(path: string): Promise<Uint8Array> {
  const file = join(path, 'rgb.png');
  return (await decodeRgb(file, await readFile(file))).data;
}

function meansOf(rgb: Uint8Array): number[] {
  const sums = [0, 0, 0];
  rgb.forEach((value, i) => (sums[i % 3]! += value));
  return sums.map((sum) => (3 * sum) / rgb.length);
}

describe('shared data', () => {
  it('should be told apart by kind with the right unit', (ctx) => {
    if (data === null) return ctx.skip(NO_SHARED_DATA);
    const groups = scan.groups.map(({ id, kind, samples, unit }) => [
      id,
      kind,
      samples,
      unit?.guess ?? null,
    ]);
    expect(groups.sort()).toEqual([
      ['apc-realsense', 'frames', 3, 0.0001],
      ['arc-robot-vision/parallel', 'frames', 5, 0.0001],
      ['arc-robot-vision/suction', 'frames', 2, 0.0001],
      ['labelme-real', 'labelme', 5, null],
      ['mosd', 'clouds', 6, 1],
      ['realsense-bag/single_depth_color_640x480.bag', 'recording', 1, null],
    ]);
    expect(scan.groups.filter((group) => group.unit?.rotatedBits).map(({ id }) => id)).toEqual([
      'apc-realsense',
    ]);
    expect(report.problems).toEqual([]);
    expect(scan.skipped).toEqual([]);
    expect(report.progress.imported).toBe(21);
  });

  it('should give the values that NumPy and Pillow read', async (ctx) => {
    if (data === null) return ctx.skip(NO_SHARED_DATA);
    const seen = new Set<string>();
    for (const [name, expected] of Object.entries(golden)) {
      if (expected.kind === 'rgb') {
        const { path } = await sampleOf(name);
        expect(digest(await rgbOf(path)), name).toBe(expected.digest);
      } else if (expected.kind === 'depth') {
        const { path } = await sampleOf(name.replace('depth.png', 'color.png'));
        const file = join(path, 'depth.png');
        const { data: counts } = await decodeGray16(file, await readFile(file));
        expect(digest(counts), name).toBe(
          name.startsWith('apc') ? expected.turned : expected.digest,
        );
      } else if (expected.kind === 'cloud') {
        const { path, sample } = await sampleOf(name);
        const depth = decodeTiff(name, await readFile(join(path, 'depth.tiff')));
        expect([depth.height, depth.width]).toEqual(expected.shape);
        expect(digest(depth.data), name).toBe(expected.z);
        expect(digest(await rgbOf(path)), name).toBe(expected.rgb);
        // The camera of these clouds is a Kinect-like one with a focal length of 525 pixels.
        expect(sample.depth?.intrinsics?.fx).toBeCloseTo(525, 1);
        expect(sample.provenance?.estimated).toContain('depth.intrinsics');
      } else if (expected.kind === 'labelme') {
        const { path } = await sampleOf(name);
        const { shapes } = JSON.parse(await readFile(join(path, 'annotation.json'), 'utf8')) as {
          shapes: { label: string; points: unknown[] }[];
        };
        expect(shapes.map((shape) => shape.label)).toEqual(expected.labels);
        expect(shapes.map((shape) => shape.points.length)).toEqual(expected.points);
        const photo = golden[name.replace('.json', '.jpg')];
        const means = photo?.kind === 'jpeg' ? photo.means : expected.means;
        meansOf(await rgbOf(path)).forEach((mean, i) => {
          expect(mean, name).toBeCloseTo(means?.[i] ?? -1, 0);
        });
      }
      seen.add(expected.kind);
    }
    expect([...seen].sort()).toEqual(['cloud', 'depth', 'jpeg', 'labelme', 'rgb']);
  });

  it('should have golden values that Python gives today', (ctx) => {
    if (data === null) return ctx.skip(NO_SHARED_DATA);
    const python = findPython(['numpy', 'PIL']);
    if (python.path === null) return ctx.skip(python.reason);
    const script = join(root, 'tests/oracles/shared_data.py');
    const now = JSON.parse(
      execFileSync(python.path, [script, data], { maxBuffer: 2 ** 26 }).toString(),
    ) as unknown;
    expect(now).toEqual(golden);
  });

  it('should write TIFF files that tifffile reads to the same values', (ctx) => {
    const python = findPython(['numpy', 'tifffile']);
    if (python.path === null) return ctx.skip(python.reason);
    const values = Float32Array.from({ length: 40 * 30 * 3 }, (_, i) => Math.sin(i) * 0.4);
    const file = (compression: 'none' | 'deflate'): Buffer =>
      encodeTiff({ width: 40, height: 30, channels: 3, data: values }, compression);
    const script =
      'import sys, io, hashlib, tifffile; a = tifffile.imread(io.BytesIO(sys.stdin.buffer.read())); ' +
      'print(a.dtype, a.shape, hashlib.sha256(a.tobytes()).hexdigest())';
    for (const compression of ['none', 'deflate'] as const) {
      const told = execFileSync(python.path, ['-c', script], {
        input: file(compression),
      }).toString();
      expect(told.trim()).toBe(`float32 (30, 40, 3) ${digest(values)}`);
    }
  });
});
