/**
 * One lasting connection over a Host: connects again after a loss with growing pauses and listens
 * anew to everything that was listened to, so that the app sees a gap in time and nothing else.
 */
import {
  connectChannel,
  type Channel,
  type Signal,
  type Stop,
} from '../../core/contract/channel.js';
import { StudioError } from '../../core/contract/errors.js';
import type { EventName, EventValue } from '../../core/contract/events.js';
import type { MethodInput, MethodName, MethodOutput } from '../../core/contract/methods.js';
import type { Host } from './host.js';

export type LinkStatus = 'connecting' | 'connected' | 'lost';

export interface Link {
  status(): LinkStatus;
  onStatus(listener: (status: LinkStatus) => void): Stop;
  call<M extends MethodName>(
    name: M,
    input: MethodInput<M>,
    signal?: Signal,
  ): Promise<MethodOutput<M>>;
  listen<E extends EventName>(
    name: E,
    listener: (value: EventValue<E>, more: () => void) => void,
  ): Stop;
  /** Tries at once instead of waiting for the pause to end. */
  retryNow(): void;
  close(): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

/** Timers by shape, so that tests can drive them. */
export interface Timers {
  set(run: () => void, ms: number): number;
  clear(id: number): void;
}

const windowTimers: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (id) => {
    window.clearTimeout(id);
  },
};

export function openLink(host: Host, timers: Timers = windowTimers): Link {
  let status: LinkStatus = 'connecting';
  let channel: Channel | null = null;
  let closed = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: number | null = null;
  const statusListeners = new Set<(status: LinkStatus) => void>();
  const listeners = new Set<{ attach(to: Channel): void }>();

  const setStatus = (next: LinkStatus): void => {
    if (status === next) return;
    status = next;
    for (const listener of statusListeners) listener(next);
  };

  const scheduleRetry = (): void => {
    if (closed || timer !== null) return;
    timer = timers.set(() => {
      timer = null;
      connect();
    }, pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  };

  const connect = (): void => {
    host.connect().then(
      (wire) => {
        if (closed) {
          wire.close();
          return;
        }
        const next = connectChannel(wire);
        channel = next;
        pauseMs = FIRST_PAUSE_MS;
        next.onClosed(() => {
          if (channel !== next) return;
          channel = null;
          if (closed) return;
          setStatus('lost');
          scheduleRetry();
        });
        for (const listener of listeners) listener.attach(next);
        setStatus('connected');
      },
      () => {
        if (closed) return;
        setStatus('lost');
        scheduleRetry();
      },
    );
  };
  connect();

  return {
    status: () => status,
    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    call(name, input, signal) {
      if (channel) return channel.call(name, input, signal);
      return Promise.reject(
        new StudioError('disconnected', 'The connection to the studio was lost'),
      );
    },
    listen(name, listener) {
      let stop: Stop = () => undefined;
      const entry = {
        attach(to: Channel) {
          stop = to.listen(name, listener);
        },
      };
      listeners.add(entry);
      if (channel) entry.attach(channel);
      return () => {
        listeners.delete(entry);
        stop();
      };
    },
    retryNow() {
      if (channel || closed || timer === null) return;
      timers.clear(timer);
      timer = null;
      pauseMs = FIRST_PAUSE_MS;
      connect();
    },
    close() {
      closed = true;
      if (timer !== null) timers.clear(timer);
      channel?.close();
      channel = null;
    },
  };
}
