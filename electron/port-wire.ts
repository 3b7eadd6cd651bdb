/** A MessagePort of Electron's main process as the host's end of a channel. */
import type { HostMessage, Wire } from '../core/contract/wire.js';

/** The part of Electron's MessagePortMain that is used; Node's MessagePort fits too. */
export interface HostPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function portWire(port: HostPort): Wire<HostMessage, unknown> {
  let open = true;
  return {
    send(message) {
      // Structured clone copies the bytes, so that a pooled buffer is not sent whole.
      if (open) port.postMessage(message);
    },
    open(handlers) {
      port.on('message', ({ data }) => {
        handlers.message(data);
      });
      port.on('close', () => {
        open = false;
        handlers.closed();
      });
      port.start();
    },
    close() {
      open = false;
      port.close();
    },
  };
}
