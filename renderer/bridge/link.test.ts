// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { createFakeHost } from '../testing/fake-host.js';
import { openLink } from './link.js';

/** Timers that run when told, so that no test waits. */
function handTimers() {
  const due = new Map<number, { run: () => void; ms: number }>();
  let next = 1;
  return {
    timers: {
      set: (run: () => void, ms: number) => {
        due.set(next, { run, ms });
        return next++;
      },
      clear: (id: number) => {
        due.delete(id);
      },
    },
    pauses: () => [...due.values()].map((timer) => timer.ms),
    elapse: () => {
      const all = [...due.values()];
      due.clear();
      for (const timer of all) timer.run();
    },
  };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('openLink', () => {
  it('connects again after a loss and listens to everything anew', async () => {
    const host = createFakeHost();
    const { timers, elapse } = handTimers();
    const link = openLink(host, timers);
    const states = vi.fn();
    const seen: string[] = [];
    link.onStatus((status) => seen.push(status));
    link.listen('camera.state', states);
    await settled();
    expect(states).toHaveBeenCalledTimes(1);
    host.drop();
    expect(link.status()).toBe('lost');
    await expect(link.call('app.info', {})).rejects.toMatchObject({ code: 'disconnected' });
    elapse();
    await settled();
    expect(seen).toEqual(['connected', 'lost', 'connected']);
    expect(states).toHaveBeenCalledTimes(2);
    await expect(link.call('app.info', {})).resolves.toMatchObject({ shell: 'browser' });
  });

  it('waits longer each time, up to a limit, and tries at once when asked', async () => {
    const connect = vi.fn(() => Promise.reject(new Error('no host')));
    const { timers, pauses, elapse } = handTimers();
    const link = openLink({ connect }, timers);
    const seen: number[] = [];
    for (let i = 0; i < 7; i++) {
      await settled();
      seen.push(...pauses());
      elapse();
    }
    expect(seen).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
    await settled();
    const before = connect.mock.calls.length;
    link.retryNow();
    expect(connect.mock.calls.length).toBe(before + 1);
    expect(pauses()).toEqual([]);
  });

  it('does not come back after it was closed', async () => {
    const host = createFakeHost();
    const { timers, pauses } = handTimers();
    const link = openLink(host, timers);
    await settled();
    link.close();
    host.drop();
    expect(pauses()).toEqual([]);
  });

  it('forgets a listener that was stopped while the connection was gone', async () => {
    const host = createFakeHost();
    const { timers, elapse } = handTimers();
    const link = openLink(host, timers);
    await settled();
    const listener = vi.fn();
    const stop = link.listen('camera.state', listener);
    await settled();
    listener.mockClear();
    host.drop();
    stop();
    elapse();
    await settled();
    expect(listener).not.toHaveBeenCalled();
  });
});
