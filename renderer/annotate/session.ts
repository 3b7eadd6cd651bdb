/**
 * The page's end of an open annotation: edits go to the host's journal at once, the file is saved a
 * moment after the last edit, the lock is kept with a heartbeat. Calls go one after the other.
 */
import type { AnnotationDocument } from '../../core/annotation/document.js';
import type { Editor } from '../../core/annotation/editor.js';
import { diffDocuments } from '../../core/annotation/patch.js';
import { toWire } from '../../core/annotation/wire.js';
import { StudioError } from '../../core/contract/errors.js';
import type {
  AnnotationLock,
  DocumentPatch,
  OpenedAnnotation,
} from '../../core/contract/schema/annotation.js';
import { text } from '../../core/text/index.js';
import type { Link } from '../bridge/link.js';
import type { Conflict, SaveState } from '../state/annotate.js';

export interface SaveFailure {
  readonly message: string;
  readonly hint: string;
}

/** All of them are about this session's sample. */
export interface SessionEvents {
  save(state: SaveState): void;
  conflict(conflict: Conflict): void;
  lock(lock: AnnotationLock): void;
  failed(error: unknown): void;
}

/** Quiet time after which the file is written. */
const AUTOSAVE_MS = 1200;
/** Edits are journalled in batches of this length. */
const JOURNAL_MS = 120;
const HEARTBEAT_MS = 8000;
/** Without input for this long nobody is at work. */
const IDLE_MS = 60_000;

export class AnnotationSession {
  private session: string;
  private token: string;
  private patches: DocumentPatch[] = [];
  private journalled: AnnotationDocument;
  /** What the file holds; null where it is older than what was opened. */
  private saved: AnnotationDocument | null;
  private savedAt: string | null = null;
  /** The newest document that the host has on disk, in file or journal; null where none is. */
  private kept: AnnotationDocument | null;
  /** This window may write the sample no longer: another one, or another studio, has it. */
  private lost = false;
  private failure: SaveFailure = { message: '', hint: '' };
  private chain: Promise<unknown> = Promise.resolve();
  private autosave: number | undefined;
  private journalTimer: number | undefined;
  private readonly heartbeat: number;
  private readonly unlisten: () => void;
  private activeSince = 0;
  private lastInput = 0;
  private activeMs = 0;
  private closed = false;
  /** A conflict waits for the user's choice: nothing is saved until then. */
  private held = false;

  constructor(
    private readonly link: Pick<Link, 'call'>,
    readonly id: string,
    private readonly editor: Editor,
    opened: OpenedAnnotation,
    private readonly events: SessionEvents,
  ) {
    this.session = opened.session;
    this.token = opened.token;
    this.journalled = editor.document;
    this.saved = opened.replayed ? null : editor.document;
    this.kept = editor.document;
    this.unlisten = editor.history.onCommit(() => {
      this.note();
    });
    this.heartbeat = window.setInterval(() => {
      void this.beat();
    }, HEARTBEAT_MS);
    // What was recovered from the journal is not in the file yet.
    if (opened.replayed) this.schedule();
  }

  get isDirty(): boolean {
    return this.editor.document !== this.saved;
  }

  /** Neither file nor journal holds what is drawn: with the page it would be gone. */
  get isAtRisk(): boolean {
    return this.isDirty && this.editor.document !== this.kept;
  }

  /** A question about another program's change waits for its answer. */
  get isHeld(): boolean {
    return this.held;
  }

  /** Why the last save failed, in a user's words. */
  get lastFailure(): SaveFailure {
    return this.failure;
  }

  get name(): string {
    return this.session;
  }

  /** Pointer or key: time counts while somebody is at work. */
  touched(): void {
    const now = performance.now();
    if (now - this.lastInput > IDLE_MS) this.activeSince = now;
    this.lastInput = now;
  }

  private note(): void {
    this.touched();
    this.events.save(this.state('dirty'));
    // The journal is told of the document as it is when the batch goes.
    this.journalTimer ??= window.setTimeout(() => {
      this.journalTimer = undefined;
      void this.journal();
    }, JOURNAL_MS);
    this.schedule();
  }

  private schedule(): void {
    window.clearTimeout(this.autosave);
    this.autosave = window.setTimeout(() => {
      void this.save();
    }, AUTOSAVE_MS);
  }

  private state(kind: SaveState['kind'], error?: unknown): SaveState {
    return {
      kind,
      at: this.savedAt,
      message: error instanceof Error ? error.message : '',
      hint: error instanceof StudioError ? error.hint : '',
    };
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.chain.then(work);
    this.chain = done.catch(() => undefined);
    return done;
  }

  private async journal(): Promise<void> {
    if (this.session === '' || this.editor.history.isMarked) return;
    const { document } = this.editor;
    const patch = diffDocuments(this.journalled, document);
    this.journalled = document;
    if (patch) this.patches.push(patch);
    await this.inTurn(async () => {
      const { patches } = this;
      if (patches.length === 0) return;
      this.patches = [];
      try {
        await this.link.call('annotate.journal', {
          id: this.id,
          session: this.session,
          patches,
        });
        this.kept = document;
      } catch (error) {
        // The save that follows carries the whole document; only its failure is told.
        if (error instanceof StudioError && error.code === 'locked') this.events.failed(error);
      }
    });
  }

