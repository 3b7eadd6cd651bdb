import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, runCli } from '../../tests/support/cli.js';
import { decodeGray16, decodeRgb } from '../codecs/png.js';
import { decodeTiff } from '../codecs/tiff.js';
import { openProject } from '../project/open-project.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-simulate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = (out: string, test = 3): string[] => [
  ...['simulate', '--out', join(folder, out), '--categories', 'radish', '--size', '424x240'],
  ...['--train', '1', '--validation', '1', '--test', String(test), '--seed', '5', '--json'],
];

/** Digest of every file below, by its relative name. */
async function digests(path: string): Promise<Map<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  // The index holds the dates of files and is written by whoever opens the project.
  const files = entries
    .filter((e) => e.isFile() && e.name !== 'index.jsonl')
    .map((e) => join(e.parentPath, e.name));
  const found = await Promise.all(
    files.map(async (file): Promise<[string, string]> => [
      relative(path, file),
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ]),
  );
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Line {
  readonly id?: string;
  readonly rendered?: number;
  readonly kept?: number;
}
const parsed = (lines: readonly string[]): Line[] => lines.map((line) => JSON.parse(line) as Line);

describe('pd-studio simulate', () => {
  it('writes a project and a tree of the same pictures, with exact masks', async () => {
    const { code, lines } = await runCli(options('whole'), {});
    expect(code).toBe(0);
    expect(parsed(lines).at(-1)).toMatchObject({ rendered: 5, kept: 0 });
    const out = join(folder, 'whole');
    const store = await openProject(join(out, 'project'));
    try {
      expect(store.broken()).toEqual([]);
      expect(store.samples()).toHaveLength(5);
      const dent = store.samples().find((s) => s.anomaly === 'dent');
      expect(dent).toMatchObject({ source: 'simulated', split: 'test', lighting: 'C', index: 1 });
      const { sample, path } = await store.read(dent?.id ?? '');
      const rgb = await readFile(join(path, 'rgb.png'));
      expect(createHash('sha256').update(rgb).digest('hex')).toBe(sample.rgb.sha256);
      expect(sample.gates.filter((g) => !g.passed)).toEqual([]);

      const tree = join(out, 'mvtec/radish/test/dent');
      const left = (424 - 320) / 2;
      const inTree = await decodeRgb('rgb', await readFile(join(tree, 'rgb/000.png')));
      expect(inTree).toMatchObject({ width: 320, height: 240 });
      const whole = await decodeRgb('rgb', rgb);
      const row = whole.data.subarray((100 * 424 + left) * 3, (100 * 424 + left + 320) * 3);
      expect(Buffer.from(inTree.data.subarray(100 * 320 * 3, 101 * 320 * 3)).equals(row)).toBe(
        true,
      );
      const maskAt = async (file: string): Promise<number> =>
        (await decodeGray16('mask', await readFile(file))).data.reduce(
          (n, v) => n + (v > 0 ? 1 : 0),
          0,
        );
      const marked = await maskAt(join(path, 'mask.png'));
      expect(marked).toBeGreaterThan(40);
      expect(await maskAt(join(tree, 'gt/000.png'))).toBe(marked);

      const depth = await decodeGray16('depth', await readFile(join(path, 'depth.png')));
      const xyz = decodeTiff('xyz', await readFile(join(tree, 'xyz/000.tiff')));
      expect(xyz).toMatchObject({ width: 320, height: 240, channels: 3 });
      const { fx, ppx } = sample.depth?.intrinsics ?? { fx: 1, ppx: 0 };
      for (let i = 0; i < 320 * 240; i++) {
        const u = (i % 320) + left;
        const count = depth.data[Math.floor(i / 320) * 424 + u] ?? 0;
        const z = Math.fround(count * (sample.depth?.metresPerCount ?? 0));
        if (xyz.data[3 * i + 2] !== z) expect(xyz.data[3 * i + 2]).toBe(z);
        if (i % 997 === 0) expect(xyz.data[3 * i]).toBeCloseTo(((u - ppx) * z) / fx, 6);
      }
    } finally {
      await store.close();
    }
    const good = await readFile(join(out, 'mvtec/radish/test/good/gt/000.png'));
    expect((await decodeRgb('gt', good)).data.every((v) => v === 0)).toBe(true);
  });

  it('goes on after a kill -9 and ends with the very files of an unbroken run', async () => {
    const child = spawn(process.execPath, [CLI, ...options('broken')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const printed = createInterface({ input: child.stdout });
    await new Promise<void>((resolve) => {
      printed.once('line', () => {
        resolve();
      });
    });
    child.kill('SIGKILL');
    await ended;
    const { code, lines, stderr } = await runCli(options('broken'), {});
    expect(stderr).not.toContain('another');
    expect(code).toBe(0);
    expect(parsed(lines).at(-1)?.kept).toBeGreaterThanOrEqual(1);
    expect(await digests(join(folder, 'broken'))).toEqual(await digests(join(folder, 'whole')));
  });

  it('refuses a folder that holds another simulation and an unknown category', async () => {
    const other = await runCli([...options('whole'), '--seed', '6'], {});
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('differs in seed');
    const unknown = await runCli(['simulate', '--out', folder, '--categories', 'crab,tiger'], {});
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('tiger');
  });

  it('says so where the folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), 'x');
    const { code, stderr } = await runCli(options('file/below'), {});
    expect(code).toBe(1);
    expect(stderr).toContain('below');
  });
});
