/** Every kind of import on small sets made here: what becomes of each file, and what does not. */
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as yazl from 'yazl';
import { readLabelme } from '../../../core/annotation/labelme/read.js';
import { rasterise } from '../../../core/annotation/raster/label-map.js';
import type {
  ImportChoices,
  ImportKind,
  ImportReport,
} from '../../../core/contract/schema/dataset-import.js';
import type { Sample } from '../../../core/contract/schema/sample.js';
import { encodeNpy } from '../../codecs/npy.js';
import { decodeGray16, decodeRgb } from '../../codecs/png.js';
import { decodeTiff } from '../../codecs/tiff.js';
import { encodeTiff } from '../../codecs/tiff-write.js';
import { createProject, openProject } from '../../project/open-project.js';
import type { ProjectStore } from '../../project/store.js';
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
import { NO_CHOICES, scanImport, type OpenScan } from './scan.js';

let folder: string;
let source: string;
let store: ProjectStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-import-'));
  source = join(folder, 'source');
  await createProject(join(folder, 'project'), 'test');
  store = await openProject(join(folder, 'project'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const CELL = { category: 'cookie', split: 'test', anomaly: 'dent' } as const;

function scanned(path = source, as: ImportKind | null = null): Promise<OpenScan> {
  return scanImport({
    ...{ path, as, mapping: null, told: () => undefined },
    anomalyTypes: store.project().anomalyTypes,
  });
}

async function imported(
  scan: OpenScan,
  choices: Partial<ImportChoices> = {},
): Promise<ImportReport> {
  const job = startImport({
    ...{ scan, store, except: [], told: () => undefined },
    groups: scan.result.groups.map(({ id }) => ({
      id,
      choices: { ...NO_CHOICES, ...CELL, ...choices },
    })),
  });
  const report = await job.done;
  await scan.tree.close();
  return report;
}

async function sampleOf(
  report: ImportReport,
  key: string,
): Promise<{ sample: Sample; path: string }> {
  const id = report.samples.find((one) => one.key === key)?.id;
  if (id === undefined) throw new Error(`${key} was not imported: ${JSON.stringify(report)}`);
  return store.read(id);
}

async function expectRgb(path: string, scene: Scene): Promise<void> {
  const file = join(path, 'rgb.png');
  const { data } = await decodeRgb(file, await readFile(file));
  expect(Buffer.from(data).equals(Buffer.from(scene.rgb))).toBe(true);
}

async function expectCounts(path: string, scene: Scene): Promise<void> {
  const file = join(path, 'depth.png');
  const { data } = await decodeGray16(file, await readFile(file));
  expect(Buffer.from(data.buffer).equals(Buffer.from(scene.counts.buffer))).toBe(true);
}

/** z of the points, 0 without data. */
function depthOf(scene: Scene): Float32Array {
  return Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => scene.xyz[3 * i + 2]!);
}

async function expectMetres(path: string, metres: Float32Array): Promise<void> {
  const { data } = decodeTiff('depth.tiff', await readFile(join(path, 'depth.tiff')));
  expect(Buffer.from(data.buffer).equals(Buffer.from(metres.buffer))).toBe(true);
}

describe('MVTec 3D-AD trees', () => {
  it.each([
    [true, true],
    [false, false],
  ])(
    'should give float depth and the exact mask (validation %s, gt of good %s)',
    async (validation, gt) => {
      await mvtecTree(source, 'bagel', { validation, gt });
      const scan = await scanned();
      expect(scan.result.groups).toMatchObject([
        { kind: 'mvtec3d', needs: ['unit'], samples: validation ? 4 : 3, unit: { guess: 1 } },
      ]);
      const report = await imported(scan, { metresPerCount: 1 });
      expect(report.problems).toEqual([]);
      const key = 'bagel/test/dent/rgb/000.png';
      const { sample, path } = await sampleOf(report, key);
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
      const good = await sampleOf(report, 'bagel/test/good/rgb/000.png');
      expect((await readdir(good.path)).includes('mask.png')).toBe(gt);
      expect(store.project().categories.map(({ name }) => name)).toContain('bagel');
    },
  );

  it('should take the name of the folder as category when it is one category', async () => {
    await mvtecTree(source, 'bagel', { validation: false, gt: false });
    const scan = await scanned(join(source, 'bagel'));
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
    const scan = await scanned();
    expect(scan.result.groups[0]?.unit).toMatchObject({ guess: 0.001, known: null });
    expect(() =>
      startImport({
        ...{ scan, store, except: [], told: () => undefined },
        groups: [{ id: '.', choices: NO_CHOICES }],
      }),
    ).toThrow(/400.* mm with --unit mm/);
    const report = await imported(scan, { metresPerCount: 0.001 });
    const { path } = await sampleOf(report, 'c/train/good/rgb/0.png');
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
    const scan = await scanned();
    expect(scan.result.groups[0]?.unit).toMatchObject({
      guess: METRES_PER_COUNT,
      stored: 'uint16',
    });
    const report = await imported(scan, { metresPerCount: METRES_PER_COUNT });
    for (const kind of ['png', 'tiff', 'npy']) {
      const { sample, path } = await sampleOf(report, `${kind}.color.png`);
      await expectRgb(path, scenes.get(kind)!);
      await expectCounts(path, scenes.get(kind)!);
      expect(sample.depth?.intrinsics).toEqual(CAMERA);
      expect(sample.measures?.distanceMm).toBeGreaterThan(390);
    }
  });

  it('should read clouds beside pictures', async () => {
    const scenes = await pairs();
    for (const kind of ['png', 'tiff', 'npy']) await rm(join(source, `${kind}.color.png`));
    const scan = await scanned(source, 'frames');
    const report = await imported(scan, { metresPerCount: 1 });
    for (const kind of ['pcd', 'ply']) {
      const { sample, path } = await sampleOf(report, `${kind}.color.png`);
      await expectRgb(path, scenes.get(kind)!);
      await expectMetres(path, depthOf(scenes.get(kind)!));
      expect(sample.depth?.encoding).toBe('float32');
    }
    expect(scan.result.skipped.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['png.depth.png', 'npy.npy']),
    );
  });

  it('should skip pairs without intrinsics, or mark them as missing when asked', async () => {
    await pairs();
    await rm(join(source, 'camera.intrinsics.txt'));
    const unit = { metresPerCount: METRES_PER_COUNT };
    const refused = await imported(await scanned(), unit);
    expect(refused.problems).toContainEqual({
      file: 'png.color.png',
      reason: 'no intrinsics found',
    });
    const report = await imported(await scanned(), { ...unit, withoutIntrinsics: true });
    const { sample } = await sampleOf(report, 'png.color.png');
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
    const scan = await scanned();
    expect(scan.result.groups[0]?.unit?.rotatedBits).toBe(true);
    const report = await imported(scan, { metresPerCount: METRES_PER_COUNT });
    await expectCounts((await sampleOf(report, 'a.color.png')).path, scene);
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
    const report = await imported(await scanned());
    expect(report.problems).toEqual([]);
    const { sample, path } = await sampleOf(report, 'photo.json');
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
    await expectRgb((await sampleOf(report, 'inside.json')).path, makeScene(3));
  });

  it('should refuse one without a picture, one of another size, and go on', async () => {
    await put(source, 'photo.png', await rgbPng(makeScene(2)));
    await put(source, 'photo.json', json({ imageWidth: 99 }));
    await put(source, 'alone.json', json({ imagePath: '../../../etc/shadow.png' }));
    await put(source, 'cut.json', json({}).slice(0, 120));
    const scan = await scanned();
    const reasons = Object.fromEntries(scan.result.skipped.map((one) => [one.file, one.reason]));
    expect(reasons['alone.json']).toContain('neither its picture');
    expect(reasons['cut.json']).toContain('It is not JSON');
    const { problems } = await imported(scan);
    expect(problems).toEqual([
      { file: 'photo.json', reason: expect.stringContaining('99 x 48') as string },
    ]);
  });
});

