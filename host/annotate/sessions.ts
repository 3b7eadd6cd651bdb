/**
 * Who annotates what: one writer per sample among all studios on the folder (a lock file with owner
 * and heartbeat) and among the windows of this one. Others look, and are told by whom it is edited.
 */
import { randomBytes } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { fromWire } from '../../core/annotation/wire.js';
import { StudioError } from '../../core/contract/errors.js';
import type {
  AnnotationLock,
  DocumentPatch,
  OpenedAnnotation,
  SavedAnnotation,
  WireDocument,
} from '../../core/contract/schema/annotation.js';
import { text } from '../../core/text/index.js';
import { asStudioError } from '../files/errors.js';
import { Turns } from '../files/turns.js';
import { takeLock, type ProjectLock } from '../project/lock.js';
import type { ProjectStore } from '../project/store.js';
import { annotatorFile, fileState, LOCK, NO_FILE } from './files.js';
import { WaitingForLocks } from './waiting.js';
import {
  AnnotationSession,
  documentOf,
  filePart,
  loadAnnotation,
  type SamplePlace,
} from './session.js';
import { firstAnnotator } from './work.js';

export interface SessionEvents {
  locked(id: string, session: string, lock: AnnotationLock): void;
  changed(change: {
    id: string;
    token: string;
    modifiedAt: string | null;
    by: 'outside' | 'studio';
    session: string;
  }): void;
}

interface Entry {
  readonly session: string;
  readonly client: string;
  readonly work: AnnotationSession;
  readonly lock: ProjectLock;
  readonly watcher: FSWatcher | null;
  beatAt: number;
  /** In use and not yet in work.json. */
  seconds: number;
  /** Token of the last outside change that was told. */
  told: string | null;
}

const MINE: AnnotationLock = { state: 'mine', owner: '', canTakeOver: false };
const FREE: AnnotationLock = { state: 'free', owner: '', canTakeOver: true };
/** A window that has not called for so long has lost its sample to whoever asks. */
const STALE_MS = 20_000;
/** Time spent is written at least this often. */
const SECONDS_STEP = 60;

export class AnnotationSessions {
  private readonly open = new Map<string, Entry>();
  private readonly turns = new Turns();
  private readonly waiting: WaitingForLocks;

  constructor(
    private readonly store: ProjectStore,
    private readonly operator: () => string,
    private readonly events: SessionEvents,
    private readonly now: () => number = Date.now,
  ) {
    this.waiting = new WaitingForLocks(now, (id) => {
      this.events.locked(id, '', FREE);
    });
  }

  openSample(input: {
    id: string;
    client: string;
    takeOver: boolean;
    readOnly: boolean;
  }): Promise<OpenedAnnotation> {
    return this.turns.take(input.id, async () => {
      const place = await this.place(input.id);
      if (input.readOnly) return this.look(place, this.seen(input.id));
      const bar = this.store.annotationBar();
      if (bar !== null)
        return this.look(place, { state: 'read-only', owner: bar, canTakeOver: false });
      const mine = this.open.get(input.id);
      if (mine) {
        const free =
          mine.client === input.client || input.takeOver || this.now() - mine.beatAt > STALE_MS;
        if (!free) return this.look(place, otherWindow());
        await this.end(mine, false);
        if (mine.client !== input.client) this.events.locked(input.id, mine.session, otherWindow());
      }
      return this.begin(place, input.client);
    });
  }

  journal(id: string, session: string, patches: readonly DocumentPatch[]): Promise<number> {
    return this.turns.take(id, () => this.must(id, session).work.append(patches));
  }

  save(
    id: string,
    session: string,
    document: WireDocument,
    expected: string,
  ): Promise<SavedAnnotation> {
    return this.turns.take(id, async () => {
      const entry = await this.mustHold(id, session);
      const saved = await entry.work.save(fromWire(document), expected);
      await this.recordSave(entry, document.shapes.length, saved.written);
      if (saved.written)
        this.events.changed({
          ...{ id, token: saved.token, modifiedAt: saved.savedAt },
          ...{ by: 'studio', session },
        });
      return saved;
    });
  }

  /** What `save` would write, in full; of a sample that is only looked at, its file. */
  copy(id: string, session: string, document: WireDocument): Promise<string> {
    return this.turns.take(id, async () => {
      const place = await this.place(id);
      const file = session === '' ? (await loadAnnotation(place)).file : null;
      return file?.text ?? this.must(id, session).work.textOf(fromWire(document));
    });
  }

