import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectChannel } from '../core/contract/channel.js';
import { pagePortWire } from '../tests/support/port-wire.js';
import { root } from '../tests/support/shared-data.js';

const ENTRY = join(root, 'out/electron/host-entry.js');

/** Gives the built entry what a utility process has: `process.parentPort` with Electron's events. */
const BOOT = `
import { parentPort, workerData } from 'node:worker_threads';
const adapt = (port) => ({
  postMessage: (message) => port.postMessage(message),
  on: (event, listener) => port.on(event, (data) => listener({ data })),
  start: () => port.start(),
  close: () => port.close(),
});
process.parentPort = {
  on: (_event, listener) =>
    parentPort.on('message', ({ data, ports }) => listener({ data, ports: ports.map(adapt) })),
};
await import(workerData);
`;

let folder = '';
beforeAll(async () => {
  if (!existsSync(ENTRY)) throw new Error('Run `npm run build` first: out/electron is missing.');
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-host-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('host entry', () => {
  it('should serve the studio over a message port, and end when asked', async () => {
    const host = new Worker(new URL(`data:text/javascript,${encodeURIComponent(BOOT)}`), {
      workerData: new URL(`file://${ENTRY}`).href,
      argv: [folder, '--source', 'simulated:profile=480x270@5'],
      stdout: false,
    });
    const failed = new Promise<never>((_, reject) => host.once('error', reject));
    const exited = new Promise<number>((resolve) => host.once('exit', resolve));
    const { port1, port2 } = new MessageChannel();
    host.postMessage({ data: { t: 'page' }, ports: [port1] }, [port1]);
    const channel = connectChannel(pagePortWire(port2));

    const info = await Promise.race([channel.call('app.info', {}), failed]);
    expect(info.shell).toBe('electron');
    const preview = await Promise.race([
      new Promise<{ width: number; bytes: Uint8Array; depthOffset: number; height: number }>(
        (resolve) => channel.listen('camera.preview', resolve),
      ),
      failed,
    ]);
    expect(preview.bytes.length).toBe(preview.depthOffset + preview.width * preview.height * 2);
    const state = await channel.call('camera.state', {});
    expect(state.source?.kind).toBe('simulated');

    host.postMessage({ data: { t: 'end' }, ports: [] });
    expect(await exited).toBe(0);
    port2.close();
  });
});
