/**
 * The bridge to a host behind a loopback WebSocket. The token comes in the page's own URL, moves to
 * the tab's session storage so that a reload works, and leaves the address bar at once.
 */
import { decodeBinary, hostMessageSchema, type HostMessage } from '../../core/contract/wire.js';
import type { Host, PageWire } from './host.js';

const STORAGE_KEY = 'pd-studio-token';

/** Takes the token out of the URL (or the tab's storage); null where there is none. */
export function takeToken(
  page: Pick<Window, 'location' | 'history' | 'sessionStorage'>,
): string | null {
  const url = new URL(page.location.href);
  const token = url.searchParams.get('token');
  if (token === null) return page.sessionStorage.getItem(STORAGE_KEY);
  page.sessionStorage.setItem(STORAGE_KEY, token);
  url.searchParams.delete('token');
  page.history.replaceState(page.history.state, '', url);
  return token;
}

/** `origin` of the page, e.g. http://127.0.0.1:8123; the channel lives on the same one. */
export function webSocketHost(origin: string, token: string): Host {
  return {
    connect: () =>
      new Promise((resolve, reject) => {
        const url = new URL('/channel', origin);
        url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
        url.searchParams.set('token', token);
        const socket = new WebSocket(url);
        socket.binaryType = 'arraybuffer';
        socket.addEventListener('error', () => {
          reject(new Error('The studio did not answer'));
        });
        socket.addEventListener('close', () => {
          reject(new Error('The studio closed the connection'));
        });
        socket.addEventListener('open', () => {
          resolve(wireOf(socket));
        });
      }),
  };
}

function wireOf(socket: WebSocket): PageWire {
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    open(handlers) {
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = decode(event.data);
        if (message) handlers.message(message);
        else socket.close(1002, 'unreadable message');
      });
      socket.addEventListener('close', () => {
        handlers.closed();
      });
      if (socket.readyState !== WebSocket.OPEN) handlers.closed();
    },
    close() {
      socket.close(1000);
    },
  };
}

/** A message of either form; null where it is neither. */
export function decode(data: unknown): HostMessage | null {
  try {
    if (data instanceof ArrayBuffer) return decodeBinary(new Uint8Array(data));
    if (typeof data !== 'string') return null;
    return hostMessageSchema.parse(JSON.parse(data));
  } catch {
    return null;
  }
}
