/** What was exported comes back: with its manifest count by count, without it as float depth. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultExportProfile } from '../../../core/dataset/export-profiles.js';
import { decodeGray16 } from '../../codecs/png.js';
import { runExport } from '../../export/run.js';
import {
  expectCounts,
  expectMetres,
  expectRgb,
  ImportHarness,
} from '../../testing/import-harness.js';
import {
  CAMERA,
  depthPng,
  makeScene,
  maskPng,
  METRES_PER_COUNT,
  put,
  rgbPng,
} from '../../testing/import-set.js';

let first: ImportHarness;
let second: ImportHarness;

beforeEach(async () => {
  first = await ImportHarness.make();
  second = await ImportHarness.make();
  for (const [i, cell] of CELLS.entries()) {
    const scene = makeScene(i);
    await put(first.source, `${cell}/rgb/a.png`, await rgbPng(scene));
    await put(first.source, `${cell}/depth/a.png`, await depthPng(scene));
    if (!cell.includes('good')) await put(first.source, `${cell}/gt/a.png`, await maskPng(scene));
  }
  // Without its xyz folder this is a tree of its own shape, read by the proposed mapping.
  const report = await first.run(await first.scan(first.source, 'tree'), {
    ...{ metresPerCount: METRES_PER_COUNT, intrinsics: CAMERA, lighting: 'M' },
  });
  expect(report.progress).toMatchObject({ imported: 3, problems: 0 });
});
afterEach(async () => {
  await first.dispose();
  await second.dispose();
});

const CELLS = ['cookie/train/good', 'cookie/test/dent', 'crab/test/combine-S'] as const;

async function exported(name: string): Promise<string> {
  const path = join(first.folder, name);
  const profile = defaultExportProfile('mvtec3d', 'all');
  await runExport(first.store, { profile, path, ids: null }, { threads: 0 });
  return path;
}

const keyOf = (cell: string): string => `${cell}/rgb/000.png`;

async function expectMask(path: string, cell: number): Promise<void> {
  const { data } = await decodeGray16('m', await readFile(join(path, 'mask.png')));
  expect([...data]).toEqual([...makeScene(cell).mask].map((on) => on * 255));
}

describe('a tree that was exported here', () => {
  it.each(['tree', 'tree.zip'])(
    'should come back count by count with its manifest (%s)',
    async (name) => {
      const scan = await second.scan(await exported(name));
      expect(scan.result.manifest).toBe('manifest.json');
      expect(scan.result.groups).toMatchObject([
        { kind: 'mvtec3d', samples: 3, needs: [], unit: { known: { metresPerCount: 1 } } },
      ]);
      const report = await second.run(scan, { category: null, split: null, anomaly: null });
      expect(report.problems).toEqual([]);
      for (const [i, cell] of CELLS.entries()) {
        const { sample, path } = await second.sample(report, keyOf(cell));
        const [category, split, anomaly] = cell.split('/');
        expect(sample).toMatchObject({ category, split, anomaly, lighting: 'M' });
        expect(sample.depth).toMatchObject({
          encoding: 'uint16',
          metresPerCount: METRES_PER_COUNT,
        });
        expect(sample.rgb.intrinsics).toEqual(CAMERA);
        await expectCounts(path, makeScene(i));
        await expectRgb(path, makeScene(i));
        if (!cell.includes('good')) await expectMask(path, i);
      }
      // The same pictures: the same samples, by their hash.
      const hashes = (harness: ImportHarness): string[] =>
        harness.store
          .samples()
          .map((sample) => sample.sampleHash)
          .sort();
      expect(hashes(second)).toEqual(hashes(first));
    },
  );

  it('should come back as float depth without it, the rest marked as missing', async () => {
    const tree = await exported('tree');
    await rm(join(tree, 'manifest.json'));
    const scan = await second.scan(tree);
    expect(scan.result.groups[0]).toMatchObject({
      needs: ['unit'],
      unit: { guess: 1, known: null },
    });
    const report = await second.run(scan, { metresPerCount: 1 });
    for (const [i, cell] of CELLS.entries()) {
      const { sample, path } = await second.sample(report, keyOf(cell));
      const [category, split, anomaly] = cell.split('/');
      expect(sample).toMatchObject({ category, split, anomaly, lighting: 'unknown' });
      await expectMetres(
        path,
        Float32Array.from(makeScene(i).counts, (count) => count * METRES_PER_COUNT),
      );
      expect(sample.provenance?.missing).toEqual(
        expect.arrayContaining(['lighting', 'operator', 'takenAt', 'camera', 'depthToColour']),
      );
      expect(sample.provenance?.estimated).toContain('depth.intrinsics');
      if (!cell.includes('good')) await expectMask(path, i);
    }
  });
});

describe('a project', () => {
  it('should be taken over whole: ids, records, masks, history, and nothing twice', async () => {
    const [sample] = first.store.samples();
    if (!sample) throw new Error('nothing was imported');
    const from = (await first.store.read(sample.id)).path;
    await put(from, 'annotators/Ada.json', Buffer.from('{}'));
    await put(from, 'reviews.jsonl', Buffer.from('{"verdict":"accept"}\n'));
    await first.store.edit(sample.id, { lighting: 'U' }, 'Ada');
    const scan = await second.scan(first.store.path);
    expect(scan.result.groups).toMatchObject([{ id: '.', kind: 'project', samples: 3, needs: [] }]);
    expect(scan.result.skipped).toEqual([]);
    const report = await second.run(scan);
    expect(report.problems).toEqual([]);
    expect(second.store.samples().map(({ id }) => id)).toEqual(
      first.store.samples().map(({ id }) => id),
    );
    for (const { id } of first.store.samples()) {
      const [a, b] = [(await first.store.read(id)).path, (await second.store.read(id)).path];
      const names = await readdir(a, { recursive: true, withFileTypes: true });
      const files = names.filter((entry) => entry.isFile());
      expect(files.length).toBeGreaterThan(2);
      for (const { parentPath, name } of files) {
        const path = relative(a, join(parentPath, name));
        expect(await readFile(join(b, path)), path).toEqual(await readFile(join(a, path)));
      }
    }
    const again = await second.run(await second.scan(first.store.path));
    expect(again.progress).toMatchObject({ imported: 0, already: 3, problems: 0 });
  });

  it('should draw label pictures anew where the projects number their labels otherwise', async () => {
    const { labels } = second.store.project();
    await second.store.update({
      labels: labels.map((label) => ({ ...label, value: label.value + 20 })),
    });
    const report = await second.run(await second.scan(first.store.path));
    expect(report.problems).toEqual([]);
    const dent = second.store.samples().find(({ anomaly }) => anomaly === 'dent');
    const value = second.store.project().labels.find(({ name }) => name === 'dent')?.value;
    const { path } = await second.store.read(dent?.id ?? '');
    const { data } = await decodeGray16('l', await readFile(join(path, 'labels.png')));
    expect(new Set(data)).toEqual(new Set([0, value]));
    await expectMask(path, 1);
  });

  it('should refuse a picture that is not the one of its record, and take the rest', async () => {
    const [sample] = first.store.samples();
    const { path } = await first.store.read(sample?.id ?? '');
    await put(path, 'rgb.png', await rgbPng(makeScene(9)));
    const report = await second.run(await second.scan(first.store.path));
    expect(report.progress).toMatchObject({ imported: 2, problems: 1 });
    expect(report.problems[0]?.file).toBe(`samples/${sample?.id ?? ''}/sample.json`);
  });
});