describe('hostile and damaged files', () => {
  it('should tell one line each and import the rest', async () => {
    const scene = makeScene(7);
    const put2 = async (
      stem: string,
      depth: Uint8Array | string,
      extension = 'png',
    ): Promise<void> => {
      await put(source, `${stem}.color.png`, await rgbPng(scene));
      await put(source, `${stem}.depth.${extension}`, depth);
    };
    await put(source, 'k.intrinsics.txt', CAMERA_TEXT);
    await put2('good', await depthPng(scene));
    await put2('cut', (await depthPng(scene)).subarray(0, 300));
    const huge = Buffer.from(await depthPng(scene));
    huge.writeUInt32BE(100_000, 16);
    huge.writeUInt32BE(100_000, 20);
    await put2('huge', huge);
    await put2('mislabelled', 'this is no picture');
    await put2('lying', pcdText(scene).replace(/POINTS \d+/, 'POINTS 9'), 'pcd');
    const wild = Float32Array.from(scene.counts, (v, i) => [v, Number.NaN, Infinity, -1][i % 4]!);
    await put2(
      'wild',
      encodeTiff({ width: WIDTH, height: HEIGHT, channels: 1, data: wild }),
      'tiff',
    );
    await writeFile(join(folder, 'outside.png'), await rgbPng(scene));
    await symlink(join(folder, 'outside.png'), join(source, 'link.color.png'));
    await symlink(folder, join(source, 'way-out'));
    const scan = await scanned();
    expect(scan.result.skipped).toEqual(
      expect.arrayContaining([
        {
          file: 'link.color.png',
          reason: expect.stringContaining('out of the folder') as string,
          serious: true,
        },
        { file: 'way-out', reason: expect.stringContaining('link') as string, serious: true },
      ]),
    );
    const report = await imported(scan, { metresPerCount: METRES_PER_COUNT });
    expect(report.samples.map(({ key }) => key)).toEqual(['good.color.png', 'wild.color.png']);
    const reasons = Object.fromEntries(report.problems.map((one) => [one.file, one.reason]));
    expect(Object.keys(reasons).sort()).toEqual(
      ['cut', 'huge', 'lying', 'mislabelled'].map((stem) => `${stem}.color.png`),
    );
    for (const reason of Object.values(reasons))
      expect(reason).toMatch(/(cut|huge|lying|mislabelled)\.depth/);
    const { path } = await sampleOf(report, 'wild.color.png');
    await expectMetres(
      path,
      wild.map((v) => (v > 0 && v < Infinity ? Math.fround(v * METRES_PER_COUNT) : 0)),
    );
    expect((await readdir(folder)).sort()).toEqual(['outside.png', 'project', 'source']);
  });

  it('should read a zip and refuse what leads out of it', async () => {
    const scene = makeScene(3);
    const zip = new yazl.ZipFile();
    zip.addBuffer(await rgbPng(scene), 'set/a.color.png');
    zip.addBuffer(await depthPng(scene), 'set/a.depth.png');
    zip.addBuffer(Buffer.from(CAMERA_TEXT), 'set/a.txt');
    zip.addBuffer(Buffer.from('x'), 'set/xx/evil.png');
    zip.addBuffer(Buffer.from('/etc/passwd'), 'set/link.png', { mode: 0o120777 });
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
    // The writer refuses such names itself, so one of equal length is changed in the bytes.
    const bytes = Buffer.from(
      Buffer.concat(chunks).toString('latin1').replaceAll('set/xx/evil.png', '../../../ev.png'),
      'latin1',
    );
    const archive = join(folder, 'set.zip');
    await writeFile(archive, bytes);
    const scan = await scanned(archive);
    expect(scan.result.container).toBe('zip');
    expect(scan.result.skipped).toEqual([
      {
        file: '../../../ev.png',
        reason: expect.stringContaining('out of the archive') as string,
        serious: true,
      },
      { file: 'set/link.png', reason: expect.stringContaining('link') as string, serious: true },
    ]);
    const report = await imported(scan, { metresPerCount: METRES_PER_COUNT });
    await expectCounts((await sampleOf(report, 'set/a.color.png')).path, scene);
  });

  it('should say what it reads when there is nothing', async () => {
    await put(source, 'notes.doc', 'x');
    const scan = await scanned();
    expect(scan.result).toMatchObject({ samples: 0, groups: [] });
    expect(scan.result.skipped).toEqual([
      { file: 'notes.doc', reason: 'not of a kind that import reads', serious: false },
    ]);
    await scan.tree.close();
  });
});

