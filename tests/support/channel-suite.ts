/** One suite of tests for every transport of the contract: both sides are real, only the pipe differs. */
import { afterEach, describe, expect, it } from 'vitest';
import { connectChannel, type Channel } from '../../core/contract/channel.js';
import { StudioError } from '../../core/contract/errors.js';
import type { EventName, EventValue } from '../../core/contract/events.js';
import { METHODS } from '../../core/contract/methods.js';
import type { Preview } from '../../core/contract/schema/camera.js';
import type { Preferences } from '../../core/contract/schema/capture.js';
import type { EventHub, Handlers, ServerLog } from '../../core/contract/server.js';
import {
  MAX_CLIENT_MESSAGE_BYTES,
  type ClientMessage,
  type HostMessage,
  type Wire,
} from '../../core/contract/wire.js';

export interface ChannelHost {
  readonly handlers: Handlers;
  readonly hub: EventHub;
  readonly log: ServerLog;
}

/** A connected pipe whose other end is served; `wire` is the page's end. */
export interface Pipe {
  readonly wire: Wire<ClientMessage, HostMessage>;
  /** Ends the connection from the host's side. */
  drop(): void;
  dispose(): Promise<void>;
}

export const PREFERENCES: Preferences = {
  theme: 'dark',
  operator: 'ada',
  depthPalette: 'turbo',
  sound: true,
  followPlan: true,
  burst: 1,
  provider: 'auto',
  keys: {},
  layout: {},
};

/** A preview of one pixel that carries `frameNumber`. */
export function previewOf(frameNumber: number): Preview {
  const intrinsics = {
    fx: 1,
    fy: 1,
    ppx: 0,
    ppy: 0,
    model: 'none',
    coefficients: [0, 0, 0, 0, 0],
  } as const;
  return {
    frameNumber,
    capturedAtMs: 0,
    deviceTimeMs: 0,
    width: 1,
    height: 1,
    colourWidth: 1,
    colourHeight: 1,
    fullWidth: 2,
    fullHeight: 2,
    depthOffset: 4,
    metresPerCount: 0.0001,
    depthIntrinsics: intrinsics,
    colourIntrinsics: intrinsics,
    depthToColour: { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] },
    stream: 'left-ir',
    bytes: Uint8Array.of(frameNumber % 256, 2, 3, 0, 5, 6),
  };
}

/** Every method of the table, answering `unsupported` unless given. */
export function makeHandlers(given: Partial<Handlers> = {}): Handlers {
  const refuse = (): never => {
    throw new StudioError('unsupported', 'Not part of this test');
  };
  const all = Object.fromEntries(Object.keys(METHODS).map((name) => [name, refuse]));
  return {
    ...(all as unknown as Handlers),
    'preferences.get': () => PREFERENCES,
    ...given,
  };
}

/** A hub that tells on demand and counts its listeners. */
export class TestHub implements EventHub {
  private readonly listeners = new Map<EventName, Set<(value: unknown) => void>>();
  private readonly kept = new Map<EventName, unknown>();

  subscribe<E extends EventName>(name: E, listener: (value: EventValue<E>) => void): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    const own = listener as (value: unknown) => void;
    set.add(own);
    return () => set.delete(own);
  }

  latest<E extends EventName>(name: E): EventValue<E> | undefined {
    return this.kept.get(name) as EventValue<E> | undefined;
  }

  keep<E extends EventName>(name: E, value: EventValue<E>): void {
    this.kept.set(name, value);
  }

  tell<E extends EventName>(name: E, value: EventValue<E>): void {
    for (const listener of this.listeners.get(name) ?? []) listener(value);
  }

  count(name: EventName): number {
    return this.listeners.get(name)?.size ?? 0;
  }
}

export class TestLog implements ServerLog {
  readonly lines: string[] = [];

  warn(_fields: Record<string, unknown>, message: string): void {
    this.lines.push(message);
  }
}

