/** An event hub and a wire inside the page, for the fake host. */
import type { EventName, EventValue } from '../../core/contract/events.js';
import type { EventHub } from '../../core/contract/server.js';
import type { ClientMessage, HostMessage, Wire } from '../../core/contract/wire.js';

export class Hub implements EventHub {
  private readonly listeners = new Map<string, Set<(value: never) => void>>();
  private readonly last = new Map<string, unknown>();

  subscribe<E extends EventName>(name: E, listener: (value: EventValue<E>) => void): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  latest<E extends EventName>(name: E): EventValue<E> | undefined {
    return this.last.get(name) as EventValue<E> | undefined;
  }

  emit<E extends EventName>(name: E, value: EventValue<E>): void {
    this.last.set(name, value);
    for (const listener of this.listeners.get(name) ?? [])
      (listener as unknown as (value: EventValue<E>) => void)(value);
  }
}

/** Two ends that hand messages over in a microtask, like a port. */
export function wirePair(): {
  page: Wire<ClientMessage, HostMessage>;
  host: Wire<HostMessage, unknown>;
  cut(): void;
} {
  let toPage: { message(m: HostMessage): void; closed(): void } | null = null;
  let toHost: { message(m: unknown): void; closed(): void } | null = null;
  const cut = (): void => {
    toPage?.closed();
    toHost?.closed();
  };
  return {
    page: {
      send: (message) => {
        queueMicrotask(() => toHost?.message(message));
      },
      open: (handlers) => {
        toPage = handlers;
      },
      close: cut,
    },
    host: {
      send: (message) => {
        queueMicrotask(() => toPage?.message(message));
      },
      open: (handlers) => {
        toHost = handlers;
      },
      close: cut,
    },
    cut,
  };
}
