import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  describeChannel,
  makeHandlers,
  TestHub,
  TestLog,
} from '../../tests/support/channel-suite.js';
import { connectSocket, openSocket } from '../../tests/support/socket-wire.js';
import { connectChannel } from '../../core/contract/channel.js';
import { MAX_FRAME_BYTES, startWebServer, type WebServer } from './web-server.js';

let pages = '';
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pd-studio-pages-'));
  // A folder named assets on the way must not make the page itself cacheable.
  pages = join(folder, 'assets', 'page');
  await mkdir(join(pages, 'assets'), { recursive: true });
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(pages, 'assets', 'index-1a2b.js'), 'export {};');
  await writeFile(join(pages, 'notes.txt'), 'not a type of the page');
  await writeFile(join(pages, 'index.js.map'), '{}');
  await writeFile(join(folder, 'assets', 'secret.json'), '{"secret":1}');
});
afterAll(() => rm(join(pages, '..', '..'), { recursive: true, force: true }));

describeChannel('WebSocket', async (host) => {
  const server = await startWebServer({ port: 0, pageFolder: pages, ...host });
  const wire = await connectSocket(server.url);
  return { wire, drop: () => void server.close(), dispose: () => server.close() };
});

describe('web server', () => {
  let server: WebServer;
  let log: TestLog;
  let url: URL;
  beforeEach(async () => {
    log = new TestLog();
    server = await startWebServer({
      port: 0,
      pageFolder: pages,
      handlers: makeHandlers(),
      hub: new TestHub(),
      log,
    });
    url = new URL(server.url);
  });
  afterEach(() => server.close());

  /** A request whose target and headers are sent as given; `fetch` would clean them up. */
  const get = (
    path: string,
    headers: OutgoingHttpHeaders = {},
    method = 'GET',
  ): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(
        { host: '127.0.0.1', port: url.port, path, method, headers },
        (response) => {
          let body = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (body += chunk));
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          });
        },
      );
      sent.on('error', reject);
      sent.end();
    });

  /** How a WebSocket's opening ends: `open` or the status of the refusal. */
  const opening = (socket: WebSocket): Promise<string> =>
    new Promise((resolve) => {
      socket.on('open', () => {
        resolve('open');
        socket.terminate();
      });
      socket.on('unexpected-response', (sent, response) => {
        resolve(String(response.statusCode));
        sent.destroy();
      });
      socket.on('error', () => undefined);
    });

  it('should listen on the loopback address and carry a token of 32 bytes', () => {
    expect(url.hostname).toBe('127.0.0.1');
    expect(Buffer.from(url.searchParams.get('token') ?? '', 'base64url')).toHaveLength(32);
  });

  it('should make a new token at every start', async () => {
    const other = await startWebServer({
      port: 0,
      pageFolder: pages,
      handlers: makeHandlers(),
      hub: new TestHub(),
      log,
    });
    expect(new URL(other.url).searchParams.get('token')).not.toBe(url.searchParams.get('token'));
    await other.close();
  });

  it('should say which port is in use', async () => {
    const second = startWebServer({
      port: Number(url.port),
      pageFolder: pages,
      handlers: makeHandlers(),
      hub: new TestHub(),
      log,
    });
    await expect(second).rejects.toMatchObject({ code: 'io', message: /Port \d+ is in use/ });
  });

  it('should serve the page with strict headers', async () => {
    const { status, headers, body } = await get('/?token=any');
    expect(status).toBe(200);
    expect(body).toContain('<title>page</title>');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${url.port}`);
    expect(policy.join()).not.toContain('unsafe');
  });

  it('should let only files named by their content be kept', async () => {
    const { status, headers } = await get('/assets/index-1a2b.js');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['cache-control']).toContain('immutable');
  });

  it('should answer HEAD without a body and refuse other methods', async () => {
    expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await get('/', {}, method)).status).toBe(405);
  });

  it.each([
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '//secret.json',
    '/%00',
    '/%',
    '/notes.txt',
    '/index.js.map',
    '/assets',
    '/assets/',
    '/nothing.html',
  ])('should not give out %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).toBe('');
  });

  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost', '[::1]:80'])(
    'should refuse a request with Host %j',
    async (host) => {
      expect((await get('/', { host })).status).toBe(403);
      expect(log.lines).toEqual(['request with a foreign Host header']);
    },
  );

  it('should serve and connect under localhost too', async () => {
    const host = `localhost:${url.port}`;
    const { status, headers } = await get('/', { host });
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain(`ws://${host}`);
    const local = new URL(server.url);
    local.hostname = 'localhost';
    const socket = new WebSocket(`ws://127.0.0.1:${url.port}/channel${url.search}`, {
      origin: local.origin,
      headers: { host },
    });
    expect(await opening(socket)).toBe('open');
  });

  it('should open the channel to its own page with the token', async () => {
    expect(await opening(openSocket(server.url))).toBe('open');
  });

  it.each([
    ['no token', () => server.url.split('?')[0] ?? '', {}],
    ['a wrong token', () => server.url.slice(0, -1) + (server.url.endsWith('A') ? 'B' : 'A'), {}],
    ['a token cut short', () => server.url.slice(0, -4), {}],
    ['a foreign origin', () => server.url, { origin: 'https://evil.example' }],
    ['the origin of a file', () => server.url, { origin: 'null' }],
    ['another port of this machine', () => server.url, { origin: 'http://127.0.0.1:1' }],
  ])('should refuse the channel to a page with %s', async (_name, address, options) => {
    expect(await opening(openSocket(address(), options))).toBe('403');
    expect(log.lines).toEqual(['channel refused']);
  });

  it('should refuse the channel without an Origin, with a foreign Host and on another path', async () => {
    const channel = `ws://127.0.0.1:${url.port}/channel${url.search}`;
    expect(await opening(new WebSocket(channel))).toBe('403');
    const headers = { host: `evil.example:${url.port}` };
    expect(await opening(new WebSocket(channel, { origin: url.origin, headers }))).toBe('403');
    const elsewhere = `ws://127.0.0.1:${url.port}/${url.search}`;
    expect(await opening(new WebSocket(elsewhere, { origin: url.origin }))).toBe('403');
    expect(log.lines).toHaveLength(3);
  });

  it('should outlive upgrade requests that no browser sends', async () => {
    for (const target of ['//', '*', '/channel?token=%', 'http://[', '/\\']) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(url.port), '127.0.0.1', () => {
          socket.write(
            `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${url.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
          );
        });
        socket.on('data', () => undefined);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          resolve();
        });
      });
    }
    expect(await opening(openSocket(server.url))).toBe('open');
  });

  it('should close a connection whose message is far too large and keep serving', async () => {
    const socket = openSocket(server.url);
    const code = await new Promise<number>((resolve) => {
      socket.on('open', () => {
        socket.send(Buffer.alloc(MAX_FRAME_BYTES + 1, 0x20));
      });
      socket.on('close', resolve);
      socket.on('error', () => undefined);
    });
    expect(code).toBe(1009);
    expect(log.lines).toEqual(['connection ended by an error']);
    const channel = connectChannel(await connectSocket(server.url));
    expect(await channel.call('preferences.get', {})).toMatchObject({ theme: 'dark' });
    channel.close();
  });

  it('should answer binary and unreadable text with a typed error', async () => {
    const socket = openSocket(server.url);
    const answers: string[] = [];
    await new Promise<void>((resolve) => {
      socket.on('open', () => {
        socket.send(Buffer.from([1, 2, 3]));
        socket.send('{"t":');
      });
      socket.on('message', (data: Buffer) => {
        const { error } = JSON.parse(data.toString()) as { error: { code: string } };
        answers.push(error.code);
        if (answers.length === 2) resolve();
      });
    });
    expect(answers).toEqual(['bad-input', 'bad-input']);
    socket.terminate();
  });
});
