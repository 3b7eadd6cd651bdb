/**
 * The host's side of the contract: the one validation path of every inbound message, for both
 * transports. Bad messages are answered with a typed error and logged; they never end the host.
 */
import { StudioError, toErrorValue } from './errors.js';
import { EVENTS, isEventName, type EventName, type EventValue } from './events.js';
import { isMethodName, METHODS, type MethodName, type MethodOutput } from './methods.js';
import {
  clientMessageSchema,
  isLargerThan,
  MAX_CLIENT_MESSAGE_BYTES,
  type HostMessage,
  type Wire,
} from './wire.js';

export interface CallContext {
  /** Aborted when the page cancels or disconnects. */
  readonly signal: AbortSignalLike;
}

/** The part of AbortSignal that services use; core has no DOM and no Node types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

type ParsedInput<M extends MethodName> = (typeof METHODS)[M]['input']['_output'];

/** One handler per method of the table: leaving one out does not compile. */
export type Handlers = {
  readonly [M in MethodName]: (
    input: ParsedInput<M>,
    context: CallContext,
  ) => Promise<MethodOutput<M>> | MethodOutput<M>;
};

/** Where listeners get their values. `latest` is sent at once to a new listener where it exists. */
export interface EventHub {
  subscribe<E extends EventName>(name: E, listener: (value: EventValue<E>) => void): () => void;
  latest<E extends EventName>(name: E): EventValue<E> | undefined;
}

export interface ServerLog {
  warn(fields: Record<string, unknown>, message: string): void;
}

/** How many listeners and running calls one page may have. */
const MAX_OPEN = 256;

/** Serves one connected page until its wire closes. */
export function serveChannel(
  wire: Wire<HostMessage, unknown>,
  handlers: Handlers,
  hub: EventHub,
  log: ServerLog,
): void {
  const running = new Map<number, () => void>();
  const credits = new Map<number, { give(count: number): void }>();

  const fail = (id: number, error: unknown): void => {
    wire.send({ t: 'error', id, error: toErrorValue(error) });
  };

  /** Sends a value; one that cannot be encoded is a fault of the host and must not end it. */
  const send = (id: number, name: string, message: HostMessage): void => {
    try {
      wire.send(message);
    } catch (error) {
      log.warn({ name, error: String(error) }, 'value could not be sent');
      fail(id, new StudioError('internal', `The answer to ${name} could not be sent`));
    }
  };

  const call = (id: number, name: string, input: unknown): void => {
    if (!isMethodName(name)) {
      log.warn({ name }, 'call of an unknown method');
      fail(id, new StudioError('unknown-method', `There is no method ${name}`));
      return;
    }
    const parsed = METHODS[name].input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = issue?.path.join('.') ?? '';
      log.warn({ name, where, issue: issue?.message }, 'call with a wrong shape');
      fail(
        id,
        new StudioError(
          'bad-input',
          `${name}: ${where === '' ? 'input' : where}: ${issue?.message ?? 'wrong shape'}`,
        ),
      );
      return;
    }
    const abort = makeAbort();
    running.set(id, abort.abort);
    // A cancelled call's id may be in use again when its handler ends: only the owner answers.
    const settle = (): boolean => running.get(id) === abort.abort && running.delete(id);
    const handler = handlers[name] as (input: unknown, context: CallContext) => unknown;
    Promise.resolve()
      .then(() => handler(parsed.data, { signal: abort.signal }))
      .then(
        (value) => {
          if (settle()) send(id, name, { t: 'result', id, value });
        },
        (error: unknown) => {
          if (!(error instanceof StudioError))
            log.warn({ name, error: String(error) }, 'call failed unexpectedly');
          if (settle()) fail(id, error);
        },
      );
  };

  const listen = (id: number, name: string): void => {
    if (!isEventName(name)) {
      log.warn({ name }, 'listen to an unknown event');
      fail(id, new StudioError('unknown-method', `There is no event ${name}`));
      return;
    }
    const tell = (value: unknown): void => {
      send(id, name, { t: 'event', id, value });
    };
    if (EVENTS[name].credit) {
      const gate = creditGate(tell);
      credits.set(id, gate);
      const stop = hub.subscribe(name, gate.offer);
      running.set(id, () => {
        credits.delete(id);
        stop();
      });
    } else {
      const latest = hub.latest(name);
      if (latest !== undefined) tell(latest);
      running.set(id, hub.subscribe(name, tell));
    }
  };

  wire.open({
    message(raw) {
      if (isLargerThan(raw, MAX_CLIENT_MESSAGE_BYTES)) {
        log.warn({ limit: MAX_CLIENT_MESSAGE_BYTES }, 'message above the size limit');
        fail(
          idOf(raw),
          new StudioError(
            'too-large',
            `A message of more than ${String(MAX_CLIENT_MESSAGE_BYTES)} bytes was refused`,
          ),
        );
        return;
      }
      const parsed = clientMessageSchema.safeParse(raw);
      if (!parsed.success) {
        log.warn({ issue: parsed.error.issues[0]?.message }, 'message of a wrong shape');
        const id = idOf(raw);
        fail(id, new StudioError('bad-input', 'A message of an unknown shape was refused'));
        return;
      }
      const message = parsed.data;
      if (message.t === 'credit') credits.get(message.id)?.give(message.count);
      else if (message.t === 'cancel') {
        const stop = running.get(message.id);
        running.delete(message.id);
        stop?.();
      } else if (running.has(message.id)) {
        fail(
          message.id,
          new StudioError('bad-input', `Message id ${String(message.id)} is in use`),
        );
      } else if (running.size >= MAX_OPEN) {
        fail(
          message.id,
          new StudioError(
            'too-large',
            `More than ${String(MAX_OPEN)} calls and listeners are open`,
          ),
        );
      } else if (message.t === 'call') call(message.id, message.name, message.input);
      else listen(message.id, message.name);
    },
    closed() {
      const stops = [...running.values()];
      running.clear();
      for (const stop of stops) stop();
    },
  });
}

/** Sends at most as many values as there is credit, keeping only the newest while there is none. */
function creditGate(send: (value: unknown) => void): {
  offer(value: unknown): void;
  give(count: number): void;
} {
  let credit = 1;
  let waiting: { value: unknown } | null = null;
  const flush = (): void => {
    if (credit === 0 || waiting === null) return;
    credit -= 1;
    const { value } = waiting;
    waiting = null;
    send(value);
  };
  return {
    offer(value) {
      waiting = { value };
      flush();
    },
    give(count) {
      credit = Math.min(8, credit + count);
      flush();
    },
  };
}

function idOf(raw: unknown): number {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return 0;
  const { id } = raw;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : 0;
}

/** A minimal AbortController: core may not name the DOM's. */
function makeAbort(): { signal: AbortSignalLike; abort(): void } {
  const listeners = new Set<() => void>();
  let aborted = false;
  return {
    signal: {
      get aborted() {
        return aborted;
      },
      addEventListener(_type, listener) {
        if (aborted) listener();
        else listeners.add(listener);
      },
    },
    abort() {
      if (aborted) return;
      aborted = true;
      for (const listener of listeners) listener();
    },
  };
}
