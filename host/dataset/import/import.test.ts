/** Every kind of import on small sets made here: what becomes of each file. */
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLabelme } from '../../../core/annotation/labelme/read.js';
import { rasterise } from '../../../core/annotation/raster/label-map.js';
import { encodePcd, encodePly } from '../../codecs/cloud-write.js';
import { encodeNpy } from '../../codecs/npy.js';
import { decodeGray16 } from '../../codecs/png.js';
import { encodeTiff } from '../../codecs/tiff-write.js';
import type { ProjectStore } from '../../project/store.js';
import {
  depthOf,
  expectCounts,
  expectMetres,
  expectRgb,
  ImportHarness,
} from '../../testing/import-harness.js';
import {
  CAMERA,
  CAMERA_TEXT,
  depthPng,
  HEIGHT,
  makeScene,
  METRES_PER_COUNT,
  mvtecTree,
  pcdText,
  plyFile,
  put,
  rgbPng,
  WIDTH,
  type Scene,
} from '../../testing/import-set.js';
import { startImport } from './run.js';
import { NO_CHOICES } from './scan.js';

let harness: ImportHarness;
let source: string;
let store: ProjectStore;

beforeEach(async () => {
  harness = await ImportHarness.make();
  ({ source, store } = harness);
});
afterEach(() => harness.dispose());

describe('MVTec 3D-AD trees', () => {
  it.each([
    [true, true],
    [false, false],
  ])(
    'should give float depth and the exact mask (validation %s, gt of good %s)',
    async (validation, gt) => {
      await mvtecTree(source, 'bagel', { validation, gt });
      const scan = await harness.scan();
      expect(scan.result.groups).toMatchObject([
        { kind: 'mvtec3d', needs: ['unit'], samples: validation ? 4 : 3, unit: { guess: 1 } },
      ]);
      const report = await harness.run(scan, { metresPerCount: 1 });
      expect(report.problems).toEqual([]);
      const key = 'bagel/test/dent/rgb/000.png';
      const { sample, path } = await harness.sample(report, key);
      const scene = makeScene(validation ? 3 : 2);
      await expectRgb(path, scene);
      await expectMetres(path, depthOf(scene));
      expect(sample).toMatchObject({
        ...{
          category: 'bagel',
          split: 'test',
          anomaly: 'dent',
          lighting: 'unknown',
          source: 'import',
        },
        depth: { encoding: 'float32', metresPerCount: 1 },
        provenance: {
          importedFrom: `${source}/${key}`,
          estimated: ['depth.intrinsics', 'rgb.intrinsics'],
        },
      });
      expect(sample.provenance?.missing).toEqual(
        expect.arrayContaining(['lighting', 'operator', 'takenAt', 'camera']),
      );
      for (const name of ['fx', 'fy', 'ppx', 'ppy'] as const)
        expect(sample.depth?.intrinsics?.[name]).toBeCloseTo(CAMERA[name], 3);
      const mask = await decodeGray16('m', await readFile(join(path, 'mask.png')));
      expect([...mask.data]).toEqual([...scene.mask].map((on) => on * 255));
      // The shapes themselves fill back to the same pixels.
      const json = await readFile(join(path, 'annotation.json'), 'utf8');
      const { document } = readLabelme(json, { size: { width: WIDTH, height: HEIGHT } });
      const { labels, annotation } = store.project();
      const drawn = rasterise(document, { labels, rasteriser: annotation.rasteriser });
      expect([...drawn.mask]).toEqual([...mask.data]);
      const good = await harness.sample(report, 'bagel/test/good/rgb/000.png');
      expect((await readdir(good.path)).includes('mask.png')).toBe(gt);
      expect(store.project().categories.map(({ name }) => name)).toContain('bagel');
    },
  );

  it('should take the name of the folder as category when it is one category', async () => {
    await mvtecTree(source, 'bagel', { validation: false, gt: false });
    const scan = await harness.scan(join(source, 'bagel'));
    expect(scan.result.groups[0]?.cells.map((cell) => cell.category)).toEqual([
      'bagel',
      'bagel',
      'bagel',
    ]);
    await scan.tree.close();
  });

  it('should ask for the unit with the distance under each', async () => {
    const scene = makeScene(1);
    const millimetres = scene.xyz.map((v) => v * 1000);
    await put(source, 'c/train/good/rgb/0.png', await rgbPng(scene));
    await put(
      source,
      'c/train/good/xyz/0.tiff',
      encodeTiff({ width: WIDTH, height: HEIGHT, channels: 3, data: millimetres }, 'deflate'),
    );
    const scan = await harness.scan();
    expect(scan.result.groups[0]?.unit).toMatchObject({ guess: 0.001, known: null });
    expect(() =>
      startImport({
        ...{ scan, store, except: [], told: () => undefined },
        groups: [{ id: '.', choices: NO_CHOICES }],
      }),
    ).toThrow(/400.* mm with --unit mm/);
    const report = await harness.run(scan, { metresPerCount: 0.001 });
    const { path } = await harness.sample(report, 'c/train/good/rgb/0.png');
    await expectMetres(
      path,
      Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => millimetres[3 * i + 2]! * 0.001),
    );
  });
});

