/** A page's end of the WebSocket transport, for tests that run in Node. */
import { WebSocket } from 'ws';
import {
  decodeBinary,
  hostMessageSchema,
  type ClientMessage,
  type HostMessage,
  type Wire,
} from '../../core/contract/wire.js';

/** The WebSocket of a `PD Studio ready` address, opened as its own page would. */
export function openSocket(address: string, options: { origin?: string } = {}): WebSocket {
  const url = new URL(address);
  const origin = options.origin ?? url.origin;
  url.protocol = 'ws:';
  url.pathname = '/channel';
  return new WebSocket(url, { origin, perMessageDeflate: false });
}

/** Resolves with the page's wire once the socket is open. */
export function connectSocket(address: string): Promise<Wire<ClientMessage, HostMessage>> {
  const socket = openSocket(address);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      resolve(pageWire(socket));
    });
  });
}

function pageWire(socket: WebSocket): Wire<ClientMessage, HostMessage> {
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    open(handlers) {
      socket.on('message', (data: Buffer, isBinary) => {
        handlers.message(
          isBinary
            ? decodeBinary(data)
            : hostMessageSchema.parse(JSON.parse(data.toString('utf8'))),
        );
      });
      socket.on('close', () => {
        handlers.closed();
      });
      socket.on('error', () => undefined);
    },
    close() {
      socket.close();
    },
  };
}