  resolve(
    id: string,
    session: string,
    choice: 'mine' | 'theirs' | 'both',
    document: WireDocument,
    theirs: string,
  ): Promise<OpenedAnnotation> {
    return this.turns.take(id, async () => {
      const entry = await this.mustHold(id, session);
      if (choice === 'mine') {
        await entry.work.overwrite(fromWire(document), theirs);
        await this.recordSave(entry, document.shapes.length, true);
      } else await entry.work.yieldTo(fromWire(document), choice === 'both');
      entry.told = null;
      return this.answer(entry);
    });
  }

  restore(id: string, session: string, bytes: Buffer, expected: string): Promise<OpenedAnnotation> {
    return this.turns.take(id, async () => {
      const entry = await this.mustHold(id, session);
      await entry.work.restore(bytes, expected);
      await this.recordSave(entry, entry.work.document.shapes.length, true);
      return this.answer(entry);
    });
  }

  /**
   * A second person draws the sample anew; what the first one drew is kept, and statistics tell how
   * far the two agree.
   * @throws StudioError operator-needed, same-person, bad-input where nobody has drawn it
   */
  drawAgain(id: string, session: string, expected: string): Promise<OpenedAnnotation> {
    return this.turns.take(id, async () => {
      const entry = await this.mustHold(id, session);
      const first = firstAnnotator(id, this.store.work(id), this.operator());
      await entry.work.setAside(annotatorFile(first), expected);
      await this.recordSave(entry, 0, true);
      await this.store.setWork(id, () => ({ state: 'in-progress' }));
      return this.answer(entry);
    });
  }

  heartbeat(id: string, session: string, activeSeconds: number): Promise<AnnotationLock> {
    return this.turns.take(id, async () => {
      const entry = this.open.get(id);
      if (entry?.session !== session) return this.seen(id);
      entry.beatAt = this.now();
      entry.seconds += activeSeconds;
      if (entry.seconds >= SECONDS_STEP) await this.recordSeconds(entry);
      if (!(await entry.lock.isHeld())) {
        await this.end(entry, false);
        const lock = await this.lockFileState(id);
        this.events.locked(id, session, lock);
        return lock;
      }
      await this.lookAtFile(entry);
      return MINE;
    });
  }

  close(id: string, session: string, discard: boolean): Promise<void> {
    return this.turns.take(id, async () => {
      const entry = this.open.get(id);
      if (entry?.session !== session) return;
      await this.end(entry, discard);
      // Another window may be looking at it.
      this.events.locked(id, '', FREE);
    });
  }

  /** Gives all locks back; journals stay. */
  async dispose(): Promise<void> {
    this.waiting.stopAll();
    for (const [id, entry] of [...this.open])
      await this.turns.take(id, () => this.end(entry, false));
  }

  async place(id: string): Promise<SamplePlace> {
    const { sample, path } = await this.store.read(id);
    return { id, folder: path, size: { width: sample.rgb.width, height: sample.rgb.height } };
  }

  private async begin(place: SamplePlace, client: string): Promise<OpenedAnnotation> {
    let taken;
    try {
      taken = await takeLock(place.folder, this.now, LOCK);
    } catch (error) {
      const { message } = asStudioError(error, place.folder);
      return this.look(place, { state: 'read-only', owner: message, canTakeOver: false });
    }
    if (!taken.held) {
      this.waiting.wait(place.id, place.folder);
      return this.look(place, { state: 'other', owner: taken.owner, canTakeOver: false });
    }
    this.waiting.stop(place.id);
    let work;
    try {
      work = await AnnotationSession.open(place, this.operator, () => this.store.project());
    } catch (error) {
      await taken.lock.release();
      throw error;
    }
    const entry: Entry = {
      ...{ session: randomBytes(9).toString('hex'), client, work, lock: taken.lock },
      watcher: this.watchFolder(place),
      ...{ beatAt: this.now(), seconds: 0, told: null },
    };
    this.open.set(place.id, entry);
    return this.answer(entry);
  }

  private answer(entry: Entry): OpenedAnnotation {
    const { work, session } = entry;
    const { recovered } = work;
    return {
      ...work.opened(),
      ...{ id: work.place.id, session, lock: MINE, work: this.summary(work.place.id) },
      replayed:
        recovered && work.unsaved > 0
          ? { operations: recovered.operations, at: recovered.at, by: recovered.by }
          : null,
    };
  }

  private async look(place: SamplePlace, lock: AnnotationLock): Promise<OpenedAnnotation> {
    const loaded = await loadAnnotation(place);
    return {
      ...filePart(loaded, place.folder, documentOf(loaded, place.size)),
      ...{ id: place.id, session: '', lock, work: this.summary(place.id), replayed: null },
    };
  }

