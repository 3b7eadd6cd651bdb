/** Import of hostile and damaged files, archives, and imports that stop and go on. */
import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as yazl from 'yazl';
import type { ImportChoices } from '../../../core/contract/schema/dataset-import.js';
import { encodeTiff } from '../../codecs/tiff-write.js';
import type { ProjectStore } from '../../project/store.js';
import { CELL, expectCounts, expectMetres, ImportHarness } from '../../testing/import-harness.js';
import {
  CAMERA_TEXT,
  depthPng,
  HEIGHT,
  makeScene,
  METRES_PER_COUNT,
  pcdText,
  put,
  rgbPng,
  WIDTH,
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
    await put(harness.folder, 'outside.png', await rgbPng(scene));
    await symlink(join(harness.folder, 'outside.png'), join(source, 'link.color.png'));
    await symlink(harness.folder, join(source, 'way-out'));
    const scan = await harness.scan();
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
    const report = await harness.run(scan, { metresPerCount: METRES_PER_COUNT });
    expect(report.samples.map(({ key }) => key)).toEqual(['good.color.png', 'wild.color.png']);
    const reasons = Object.fromEntries(report.problems.map((one) => [one.file, one.reason]));
    expect(Object.keys(reasons).sort()).toEqual(
      ['cut', 'huge', 'lying', 'mislabelled'].map((stem) => `${stem}.color.png`),
    );
    for (const reason of Object.values(reasons))
      expect(reason).toMatch(/(cut|huge|lying|mislabelled)\.depth/);
    const { path } = await harness.sample(report, 'wild.color.png');
    await expectMetres(
      path,
      wild.map((v) => (v > 0 && v < Infinity ? Math.fround(v * METRES_PER_COUNT) : 0)),
    );
    expect((await readdir(harness.folder)).sort()).toEqual(['outside.png', 'project', 'source']);
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
    const archive = join(harness.folder, 'set.zip');
    await writeFile(archive, bytes);
    const scan = await harness.scan(archive);
    expect(scan.result.container).toBe('zip');
    expect(scan.result.skipped).toEqual([
      {
        file: '../../../ev.png',
        reason: expect.stringContaining('out of the archive') as string,
        serious: true,
      },
      { file: 'set/link.png', reason: expect.stringContaining('link') as string, serious: true },
    ]);
    const report = await harness.run(scan, { metresPerCount: METRES_PER_COUNT });
    await expectCounts((await harness.sample(report, 'set/a.color.png')).path, scene);
  });

  it('should say what it reads when there is nothing', async () => {
    await put(source, 'notes.doc', 'x');
    const scan = await harness.scan();
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
    const scan = await harness.scan();
    const job = startImport({
      ...{ scan, store, except: ['3.color.png'], threads: 0 },
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
    const second = await harness.run(await harness.scan(), choices);
    expect(second.progress).toMatchObject({ state: 'done', already: first.samples.length });
    expect(store.samples()).toHaveLength(12);
    const third = await harness.run(await harness.scan(), choices);
    expect(third.progress).toMatchObject({ imported: 0, already: 12 });
  });

  it('should know samples by their pictures when the journal is lost', async () => {
    await many(3);
    await harness.run(await harness.scan(), choices);
    await rm(join(store.path, 'imports'), { recursive: true });
    const again = await harness.run(await harness.scan(), choices);
    expect(again.progress).toMatchObject({ imported: 0, already: 3 });
  });

  it('should refuse open questions before anything is written', async () => {
    await many(1);
    const scan = await harness.scan();
    const run = (open: Partial<ImportChoices>) => () =>
      startImport({
        ...{ scan, store, except: [], told: () => undefined },
        groups: [{ id: '.', choices: { ...NO_CHOICES, ...CELL, ...choices, ...open } }],
      });
    expect(run({ category: null })).toThrow(/category of 1 sample\./);
    expect(run({ metresPerCount: null })).toThrow(/--unit 0.0001/);
    expect(store.samples()).toEqual([]);
    await scan.tree.close();
  });
});
