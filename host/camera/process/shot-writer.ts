/** The thread that writes shots: started with the first one held, started again should it ever end. */
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../../core/contract/errors.js';
import type { WrittenShot } from '../service.js';
import type { ShotPixels } from './shot-files.js';
import type { ShotOrder, ShotReply } from './shot-thread.js';

interface Waiting {
  resolve(written: WrittenShot): void;
  reject(error: StudioError): void;
}

export class ShotWriter {
  private thread: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  /** Starts the thread, so that it is there when the shot has been judged. */
  prepare(): void {
    if (this.thread) return;
    const thread = new Worker(new URL('./shot-thread.js', import.meta.url));
    this.thread = thread;
    // The process may end while nothing is written.
    thread.unref();
    thread.on('message', (reply: ShotReply) => {
      const waiter = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if ('written' in reply) waiter?.resolve(reply.written);
      else waiter?.reject(StudioError.fromValue(reply.error));
    });
    let reason = 'it ended';
    thread.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', () => {
      if (this.thread === thread) this.thread = null;
      for (const waiter of this.waiting.values())
        waiter.reject(new StudioError('io', `The shot could not be written: ${reason}.`));
      this.waiting.clear();
    });
  }

  /** @throws StudioError disk-full, folder-read-only, not-found, io */
  write(pixels: ShotPixels, folder: string): Promise<WrittenShot> {
    this.prepare();
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.thread?.postMessage({ id, pixels, folder } satisfies ShotOrder);
    });
  }
}
