/**
 * Undo and redo without a small limit: steps of operations with named marks. A mark begins something
 * that may still be given up, as a drag: `bail` takes it back without a redo entry, `squash` makes it
 * one step. Saving does not touch the history. Only memory bounds it: the oldest steps go first.
 */
import type { AnnotationDocument } from './document.js';
import { applyOperations, invertOperations, operationBytes, type Operation } from './operations.js';

export interface Step {
  /** What the user did, a key of the texts. */
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly bytes: number;
}

const DEFAULT_BUDGET_BYTES = 256 * 1024 * 1024;

export class AnnotationHistory {
  private current: AnnotationDocument;
  private readonly past: Step[] = [];
  private future: Step[] = [];
  /** Operations since the mark; null without one. */
  private marked: { readonly start: AnnotationDocument; operations: Operation[] } | null = null;
  private bytes = 0;
  private dropped = 0;
  private readonly listeners = new Set<(operations: readonly Operation[]) => void>();

  constructor(
    document: AnnotationDocument,
    private readonly budgetBytes = DEFAULT_BUDGET_BYTES,
  ) {
    this.current = document;
  }

  get document(): AnnotationDocument {
    return this.current;
  }

  /** Steps that can be undone. */
  get undoCount(): number {
    return this.past.length;
  }

  get redoCount(): number {
    return this.future.length;
  }

  /** Steps that memory did not hold. */
  get droppedCount(): number {
    return this.dropped;
  }

  get undoName(): string | null {
    return this.past.at(-1)?.name ?? null;
  }

  get redoName(): string | null {
    return this.future.at(-1)?.name ?? null;
  }

  get isMarked(): boolean {
    return this.marked !== null;
  }

  /**
   * Told of everything that is done for good, as operations in the order in which they apply: steps,
   * undone and redone ones. What happens after a mark is told when it is squashed.
   */
  onCommit(listener: (operations: readonly Operation[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** One step, or a part of what was marked. @throws RangeError where an operation does not fit */
  perform(name: string, operations: readonly Operation[]): void {
    if (operations.length === 0) return;
    this.current = applyOperations(this.current, operations);
    if (this.marked) this.marked.operations.push(...operations);
    else this.record(name, operations);
  }

  mark(): void {
    if (this.marked) throw new Error('a mark is set already');
    this.marked = { start: this.current, operations: [] };
  }

  /** Back to the mark, as if nothing had happened since; the mark stays set with `keep`. */
  bail(keep = false): void {
    if (!this.marked) return;
    this.current = this.marked.start;
    if (keep) this.marked.operations = [];
    else this.marked = null;
  }

  /** Everything since the mark becomes one step. */
  squash(name: string): void {
    const marked = this.marked;
    this.marked = null;
    if (marked && marked.operations.length > 0) this.record(name, marked.operations);
  }

  /** False where there is nothing to undo. Something marked is given up first. */
  undo(): boolean {
    this.bail();
    const step = this.past.pop();
    if (!step) return false;
    this.bytes -= step.bytes;
    this.future.push(step);
    this.replay(invertOperations(step.operations));
    return true;
  }

  redo(): boolean {
    this.bail();
    const step = this.future.pop();
    if (!step) return false;
    this.past.push(step);
    this.bytes += step.bytes;
    this.replay(step.operations);
    return true;
  }

  private replay(operations: readonly Operation[]): void {
    this.current = applyOperations(this.current, operations);
    this.tell(operations);
  }

  private record(name: string, operations: readonly Operation[]): void {
    const bytes = operations.reduce((sum, operation) => sum + operationBytes(operation), 0);
    this.past.push({ name, operations, bytes });
    this.bytes += bytes;
    this.future = [];
    // The newest step stays, however large it is.
    while (this.bytes > this.budgetBytes && this.past.length > 1) {
      this.bytes -= this.past.shift()?.bytes ?? 0;
      this.dropped += 1;
    }
    this.tell(operations);
  }

  private tell(operations: readonly Operation[]): void {
    for (const listener of this.listeners) listener(operations);
  }
}
