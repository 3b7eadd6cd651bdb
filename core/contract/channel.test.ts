import { describe, expect, it } from 'vitest';
import { describeChannel, type ChannelHost, type Pipe } from '../../tests/support/channel-suite.js';
import { connectChannel } from './channel.js';
import { StudioError } from './errors.js';
import { serveChannel } from './server.js';
import type { ClientMessage, HostMessage, Wire } from './wire.js';

/** Two ends in one process; messages are cloned and arrive later, as they do over a real pipe. */
function memoryPipe(host: ChannelHost): Pipe {
  let open = true;
  let toPage: { message(message: HostMessage): void; closed(): void } | null = null;
  let toHost: { message(message: unknown): void; closed(): void } | null = null;
  const close = (): void => {
    if (!open) return;
    open = false;
    queueMicrotask(() => {
      toPage?.closed();
      toHost?.closed();
    });
  };
  const post = (deliver: () => void): void => {
    if (open) queueMicrotask(deliver);
  };
  const hostEnd: Wire<HostMessage, unknown> = {
    send(message) {
      const { value } = 'value' in message ? message : { value: null };
      const bytes =
        typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : null;
      const copy =
        bytes instanceof Uint8Array
          ? { ...message, value: { ...(value as object), bytes: new Uint8Array(bytes) } }
          : structuredClone(message);
      post(() => toPage?.message(copy));
    },
    open(handlers) {
      toHost = handlers;
    },
    close,
  };
  serveChannel(hostEnd, host.handlers, host.hub, host.log);
  return {
    wire: {
      send(message) {
        const copy = structuredClone(message);
        post(() => toHost?.message(copy));
      },
      open(handlers) {
        toPage = handlers;
      },
      close,
    },
    drop: close,
    dispose: () => {
      close();
      return Promise.resolve();
    },
  };
}

describeChannel('memory', (host) => Promise.resolve(memoryPipe(host)));

/** A page's wire under the test's control. */
function scriptedWire(): {
  wire: Wire<ClientMessage, HostMessage>;
  sent: ClientMessage[];
  receive(message: HostMessage): void;
} {
  const sent: ClientMessage[] = [];
  let handlers: { message(message: HostMessage): void; closed(): void } | null = null;
  return {
    sent,
    receive: (message) => handlers?.message(message),
    wire: {
      send: (message) => void sent.push(message),
      open(given) {
        handlers = given;
      },
      close: () => handlers?.closed(),
    },
  };
}

describe('connectChannel', () => {
  it('should refuse an answer of the wrong shape', async () => {
    const { wire, receive } = scriptedWire();
    const call = connectChannel(wire).call('preferences.get', {});
    receive({ t: 'result', id: 1, value: { theme: 'pink' } });
    await expect(call).rejects.toMatchObject({ code: 'internal' });
  });

  it('should pass over answers to unknown and answered calls', async () => {
    const { wire, receive } = scriptedWire();
    const call = connectChannel(wire).call('project.close', {});
    receive({ t: 'result', id: 77, value: {} });
    receive({ t: 'result', id: 1, value: {} });
    receive({
      t: 'error',
      id: 1,
      error: { code: 'internal', message: 'late', hint: '', details: {} },
    });
    await expect(call).resolves.toEqual({});
  });

  it('should give credit for a value of the wrong shape, so that the next one comes', () => {
    const { wire, sent, receive } = scriptedWire();
    let called = 0;
    connectChannel(wire).listen('camera.preview', () => {
      called += 1;
    });
    receive({ t: 'event', id: 1, value: { frameNumber: 'one' } });
    expect(called).toBe(0);
    expect(sent).toEqual([
      { t: 'listen', id: 1, name: 'camera.preview' },
      { t: 'credit', id: 1, count: 1 },
    ]);
  });

  it('should send call and cancel for a signal that was aborted before', async () => {
    const { wire, sent } = scriptedWire();
    const call = connectChannel(wire).call('project.close', {}, AbortSignal.abort());
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(sent.map((message) => message.t)).toEqual(['call', 'cancel']);
  });

  it('should not cancel a call that was answered', async () => {
    const { wire, sent, receive } = scriptedWire();
    const abort = new AbortController();
    const call = connectChannel(wire).call('project.close', {}, abort.signal);
    receive({ t: 'result', id: 1, value: {} });
    await call;
    abort.abort();
    expect(sent).toHaveLength(1);
  });

  it('should send nothing for a listener that has stopped or a connection that has ended', () => {
    const { wire, sent, receive } = scriptedWire();
    const channel = connectChannel(wire);
    let more: () => void = () => undefined;
    const stop = channel.listen('camera.measures', (_value, next) => {
      more = next;
    });
    receive({ t: 'event', id: 1, value: {} });
    stop();
    stop();
    more();
    channel.close();
    channel.listen('camera.preview', () => undefined);
    expect(sent.map((message) => message.t)).toEqual(['listen', 'credit', 'cancel']);
  });

  it('should throw StudioErrors with their values', async () => {
    const { wire, receive } = scriptedWire();
    const call = connectChannel(wire).call('project.close', {});
    const error = { code: 'locked', message: 'Held', hint: 'Wait', details: { by: 'x' } } as const;
    receive({ t: 'error', id: 1, error });
    const caught: unknown = await call.catch((thrown: unknown) => thrown);
    expect(caught).toBeInstanceOf(StudioError);
    expect((caught as StudioError).toValue()).toEqual(error);
  });
});