describe('folders of pairs', () => {
  const stems = ['png', 'tiff', 'npy', 'pcd', 'ply'] as const;

  async function pairs(): Promise<Map<string, Scene>> {
    const scenes = new Map<string, Scene>();
    for (const [i, kind] of stems.entries()) {
      const scene = makeScene(10 + i);
      scenes.set(kind, scene);
      await put(source, `${kind}.color.png`, await rgbPng(scene));
    }
    const of = (kind: string): Scene => scenes.get(kind)!;
    await put(source, 'png.depth.png', await depthPng(of('png')));
    await put(
      source,
      'tiff.depth.tiff',
      encodeTiff({ width: WIDTH, height: HEIGHT, channels: 1, data: of('tiff').counts }),
    );
    await put(source, 'npy.npy', encodeNpy([HEIGHT, WIDTH], of('npy').counts));
    await put(source, 'pcd.pcd', pcdText(of('pcd')));
    await put(source, 'ply.ply', plyFile(of('ply')));
    await put(source, 'camera.intrinsics.txt', CAMERA_TEXT);
    return scenes;
  }

  it('should keep counts count by count and points as metres, whatever holds them', async () => {
    const scenes = await pairs();
    await rm(join(source, 'pcd.pcd'));
    await rm(join(source, 'ply.ply'));
    await rm(join(source, 'pcd.color.png'));
    await rm(join(source, 'ply.color.png'));
    const scan = await harness.scan();
    expect(scan.result.groups[0]?.unit).toMatchObject({
      guess: METRES_PER_COUNT,
      stored: 'uint16',
    });
    const report = await harness.run(scan, { metresPerCount: METRES_PER_COUNT });
    for (const kind of ['png', 'tiff', 'npy']) {
      const { sample, path } = await harness.sample(report, `${kind}.color.png`);
      await expectRgb(path, scenes.get(kind)!);
      await expectCounts(path, scenes.get(kind)!);
      expect(sample.depth?.intrinsics).toEqual(CAMERA);
      expect(sample.measures?.distanceMm).toBeGreaterThan(390);
    }
  });

  it('should read clouds beside pictures', async () => {
    const scenes = await pairs();
    for (const kind of ['png', 'tiff', 'npy']) await rm(join(source, `${kind}.color.png`));
    const scan = await harness.scan(source, 'frames');
    const report = await harness.run(scan, { metresPerCount: 1 });
    for (const kind of ['pcd', 'ply']) {
      const { sample, path } = await harness.sample(report, `${kind}.color.png`);
      await expectRgb(path, scenes.get(kind)!);
      await expectMetres(path, depthOf(scenes.get(kind)!));
      expect(sample.depth?.encoding).toBe('float32');
    }
    expect(scan.result.skipped.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['png.depth.png', 'npy.npy']),
    );
  });

  it('should turn the labels of clouds into masks, organised or seen through a camera', async () => {
    const cloud = ({ xyz, rgb, mask }: Scene): Parameters<typeof encodePcd>[0] => ({
      ...{ width: WIDTH, height: HEIGHT, xyz, rgb, labels: mask.map((on) => on * 3) },
    });
    const scenes = { whole: makeScene(3), points: makeScene(4) };
    await put(source, 'whole.png', await rgbPng(scenes.whole));
    await put(source, 'whole.pcd', encodePcd(cloud(scenes.whole)));
    // Points without data are left out: these do not fill a picture.
    await put(source, 'points.png', await rgbPng(scenes.points));
    await put(source, 'points.ply', encodePly(cloud(scenes.points)));
    const report = await harness.run(await harness.scan(), {
      ...{ metresPerCount: 1, intrinsics: CAMERA, cloudLabels: true },
    });
    expect(report.problems).toEqual([]);
    for (const [name, scene] of Object.entries(scenes)) {
      const { path } = await harness.sample(report, `${name}.png`);
      await expectMetres(path, depthOf(scene));
      const { data } = await decodeGray16('m', await readFile(join(path, 'mask.png')));
      const wrong = [...data].filter(
        (value, i) => scene.counts[i] !== 0 && value > 0 !== (scene.mask[i] === 1),
      );
      expect(wrong, name).toEqual([]);
      const json = await readFile(join(path, 'annotation.json'), 'utf8');
      expect(json).toContain('label 3');
    }
  });

  it('should skip pairs without intrinsics, or mark them as missing when asked', async () => {
    await pairs();
    await rm(join(source, 'camera.intrinsics.txt'));
    const unit = { metresPerCount: METRES_PER_COUNT };
    const refused = await harness.run(await harness.scan(), unit);
    expect(refused.problems).toContainEqual({
      file: 'png.color.png',
      reason: 'no intrinsics found',
    });
    const report = await harness.run(await harness.scan(), { ...unit, withoutIntrinsics: true });
    const { sample } = await harness.sample(report, 'png.color.png');
    expect(sample.depth?.intrinsics).toBeNull();
    expect(sample.measures).toBeNull();
    expect(sample.provenance?.missing).toEqual(
      expect.arrayContaining(['rgb.intrinsics', 'depth.intrinsics']),
    );
  });

  it('should turn back counts that are rotated by three bits', async () => {
    const scene = makeScene(4);
    const rotated = scene.counts.map((v) => ((v << 3) | (v >> 13)) & 0xffff);
    await put(source, 'a.color.png', await rgbPng(scene));
    await put(source, 'a.depth.png', await depthPng({ ...scene, counts: rotated }));
    await put(source, 'a.txt', CAMERA_TEXT);
    const scan = await harness.scan();
    expect(scan.result.groups[0]?.unit?.rotatedBits).toBe(true);
    const report = await harness.run(scan, { metresPerCount: METRES_PER_COUNT });
    await expectCounts((await harness.sample(report, 'a.color.png')).path, scene);
  });
});

