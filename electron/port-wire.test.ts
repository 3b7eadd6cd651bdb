import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { serveChannel } from '../core/contract/server.js';
import { describeChannel } from '../tests/support/channel-suite.js';
import { electronPort, pagePortWire } from '../tests/support/port-wire.js';
import { portWire, type HostPort } from './port-wire.js';

describeChannel('MessagePort', (host) => {
  const { port1, port2 } = new MessageChannel();
  serveChannel(portWire(electronPort(port1)), host.handlers, host.hub, host.log);
  return Promise.resolve({
    wire: pagePortWire(port2),
    drop: () => {
      port1.close();
    },
    dispose: () => {
      port1.close();
      port2.close();
      return Promise.resolve();
    },
  });
});

describe('portWire', () => {
  it('should send a whole buffer as it is and a part of one as a copy', () => {
    const sent: { value: { bytes: Uint8Array } }[] = [];
    const port: HostPort = {
      postMessage: (message) => void sent.push(message as (typeof sent)[number]),
      on: () => undefined,
      start: () => undefined,
      close: () => undefined,
    };
    const wire = portWire(port);
    const whole = new Uint8Array(8);
    const part = new Uint8Array(8).subarray(2, 6);
    wire.send({ t: 'event', id: 1, value: { bytes: whole } });
    wire.send({ t: 'event', id: 1, value: { bytes: part } });
    expect(sent[0]?.value.bytes).toBe(whole);
    expect(sent[1]?.value.bytes).toEqual(part);
    expect(sent[1]?.value.bytes.buffer.byteLength).toBe(4);
    wire.close();
    wire.send({ t: 'event', id: 1, value: {} });
    expect(sent).toHaveLength(2);
  });
});
