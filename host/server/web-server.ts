/** The browser host: the page and its channel on loopback, behind a token, with Origin and Host checks. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import {
  serveChannel,
  type EventHub,
  type Handlers,
  type ServerLog,
} from '../../core/contract/server.js';
import { StudioError } from '../../core/contract/errors.js';
import { MAX_CLIENT_MESSAGE_BYTES } from '../../core/contract/wire.js';
import { errnoOf } from '../files/errors.js';
import { hasToken, isOwnHost, isOwnOrigin, makeToken, targetOf } from './access.js';
import { socketWire } from './socket-wire.js';
import { serveStatic } from './static-files.js';

export interface WebServerOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Folder of the built page. */
  readonly pageFolder: string;
  readonly handlers: Handlers;
  readonly hub: EventHub;
  readonly log: ServerLog;
}

export interface WebServer {
  /** Address with its token. */
  readonly url: string;
  close(): Promise<void>;
}

const CHANNEL_PATH = '/channel';
/** Above the contract's limit, so that a message too large gets an answer; beyond this the socket closes. */
export const MAX_FRAME_BYTES = 2 * MAX_CLIENT_MESSAGE_BYTES;

/** @throws StudioError when the port is taken */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const token = makeToken();
  const server = createServer();
  const port = await listen(server, options.port);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });

  server.on('request', (request, response) => {
    const { host } = request.headers;
    if (host === undefined || !isOwnHost(request, port)) {
      options.log.warn({ host }, 'request with a foreign Host header');
      response.writeHead(403).end();
      return;
    }
    serveStatic(options.pageFolder, request, response, host).catch(() => response.destroy());
  });

  server.on('upgrade', (request, socket, head) => {
    // Without a listener a reset connection would end the host.
    socket.on('error', () => undefined);
    const target = targetOf(request);
    const allowed =
      target?.pathname === CHANNEL_PATH &&
      isOwnHost(request, port) &&
      isOwnOrigin(request, port) &&
      hasToken(target, token);
    if (!allowed) {
      const { host, origin } = request.headers;
      options.log.warn({ path: target?.pathname, host, origin }, 'channel refused');
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      serveChannel(socketWire(webSocket, options.log), options.handlers, options.hub, options.log);
    });
  });

  return {
    url: `http://127.0.0.1:${String(port)}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = errnoOf(error) === 'EADDRINUSE';
      reject(
        taken
          ? new StudioError(
              'io',
              `Port ${String(port)} is in use.`,
              'Choose another with --port, or --port 0 for any free one.',
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
