import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectChannel, type Channel } from '../../core/contract/channel.js';
import type { Preview } from '../../core/contract/schema/camera.js';
import { CLI, runCli } from '../../tests/support/cli.js';
import { connectSocket } from '../../tests/support/socket-wire.js';

let folder = '';
let child: ChildProcess | null = null;
let channel: Channel | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-serve-'));
});
afterEach(async () => {
  channel?.close();
  await end();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function end(): Promise<number | null> {
  const running = child;
  child = null;
  if (!running || running.exitCode !== null) return running?.exitCode ?? null;
  const gone = new Promise<number | null>((resolve) => running.once('exit', resolve));
  running.kill('SIGTERM');
  return gone;
}

/** Starts the host and connects as its page would; also everything it printed on stdout. */
async function serve(...more: string[]): Promise<{ page: Channel; url: string; out: string[] }> {
  const started = spawn(
    process.execPath,
    [
      ...[CLI, 'serve', '--no-open', '--port', '0', '--config', join(folder, 'config')],
      ...['--source', 'simulated:profile=480x270@15', ...more],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  child = started;
  const out: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: started.stdout }).on('line', (line) => {
      out.push(line);
      resolve(line.replace(/^PD Studio ready: /, ''));
    });
    started.once('exit', () => {
      reject(new Error('The host ended before it was ready'));
    });
  });
  channel = connectChannel(await connectSocket(url));
  return { page: channel, url, out };
}

describe('pd-studio serve', () => {
  it('should print one line, show the camera, keep a shot and open the project again', async () => {
    const { page, url, out } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    expect(await page.call('app.info', {})).toMatchObject({ shell: 'browser' });
    const preview = await new Promise<Preview>((resolve) => {
      page.listen('camera.preview', resolve);
    });
    expect(preview).toMatchObject({ fullWidth: 480, fullHeight: 270 });

    const path = join(folder, 'project');
    const opened = await page.call('project.create', { path, name: 'Test' });
    expect(opened).toMatchObject({ path, readOnly: null, sampleCount: 0 });
    // Two tabs that open it at once must not meet the studio's own lock.
    const both = await Promise.all([
      page.call('project.open', { path }),
      page.call('project.open', { path }),
    ]);
    expect(both.map((info) => info.readOnly)).toEqual([null, null]);
    const shot = await page.call('capture.shoot', {
      cell: { category: 'strawberry', split: 'train', anomaly: 'good', lighting: 'C' },
      override: 'a test',
      burst: 1,
      note: '',
      replaces: null,
    });
    if (shot.outcome !== 'saved') throw new Error('The shot was refused');
    const { bytes } = await page.call('samples.picture', { id: shot.sample.id, kind: 'depth' });
    expect([...bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(await page.call('samples.get', { id: shot.sample.id })).toMatchObject({
      path: shot.path,
    });
    expect(out).toHaveLength(1);

    page.close();
    expect(await end()).toBe(0);
    const again = await serve();
    const current = await new Promise<string>((resolve) => {
      again.page.listen('project.changed', (info) => {
        if (info) resolve(info.path);
      });
    });
    expect(current).toBe(path);
    expect(await again.page.call('project.current', {})).toMatchObject({ sampleCount: 1 });
  });

  it('should list folders: no hidden ones, projects and recordings marked', async () => {
    const { page } = await serve();
    await mkdir(join(folder, 'list', '.hidden'), { recursive: true });
    await mkdir(join(folder, 'list', 'b10'));
    await mkdir(join(folder, 'list', 'b9'));
    await page.call('project.create', { path: join(folder, 'list', 'a'), name: 'A' });
    const { entries, parent, writable } = await page.call('folders.list', {
      path: join(folder, 'list'),
    });
    expect(entries.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'a project',
      'b9 folder',
      'b10 folder',
    ]);
    expect(parent).toBe(folder);
    expect(writable).toBe(true);
    for (const path of ['relative', join(folder, 'missing')])
      await expect(page.call('folders.list', { path })).rejects.toMatchObject({
        code: path === 'relative' ? 'bad-path' : 'not-found',
      });
  });

  it('should end with a sentence when its port is taken', async () => {
    const { url } = await serve();
    const { code, stderr } = await runCli([
      ...['serve', '--no-open', '--port', new URL(url).port],
      ...['--config', join(folder, 'other'), '--source', 'simulated'],
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('is in use');
  });
});
