/**
 * The compute process from the host's side: started when first needed, started again when it dies, one
 * request at a time. Of those that wait, people's come before batches, and the newest comes first.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import type {
  ComputeAnswer,
  ComputeOperation,
  ComputeOperations,
  ComputeRequest,
} from './protocol.js';

const ENTRY = fileURLToPath(new URL('./process/main.js', import.meta.url));

/** `now`: somebody waits for it; `live`: the camera's newest picture; `batch`: whenever there is time. */
export type Urgency = 'now' | 'live' | 'batch';
const ORDER: readonly Urgency[] = ['now', 'live', 'batch'];

interface Waiting {
  readonly request: ComputeRequest;
  readonly urgency: Urgency;
  resolve(value: unknown): void;
  reject(error: StudioError): void;
}

export interface ComputeOptions {
  readonly spawn?: () => ChildProcess;
  readonly log: (message: string) => void;
}

export class Compute {
  private readonly options: ComputeOptions;
  private child: ChildProcess | null = null;
  private running: Waiting | null = null;
  private waiting: Waiting[] = [];
  private nextId = 1;
  private disposed = false;

  constructor(options: ComputeOptions) {
    this.options = options;
  }

  /** @param signal where it is aborted before its turn, the request is not computed */
  ask<O extends ComputeOperation>(
    op: O,
    input: ComputeOperations[O]['input'],
    urgency: Urgency,
    signal?: { readonly aborted: boolean; addEventListener(type: 'abort', run: () => void): void },
  ): Promise<ComputeOperations[O]['output']> {
    return new Promise((resolve, reject) => {
      if (this.disposed || signal?.aborted === true) {
        reject(cancelled());
        return;
      }
      const entry: Waiting = {
        request: { id: this.nextId++, op, input },
        urgency,
        resolve: (value) => {
          resolve(value as ComputeOperations[O]['output']);
        },
        reject,
      };
      signal?.addEventListener('abort', () => {
        if (!this.waiting.includes(entry)) return;
        this.waiting = this.waiting.filter((other) => other !== entry);
        reject(cancelled());
      });
      this.waiting.push(entry);
      this.advance();
    });
  }

  /** Passes a hint on to the process where it runs: no turn is taken, no answer waited for. */
  hint(op: 'ahead', input: ComputeOperations['ahead']['input']): void {
    if (this.child?.connected !== true) return;
    const request: ComputeRequest = { id: this.nextId++, op, input };
    this.child.send(request, () => undefined);
  }

  /** Ends the process: what it holds is freed at once. */
  dispose(): void {
    this.disposed = true;
    for (const entry of this.waiting.splice(0)) entry.reject(cancelled());
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private advance(): void {
    if (this.running || this.disposed) return;
    const next = this.take();
    if (!next) return;
    this.running = next;
    this.process().send(next.request);
  }

  private take(): Waiting | undefined {
    for (const urgency of ORDER) {
      // A batch goes on in its own order; people want what they asked for last.
      const mine = this.waiting.filter((entry) => entry.urgency === urgency);
      const next = urgency === 'batch' ? mine[0] : mine.at(-1);
      if (!next) continue;
      this.waiting = this.waiting.filter((entry) => entry !== next);
      return next;
    }
    return undefined;
  }

  private process(): ChildProcess {
    if (this.child) return this.child;
    const child =
      this.options.spawn?.() ??
      fork(ENTRY, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child = child;
    child.on('message', (message: ComputeAnswer) => {
      const entry = this.running;
      if (entry?.request.id !== message.id) return;
      this.running = null;
      if (message.t === 'answer') entry.resolve(message.value);
      else entry.reject(StudioError.fromValue(message.error));
      this.advance();
    });
    child.once('error', (error) => {
      this.options.log(`compute process: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      if (this.child !== child) return;
      this.child = null;
      const entry = this.running;
      this.running = null;
      if (!this.disposed) this.options.log(`compute process ended (${String(signal ?? code)})`);
      entry?.reject(
        new StudioError('internal', text('inspect.crashed.message'), text('inspect.crashed.hint')),
      );
      this.advance();
    });
    return child;
  }
}

function cancelled(): StudioError {
  return new StudioError('cancelled', 'Nobody waits for this inspection any more.');
}
