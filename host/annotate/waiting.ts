/**
 * Samples that are looked at here while another studio edits them: tells when the other one has gone, by
 * the folder's events and, since some file systems tell nothing and a killed studio neither, by looking.
 */
import { watch, type FSWatcher } from 'node:fs';
import { lockOwner } from '../project/lock.js';
import { LOCK } from './files.js';

const LOOK_MS = 2000;
/** Samples waited for at a time; the one that waits longest is given up. */
const MOST = 16;

interface Waiting {
  readonly timer: NodeJS.Timeout;
  readonly watcher: FSWatcher | null;
}

export class WaitingForLocks {
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly now: () => number,
    private readonly free: (id: string) => void,
  ) {}

  wait(id: string, folder: string): void {
    this.stop(id);
    const look = (): void => {
      void lockOwner(folder, this.now, LOCK).then((owner) => {
        if (owner !== null || this.waiting.get(id)?.timer !== timer) return;
        this.stop(id);
        this.free(id);
      });
    };
    const timer = setInterval(look, LOOK_MS).unref();
    this.waiting.set(id, { timer, watcher: watcherOf(folder, look) });
    for (const oldest of this.waiting.keys()) {
      if (this.waiting.size <= MOST) break;
      this.stop(oldest);
    }
  }

  stop(id: string): void {
    const entry = this.waiting.get(id);
    if (!entry) return;
    this.waiting.delete(id);
    clearInterval(entry.timer);
    entry.watcher?.close();
  }

  stopAll(): void {
    for (const id of [...this.waiting.keys()]) this.stop(id);
  }
}

function watcherOf(folder: string, look: () => void): FSWatcher | null {
  try {
    return watch(folder, { persistent: false }, look).on('error', () => undefined);
  } catch {
    return null;
  }
}
