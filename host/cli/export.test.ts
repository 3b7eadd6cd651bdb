import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, runCli, type CliResult } from '../../tests/support/cli.js';
import { makeSmallProject } from '../../tests/support/small-project.js';

let folder = '';
let project = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-export-cli-'));
  project = join(folder, 'project');
  await makeSmallProject(project, [
    ...Array.from({ length: 8 }, () => ({})),
    { split: 'test' as const },
    { split: 'test' as const, anomaly: 'dent' },
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const run = (...args: string[]): Promise<CliResult> =>
  runCli(args, { PD_STUDIO_CONFIG: join(folder, 'config') });
const last = (result: CliResult): Record<string, unknown> =>
  JSON.parse(result.lines.at(-1) ?? '{}') as Record<string, unknown>;

describe('pd-studio export', () => {
  it('should tell in a dry run what it then writes', async () => {
    const args = ['export', '--project', project, '--out', join(folder, 'tree'), '--json'];
    const dry = await run(...args, '--dry-run');
    expect(dry.code).toBe(0);
    const plan = last(dry);
    expect(plan).toMatchObject({ filesToWrite: 22, samples: { added: 10 }, issues: [] });
    await expect(stat(join(folder, 'tree'))).rejects.toThrow();
    const real = await run(...args);
    expect(real.code).toBe(0);
    expect(last(real)).toMatchObject({ filesWritten: 22, samples: { added: 10 } });
    const kinds = plan['files'] as { kind: string; count: number; bytes: number }[];
    const xyz = await stat(join(folder, 'tree', 'cookie', 'train', 'good', 'xyz', '000.tiff'));
    const planned = kinds.find(({ kind }) => kind === 'xyz');
    expect(Math.abs((planned?.bytes ?? 0) / 10 - xyz.size)).toBeLessThan(256);
  });

  it('should end with 2 for wrong use and with a sentence', async () => {
    for (const args of [
      ['--format', 'pickle'],
      ['--crop', '0x0'],
      ['--profile', 'nobody'],
      ['--splits', 'half'],
    ]) {
      const result = await run('export', '--project', project, '--out', join(folder, 'x'), ...args);
      expect(result.code).toBe(2);
      expect(result.lines).toEqual([]);
      expect(result.stderr).not.toBe('');
    }
  });

  it('should go on after kill -9 and leave nothing beside', async () => {
    const out = join(folder, 'killed');
    const staging = join(folder, '.tmp-export-killed');
    const child = spawn(
      process.execPath,
      [CLI, 'export', '--project', project, '--out', out, '--threads', '1'],
      { stdio: 'ignore', env: { ...process.env, PD_STUDIO_CONFIG: join(folder, 'config') } },
    );
    const gone = new Promise((resolve) => child.once('exit', resolve));
    for (;;) {
      const lines = await readFile(join(staging, 'journal.jsonl'), 'utf8').catch(() => '');
      if (lines.includes('\n') || child.exitCode !== null) break;
      await new Promise(setImmediate);
    }
    child.kill('SIGKILL');
    await gone;
    const again = await run('export', '--project', project, '--out', out, '--json');
    expect(again.code).toBe(0);
    expect((await readdir(join(out, 'cookie', 'train', 'good', 'xyz'))).length).toBe(8);
    expect((await readdir(folder)).filter((name) => name.startsWith('.tmp'))).toEqual([]);
    const valid = await run('validate', out, '--reader', 'anomalib', '--dry-run', '--json');
    expect(last(valid)).toMatchObject({ passed: true, samples: 10 });
  });
});

describe('pd-studio validate', () => {
  it('should end with 1 and name the samples whose corners have no depth', async () => {
    await run('export', '--project', project, '--out', join(folder, 'corners'));
    const result = await run('validate', join(folder, 'corners'), '--reader', 'ast', '--json');
    expect(result.code).toBe(1);
    const rules = result.lines.map((line) => (JSON.parse(line) as { rule?: string }).rule);
    expect(rules).toContain('ast/corner-without-depth');
  });

  it('should pass every reader on a tree cropped to where the camera sees', async () => {
    const out = join(folder, 'cropped');
    await run(
      ...['export', '--project', project, '--out', out, '--ast-z'],
      ...['--crop', '200x200+140+35'],
    );
    const result = await run('validate', out, '--reader', 'all', '--json');
    expect(last(result)).toMatchObject({ errors: 0, passed: true });
    expect(result.code).toBe(0);
  });
});

describe('pd-studio split and stats', () => {
  it('should propose, apply as one step, and be the same for the same seed', async () => {
    const args = ['split', '--project', project, '--ratios', '0.5,0.25,0.25', '--seed', '4'];
    const first = last(await run(...args, '--json'));
    expect(last(await run(...args, '--json'))).toEqual(first);
    const applied = last(await run(...args, '--apply', '--json'));
    expect(applied).toMatchObject({ applied: true, moves: first['moves'] });
    const after = last(await run(...args, '--json'));
    expect(after['moves']).toEqual([]);
    expect(after['cells']).toEqual(first['cells']);
    expect((await readdir(join(project, 'operations'))).length).toBe(1);
  });

  it('should count, measure the dent and print CSV', async () => {
    const statistics = last(await run('stats', '--project', project, '--dry-run', '--json'));
    const [region] = statistics['regions'] as { anomaly: string; areaMm2: number }[];
    expect(region?.anomaly).toBe('dent');
    expect(region?.areaMm2).toBeGreaterThan(1);
    const csv = await run('stats', '--project', project, '--csv', 'regions');
    expect(csv.lines[0]).toBe('sampleId,category,anomaly,areaPx,areaMm2,depthMm,deepestMm,centre');
    expect(csv.lines.length).toBeGreaterThan(1);
  });
});
