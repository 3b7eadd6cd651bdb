/** The studio's host as `npm start` runs it, and a channel to it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { connectChannel, type Channel } from '../../core/contract/channel.js';
import {
  decodeBinary,
  hostMessageSchema,
  type ClientMessage,
  type HostMessage,
  type Wire,
} from '../../core/contract/wire.js';

export async function connect(url: string): Promise<Channel> {
  const address = new URL(url);
  const socket = new WebSocket(`ws://${address.host}/channel${address.search}`, {
    origin: address.origin,
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const wire: Wire<ClientMessage, HostMessage> = {
    send(message) {
      socket.send(JSON.stringify(message));
    },
    open(handlers) {
      socket.on('message', (data: Buffer, isBinary) => {
        handlers.message(
          isBinary ? decodeBinary(data) : hostMessageSchema.parse(JSON.parse(data.toString())),
        );
      });
      socket.on('close', () => {
        handlers.closed();
      });
    },
    close() {
      socket.close();
    },
  };
  return connectChannel(wire);
}

export interface RunningHost {
  readonly url: string;
  readonly pid: number;
  readonly begunMs: number;
  stop(): Promise<void>;
}

/** As `npm start` on a machine where everything is installed and built. */
export async function startHost(
  folder: string,
  project: string,
  source: string,
  sdk: string | null,
): Promise<RunningHost> {
  const begunMs = performance.now();
  const args = ['--no-open', '--port', '0', '--config', join(folder, 'config')];
  const host = spawn(
    process.execPath,
    ['scripts/start.mjs', ...args, '--project', project, '--source', source],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...(sdk === null ? {} : { PD_STUDIO_LIBREALSENSE: sdk }) },
    },
  );
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const match = /ready: (\S+)/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
  return {
    url,
    pid: host.pid ?? 0,
    begunMs,
    stop: async () => {
      const ended = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGTERM');
      await ended;
    },
  };
}
