/** When the supervisor gives up on a camera process that does not answer; time is the test's own. */
import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCameraService } from './supervisor.js';

class SilentProcess extends EventEmitter {
  readonly connected = true;
  readonly stdio = [];
  readonly kill = vi.fn(() => true);
  readonly send = vi.fn();
}

let child = new SilentProcess();
beforeEach(() => {
  vi.useFakeTimers();
  child = new SilentProcess();
});
afterEach(() => {
  vi.useRealTimers();
});

function opened(): void {
  const camera = createCameraService({ spawn: () => child as unknown as ChildProcess });
  void camera
    .open({ source: 'simulated', colour: null, profile: null, metresPerCount: null })
    .catch(() => undefined);
  child.emit('message', { t: 'ready' });
}

const streaming = { t: 'state', state: { status: 'streaming', faults: [] } };

describe('a camera process that does not answer', () => {
  it('should have twenty seconds to open', () => {
    opened();
    vi.advanceTimersByTime(20_000);
    expect(child.kill).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(child.kill).toHaveBeenCalledWith('SIGKILL');
  });

  it('should be ended after five while it streams', () => {
    opened();
    child.emit('message', streaming);
    vi.advanceTimersByTime(5000);
    expect(child.kill).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(child.kill).toHaveBeenCalledWith('SIGKILL');
  });

  it('should live on when it answers, and when the host slept', () => {
    opened();
    child.emit('message', streaming);
    for (let second = 0; second < 30; second++) {
      vi.advanceTimersByTime(1000);
      child.emit('message', { t: 'pong' });
    }
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(2000);
    expect(child.kill).not.toHaveBeenCalled();
  });
});
