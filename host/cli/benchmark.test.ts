/** pd-studio benchmark: readings of this computer, and nothing left behind. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/cli.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-benchmark-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pd-studio benchmark', () => {
  it('should time shots on the disk of a folder and leave nothing there', async () => {
    const { code, lines, stderr } = await runCli([
      ...['benchmark', '--part', 'shot', '--seconds', '1', '--folder', folder, '--json'],
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const reading = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(reading).toMatchObject({ part: 'shot', note: '' });
    expect(reading['runs']).toBeGreaterThanOrEqual(3);
    expect(reading['milliseconds']).toBeGreaterThan(0);
    expect(reading['worstMilliseconds']).toBeGreaterThanOrEqual(Number(reading['milliseconds']));
    expect(await readdir(folder)).toEqual([]);
  });

  it('should say which training engines there are, and refuse a model that is none', async () => {
    const { lines } = await runCli(['benchmark', '--part', 'engines', '--json']);
    expect(lines.map((line) => (JSON.parse(line) as { what: string }).what)).toEqual([
      'training on tensorflow',
      'training on wasm',
    ]);
    const { code, stderr } = await runCli([
      ...['benchmark', '--part', 'inference', '--model', join(folder, 'none.onnx')],
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('none.onnx');
  });
});
