/** Events to all pages. Says when somebody starts or stops listening, so that previews flow only on demand. */
import type { EventHub } from '../../core/contract/server.js';
import type { EventName, EventValue } from '../../core/contract/events.js';

type Listener = (value: unknown) => void;

export class Hub implements EventHub {
  private readonly listeners = new Map<EventName, Set<Listener>>();
  private readonly values = new Map<EventName, unknown>();
  private readonly watchers = new Map<EventName, (listening: boolean) => void>();

  subscribe<E extends EventName>(name: E, listener: (value: EventValue<E>) => void): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    const own: Listener = (value) => {
      listener(value as EventValue<E>);
    };
    set.add(own);
    if (set.size === 1) this.watchers.get(name)?.(true);
    return () => {
      if (set.delete(own) && set.size === 0) this.watchers.get(name)?.(false);
    };
  }

  latest<E extends EventName>(name: E): EventValue<E> | undefined {
    return this.values.get(name) as EventValue<E> | undefined;
  }

  /** Tells a value; `keep` makes it the one that new listeners get at once. */
  tell<E extends EventName>(name: E, value: EventValue<E>, keep = false): void {
    if (keep) this.values.set(name, value);
    for (const listener of this.listeners.get(name) ?? []) listener(value);
  }

  onListening(name: EventName, watcher: (listening: boolean) => void): void {
    this.watchers.set(name, watcher);
  }
}
