/** The page's side of the contract: call, listen, cancel. One implementation over any Wire. */
import { StudioError } from './errors.js';
import { EVENTS, type EventName, type EventValue } from './events.js';
import { METHODS, type MethodInput, type MethodName, type MethodOutput } from './methods.js';
import type { ClientMessage, HostMessage, Wire } from './wire.js';

/** Stops a listener or forgets a call's answer. */
export type Stop = () => void;

/** A cancellation signal by shape: the DOM's and Node's AbortSignal both fit. */
export interface Signal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
}

export interface Channel {
  /** Calls a method; rejects with a StudioError. An aborted signal cancels the work at the host. */
  call<M extends MethodName>(
    name: M,
    input: MethodInput<M>,
    signal?: Signal,
  ): Promise<MethodOutput<M>>;
  /**
   * Listens to an event. For events with credit one value is sent at once, the next after
   * `more()` was called.
   */
  listen<E extends EventName>(
    name: E,
    listener: (value: EventValue<E>, more: () => void) => void,
  ): Stop;
  /** Called when the connection ends; open calls are rejected with `disconnected` before. */
  onClosed(listener: () => void): Stop;
  close(): void;
}

interface PendingCall {
  resolve(value: unknown): void;
  reject(error: StudioError): void;
  readonly name: MethodName;
}

/** Makes a Channel over a wire whose other end is `serveChannel` of core/contract/server.ts. */
export function connectChannel(wire: Wire<ClientMessage, HostMessage>): Channel {
  let nextId = 1;
  let open = true;
  const calls = new Map<number, PendingCall>();
  const listeners = new Map<number, (value: unknown) => void>();
  const closedListeners = new Set<() => void>();

  wire.open({
    message(message) {
      if (message.t === 'event') {
        listeners.get(message.id)?.(message.value);
        return;
      }
      const call = calls.get(message.id);
      if (!call) return;
      calls.delete(message.id);
      if (message.t === 'error') {
        call.reject(StudioError.fromValue(message.error));
        return;
      }
      const parsed = METHODS[call.name].output.safeParse(message.value);
      if (parsed.success) call.resolve(parsed.data);
      else {
        const [issue] = parsed.error.issues;
        const where = issue ? `: ${issue.path.join('.')}: ${issue.message}` : '';
        const message = `The answer to ${call.name} has the wrong shape${where}`;
        call.reject(new StudioError('internal', message));
      }
    },
    closed() {
      open = false;
      for (const call of calls.values()) {
        call.reject(new StudioError('disconnected', 'The connection to the studio was lost'));
      }
      calls.clear();
      listeners.clear();
      for (const listener of closedListeners) listener();
    },
  });

  return {
    call(name, input, signal) {
      if (!open)
        return Promise.reject(
          new StudioError('disconnected', 'The connection to the studio was lost'),
        );
      const id = nextId++;
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve: resolve, reject, name });
        const cancel = (): void => {
          if (!calls.delete(id)) return;
          wire.send({ t: 'cancel', id });
          reject(new StudioError('cancelled', `${name} was cancelled`));
        };
        wire.send({ t: 'call', id, name, input });
        if (signal?.aborted) cancel();
        else signal?.addEventListener('abort', cancel, { once: true });
      });
    },
    listen(name, listener) {
      const id = nextId++;
      const more = (): void => {
        if (open && listeners.has(id)) wire.send({ t: 'credit', id, count: 1 });
      };
      const typed = listener as (value: unknown, more: () => void) => void;
      listeners.set(id, (value) => {
        const parsed = EVENTS[name].value.safeParse(value);
        if (parsed.success) typed(parsed.data, more);
        else more();
      });
      if (open) wire.send({ t: 'listen', id, name });
      return () => {
        if (listeners.delete(id) && open) wire.send({ t: 'cancel', id });
      };
    },
    onClosed(listener) {
      closedListeners.add(listener);
      return () => closedListeners.delete(listener);
    },
    close() {
      wire.close();
    },
  };
}