/** A page that speaks the wire without the channel: for messages that the channel never sends. */
class RawPage {
  private readonly got: HostMessage[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly wire: Wire<ClientMessage, HostMessage>;
  closed = false;

  constructor(wire: Wire<ClientMessage, HostMessage>) {
    this.wire = wire;
    wire.open({
      message: (message) => {
        this.got.push(message);
        this.wake();
      },
      closed: () => {
        this.closed = true;
        this.wake();
      },
    });
  }

  send(message: unknown): void {
    this.wire.send(message as ClientMessage);
  }

  /** The first message with this id, once it has come. */
  async answer(id: number): Promise<HostMessage> {
    for (;;) {
      const at = this.got.findIndex((message) => message.id === id);
      const [found] = at < 0 ? [] : this.got.splice(at, 1);
      if (found) return found;
      if (this.closed) throw new Error('The connection ended before an answer came');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async errorCode(id: number): Promise<string> {
    const message = await this.answer(id);
    return message.t === 'error' ? message.error.code : message.t;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** A promise and its resolver. */
function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

export function describeChannel(name: string, connect: (host: ChannelHost) => Promise<Pipe>): void {
  describe(`channel over ${name}`, () => {
    const pipes: Pipe[] = [];
    afterEach(async () => {
      for (const pipe of pipes.splice(0)) await pipe.dispose();
    });

    const open = async (
      handlers: Partial<Handlers> = {},
    ): Promise<{ pipe: Pipe; hub: TestHub; log: TestLog }> => {
      const hub = new TestHub();
      const log = new TestLog();
      const pipe = await connect({ handlers: makeHandlers(handlers), hub, log });
      pipes.push(pipe);
      return { pipe, hub, log };
    };
    /** An answered call: everything sent before it has arrived at both ends. */
    const settle = (channel: Channel): Promise<unknown> => channel.call('preferences.get', {});

    it('should answer a call with its value', async () => {
      const { pipe } = await open({ 'folders.list': ({ path }) => folder(path ?? 'home') });
      const channel = connectChannel(pipe.wire);
      expect(await channel.call('folders.list', { path: '/data' })).toEqual(folder('/data'));
      expect(await channel.call('folders.list', { path: null })).toEqual(folder('home'));
    });

    it('should carry the bytes of a picture unchanged, without what lies beside them', async () => {
      const pool = Buffer.alloc(300_000, 0xee);
      const picture = pool.subarray(101, 250_006);
      for (let i = 0; i < picture.length; i++) picture[i] = (i * 31) % 251;
      const { pipe } = await open({
        'samples.picture': () => ({ mime: 'image/png', bytes: picture }),
      });
      const channel = connectChannel(pipe.wire);
      const answer = await channel.call('samples.picture', { id: '20260101-abcdef', kind: 'rgb' });
      expect(answer.mime).toBe('image/png');
      expect(Buffer.compare(answer.bytes, picture)).toBe(0);
      const whole = Buffer.from(answer.bytes.buffer);
      expect(whole.includes(Buffer.alloc(16, 0xee))).toBe(false);
    });

    it('should carry a picture of no bytes', async () => {
      const { pipe } = await open({
        'samples.picture': () => ({ mime: 'x', bytes: new Uint8Array(0) }),
      });
      const channel = connectChannel(pipe.wire);
      const answer = await channel.call('samples.picture', { id: '20260101-abcdef', kind: 'rgb' });
      expect(answer.bytes.length).toBe(0);
    });

    it('should give errors with code, sentence, next step and details', async () => {
      const thrown = new StudioError('disk-full', 'The disk is full.', 'Free some space.', {
        path: '/data',
        freeBytes: 12,
      });
      const { pipe } = await open({
        'project.close': () => {
          throw thrown;
        },
      });
      const failure = await failureOf(connectChannel(pipe.wire).call('project.close', {}));
      expect(failure.toValue()).toEqual(thrown.toValue());
    });

    it('should turn an unexpected failure into an internal error and log it', async () => {
      const { pipe, log } = await open({
        'project.close': () => Promise.reject(new TypeError('x is not a function')),
      });
      const channel = connectChannel(pipe.wire);
      const failure = await failureOf(channel.call('project.close', {}));
      expect(failure.code).toBe('internal');
      expect(log.lines).toEqual(['call failed unexpectedly']);
      await settle(channel);
    });

    it('should refuse a wrong input before it reaches the handler', async () => {
      let reached = 0;
      const { pipe, log } = await open({
        'project.open': () => {
          reached += 1;
          throw new StudioError('internal', 'reached');
        },
      });
      const channel = connectChannel(pipe.wire);
      const wrong = { path: 5 } as unknown as { path: string };
      const failure = await failureOf(channel.call('project.open', wrong));
      expect(failure.code).toBe('bad-input');
      expect(failure.message).toContain('path');
      expect(reached).toBe(0);
      expect(log.lines).toEqual(['call with a wrong shape']);
    });

    it('should refuse unknown names and go on', async () => {
      const { pipe, log } = await open();
      const page = new RawPage(pipe.wire);
      page.send({ t: 'call', id: 1, name: 'app.exec', input: {} });
      page.send({ t: 'call', id: 2, name: 'constructor', input: {} });
      page.send({ t: 'listen', id: 3, name: '__proto__' });
      page.send({ t: 'call', id: 4, name: 'preferences.get', input: {} });
      expect(await page.errorCode(1)).toBe('unknown-method');
      expect(await page.errorCode(2)).toBe('unknown-method');
      expect(await page.errorCode(3)).toBe('unknown-method');
      expect(await page.errorCode(4)).toBe('result');
      expect(log.lines).toHaveLength(3);
    });

    it('should refuse messages of a wrong shape and go on', async () => {
      const { pipe, log } = await open();
      const page = new RawPage(pipe.wire);
      const bad = [
        'text',
        7,
        [],
        { t: 'call', id: 0 },
        { t: 'shout', id: 0, name: 'preferences.get' },
        { t: 'call', id: -4, name: 'preferences.get', input: {} },
        { t: 'call', id: 0, name: 'x'.repeat(65), input: {} },
        { t: 'credit', id: 0, count: 1e9 },
        { t: 'cancel', id: 0, more: 1 },
      ];
      for (const message of bad) page.send(message);
      for (let i = 0; i < bad.length; i++) expect(await page.errorCode(0)).toBe('bad-input');
      expect(log.lines).toHaveLength(bad.length);
      page.send({ t: 'call', id: 9, name: 'preferences.get', input: {} });
      expect(await page.errorCode(9)).toBe('result');
    });

    it('should refuse a message above the size limit and go on', async () => {
      const { pipe, log } = await open();
      const page = new RawPage(pipe.wire);
      const path = 'x'.repeat(MAX_CLIENT_MESSAGE_BYTES + 1);
      page.send({ t: 'call', id: 5, name: 'project.open', input: { path } });
      expect(await page.errorCode(5)).toBe('too-large');
      expect(log.lines).toEqual(['message above the size limit']);
      page.send({ t: 'call', id: 6, name: 'preferences.get', input: {} });
      expect(await page.errorCode(6)).toBe('result');
    });

    it('should refuse an id in use and more open calls than allowed', async () => {
      const { pipe } = await open({ 'project.close': () => new Promise(() => undefined) });
      const page = new RawPage(pipe.wire);
      for (let id = 1; id <= 256; id++)
        page.send({ t: 'call', id, name: 'project.close', input: {} });
      page.send({ t: 'call', id: 7, name: 'preferences.get', input: {} });
      expect(await page.errorCode(7)).toBe('bad-input');
      page.send({ t: 'call', id: 999, name: 'preferences.get', input: {} });
      expect(await page.errorCode(999)).toBe('too-large');
      page.send({ t: 'cancel', id: 7 });
      page.send({ t: 'call', id: 1000, name: 'preferences.get', input: {} });
      expect(await page.errorCode(1000)).toBe('result');
    });

    it('should cancel the work at the host', async () => {
      const aborted = deferred<boolean>();
      const started = deferred<boolean>();
      const { pipe } = await open({
        'project.close': (_input, { signal }) => {
          signal.addEventListener('abort', () => {
            aborted.resolve(signal.aborted);
          });
          started.resolve(true);
          return new Promise(() => undefined);
        },
      });
      const channel = connectChannel(pipe.wire);
      const abort = new AbortController();
      const call = failureOf(channel.call('project.close', {}, abort.signal));
      await started.promise;
      abort.abort();
      expect((await call).code).toBe('cancelled');
      expect(await aborted.promise).toBe(true);
      await settle(channel);
    });

    it('should not give the late answer of a cancelled call to a call of the same id', async () => {
      const late = deferred<Record<string, never>>();
      const { pipe } = await open({ 'project.close': () => late.promise });
      const page = new RawPage(pipe.wire);
      page.send({ t: 'call', id: 1, name: 'project.close', input: {} });
      page.send({ t: 'cancel', id: 1 });
      page.send({ t: 'listen', id: 1, name: 'camera.measures' });
      page.send({ t: 'call', id: 2, name: 'preferences.get', input: {} });
      await page.answer(2);
      late.resolve({});
      page.send({ t: 'call', id: 1, name: 'preferences.get', input: {} });
      expect(await page.errorCode(1)).toBe('bad-input');
    });

    it('should tell the kept value at once, then each new one, until stopped', async () => {
      const { pipe, hub } = await open();
      hub.keep('preferences.changed', PREFERENCES);
      const channel = connectChannel(pipe.wire);
      const seen: string[] = [];
      const stop = channel.listen('preferences.changed', (value) => {
        seen.push(value.operator);
      });
      await settle(channel);
      hub.tell('preferences.changed', { ...PREFERENCES, operator: 'grace' });
      await settle(channel);
      expect(seen).toEqual(['ada', 'grace']);
      stop();
      await settle(channel);
      expect(hub.count('preferences.changed')).toBe(0);
      hub.tell('preferences.changed', PREFERENCES);
      await settle(channel);
      expect(seen).toHaveLength(2);
    });

    it('should send one preview per credit, always the newest', async () => {
      const { pipe, hub } = await open();
      const channel = connectChannel(pipe.wire);
      const seen: number[] = [];
      let credit: () => void = () => undefined;
      channel.listen('camera.preview', (preview, more) => {
        seen.push(preview.frameNumber);
        expect([...preview.bytes]).toEqual([...previewOf(preview.frameNumber).bytes]);
        credit = more;
      });
      await settle(channel);
      for (let frame = 1; frame <= 20; frame++) hub.tell('camera.preview', previewOf(frame));
      await settle(channel);
      expect(seen).toEqual([1]);
      credit();
      await settle(channel);
      expect(seen).toEqual([1, 20]);
      credit();
      await settle(channel);
      hub.tell('camera.preview', previewOf(21));
      await settle(channel);
      expect(seen).toEqual([1, 20, 21]);
    });

    it('should end calls and listeners when the page goes', async () => {
      const aborted = deferred<boolean>();
      const { pipe, hub } = await open({
        'project.close': (_input, { signal }) => {
          signal.addEventListener('abort', () => {
            aborted.resolve(true);
          });
          return new Promise(() => undefined);
        },
      });
      const channel = connectChannel(pipe.wire);
      const call = failureOf(channel.call('project.close', {}));
      channel.listen('camera.preview', () => undefined);
      await settle(channel);
      expect(hub.count('camera.preview')).toBe(1);
      channel.close();
      expect(await aborted.promise).toBe(true);
      expect(hub.count('camera.preview')).toBe(0);
      expect((await call).code).toBe('disconnected');
    });

    it('should tell the page when the host goes', async () => {
      const { pipe } = await open({ 'project.close': () => new Promise(() => undefined) });
      const channel = connectChannel(pipe.wire);
      const closed = deferred<boolean>();
      channel.onClosed(() => {
        closed.resolve(true);
      });
      const call = failureOf(channel.call('project.close', {}));
      await settle(channel);
      pipe.drop();
      expect(await closed.promise).toBe(true);
      expect((await call).code).toBe('disconnected');
      const after = await failureOf(channel.call('preferences.get', {}));
      expect(after.code).toBe('disconnected');
    });
  });
}

function folder(path: string): {
  path: string;
  parent: null;
  writable: boolean;
  entries: never[];
} {
  return { path, parent: null, writable: true, entries: [] };
}

/** The StudioError that a call ends with. */
async function failureOf(call: Promise<unknown>): Promise<StudioError> {
  const end: unknown = await call.then(
    () => new Error('The call did not fail'),
    (error: unknown) => error,
  );
  if (end instanceof StudioError) return end;
  throw end instanceof Error ? end : new Error(String(end));
}
