/** The two ends of the MessagePort transport in Node: as Electron's host and as the page hold them. */
import type { MessagePort } from 'node:worker_threads';
import {
  hostMessageSchema,
  type ClientMessage,
  type HostMessage,
  type Wire,
} from '../../core/contract/wire.js';
import type { HostPort } from '../../electron/port-wire.js';

/** Node's port with the events of Electron's MessagePortMain. */
export function electronPort(port: MessagePort): HostPort {
  return {
    postMessage: (message) => {
      port.postMessage(message);
    },
    on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (event === 'message')
        port.on('message', (data: unknown) => {
          listener({ data });
        });
      else
        port.on('close', () => {
          listener({ data: null });
        });
      return port;
    },
    start: () => {
      port.start();
    },
    close: () => {
      port.close();
    },
  };
}

export function pagePortWire(port: MessagePort): Wire<ClientMessage, HostMessage> {
  return {
    send(message) {
      port.postMessage(message);
    },
    open(handlers) {
      port.on('message', (data: unknown) => {
        handlers.message(hostMessageSchema.parse(data));
      });
      port.on('close', () => {
        handlers.closed();
      });
    },
    close() {
      port.close();
    },
  };
}
