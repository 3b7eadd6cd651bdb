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

/** Longest time for one task; what takes longer hangs. */
const TASK_MS = 60_000;
const SCRIPT = new URL('./thread.js', import.meta.url);

interface ThreadOptions {
  /** Another script, for tests. */
  readonly thread?: URL;
  readonly taskMs?: number;
  /** Of JavaScript's own heap; pixels lie outside it and are bounded by the parsers. */
  readonly heapMb?: number;
}

export interface PoolOptions<T> extends ThreadOptions {
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
  { tasks, threads = defaultThreads(), signal, inOrder = false, ...how }: PoolOptions<T>,
  taskOf: (item: T) => WorkTask<K> | Promise<WorkTask<K>>,
  done: (item: T, result: WorkResult<K>) => void | Promise<void>,
  failed?: (item: T, error: StudioError) => void,
): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  const stop = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const hasEnded = (): boolean => ended.aborted;
  const order = inOrder ? new InOrder(ended) : null;
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
      await order?.come(place);
      // What comes after the end counts no more: its files may be gone already.
      if (hasEnded()) return;
      if ('error' in reply) {
        const error = StudioError.fromValue(reply.error);
        if (!failed) throw error;
        failed(item, error);
      } else await done(item, reply.result);
      order?.pass();
    }
  };
  const lanes =
    threads === 0
      ? [run(perform)]
      : Array.from({ length: threads }, () => onThread(run, ended, how));
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
export class InOrder {
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
const HEAP_MB = 1536;

/** Why a thread ended before it had answered. */
class ThreadEnded extends Error {}

/**
 * Two tasks at a time on one thread. Where a thread ends under them, by a fault or because one takes too
 * long, nobody knows which of the two did it: each is tried once more on a thread of its own, and what
 * ends that one has failed.
 */
async function onThread<K extends WorkKind>(
  run: (ask: Ask<K>) => Promise<void>,
  signal: AbortSignal,
  { thread: script = SCRIPT, taskMs = TASK_MS, heapMb = HEAP_MB }: ThreadOptions,
): Promise<void> {
  if (signal.aborted) return;
  const threads = new Set<Thread<K>>();
  const start = (): Thread<K> => {
    const thread = new Thread<K>({ script, taskMs, heapMb }, signal);
    threads.add(thread);
    return thread;
  };
  let shared = start();
  const ask: Ask<K> = async (order) => {
    if (shared.ended) shared = start();
    try {
      return await shared.ask(order);
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error;
    }
    const own = start();
    try {
      return await own.ask(order);
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error;
      return { error: new StudioError('too-large', error.message, text('work.hint')).toValue() };
    } finally {
      await own.end();
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => run(ask)));
  } finally {
    await Promise.all([...threads].map((thread) => thread.end()));
  }
}

class Thread<K extends WorkKind> {
  ended = false;
  private readonly worker: Worker;
  private readonly taskMs: number;
  private readonly signal: AbortSignal;
  private readonly waiting = new Map<number, (reply: WorkReply<K> | Error) => void>();
  private tickets = 0;

  constructor(
    { script, taskMs, heapMb }: { script: URL; taskMs: number; heapMb: number },
    signal: AbortSignal,
  ) {
    this.taskMs = taskMs;
    this.signal = signal;
    this.worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    this.worker.on('message', ({ ticket, reply }: { ticket: number; reply: WorkReply<K> }) => {
      this.waiting.get(ticket)?.(reply);
    });
    this.worker.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.lose(text('work.ended.message', { reason }));
    });
    this.worker.on('exit', () => {
      this.lose(text('work.gone.message'));
    });
    signal.addEventListener('abort', this.abort, { once: true });
  }

  private readonly abort = (): void => {
    this.tellAll({ error: cancelled().toValue() });
  };

  private tellAll(reply: WorkReply<K> | Error): void {
    for (const settle of this.waiting.values()) settle(reply);
  }

  private lose(message: string): void {
    this.ended = true;
    this.tellAll(new ThreadEnded(message));
  }

  /** @throws ThreadEnded */
  ask(order: WorkOrder<K>): Promise<WorkReply<K>> {
    if (this.signal.aborted) return Promise.resolve({ error: cancelled().toValue() });
    return new Promise((resolve, reject) => {
      const ticket = this.tickets++;
      const late = setTimeout(() => {
        this.lose(text('work.slow.message', { seconds: this.taskMs / 1000 }));
        void this.end();
      }, this.taskMs);
      this.waiting.set(ticket, (reply) => {
        clearTimeout(late);
        this.waiting.delete(ticket);
        if (reply instanceof Error) reject(reply);
        else resolve(reply);
      });
      this.worker.postMessage({ ticket, order });
    });
  }

  async end(): Promise<void> {
    this.ended = true;
    this.signal.removeEventListener('abort', this.abort);
    await this.worker.terminate();
  }
}

function cancelled(): StudioError {
  return new StudioError('cancelled', text('error.cancelled.message'));
}
