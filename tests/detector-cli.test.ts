/** infer and metrics on real and simulated input, with a detector of random weights. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_FOREGROUND } from '../core/contract/schema/foreground.js';
import { encodeNpy } from '../host/codecs/npy.js';
import { encodeGray16Png, encodeRgbPng } from '../host/codecs/png.js';
import { decodeTiff } from '../host/codecs/tiff.js';
import { encodeTiff } from '../host/codecs/tiff-write.js';
import { openDetector } from '../host/detector/detector.js';
import { checkParity, writeDetector } from '../host/detector/export-detector.js';
import { measureMaps, measureMapsByType, readMaps } from '../host/detector/map-measures.js';
import { picturesOf, type NamedPicture } from '../host/detector/pictures.js';
import { backboneSpec } from '../models/backbones/efficientnet.js';
import { PAPER_SHAPE } from '../models/teacher-student/weights.js';
import { randomDetector } from '../models/teacher-student/untrained.js';
import { runCli } from './support/cli.js';
import { NO_SHARED_DATA, sharedData } from './support/shared-data.js';

let folder = '';
let model = '';
const SIDE = 128;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-detector-'));
  model = join(folder, 'model', 'detector.onnx');
  const channels = backboneSpec('efficientnet-lite2').channels + 64;
  await writeDetector(model, {
    ...randomDetector({ ...PAPER_SHAPE, channels, teacherHidden: 8, studentHidden: 8 }),
    architecture: 'efficientnet-lite2',
    norm: 'card',
    metadata: {
      schema: 'pd-studio.detector/1',
      name: 'random',
      category: 'crab',
      mode: 'rgbd',
      preset: 'lite',
      published: false,
      backbone: 'efficientnet-lite2',
      side: SIDE,
      scales: [1, 2],
      scoreRule: 'max-upsampled',
      foreground: DEFAULT_FOREGROUND,
    },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function listed(input: string, metresPerCount: number): Promise<NamedPicture[]> {
  const out: NamedPicture[] = [];
  const rest = { category: null, preferredCategory: 'crab', split: null };
  for await (const picture of picturesOf(input, { metresPerCount, ...rest })) out.push(picture);
  return out;
}

describe('pd-studio infer', () => {
  it('should write a map and a line for every sample of a project', async () => {
    const project = join(folder, 'project');
    const shot = await runCli([
      ...['capture', '--project', project, '--category', 'crab', '--split', 'test'],
      ...['--source', 'simulated:object=crab,tilt=0.2,profile=640x360@15', '--anomaly', 'good'],
      ...['--lighting', 'C', '--json'],
    ]);
    const { id } = JSON.parse(shot.lines[0] ?? '') as { id: string };
    const out = join(folder, 'maps');
    const { code, lines, stderr } = await runCli([
      ...['infer', '--model', join(folder, 'model'), '--input', project, '--out', out, '--json'],
    ]);
    expect(stderr).toContain('no overlays are drawn');
    expect(code).toBe(0);
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({ name: `crab/test/good/${id}`, sample: id, width: 32 });
    expect(line).toMatchObject({ verdict: null, threshold: null, regions: [], overlay: null });
    const file = join(out, `crab/test/good/${id}.tiff`);
    const map = decodeTiff(file, await readFile(file));
    expect([map.width, map.height]).toEqual([32, 32]);
    expect(Math.max(...map.data)).toBeCloseTo(Number(line['score']), 5);
  });

  it('should ask for the unit of a depth file that does not say', async () => {
    const rgb = join(folder, 'a.png');
    await writeFile(rgb, await encodeRgbPng(new Uint8Array(3 * 16), 4, 4));
    const depth = join(folder, 'a-depth.png');
    await writeFile(depth, await encodeGray16Png(new Uint16Array(16).fill(300), 4, 4));
    const { code, stderr } = await runCli([
      ...['infer', '--model', model, '--input', `${rgb}+${depth}`, '--out', join(folder, 'x')],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--unit mm');
  });

  it('should say what is wrong with a model that is none', async () => {
    const bad = join(folder, 'bad.onnx');
    await writeFile(bad, 'not a model');
    await expect(openDetector(bad)).rejects.toMatchObject({ code: 'file-corrupt' });
    await expect(openDetector(join(folder, 'none.onnx'))).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(openDetector('models/backbones/efficientnet-lite2.onnx')).rejects.toThrow(
      'no detector of PD Studio',
    );
  });
});

const arc = sharedData('arc-robot-vision');
describe.skipIf(arc === null)(
  arc === null ? `real frames (${NO_SHARED_DATA})` : 'real frames',
  () => {
    it('should infer without NaN or name the reason, on every frame of arc-robot-vision', async () => {
      const detector = await openDetector(model);
      const inputs = [
        ...(await listed(join(arc ?? '', 'parallel'), 1e-4)),
        ...(await listed(join(arc ?? '', 'suction'), 1e-4)),
      ];
      expect(inputs.length).toBeGreaterThanOrEqual(5);
      let inferred = 0;
      for (const input of inputs) {
        try {
          const { map, score } = await detector.infer(await input.load());
          expect(Number.isFinite(score)).toBe(true);
          expect(map.every(Number.isFinite)).toBe(true);
          inferred += 1;
        } catch (error) {
          // A bin seen from the side has no table: the reason is said, no number is made up.
          expect(error).toMatchObject({
            code: 'unsupported',
            message: expect.stringMatching(/plane|depth/),
          });
        }
      }
      expect(inferred).toBeGreaterThanOrEqual(1);
      await detector.close();
    });
  },
);

describe('parity', () => {
  it('should pass a file against its own maps and fail one against others', async () => {
    const detector = await openDetector(model);
    const width = 120;
    const picture = {
      width,
      height: 90,
      rgb: new Uint8Array(width * 90 * 3).fill(120),
      depthMetres: Float32Array.from({ length: width * 90 }, (_, i) =>
        i % width > 40 && i % width < 80 && i > 3000 && i < 7000 ? 0.27 : 0.3,
      ),
    };
    const { map, score } = await detector.infer(picture);
    await detector.close();
    expect(await checkParity(model, [{ picture, map, score }])).toEqual({
      samples: 1,
      maxMapDifference: 0,
      maxScoreDifference: 0,
      passed: true,
    });
    const other = map.map((value) => value * 1.01);
    expect((await checkParity(model, [{ picture, map: other, score }])).passed).toBe(false);
    expect((await checkParity(model, [])).passed).toBe(false);
  });
});

describe('pd-studio metrics', () => {
  const square = (inside: number, outside: number): Float32Array =>
    Float32Array.from({ length: 400 }, (_, i) => (i % 20 < 5 && i < 100 ? inside : outside));

  it('should pair maps and masks by path and take folders as types', async () => {
    const maps = join(folder, 'm');
    const truth = join(folder, 'gt');
    const scores: [string, Float32Array][] = [
      ['good/1', square(0.1, 0.2)],
      ['dent/1', square(3, 0.1)],
      ['crack/1', square(0.15, 0.1)],
    ];
    for (const [name, values] of scores) {
      await mkdir(join(maps, name, '..'), { recursive: true });
      await writeFile(join(maps, `${name}.npy`), encodeNpy([1, 20, 20], values));
      await mkdir(join(truth, name, '..', 'gt'), { recursive: true });
      const mask = square(255, 0);
      const rgb = Uint8Array.from({ length: 1200 }, (_, i) => mask[Math.floor(i / 3)]!);
      if (!name.startsWith('good'))
        await writeFile(join(truth, name, '..', 'gt', '1.png'), await encodeRgbPng(rgb, 20, 20));
    }
    const { code, lines } = await runCli(['metrics', '--maps', maps, '--gt', truth, '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(Object.keys(result['perType'] as object)).toEqual(['crack', 'dent']);
    expect(result).toMatchObject({ images: 3, anomalousImages: 2, imageAuroc: 0.5 });
    expect(result['perType']).toMatchObject({
      dent: { imageAuroc: 1, aupro100: 1, auproExact: 1 },
    });
  });

  it('should resize masks only on request, and count defects that vanish', async () => {
    const maps = join(folder, 'small');
    const truth = join(folder, 'large');
    await mkdir(join(maps, 'dent'), { recursive: true });
    await mkdir(join(truth, 'dent'), { recursive: true });
    await writeFile(
      join(maps, 'dent/a.tiff'),
      encodeTiff({ width: 8, height: 8, channels: 1, data: new Float32Array(64) }),
    );
    const rgb = new Uint8Array(64 * 64 * 3);
    rgb.fill(255, 0, 3);
    await writeFile(join(truth, 'dent/a.png'), await encodeRgbPng(rgb, 64, 64));
    await expect(readMaps(maps, truth, { resizeMasks: null })).rejects.toThrow('8 x 8');
    const bilinear = await readMaps(maps, truth, { resizeMasks: 'bilinear' });
    expect(measureMaps(bilinear)).toMatchObject({ lostRegions: 1, aupro100: null });
    const nearest = await readMaps(maps, truth, { resizeMasks: 'nearest' });
    expect(measureMapsByType(nearest)['dent']?.lostRegions).toBe(0);
  });

  it('should name the map that lacks its mask', async () => {
    const { code, stderr } = await runCli([
      ...['metrics', '--maps', join(folder, 'small'), '--gt', folder],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('dent/a.tiff');
  });
});
