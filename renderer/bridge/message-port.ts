/**
 * The bridge to a host process that posts a MessagePort to this window. The page asks with a nonce,
 * and takes only a port that comes from its own window with the same nonce.
 */
import { hostMessageSchema } from '../../core/contract/wire.js';
import type { Host, PageWire } from './host.js';

/** What the page posts to its own window to ask for a port, and what comes back with the port. */
export const PORT_REQUEST = 'pd-studio:port-request';
export const PORT_REPLY = 'pd-studio:port';

const WAIT_MS = 5000;

interface PortMessage {
  readonly type: string;
  readonly nonce: string;
}

function isPortMessage(data: unknown): data is PortMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    'nonce' in data &&
    typeof data.nonce === 'string'
  );
}

export function messagePortHost(page: Window): Host {
  return {
    connect: () =>
      new Promise((resolve, reject) => {
        const nonce = crypto.randomUUID();
        const stop = (): void => {
          page.removeEventListener('message', receive);
          page.clearTimeout(timer);
        };
        const receive = (event: MessageEvent<unknown>): void => {
          if (event.source !== page || !isPortMessage(event.data)) return;
          const port = event.ports[0];
          if (event.data.type !== PORT_REPLY || event.data.nonce !== nonce || !port) return;
          stop();
          resolve(wireOf(port));
        };
        const timer = page.setTimeout(() => {
          stop();
          reject(new Error('The studio did not answer'));
        }, WAIT_MS);
        page.addEventListener('message', receive);
        page.postMessage({ type: PORT_REQUEST, nonce }, page.location.origin);
      }),
  };
}

function wireOf(port: MessagePort): PageWire {
  return {
    send(message) {
      port.postMessage(message);
    },
    open(handlers) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => {
        const parsed = hostMessageSchema.safeParse(event.data);
        if (parsed.success) handlers.message(parsed.data);
      });
      // Chromium tells the other end of a port when its process has gone.
      port.addEventListener('close', () => {
        handlers.closed();
      });
      port.start();
    },
    close() {
      port.close();
    },
  };
}
