import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import type { ExportFormat, ExportProfile } from '../../core/contract/schema/dataset-export.js';
import { defaultExportProfile } from '../../core/dataset/export-profiles.js';
import { deproject } from '../../core/geometry/projection.js';
import { load3dAds, loadAnomalib, loadAst } from '../../tests/support/readers.js';
import { makeSmallProject } from '../../tests/support/small-project.js';
import { parseNpy } from '../codecs/npy.js';
import { parsePcd } from '../codecs/pcd.js';
import { parsePly } from '../codecs/ply.js';
import { decodeGray16, encodeGray8Png } from '../codecs/png.js';
import { decodeTiff } from '../codecs/tiff.js';
import { openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { dryRun } from './dry-run.js';
import { readManifest, readZipManifest } from './manifest.js';
import { runExport } from './run.js';
import { stagingOf } from './target.js';
import { validateTree } from './validate-tree.js';

let folder = '';
let store: ProjectStore;
let ids: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-export-'));
  ids = await makeSmallProject(join(folder, 'project'), [
    {},
    { stream: 'colour' },
    { split: 'validation' },
    { split: 'test' },
    { split: 'test', anomaly: 'dent' },
    { split: 'test', anomaly: 'dent', stream: 'colour' },
  ]);
  store = await openProject(join(folder, 'project'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const profile = (format: ExportFormat, change: Partial<ExportProfile> = {}): ExportProfile => ({
  ...defaultExportProfile(format, 'test'),
  ...change,
});
const run = (name: string, chosen: ExportProfile, of = store): ReturnType<typeof runExport> =>
  runExport(of, { profile: chosen, path: join(folder, name), ids: null }, { threads: 0 });
const failure = async (work: Promise<unknown>): Promise<StudioError> => {
  const error: unknown = await work.then(
    () => new Error('It did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof StudioError) return error;
  throw error;
};

async function xyzOf(path: string): Promise<Float32Array> {
  const { data, channels } = decodeTiff(path, await readFile(path));
  if (!(data instanceof Float32Array) || channels !== 3) throw new Error('not xyz');
  return data;
}

describe('MVTec 3D-AD tree', () => {
  it('should be read by the rules of AST, 3D-ADS and anomalib', async () => {
    await run('tree', profile('mvtec3d', { astZ: true }));
    const root = join(folder, 'tree');
    for (const split of ['train', 'test'] as const) {
      const wanted = split === 'train' ? [0, 0] : [0, 1, 1];
      for (const load of [loadAst, load3dAds, loadAnomalib]) {
        const loaded = load(root, 'cookie', split);
        expect(loaded.map(({ label }) => label).sort()).toEqual(wanted);
        for (const { rgb, depth, gt } of loaded) {
          for (const file of [rgb, depth, gt])
            if (file !== null) expect((await stat(file)).isFile()).toBe(true);
        }
      }
    }
    for (const { depth, gt, label } of loadAst(root, 'cookie', 'test')) {
      expect(parseNpy(depth, await readFile(depth)).shape).toEqual([270, 480, 2]);
      const { data } = await decodeGray16(gt ?? '', await readFile(gt ?? ''));
      expect(new Set(data)).toEqual(new Set(label === 0 ? [0] : [0, 255]));
    }
    expect(await readdir(join(root, 'cookie', 'validation', 'good'))).toEqual(['rgb', 'xyz', 'z']);
  });

  it("should hold Eq. 1 of the paper: the colour camera's rays times depth, rounded once", async () => {
    await run('eq1', profile('mvtec3d'));
    const manifest = await readManifest(join(folder, 'eq1'));
    expect(manifest?.samples).toHaveLength(6);
    for (const row of manifest?.samples ?? []) {
      const file = row.files.find(({ kind }) => kind === 'xyz')?.path ?? '';
      const xyz = await xyzOf(join(folder, 'eq1', file));
      const { intrinsics, depth, alignment } = row;
      expect(alignment).toBe(
        [1, 5].includes(ids.indexOf(row.id)) ? 'depth-to-colour' : 'identical',
      );
      if (!intrinsics || !depth) throw new Error('no calibration in the manifest');
      for (let i = 7; i < 480 * 270; i += 997) {
        const z = xyz[3 * i + 2] ?? 0;
        const count = Math.round(z / depth.metresPerCount);
        expect(Math.fround(count * depth.metresPerCount)).toBe(z);
        const [x, y] = deproject(
          intrinsics,
          i % 480,
          Math.floor(i / 480),
          count * depth.metresPerCount,
        );
        expect([xyz[3 * i], xyz[3 * i + 1]]).toEqual([Math.fround(x) + 0, Math.fround(y) + 0]);
      }
    }
  });

  it('should keep the depth grid whole and resample the picture there on request', async () => {
    await run('depth-grid', profile('mvtec3d', { grid: 'depth' }));
    const manifest = await readManifest(join(folder, 'depth-grid'));
    const row = manifest?.samples.find(({ id }) => id === ids[5]);
    expect(row).toMatchObject({ alignment: 'colour-to-depth', width: 480, height: 270 });
    const path = row?.files.find(({ kind }) => kind === 'xyz')?.path ?? '';
    const xyz = await xyzOf(join(folder, 'depth-grid', path));
    const { data: counts } = await decodeGray16(
      'depth.png',
      await readFile(join(folder, 'project', 'samples', ids[5] ?? '', 'depth.png')),
    );
    const scale = row?.depth?.metresPerCount ?? 0;
    counts.forEach((count, i) => {
      if (xyz[3 * i + 2] !== Math.fround(count * scale)) throw new Error(`pixel ${String(i)}`);
    });
  });

  it('should read the same in Python (numpy, tifffile, Pillow)', async (context) => {
    const python = process.env['PD_STUDIO_PYTHON'] ?? 'python3';
    if (spawnSync(python, ['-c', 'import numpy, tifffile, PIL']).status !== 0)
      return context.skip('no Python with numpy, tifffile and Pillow (PD_STUDIO_PYTHON)');
    await run('python', profile('mvtec3d', { astZ: true, tiffCompression: 'none' }));
    const { stdout, stderr } = spawnSync(
      python,
      ['tests/oracles/read_tree.py', join(folder, 'python', 'cookie')],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    const read = JSON.parse(stdout) as { path: string; sum: number; z: number[]; fg: number }[];
    expect(read).toHaveLength(6);
    for (const { path, sum } of read) {
      const xyz = await xyzOf(path);
      expect(xyz.reduce((a, b) => a + b, 0)).toBeCloseTo(sum, 2);
    }
  });
});

describe('other formats', () => {
  it('should write COCO whose polygons and run lengths agree in area', async () => {
    await run('coco', profile('coco'));
    await run('coco-rle', profile('coco', { rle: true }));
    interface Coco {
      images: { id: number; file_name: string }[];
      annotations: { area: number; image_id: number; segmentation: unknown }[];
      categories: { id: number; name: string }[];
    }
    const read = async (name: string): Promise<Coco> =>
      JSON.parse(
        await readFile(join(folder, name, 'annotations', 'instances_test.json'), 'utf8'),
      ) as Coco;
    const polygons = await read('coco');
    const lengths = await read('coco-rle');
    expect(polygons.images.map(({ file_name: name }) => name)).toEqual([
      'cookie_dent_000.png',
      'cookie_dent_001.png',
      'cookie_good_000.png',
    ]);
    expect(polygons.annotations.length).toBeGreaterThanOrEqual(2);
    lengths.annotations.forEach(({ area, segmentation }, i) => {
      const { counts, size } = segmentation as { counts: number[]; size: number[] };
      expect(size).toEqual([270, 480]);
      const set = counts.filter((_, k) => k % 2 === 1).reduce((a, b) => a + b, 0);
      expect(set).toBe(area);
      expect(polygons.annotations[i]?.area).toBe(area);
    });
    expect(polygons.categories[0]).toMatchObject({ id: 1, name: 'dent' });
  });

  it('should write VOC palette masks, YOLO lines and LabelMe files of the same region', async () => {
    await run('voc', profile('voc'));
    await run('yolo', profile('yolo'));
    await run('labelme', profile('labelme'));
    const name = 'cookie_dent_000';
    const png = await readFile(
      join(folder, 'voc', 'SegmentationClass', 'cookie_test_dent_000.png'),
    );
    // All splits lie in one folder: each sample has a picture of its own.
    expect(await readdir(join(folder, 'voc', 'JPEGImages'))).toHaveLength(ids.length);
    expect([...png.subarray(24, 26)]).toEqual([8, 3]);
    expect(await readFile(join(folder, 'voc', 'class_names.txt'), 'utf8')).toMatch(
      /^_background_\ndent\n/,
    );
    const lists = join(folder, 'voc', 'ImageSets', 'Segmentation');
    expect((await readFile(join(lists, 'test.txt'), 'utf8')).trim().split('\n')).toHaveLength(3);
    const lines = await readFile(join(folder, 'yolo', 'labels', 'test', `${name}.txt`), 'utf8');
    expect(lines).toMatch(/^0( [01](\.\d+)?){6,}\n/);
    expect(
      await readFile(join(folder, 'yolo', 'labels', 'train', 'cookie_good_000.txt'), 'utf8'),
    ).toBe('');
    const labelme = JSON.parse(
      await readFile(join(folder, 'labelme', 'cookie', 'test', 'dent', '000.json'), 'utf8'),
    ) as { imagePath: string; imageWidth: number; shapes: { label: string }[] };
    expect(labelme).toMatchObject({ imagePath: '000.png', imageWidth: 480, imageHeight: 270 });
    expect(labelme.shapes[0]?.label).toBe('dent');
  });

  it('should leave out of VOC what has more regions than a mask can number', async () => {
    const path = join(folder, 'dotted');
    const [id = ''] = await makeSmallProject(path, [{ split: 'test', anomaly: 'dent' }, {}]);
    const dots = new Uint8Array(480 * 270);
    for (let i = 0; i < 300; i++) dots[Math.floor(i / 30) * 4 * 480 + (i % 30) * 4] = 255;
    await writeFile(join(path, 'samples', id, 'mask.png'), await encodeGray8Png(dots, 480, 270));
    const dotted = await openProject(path);
    try {
      const result = await run('dotted-voc', profile('voc'), dotted);
      expect(result.issues.map(({ message }) => message)).toEqual([
        'cookie_test_dent_000.png has 300 regions; a VOC mask holds 254 at most.',
      ]);
    } finally {
      await dotted.close();
    }
  });

  it('should write clouds that hold the same points as the tree', async () => {
    await run('pcd', profile('pcd'));
    await run('ply', profile('ply'));
    await run('for-clouds', profile('mvtec3d'));
    const cell = join('cookie', 'test', 'dent');
    const xyz = await xyzOf(join(folder, 'for-clouds', cell, 'xyz', '000.tiff'));
    const pcdPath = join(folder, 'pcd', cell, '000.pcd');
    const pcd = parsePcd(pcdPath, await readFile(pcdPath));
    expect(pcd).toMatchObject({ width: 480, height: 270 });
    const plyPath = join(folder, 'ply', cell, '000.ply');
    const ply = parsePly(plyPath, await readFile(plyPath));
    const valid = [...Array(480 * 270).keys()].filter((i) => xyz[3 * i + 2] !== 0);
    expect(ply.xyz.length).toBe(3 * valid.length);
    valid.forEach((at, i) => {
      if (ply.xyz[3 * i + 2] !== xyz[3 * at + 2] || pcd.xyz[3 * at] !== xyz[3 * at])
        throw new Error(`point ${String(at)} differs`);
    });
    expect(pcd.labels?.some((label) => label === 1)).toBe(true);
    expect(pcd.rgb).not.toBeNull();
  });

  it('should pack the same files into a zip and leave it alone when nothing changed', async () => {
    const first = await run('tree.zip', profile('mvtec3d'));
    expect(first.samples.added).toBe(6);
    const manifest = await readZipManifest(join(folder, 'tree.zip'));
    expect(manifest?.samples).toHaveLength(6);
    const { mtimeMs } = await stat(join(folder, 'tree.zip'));
    const again = await run('tree.zip', profile('mvtec3d'));
    expect(again).toMatchObject({ filesWritten: 0, samples: { kept: 6, added: 0 } });
    expect((await stat(join(folder, 'tree.zip'))).mtimeMs).toBe(mtimeMs);
  });
});

describe('refusals', () => {
  it('should name samples without depth, without masks and of another scale', async () => {
    const path = join(folder, 'awkward');
    const awkward = await makeSmallProject(path, [
      {},
      { record: { depth: null } },
      { split: 'test', anomaly: 'dent', mask: false },
      {},
    ]);
    const file = join(path, 'samples', awkward[3] ?? '', 'sample.json');
    const record = JSON.parse(await readFile(file, 'utf8')) as { depth: object };
    await writeFile(
      file,
      JSON.stringify({ ...record, depth: { ...record.depth, metresPerCount: 0.001 } }),
    );
    const other = await openProject(path);
    try {
      const error = await failure(run('refused', profile('mvtec3d'), other));
      expect(error.code).toBe('bad-input');
      expect(error.message).toContain(`1 samples have no depth: ${awkward[1] ?? ''}`);
      expect(error.message).toContain(`no annotation: ${awkward[2] ?? ''}`);
      expect(error.message).toContain('another depth scale');
      expect(await readdir(folder)).not.toContain('refused');
      const chosen = profile('mvtec3d', {
        withoutDepth: 'skip',
        withoutMask: 'skip',
        mixedScales: 'convert',
      });
      const result = await run('skipped', chosen, other);
      expect(result.samples).toMatchObject({ added: 2, skipped: 2 });
      expect((await readManifest(join(folder, 'skipped')))?.metresPerCount).toBeNull();
      // Pictures and masks need no depth.
      const coco = await run('no-depth-coco', profile('coco', { withoutMask: 'skip' }), other);
      expect(coco.samples.added).toBe(3);
    } finally {
      await other.close();
    }
  });

  it('should refuse a folder that holds anything else, and the project itself', async () => {
    await writeFile(join(folder, 'thesis.txt'), 'mine');
    const error = await failure(run('.', profile('mvtec3d')));
    expect(error.message).toContain('not from an export');
    expect((await failure(run('project/out', profile('mvtec3d')))).message).toContain('project');
    expect(await readFile(join(folder, 'thesis.txt'), 'utf8')).toBe('mine');
  });
});

describe('a second export', () => {
  it('should rewrite only what changed and drop what is gone', async () => {
    const path = join(folder, 'changing');
    const own = await makeSmallProject(path, [{}, {}, { split: 'test' }]);
    const project = await openProject(path);
    try {
      await run('updated', profile('mvtec3d'), project);
      const root = join(folder, 'updated');
      const old = new Date('2026-01-01T00:00:00Z');
      for (const row of (await readManifest(root))?.samples ?? [])
        for (const { path: file } of row.files) await utimes(join(root, file), old, old);
      await project.edit(own[0] ?? '', { lighting: 'M' }, 'test');
      await project.trash([own[2] ?? '']);
      await writeFile(join(root, 'cookie', 'notes.txt'), 'kept');
      const plan = await dryRun(
        project,
        { profile: profile('mvtec3d'), path: root, ids: null },
        false,
      );
      expect(plan.samples).toMatchObject({ added: 0, changed: 1, kept: 1, removed: 1 });
      const result = await run('updated', profile('mvtec3d'), project);
      // Lighting is in the manifest only: no file of the sample changed.
      expect(result).toMatchObject({ filesWritten: 0, samples: { changed: 1, removed: 1 } });
      expect((await readManifest(root))?.samples.find(({ id }) => id === own[0])?.lighting).toBe(
        'M',
      );
      expect(await readdir(join(root, 'cookie'))).toEqual(['notes.txt', 'train']);
      const xyz = await stat(join(root, 'cookie', 'train', 'good', 'xyz', '001.tiff'));
      expect(xyz.mtime).toEqual(old);
      expect(await readdir(folder)).not.toContain(stagingOf(root).split('/').pop());
    } finally {
      await project.close();
    }
  });
});

describe('a second export of fewer samples', () => {
  it.each(['fewer', 'fewer.zip'])('should take out of %s what is gone', async (name) => {
    const path = join(folder, `for-${name}`);
    const own = await makeSmallProject(path, [{}, { split: 'test' }]);
    const project = await openProject(path);
    const target = join(folder, name);
    const manifest = () => (name.endsWith('.zip') ? readZipManifest : readManifest)(target);
    try {
      await run(name, profile('mvtec3d'), project);
      await project.trash(own.slice(1));
      const gone = await run(name, profile('mvtec3d'), project);
      expect(gone.samples).toMatchObject({ added: 0, changed: 0, kept: 1, removed: 1 });
      expect((await manifest())?.samples.map(({ id }) => id)).toEqual([own[0]]);
      if (!name.endsWith('.zip')) expect(await readdir(join(target, 'cookie'))).toEqual(['train']);
      // Only a choice differs that decides no file of a sample.
      const chosen = profile('mvtec3d', { splits: ['train'] });
      const again = await run(name, chosen, project);
      expect(again.samples).toMatchObject({ added: 0, changed: 0, kept: 1, removed: 0 });
      expect((await manifest())?.profile.splits).toEqual(['train']);
    } finally {
      await project.close();
    }
  });
});

describe('a second export over files that were lost', () => {
  it.each(['mvtec3d', 'coco', 'voc'] as const)('should write those of %s again', async (format) => {
    const name = `lost-${format}`;
    await run(name, profile(format));
    const before = await readManifest(join(folder, name));
    const files = before?.samples[0]?.files ?? [];
    const shared = before?.shared ?? [];
    const [gone, cut] = [files[0]?.path ?? '', shared[0]?.path ?? files[1]?.path ?? ''];
    await rm(join(folder, name, gone));
    await writeFile(join(folder, name, cut), 'cut');
    const result = await run(name, profile(format));
    expect(result).toMatchObject({ filesWritten: 2, samples: { added: 0, changed: 1, kept: 5 } });
    for (const { path, bytes } of [...files, ...shared])
      expect([path, (await stat(join(folder, name, path))).size]).toEqual([path, bytes]);
  });

  it('should pack a zip again that lacks one', async () => {
    const other = await run('whole.zip', profile('labelme'));
    const bytes = await readFile(join(folder, 'whole.zip'));
    // The last name in the zip's directory becomes another one.
    const at = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 46;
    bytes.write('Z', at, 'latin1');
    await writeFile(join(folder, 'whole.zip'), bytes);
    const again = await run('whole.zip', profile('labelme'));
    expect(again.filesWritten).toBe(other.filesWritten);
    expect(await run('whole.zip', profile('labelme'))).toMatchObject({ filesWritten: 0 });
  });
});

describe('ending early', () => {
  it.each(['planning', 'writing', 'packing', 'finishing'] as const)(
    'should leave nothing when cancelled while %s',
    async (at) => {
      const stop = new AbortController();
      const path = join(folder, `cancelled-${at}.zip`);
      const seen: string[] = [];
      const error = await failure(
        runExport(
          store,
          { profile: profile('mvtec3d'), path, ids: null },
          {
            threads: 0,
            signal: stop.signal,
            progress: ({ phase, done }) => {
              seen.push(phase);
              if (phase === at && (at !== 'writing' || done === 2)) stop.abort();
            },
          },
        ),
      );
      expect(seen).toContain(at);
      expect(error.code).toBe('cancelled');
      const names = await readdir(dirname(path));
      expect(names.filter((name) => name.includes('cancelled'))).toEqual([]);
    },
  );
});

describe('validation', () => {
  it('should pass a cropped tree and find what was broken in it, with the sample', async () => {
    const crop = { width: 240, height: 240, left: 120, top: 15 };
    await run('valid', profile('mvtec3d', { crop, astZ: true }));
    const root = join(folder, 'valid');
    const before = await validateTree(root, ['anomalib'], { threads: 0 });
    expect(before.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    await rm(join(root, 'cookie', 'test', 'good', 'gt', '000.png'));
    await writeFile(join(root, 'cookie', 'test', 'dent', 'xyz', '001.tiff'), 'not a TIFF');
    const report = await validateTree(root, ['ast', 'anomalib'], { threads: 0 });
    expect(report.unreadable.map(({ path }) => path)).toEqual(['cookie/test/dent/xyz/001.tiff']);
    const missing = report.findings.find(({ rule }) => rule === 'ast/gt-missing');
    expect(missing).toMatchObject({
      places: ['cookie/test/good/gt/000.png'],
      sampleIds: [ids[3]],
    });
  });

  it('should say that a folder is no such tree', async () => {
    expect((await failure(validateTree(join(folder, 'project'), ['ast']))).code).toBe('bad-input');
  });
});