describe('going on', () => {
  async function many(count: number): Promise<void> {
    await put(source, 'k.intrinsics.txt', CAMERA_TEXT);
    for (let i = 0; i < count; i++) {
      const scene = makeScene(i * 3);
      await put(source, `${String(i)}.color.png`, await rgbPng(scene));
      await put(
        source,
        `${String(i)}.depth.png`,
        await depthPng({ ...scene, counts: scene.counts.map((v) => v + i) }),
      );
    }
  }
  const choices = { metresPerCount: METRES_PER_COUNT };

  it('should stop when cancelled, whole, and go on without doubles', async () => {
    await many(12);
    const scan = await scanned();
    const job = startImport({
      ...{ scan, store, except: ['3.color.png'] },
      groups: [{ id: '.', choices: { ...NO_CHOICES, ...CELL, ...choices } }],
      told: ({ imported: n }) => {
        if (n >= 2) job.cancel();
      },
    });
    // Progress is told a few times a second; a small set may be done before.
    const first = await job.done;
    job.cancel();
    for (const { path } of await Promise.all(first.samples.map(({ id }) => store.read(id))))
      expect((await readdir(path)).sort()).toEqual(['depth.png', 'rgb.png', 'sample.json']);
    await scan.tree.close();
    const second = await imported(await scanned(), choices);
    expect(second.progress).toMatchObject({ state: 'done', already: first.samples.length });
    expect(store.samples()).toHaveLength(12);
    const third = await imported(await scanned(), choices);
    expect(third.progress).toMatchObject({ imported: 0, already: 12 });
  });

  it('should know samples by their pictures when the journal is lost', async () => {
    await many(3);
    await imported(await scanned(), choices);
    await rm(join(store.path, 'imports'), { recursive: true });
    const again = await imported(await scanned(), choices);
    expect(again.progress).toMatchObject({ imported: 0, already: 3 });
  });

  it('should refuse open questions before anything is written', async () => {
    await many(1);
    const scan = await scanned();
    const run = (open: Partial<ImportChoices>) => () =>
      startImport({
        ...{ scan, store, except: [], told: () => undefined },
        groups: [{ id: '.', choices: { ...NO_CHOICES, ...CELL, ...choices, ...open } }],
      });
    expect(run({ category: null })).toThrow(/category of 1 samples/);
    expect(run({ metresPerCount: null })).toThrow(/--unit 0.0001/);
    expect(store.samples()).toEqual([]);
    await scan.tree.close();
  });
});
