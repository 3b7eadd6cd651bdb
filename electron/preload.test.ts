import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const renderer = vi.hoisted(() => ({ ipcRenderer: {} }));
vi.mock('electron', () => renderer);

interface Posted {
  readonly message: unknown;
  readonly origin: string;
  readonly ports: unknown[];
}

/** The page's window as the preload sees it. */
class FakeWindow {
  readonly origin = 'studio://app';
  readonly posted: Posted[] = [];
  private listener: ((event: unknown) => void) | null = null;

  addEventListener(type: string, listener: (event: unknown) => void): void {
    if (type === 'message') this.listener = listener;
  }
  postMessage(message: unknown, origin: string, ports: unknown[]): void {
    this.posted.push({ message, origin, ports });
  }
  receive(data: unknown, source: unknown = this): void {
    this.listener?.({ data, source });
  }
}

class FakeIpc extends EventEmitter {
  readonly sent: string[] = [];
  send(channel: string): void {
    this.sent.push(channel);
  }
}

let page: FakeWindow;
let ipc: FakeIpc;
beforeEach(async () => {
  page = new FakeWindow();
  ipc = new FakeIpc();
  vi.stubGlobal('window', page);
  renderer.ipcRenderer = ipc;
  vi.resetModules();
  await import('./preload.js');
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('preload', () => {
  it('should ask for nothing before the page does', () => {
    expect(ipc.sent).toEqual([]);
    expect(page.posted).toEqual([]);
  });

  it('should bring the port with the nonce of the request, to the page alone', () => {
    page.receive({ type: 'pd-studio:port-request', nonce: 'n1' });
    expect(ipc.sent).toEqual(['pd-studio:port-request']);
    const port = {};
    ipc.emit('pd-studio:port', { ports: [port] });
    expect(page.posted).toEqual([
      {
        message: { type: 'pd-studio:port', nonce: 'n1' },
        origin: 'studio://app',
        ports: [port],
      },
    ]);
  });

  it('should answer each request once', () => {
    page.receive({ type: 'pd-studio:port-request', nonce: 'n1' });
    ipc.emit('pd-studio:port', { ports: [{}] });
    ipc.emit('pd-studio:port', { ports: [{}] });
    expect(page.posted).toHaveLength(1);
  });

  it.each([
    ['text', 'pd-studio:port-request'],
    ['nothing', null],
    ['another type', { type: 'pd-studio:port', nonce: 'n' }],
    ['no nonce', { type: 'pd-studio:port-request' }],
    ['a nonce that is no text', { type: 'pd-studio:port-request', nonce: 1 }],
  ])('should pass over a message of %s', (_name, data) => {
    page.receive(data);
    expect(ipc.sent).toEqual([]);
  });

  it('should pass over messages of other windows', () => {
    page.receive({ type: 'pd-studio:port-request', nonce: 'n' }, {});
    expect(ipc.sent).toEqual([]);
  });
});
