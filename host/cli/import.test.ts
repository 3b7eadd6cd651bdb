/** pd-studio import as a user runs it: exit codes, JSON lines, profiles, an end in the middle. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleSchema } from '../../core/contract/schema/sample.js';
import { CLI, runCli } from '../../tests/support/cli.js';
import { fetchedSdks } from '../../tests/support/sdk.js';
import { NO_SHARED_DATA, sharedData } from '../../tests/support/shared-data.js';
import {
  CAMERA_TEXT,
  depthPng,
  makeScene,
  maskPng,
  mvtecTree,
  put,
  rgbPng,
} from '../testing/import-set.js';

let folder: string;
let source: string;
let project: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-import-cli-'));
  source = join(folder, 'source');
  project = join(folder, 'project');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const CELL = ['--category', 'cookie', '--split', 'test', '--anomaly', 'dent'];

async function pairs(count: number): Promise<void> {
  await put(source, 'k.intrinsics.txt', CAMERA_TEXT);
  for (let i = 0; i < count; i++) {
    const scene = makeScene(i);
    const counts = scene.counts.map((v) => (v === 0 ? 0 : v + i));
    await put(source, `${String(i)}.color.png`, await rgbPng(scene));
    await put(source, `${String(i)}.depth.png`, await depthPng({ ...scene, counts }));
  }
}

const parsed = (lines: readonly string[]): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('pd-studio import', () => {
  it('should ask for the unit with its evidence and end with 2, then take it', async () => {
    await pairs(2);
    const asked = await runCli(['import', source, '--project', project, ...CELL]);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toMatch(
      /median of 4\d\d\d would be 4\d\d\d mm with --unit mm, 4\d\d\.?\d* mm with --unit 0.0001/,
    );
    const done = await runCli([
      'import',
      source,
      '--project',
      project,
      '--unit',
      '0.0001',
      '--json',
      ...CELL,
    ]);
    expect(done.code).toBe(0);
    const lines = parsed(done.lines);
    expect(lines.at(-1)).toEqual({ imported: 2, already: 0, problems: 0 });
    expect(lines.filter((line) => 'sample' in line)).toHaveLength(2);
  });

  it('should end with 2 where category, split or anomaly is open, or there is nothing', async () => {
    await pairs(1);
    const open = await runCli(['import', source, '--project', project, '--unit', 'guess']);
    expect(open.code).toBe(2);
    expect(open.stderr).toContain('--category');
    await put(folder, 'empty/readme.txt', 'x');
    const nothing = await runCli(['import', join(folder, 'empty'), '--project', project]);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain('holds nothing that can be imported');
  });

  it('should change nothing in a dry run and say what each file becomes', async () => {
    await mvtecTree(source, 'bagel', { validation: true, gt: true });
    const { code, lines } = await runCli([
      'import',
      source,
      '--project',
      project,
      '--dry-run',
      '--json',
    ]);
    expect(code).toBe(0);
    const items = parsed(lines).filter((line) => 'item' in line);
    expect(items).toHaveLength(4);
    expect(JSON.stringify(items)).toContain(
      'depth from z of 64 x 48, float32 TIFF of 3 channels, kept as float32 metres',
    );
    expect(await readdir(folder)).toEqual(['source']);
  });

  it('should import by a profile file, and end with 1 under --strict when a file was skipped', async () => {
    const scene = makeScene(1);
    await put(source, 'a/cookie-dent-1.png', await rgbPng(scene));
    await put(source, 'b/1.png', await depthPng(scene));
    await put(source, 'c/1.png', await maskPng(scene));
    await put(source, 'b/2.png', await depthPng(scene));
    const profile = {
      name: 'ours',
      mapping: {
        rules: [
          { pattern: 'a/{category}-{anomaly}-{name}.png', role: 'rgb', fixed: { split: 'test' } },
          { pattern: 'b/{name}.png', role: 'depth', fixed: {} },
          { pattern: 'c/{name}.png', role: 'mask', fixed: {} },
        ],
        values: {},
      },
      choices: {
        ...{ category: null, split: null, anomaly: null, lighting: 'U', metresPerCount: 0.0001 },
        ...{ intrinsics: null, withoutIntrinsics: true, cloudLabels: false },
      },
    };
    await writeFile(join(folder, 'ours.json'), JSON.stringify(profile));
    const args = [
      'import',
      source,
      '--project',
      project,
      '--profile',
      join(folder, 'ours.json'),
      '--json',
    ];
    const { code, lines, stderr } = await runCli([...args, '--strict']);
    expect(code).toBe(1);
    expect(stderr).toContain('1 files were skipped');
    expect(parsed(lines)[0]).toEqual({
      skipped: 'b/2.png',
      reason: 'no colour picture belongs to it',
      serious: true,
    });
    const [id = ''] = await readdir(join(project, 'samples'));
    const sample = sampleSchema.parse(
      JSON.parse(await readFile(join(project, 'samples', id, 'sample.json'), 'utf8')),
    );
    expect(sample).toMatchObject({
      category: 'cookie',
      split: 'test',
      anomaly: 'dent',
      lighting: 'U',
    });
    expect((await readdir(join(project, 'samples', id))).sort()).toEqual([
      'annotation.json',
      'depth.png',
      'labels.png',
      'mask.png',
      'rgb.png',
      'sample.json',
      'work.json',
    ]);
    const again = await runCli(args);
    expect(again.code).toBe(0);
    expect(parsed(again.lines).at(-1)).toMatchObject({ imported: 0, already: 1 });
  });

  it('should go on after a kill, without doubles or half samples', async () => {
    await pairs(40);
    const args = ['import', source, '--project', project, '--unit', '0.0001', ...CELL];
    const child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('close', resolve));
    // Killed as soon as the third sample is there, or it is done before.
    let there = 0;
    while (there < 3 && child.exitCode === null) {
      await new Promise(setImmediate);
      const names = await readdir(join(project, 'samples')).catch(() => []);
      there = names.filter((name) => !name.startsWith('.')).length;
    }
    child.kill('SIGKILL');
    await ended;
    const { code, stderr } = await runCli(args);
    expect(code, stderr).toBe(0);
    const samples = await readdir(join(project, 'samples'));
    expect(samples).toHaveLength(40);
    for (const name of samples)
      expect((await readdir(join(project, 'samples', name))).sort()).toEqual([
        'depth.png',
        'rgb.png',
        'sample.json',
      ]);
  }, 60_000);

  it('should name a recording that cannot be played and import the rest', async () => {
    await pairs(1);
    await put(source, 'broken.bag', 'this is no recording');
    const { code, lines } = await runCli(
      ['import', source, '--project', project, '--unit', '0.0001', '--json', ...CELL],
      { PD_STUDIO_LIBREALSENSE: join(folder, 'no-such-library.so') },
    );
    expect(code).toBe(1);
    expect(parsed(lines)).toContainEqual({
      problem: 'broken.bag',
      reason: expect.stringMatching(/librealsense/) as string,
    });
    expect(parsed(lines).at(-1)).toEqual({ imported: 1, already: 0, problems: 1 });
  }, 30_000);

  it.for(fetchedSdks().slice(-1))(
    'should import every frame of a real recording (SDK $version)',
    { timeout: 180_000 },
    async ({ path, reason }, ctx) => {
      const bag = sharedData('realsense-bag', 'single_depth_color_640x480.bag');
      if (bag === null || path === null) return ctx.skip(reason ?? NO_SHARED_DATA);
      const { code, lines, stderr } = await runCli(
        ['import', bag, '--project', project, '--json', ...CELL],
        { PD_STUDIO_LIBREALSENSE: path },
      );
      expect(code, stderr).toBe(0);
      expect(parsed(lines).at(-1)).toMatchObject({ imported: 2 });
      for (const name of await readdir(join(project, 'samples'))) {
        const raw = await readFile(join(project, 'samples', name, 'sample.json'), 'utf8');
        const sample = sampleSchema.parse(JSON.parse(raw));
        expect(sample).toMatchObject({ source: 'recording', camera: { serial: '728612070259' } });
        expect(sample.depth).toMatchObject({ metresPerCount: 0.001, width: 640, height: 480 });
        expect(sample.provenance?.missing).toContain('takenAt');
      }
    },
  );
});
