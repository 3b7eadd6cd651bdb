/** Long jobs of inspection: one thing after the other, with progress, time left and cancel. */
import { randomBytes } from 'node:crypto';
import { StudioError } from '../../core/contract/errors.js';
import type { BatchProgress } from '../../core/contract/schema/inspect.js';

/** As many failures travel to the page; the count is told by `done` and the files. */
const MOST_FAILED = 1000;

export interface BatchWork<T> {
  readonly model: string;
  /** A recording's frames exist only in turn. */
  readonly items: Iterable<T> | AsyncIterable<T>;
  /** 0: nobody knows before the end. */
  readonly total: number;
  /** Folder that gets the results; null where they stay in the project. */
  readonly output: string | null;
  nameOf(item: T): string;
  run(item: T): Promise<void>;
  /** Once, after the last one or the cancel. */
  ended?(): Promise<void>;
}

export class Batches {
  private readonly running = new Map<string, { cancelled: boolean }>();

  constructor(private readonly told: (progress: BatchProgress) => void) {}

  start<T>(work: BatchWork<T>): BatchProgress {
    const job = randomBytes(6).toString('hex');
    const begun = performance.now();
    const { items } = work;
    const failed: { sample: string; reason: string }[] = [];
    const batch = { cancelled: false };
    let done = 0;
    let { total } = work;
    const progress = (state: BatchProgress['state']): BatchProgress => ({
      job,
      model: work.model,
      state,
      done,
      total,
      failed: failed.slice(0, MOST_FAILED),
      secondsLeft:
        done === 0 || total === 0
          ? null
          : (((performance.now() - begun) / done) * (total - done)) / 1000,
      output: work.output,
    });
    const each = async (): Promise<BatchProgress['state']> => {
      for await (const item of items) {
        if (batch.cancelled) return 'cancelled';
        try {
          await work.run(item);
        } catch (error) {
          if (error instanceof StudioError && error.code === 'cancelled') return 'cancelled';
          failed.push({ sample: work.nameOf(item), reason: reasonOf(error) });
        }
        done += 1;
        if (done !== total) this.told(progress('running'));
      }
      total = done;
      return 'done';
    };
    const run = async (): Promise<void> => {
      const fail = (error: unknown): void => {
        failed.push({ sample: work.output ?? '', reason: reasonOf(error) });
      };
      let state: BatchProgress['state'] = 'failed';
      try {
        state = await each();
      } catch (error) {
        fail(error);
      }
      await work.ended?.().catch(fail);
      this.running.delete(job);
      this.told(progress(state));
    };
    this.running.set(job, batch);
    void run();
    return progress('running');
  }

  cancel(job: string): void {
    const batch = this.running.get(job);
    if (batch) batch.cancelled = true;
  }

  dispose(): void {
    for (const batch of this.running.values()) batch.cancelled = true;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
