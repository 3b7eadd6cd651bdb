import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  makeHandlers,
  PREFERENCES,
  previewOf,
  TestHub,
  TestLog,
} from '../../tests/support/channel-suite.js';
import { ERROR_CODES, StudioError, studioErrorSchema, toErrorValue } from './errors.js';
import { serveChannel, type Handlers } from './server.js';
import { hostMessageSchema, type HostMessage } from './wire.js';

/** A served channel without a pipe: messages go in and come out at once. */
function serve(
  handlers: Partial<Handlers> = {},
  sending: (message: HostMessage) => void = () => undefined,
): { hub: TestHub; log: TestLog; out: HostMessage[]; send(raw: unknown): void; close(): void } {
  const hub = new TestHub();
  const log = new TestLog();
  const out: HostMessage[] = [];
  let inbound: { message(raw: unknown): void; closed(): void } | null = null;
  serveChannel(
    {
      send(message) {
        sending(message);
        out.push(message);
      },
      open(given) {
        inbound = given;
      },
      close: () => undefined,
    },
    makeHandlers(handlers),
    hub,
    log,
  );
  return {
    hub,
    log,
    out,
    send: (raw) => inbound?.message(raw),
    close: () => inbound?.closed(),
  };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('serveChannel', () => {
  it('should never send a preview without credit, nor an older one after a newer one', () => {
    const step = fc.oneof(
      fc.constant('frame' as const),
      fc.integer({ min: 1, max: 8 }),
      fc.constant('bad credit' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { hub, out, send } = serve();
        send({ t: 'listen', id: 1, name: 'camera.preview' });
        let frame = 0;
        let credit = 1;
        let waiting: number | null = null;
        const expected: number[] = [];
        const flush = (): void => {
          if (credit === 0 || waiting === null) return;
          credit -= 1;
          expected.push(waiting);
          waiting = null;
        };
        for (const action of steps) {
          if (action === 'frame') {
            frame += 1;
            waiting = frame;
            hub.tell('camera.preview', previewOf(frame));
          } else if (action === 'bad credit') send({ t: 'credit', id: 2, count: 1 });
          else {
            credit = Math.min(8, credit + action);
            send({ t: 'credit', id: 1, count: action });
          }
          flush();
        }
        const sent = out.map((message) =>
          message.t === 'event' ? (message.value as { frameNumber: number }).frameNumber : null,
        );
        expect(sent).toEqual(expected);
      }),
    );
  });

  it('should answer anything at all with valid messages and stay alive', async () => {
    const wild = fc.oneof(
      fc.anything({ withBigInt: true, withMap: true, withTypedArray: true, withSet: true }),
      fc.record({
        t: fc.constantFrom('call', 'listen', 'credit', 'cancel', 'result'),
        id: fc.oneof(fc.nat(20), fc.integer(), fc.double(), fc.string()),
        name: fc.oneof(
          fc.constantFrom('preferences.get', 'project.open', 'camera.preview', 'toString'),
          fc.string(),
        ),
        input: fc.anything(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(wild, { maxLength: 20 }), async (messages) => {
        const { out, send } = serve();
        for (const message of messages) send(message);
        await tick();
        for (const message of out) expect(hostMessageSchema.safeParse(message).success).toBe(true);
        send({ t: 'call', id: 5000, name: 'preferences.get', input: {} });
        await tick();
        expect(out.at(-1)).toEqual({ t: 'result', id: 5000, value: PREFERENCES });
      }),
    );
  });

  it('should answer with an error when a value cannot be sent', async () => {
    const { out, log, send } = serve({}, (message) => {
      if (message.t === 'result') throw new TypeError('Do not know how to serialize a BigInt');
    });
    send({ t: 'call', id: 1, name: 'preferences.get', input: {} });
    await tick();
    expect(out).toMatchObject([{ t: 'error', id: 1, error: { code: 'internal' } }]);
    expect(log.lines).toEqual(['value could not be sent']);
  });

  it('should drop the answer of a cancelled call', async () => {
    const { out, send } = serve();
    send({ t: 'call', id: 1, name: 'preferences.get', input: {} });
    send({ t: 'cancel', id: 1 });
    await tick();
    expect(out).toEqual([]);
  });

  it('should give an abort that came before the listener', async () => {
    let told = false;
    const { send } = serve({
      'project.close': (_input, { signal }) => {
        signal.addEventListener('abort', () => {
          told = signal.aborted;
        });
        return {};
      },
    });
    send({ t: 'call', id: 1, name: 'project.close', input: {} });
    send({ t: 'cancel', id: 1 });
    await tick();
    expect(told).toBe(true);
  });

  it('should stop all listeners when the page goes', () => {
    const { hub, send, close } = serve();
    send({ t: 'listen', id: 1, name: 'camera.preview' });
    send({ t: 'listen', id: 2, name: 'camera.measures' });
    close();
    close();
    expect(hub.count('camera.preview') + hub.count('camera.measures')).toBe(0);
  });
});

describe('errors', () => {
  it.each(ERROR_CODES)('should keep code %s across the channel', (code) => {
    const error = new StudioError(code, 'What failed', 'What to do', { path: '/x', bytes: 3 });
    const value = studioErrorSchema.parse(error.toValue());
    expect(StudioError.fromValue(value).toValue()).toEqual(value);
  });

  it.each([
    [new Error('broken'), 'broken'],
    ['text', 'text'],
    [null, 'null'],
  ])('should turn %s into an internal error', (thrown, message) => {
    expect(toErrorValue(thrown)).toEqual({ code: 'internal', message, hint: '', details: {} });
  });
});