describe('LabelMe folders', () => {
  const json = (extra: object): string =>
    JSON.stringify({
      version: '4.5.6',
      flags: {},
      shapes: [
        {
          label: 'scratch',
          points: [
            [5, 5],
            [20.25, 5],
            [20, 18],
          ],
          group_id: null,
          shape_type: 'polygon',
          flags: {},
        },
      ],
      imagePath: 'photo.png',
      imageData: null,
      imageHeight: HEIGHT,
      imageWidth: WIDTH,
      mine: { kept: true },
      ...extra,
    });

  it('should keep the text, draw the masks and use the embedded picture', async () => {
    const scene = makeScene(2);
    const photo = await rgbPng(scene);
    const inside = await rgbPng(makeScene(3));
    await put(source, 'photo.png', photo);
    await put(source, 'photo.json', json({}));
    await put(
      source,
      'inside.json',
      json({ imagePath: 'gone.jpg', imageData: inside.toString('base64') }),
    );
    const report = await harness.run(await harness.scan());
    expect(report.problems).toEqual([]);
    const { sample, path } = await harness.sample(report, 'photo.json');
    expect(sample).toMatchObject({ depth: null, anomaly: 'dent' });
    expect(sample.provenance?.missing).toContain('depth');
    await expectRgb(path, scene);
    const text = await readFile(join(path, 'annotation.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      imagePath: 'rgb.png',
      imageData: null,
      mine: { kept: true },
    });
    expect(text).toContain('20.25');
    const mask = await decodeGray16('m', await readFile(join(path, 'mask.png')));
    expect(mask.data.filter((v) => v > 0).length).toBeGreaterThan(90);
    await expectRgb((await harness.sample(report, 'inside.json')).path, makeScene(3));
  });

  it('should refuse one without a picture, one of another size, and go on', async () => {
    await put(source, 'photo.png', await rgbPng(makeScene(2)));
    await put(source, 'photo.json', json({ imageWidth: 99 }));
    await put(source, 'alone.json', json({ imagePath: '../../../etc/shadow.png' }));
    await put(source, 'cut.json', json({}).slice(0, 120));
    const scan = await harness.scan();
    const reasons = Object.fromEntries(scan.result.skipped.map((one) => [one.file, one.reason]));
    expect(reasons['alone.json']).toContain('neither its picture');
    expect(reasons['cut.json']).toContain('It is not JSON');
    const { problems } = await harness.run(scan);
    expect(problems).toEqual([
      { file: 'photo.json', reason: expect.stringContaining('99 x 48') as string },
    ]);
  });
});