  /** Writes the file where something changed. @returns whether the file holds the document now */
  async save(): Promise<boolean> {
    window.clearTimeout(this.autosave);
    if (this.session === '' || this.held) return !this.isDirty;
    if (this.editor.history.isMarked) {
      // In the middle of a drag: it is saved when the hand comes up.
      this.schedule();
      return false;
    }
    return this.inTurn(async () => {
      const { document } = this.editor;
      if (document === this.saved) return true;
      this.events.save(this.state('saving'));
      try {
        const result = await this.link.call('annotate.save', {
          id: this.id,
          session: this.session,
          document: toWire(document),
          expected: this.token,
        });
        this.token = result.token;
        this.savedAt = result.savedAt;
        this.saved = document;
        this.kept = document;
        this.patches = [];
        this.events.save(this.state(this.isDirty ? 'dirty' : 'saved'));
        return true;
      } catch (error) {
        this.refused(error);
        return false;
      }
    });
  }

  /**
   * Saves, so that nothing is lost when the sample is left. What the journal holds of a sample that
   * another window took is there already.
   * @returns false where the sample must not be left yet
   */
  async settle(): Promise<boolean> {
    this.editor.putDown();
    // What is drawn while it is being saved is saved, too.
    do {
      if (!(await this.save())) return this.lost && !this.isAtRisk;
    } while (this.isDirty);
    return true;
  }

  private refused(error: unknown): void {
    this.failure = {
      message:
        error instanceof StudioError
          ? error.message
          : text('app.unexpected', { reason: String(error) }),
      hint: error instanceof StudioError ? error.hint : '',
    };
    if (error instanceof StudioError && error.code === 'locked') this.lost = true;
    this.events.save(this.state('failed', error));
    if (error instanceof StudioError && error.code === 'changed-outside') {
      this.held = true;
      const { token, modifiedAt } = error.details;
      this.events.conflict({
        id: this.id,
        theirs: typeof token === 'string' ? token : 'none',
        modifiedAt: typeof modifiedAt === 'string' ? modifiedAt : null,
      });
    } else if (!this.closed) this.schedule();
  }

  /** The user's answer to a conflict. */
  async resolve(choice: 'mine' | 'theirs' | 'both', theirs: string): Promise<OpenedAnnotation> {
    const opened = await this.link.call('annotate.resolve', {
      id: this.id,
      session: this.session,
      choice,
      document: toWire(this.editor.document),
      theirs,
    });
    this.held = false;
    this.token = opened.token;
    return opened;
  }

  async restore(version: string): Promise<OpenedAnnotation> {
    await this.save();
    return this.link.call('annotate.restore', {
      id: this.id,
      session: this.session,
      version,
      expected: this.token,
    });
  }

  async drawAgain(): Promise<OpenedAnnotation> {
    await this.save();
    return this.link.call('annotate.drawAgain', {
      id: this.id,
      session: this.session,
      expected: this.token,
    });
  }

  /** After the connection was lost: the host may have forgotten this session. */
  reopened(opened: OpenedAnnotation): void {
    this.session = opened.session;
    this.lost = false;
    // Another token means that the file changed meanwhile: the next save asks.
    if (this.token !== opened.token && !this.isDirty) this.token = opened.token;
    if (this.isDirty) void this.save();
  }

  private async beat(): Promise<void> {
    if (this.session === '') return;
    const now = performance.now();
    const until = Math.min(now, this.lastInput + IDLE_MS);
    if (this.lastInput > 0 && until > this.activeSince) {
      this.activeMs += until - this.activeSince;
      this.activeSince = now;
    }
    const activeSeconds = Math.min(600, Math.round(this.activeMs / 1000));
    this.activeMs = 0;
    try {
      const { lock } = await this.link.call('annotate.heartbeat', {
        id: this.id,
        session: this.session,
        activeSeconds,
      });
      this.events.lock(lock);
    } catch {
      // A lost connection is told by the banner; the next beat tries again.
    }
  }

  /** Asks and tells nothing more; the host's end of it goes on, for another object or for none. */
  stop(): void {
    this.closed = true;
    window.clearInterval(this.heartbeat);
    window.clearTimeout(this.autosave);
    window.clearTimeout(this.journalTimer);
    this.unlisten();
  }

  /** Gives the lock back and what was not saved up: the user has chosen so. */
  async abandon(): Promise<void> {
    this.stop();
    if (this.session === '') return;
    await this.inTurn(() =>
      this.link.call('annotate.close', { id: this.id, session: this.session, discard: true }),
    ).catch(() => undefined);
  }

  /** Saves and gives the lock back. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    window.clearInterval(this.heartbeat);
    this.unlisten();
    if (this.session === '') return;
    await this.journal();
    await this.save();
    await this.beat();
    window.clearTimeout(this.autosave);
    window.clearTimeout(this.journalTimer);
    await this.inTurn(() =>
      this.link.call('annotate.close', { id: this.id, session: this.session, discard: false }),
    ).catch(() => undefined);
  }
}
