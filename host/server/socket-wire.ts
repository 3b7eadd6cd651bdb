/** A WebSocket as the host's end of a channel. Bytes follow their head without being copied. */
import { WebSocket, type RawData } from 'ws';
import type { ServerLog } from '../../core/contract/server.js';
import { encodeMessage, type HostMessage, type Wire } from '../../core/contract/wire.js';

/**
 * A page that reads nothing while this much waits for it is gone or hangs: it is cut off, and comes
 * back by itself. Previews never pile up (credit); this bounds everything else.
 */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export function socketWire(socket: WebSocket, log: ServerLog): Wire<HostMessage, unknown> {
  return {
    send(message) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MAX_WAITING_BYTES) {
        log.warn({ waiting: socket.bufferedAmount }, 'page does not read, connection ended');
        socket.terminate();
        return;
      }
      const { text, head, bytes } = encodeMessage(message);
      if (text !== null) socket.send(text);
      else if (head && bytes) {
        socket.send(head, { binary: true, fin: false });
        socket.send(bytes, { binary: true, fin: true });
      }
    },
    open(handlers) {
      socket.on('message', (data, isBinary) => {
        handlers.message(isBinary ? null : parse(data));
      });
      socket.on('close', () => {
        handlers.closed();
      });
      // The close event follows; without a listener an error would end the process.
      socket.on('error', (error) => {
        log.warn({ error: error.message }, 'connection ended by an error');
      });
    },
    close() {
      socket.close();
    },
  };
}

/** What is not JSON becomes null, which the validation refuses with a typed error. */
function parse(data: RawData): unknown {
  const text = Array.isArray(data)
    ? Buffer.concat(data)
    : Buffer.isBuffer(data)
      ? data
      : Buffer.from(data);
  try {
    return JSON.parse(text.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
