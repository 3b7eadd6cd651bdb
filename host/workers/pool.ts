/**
 * Tasks on worker threads, two at a time on each: while one waits for the disk the other computes.
 * Cancelling ends the threads where they are:
 * what they had half-written is the caller's to remove.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { StudioError, toErrorValue } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import {
  perform,
  type WorkKind,
  type WorkOrder,
  type WorkReply,
  type WorkResult,
  type WorkTask,
} from './work.js';

export interface PoolOptions<T> {
  readonly tasks: Iterable<T>;
  /** 0: in this thread, for small jobs and tests. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
  /** Outcomes are told in the order of the tasks; what is done early waits, and its lane with it. */
  readonly inOrder?: boolean;
}

/** Threads by default: one per core, four at most, for memory. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism()));
}

/**
 * Runs all tasks; `done` is called in the order of completion, or in that of the tasks.
 * @param taskOf what a thread is asked for one of the items; where it throws, the task has failed
 * @throws StudioError cancelled, or the first one that a task meets and `failed` does not take
 */
export async function runPool<T, K extends WorkKind>(
  kind: K,
  { tasks, threads = defaultThreads(), signal, inOrder = false }: PoolOptions<T>,
  taskOf: (item: T) => WorkTask<K> | Promise<WorkTask<K>>,
  done: (item: T, result: WorkResult<K>) => void | Promise<void>,
  failed?: (item: T, error: StudioError) => void,
): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  const stop = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const hasEnded = (): boolean => ended.aborted;
  const turns = inOrder ? new Turns(ended) : null;
  let count = 0;
  const replyTo = async (ask: Ask<K>, item: T): Promise<WorkReply<K>> => {
    let task;
    try {
      task = await taskOf(item);
    } catch (error) {
      return { error: toErrorValue(error) };
    }
    return ask({ kind, task });
  };
  const run = async (ask: Ask<K>): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      if (hasEnded()) return;
      const item = next.value;
      const place = count++;
      const reply = await replyTo(ask, item);
      await turns?.come(place);
      // What comes after the end counts no more: its files may be gone already.
      if (hasEnded()) return;
      if ('error' in reply) {
        const error = StudioError.fromValue(reply.error);
        if (!failed) throw error;
        failed(item, error);
      } else await done(item, reply.result);
      turns?.pass();
    }
  };
  const lanes =
    threads === 0 ? [run(perform)] : Array.from({ length: threads }, () => onThread(run, ended));
  const outcomes = await Promise.allSettled(
    lanes.map((lane) =>
      lane.catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    ),
  );
  if (signal?.aborted === true) throw cancelled();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

type Ask<K extends WorkKind> = (order: WorkOrder<K>) => Promise<WorkReply<K>>;

/** Lets lanes through one after the other, in the order of their places. */
export class Turns {
  private next = 0;
  private readonly waiting = new Map<number, () => void>();
  private readonly ended: AbortSignal;

  constructor(ended: AbortSignal) {
    this.ended = ended;
    ended.addEventListener('abort', () => {
      for (const go of this.waiting.values()) go();
    });
  }

  come(place: number): Promise<void> {
    if (place === this.next || this.ended.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.set(place, resolve);
    });
  }

  pass(): void {
    this.next += 1;
    this.waiting.get(this.next)?.();
    this.waiting.delete(this.next);
  }
}

const IN_FLIGHT = 2;

async function onThread<K extends WorkKind>(
  run: (ask: Ask<K>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const worker = new Worker(new URL('./thread.js', import.meta.url));
  const waiting = new Map<number, (reply: WorkReply<K> | Error) => void>();
  let tickets = 0;
  const tellAll = (reply: WorkReply<K> | Error): void => {
    for (const settle of waiting.values()) settle(reply);
    waiting.clear();
  };
  worker.on('message', ({ ticket, reply }: { ticket: number; reply: WorkReply<K> }) => {
    waiting.get(ticket)?.(reply);
    waiting.delete(ticket);
  });
  worker.on('error', (error) => {
    tellAll(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on('exit', () => {
    tellAll(new Error('A working thread ended.'));
  });
  const abort = (): void => {
    tellAll({ error: cancelled().toValue() });
  };
  signal.addEventListener('abort', abort, { once: true });
  const ask: Ask<K> = (order) =>
    new Promise((resolve, reject) => {
      const ticket = tickets++;
      waiting.set(ticket, (reply) => {
        if (reply instanceof Error) reject(reply);
        else resolve(reply);
      });
      worker.postMessage({ ticket, order });
    });
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => run(ask)));
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function cancelled(): StudioError {
  return new StudioError('cancelled', text('error.cancelled.message'));
}