  private summary(id: string): OpenedAnnotation['work'] {
    const found = this.store.samples().find((sample) => sample.id === id);
    if (!found)
      throw new StudioError(
        'sample-missing',
        text('error.sample-missing.message', { id }),
        text('error.sample-missing.hint'),
      );
    return found.work;
  }

  private async end(entry: Entry, discard: boolean): Promise<void> {
    const { id } = entry.work.place;
    this.open.delete(id);
    entry.watcher?.close();
    await entry.work.close(discard);
    await this.recordSeconds(entry).catch(() => undefined);
    await entry.lock.release();
  }

  private async recordSave(entry: Entry, shapes: number, written: boolean): Promise<void> {
    const { seconds } = entry;
    const by = this.operator();
    const now = this.store.work(entry.work.place.id);
    const same =
      now.shapes === shapes &&
      (by === '' || now.annotator === by) &&
      now.state !== 'new' &&
      now.state !== 'checked' &&
      now.checkedBy === null;
    // Saved again within a minute: there is nothing new to say of it.
    if (seconds < SECONDS_STEP && (same || (!written && seconds === 0))) return;
    entry.seconds = 0;
    await this.store.setWork(entry.work.place.id, (work) => ({
      secondsSpent: work.secondsSpent + seconds,
      ...(written
        ? {
            shapes,
            annotator: by === '' ? work.annotator : by,
            // Whoever changes what was checked has to have it checked again.
            state: work.state === 'new' || work.state === 'checked' ? 'in-progress' : work.state,
            checkedBy: null,
          }
        : {}),
    }));
  }

  private async recordSeconds(entry: Entry): Promise<void> {
    const { seconds } = entry;
    if (seconds === 0) return;
    entry.seconds = 0;
    await this.store.setWork(entry.work.place.id, (work) => ({
      secondsSpent: work.secondsSpent + seconds,
    }));
  }

  private must(id: string, session: string): Entry {
    const entry = this.open.get(id);
    if (entry?.session === session) return entry;
    throw sessionEnded(id, entry ? text('annotate.other-window') : '');
  }

  /** The lock file too: a studio that slept may have lost it. */
  private async mustHold(id: string, session: string): Promise<Entry> {
    const entry = this.must(id, session);
    if (await entry.lock.isHeld()) return entry;
    await this.end(entry, false);
    const lock = await this.lockFileState(id);
    this.events.locked(id, session, lock);
    throw sessionEnded(id, lock.owner);
  }

  private seen(id: string): AnnotationLock {
    const bar = this.store.annotationBar();
    if (bar !== null) return { state: 'read-only', owner: bar, canTakeOver: false };
    return this.open.has(id)
      ? otherWindow()
      : { state: 'read-only', owner: '', canTakeOver: false };
  }

  private async lockFileState(id: string): Promise<AnnotationLock> {
    const { folder } = await this.place(id);
    const taken = await takeLock(folder, this.now, LOCK).catch(() => null);
    if (taken?.held === true) await taken.lock.release();
    const owner = taken?.held === false ? taken.owner : '';
    return { state: 'other', owner, canTakeOver: taken?.held === true };
  }

  /** Some file systems tell nothing: the heartbeat looks as well. */
  private watchFolder(place: SamplePlace): FSWatcher | null {
    try {
      const watcher = watch(place.folder, { persistent: false }, () => {
        void this.turns
          .take(place.id, async () => {
            const entry = this.open.get(place.id);
            if (entry?.watcher === watcher) await this.lookAtFile(entry);
          })
          .catch(() => undefined);
      });
      watcher.on('error', () => undefined);
      return watcher;
    } catch {
      return null;
    }
  }

  /** Tells once of every change by another program. */
  private async lookAtFile(entry: Entry): Promise<void> {
    const disk = await fileState(entry.work.path).catch(() => null);
    const token = disk?.token ?? NO_FILE;
    if (token === entry.work.token) {
      entry.told = null;
      return;
    }
    if (entry.told === token) return;
    entry.told = token;
    this.events.changed({
      id: entry.work.place.id,
      ...{ token, modifiedAt: disk?.modifiedAt ?? null, by: 'outside', session: '' },
    });
  }
}

function otherWindow(): AnnotationLock {
  return { state: 'other', owner: text('annotate.other-window'), canTakeOver: true };
}

function sessionEnded(id: string, owner: string): StudioError {
  return new StudioError(
    'locked',
    text('annotate.session-ended.message', {
      id,
      owner: owner === '' ? text('annotate.other-window') : owner,
    }),
    text('annotate.session-ended.hint'),
    { id, owner },
  );
}
