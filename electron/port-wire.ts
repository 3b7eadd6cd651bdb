/** A MessagePort of Electron's main process as the host's end of a channel. */
import type { HostMessage, Wire } from '../core/contract/wire.js';

/** The part of Electron's MessagePortMain that is used. */
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
      if (open) port.postMessage(compact(message));
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

/**
 * Structured clone sends the whole buffer under a view: a picture is copied out of its pool first,
 * so that nothing of its neighbours reaches the page.
 */
function compact(message: HostMessage): HostMessage {
  if (!('value' in message)) return message;
  const { value } = message;
  if (typeof value !== 'object' || value === null || !('bytes' in value)) return message;
  const { bytes } = value;
  if (!(bytes instanceof Uint8Array) || bytes.byteLength === bytes.buffer.byteLength)
    return message;
  return { ...message, value: { ...value, bytes: Uint8Array.from(bytes) } };
}
