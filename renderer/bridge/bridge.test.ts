// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { encodeMessage } from '../../core/contract/wire.js';
import { messagePortHost, PORT_REPLY, PORT_REQUEST } from './message-port.js';
import { decode, takeToken } from './websocket.js';

describe('takeToken', () => {
  const page = (href: string, kept: Record<string, string>) => ({
    location: { href },
    history: { state: null, replaceState: vi.fn() },
    sessionStorage: {
      getItem: (key: string) => kept[key] ?? null,
      setItem: (key: string, value: string) => {
        kept[key] = value;
      },
    },
  });

  it('takes the token out of the address bar and keeps it for a reload', () => {
    const kept: Record<string, string> = {};
    const first = page('http://127.0.0.1:8000/?token=abc&view=1', kept);
    expect(takeToken(first as never)).toBe('abc');
    expect(String(first.history.replaceState.mock.calls[0]?.[2])).toBe(
      'http://127.0.0.1:8000/?view=1',
    );
    expect(takeToken(page('http://127.0.0.1:8000/?view=1', kept) as never)).toBe('abc');
  });

  it('has none where none was ever given', () => {
    expect(takeToken(page('http://127.0.0.1:8000/', {}) as never)).toBeNull();
  });
});

describe('decode', () => {
  it('reads both forms of a message and refuses anything else', () => {
    const message = {
      t: 'result',
      id: 1,
      value: { mime: 'x', bytes: Uint8Array.of(1, 2) },
    } as const;
    const { head, bytes } = encodeMessage(message);
    const joined = new Uint8Array([...(head ?? []), ...(bytes ?? [])]);
    expect(decode(joined.buffer)).toEqual(message);
    expect(decode('{"t":"result","id":2,"value":{}}')).toEqual({ t: 'result', id: 2, value: {} });
    expect(decode('{"t":"nonsense"}')).toBeNull();
    expect(decode('{')).toBeNull();
    expect(decode(new ArrayBuffer(5))).toBeNull();
  });
});

/** A window by shape: messages are handed over by the test. */
function fakeWindow() {
  const listeners = new Set<(event: MessageEvent) => void>();
  const posted: { type: string; nonce: string }[] = [];
  const page = {
    location: { origin: 'http://studio' },
    addEventListener: (_type: string, listener: (event: MessageEvent) => void) =>
      listeners.add(listener),
    removeEventListener: (_type: string, listener: (event: MessageEvent) => void) =>
      listeners.delete(listener),
    setTimeout: () => 1,
    clearTimeout: () => undefined,
    postMessage: (data: { type: string; nonce: string }) => posted.push(data),
  };
  const hand = (event: object): void => {
    for (const listener of [...listeners]) listener(event as MessageEvent);
  };
  return { page, posted, hand, listeners };
}

describe('messagePortHost', () => {
  it('takes only the port that its own window hands over with its nonce', async () => {
    const { page, posted, hand, listeners } = fakeWindow();
    const connecting = messagePortHost(page as never).connect();
    const nonce = posted[0]?.nonce;
    expect(posted[0]?.type).toBe(PORT_REQUEST);
    const { port1, port2 } = new MessageChannel();
    const good = { source: page, data: { type: PORT_REPLY, nonce }, ports: [port1] };
    hand({ ...good, source: {} });
    hand({ ...good, data: { type: PORT_REPLY, nonce: 'other' } });
    hand({ ...good, data: 'pd-studio:port' });
    hand({ ...good, ports: [] });
    expect(listeners.size).toBe(1);
    hand(good);
    const wire = await connecting;
    const received = vi.fn();
    wire.open({ message: received, closed: () => undefined });
    port2.postMessage({ t: 'result', id: 3, value: { ok: true } });
    await vi.waitFor(
      () => {
        expect(received).toHaveBeenCalledWith({ t: 'result', id: 3, value: { ok: true } });
      },
      { timeout: 60_000 },
    );
    expect(listeners.size).toBe(0);
    wire.close();
    port2.close();
  });
});
