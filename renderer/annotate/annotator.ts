/**
 * What the Annotate workspace does: opens samples with their editor, keeps neighbours ready, carries
 * the hand (tool, label, brush) from one sample to the next. Made once per page.
 */
import { Editor } from '../../core/annotation/editor.js';
import { fromWire, toWire } from '../../core/annotation/wire.js';
import { maskOfShapes } from '../../core/annotation/shape-mask.js';
import type { Shape } from '../../core/annotation/document.js';
import { StudioError } from '../../core/contract/errors.js';
import type { OpenedAnnotation } from '../../core/contract/schema/annotation.js';
import type { ToolName } from '../../core/annotation/tools/tool.js';
import { text } from '../../core/text/index.js';
import { SharedCursor } from '../canvas/cursor.js';
import type { AnnotateLayout, AnnotateState, OpenSample } from '../state/annotate.js';
import { NOT_SAVED } from '../state/annotate.js';
import type { attempt, report, Studio } from '../state/studio.js';
import type { PictureKind } from './canvas/pictures.js';
import { LinkedView } from './canvas/view.js';
import { depthColoursOf } from './depth-colours.js';
import { queueOf } from './queue-model.js';
import { SampleCache, type SampleData } from './sample-data.js';
import { AnnotationSession } from './session.js';

const CLIENT_KEY = 'pd-studio-annotate-client';

export class Annotator {
  readonly view = new LinkedView();
  /** Where the pointer is, image pixels; shared by all panes. */
  readonly cursor = new SharedCursor();
  readonly cache: SampleCache;
  clipboard: readonly Shape[] = [];
  private session: AnnotationSession | null = null;
  private turn = 0;
  /** Shapes of the sample that was left, for `copy last`. */
  private lastShapes: readonly Shape[] = [];
  private closing: Promise<void> = Promise.resolve();
  /** The sample that `closing` gives back: opening it again waits for that. */
  private closingId: string | null = null;

  constructor(
    private readonly studio: Studio,
    /** Passed in: the studio makes this object, so it cannot be imported from there. */
    private readonly tell: { readonly attempt: typeof attempt; readonly report: typeof report },
  ) {
    this.cache = new SampleCache(studio.link);
    studio.link.listen('annotate.locked', ({ id, session, lock }) => {
      const { open } = this.state;
      if (open?.id !== id || (session !== '' && session !== this.session?.name)) return;
      // Given back by somebody else, or by this window before it took the sample again.
      if (lock.state === 'free' && open.lock.state === 'mine') return;
      this.setLock(id, lock);
    });
    studio.link.listen('annotate.changed', ({ id, by, session }) => {
      const { open } = this.state;
      if (open?.id !== id || session === this.session?.name) return;
      // Nothing of one's own is in the way: what is new is simply shown.
      if (by === 'studio' || !this.session?.isDirty) void this.reload();
      else void this.session.save();
    });
    studio.link.onStatus((status) => {
      if (status === 'connected') void this.reconnect();
    });
    window.addEventListener('pagehide', () => {
      void this.session?.save();
    });
    window.addEventListener('beforeunload', (event) => {
      // What the journal holds comes back; only what would be gone is worth a question.
      if (this.session?.isAtRisk === true) event.preventDefault();
    });
  }

  get state(): AnnotateState {
    return this.studio.annotate.getState();
  }

  get editor(): Editor | null {
    return this.state.open?.editor ?? null;
  }

  patch(next: Partial<Omit<AnnotateState, 'actions'>>): void {
    this.state.actions.patch(next);
  }

  /**
   * Opens a sample; the one before stays on screen until the new one can be shown, and open where it
   * cannot be saved.
   */
  async show(id: string, takeOver = false): Promise<void> {
    const turn = ++this.turn;
    this.patch({ wanted: id, failure: null, stuck: null });
    const { open } = this.state;
    if (this.session?.isDirty === true) {
      void this.cache.load(id).catch(() => undefined);
      const saved = await this.settle(() => {
        void this.show(id, takeOver);
      });
      if (!saved || turn !== this.turn) return;
    }
    // Giving the lock back can wait until the next sample is on the screen.
    const later = open?.id === id ? null : this.session;
    if (later) this.letGo();
    else await this.leave();
    if (this.closingId === id) await this.closing;
    try {
      if (turn !== this.turn) return;
      const [data, opened] = await Promise.all([
        this.cache.load(id),
        this.studio.link.call('annotate.open', {
          id,
          client: clientId(),
          takeOver,
          readOnly: false,
        }),
      ]);
      if (turn !== this.turn) {
        // Another sample was asked for meanwhile: the lock goes back.
        if (opened.session !== '')
          void this.studio.link
            .call('annotate.close', { id, session: opened.session, discard: false })
            .catch(() => undefined);
        return;
      }
      this.begin(data, opened);
      this.loadWork(id);
      this.prefetch(id);
    } catch (error) {
      if (turn !== this.turn) return;
      const failure =
        error instanceof StudioError
          ? { message: error.message, hint: error.hint }
          : { message: text('app.unexpected', { reason: String(error) }), hint: '' };
      this.patch({ open: null, failure });
    } finally {
      if (later) this.closeLater(later);
    }
  }

  /**
   * Saves what is open before something takes it away. Where that fails the sample stays, the user is
   * told why, and `go` is called once it is saved after all, or given up.
   */
  async settle(go: () => void): Promise<boolean> {
    const { session } = this;
    if (!session || (await session.settle())) return true;
    // Left in the meantime, or asked already by something newer.
    if (this.session !== session) return false;
    this.patch({ wanted: session.id });
    // Another program's change asks a question of its own.
    if (!session.isHeld) this.patch({ stuck: { id: session.id, ...session.lastFailure, go } });
    this.studio.ui.getState().actions.go('annotate');
    return false;
  }

  /** The answer to `stuck`: what is drawn is given up. */
  async leaveUnsaved(): Promise<void> {
    const { session } = this;
    const { stuck } = this.state;
    if (!stuck) return;
    this.session = null;
    this.patch({ open: null, wanted: null, stuck: null, conflict: null, work: null });
    await session?.abandon();
    stuck.go();
  }

  /** Tries to save again, and goes on. */
  async retryLeaving(): Promise<void> {
    const { stuck } = this.state;
    if (!stuck) return;
    this.patch({ stuck: null });
    if (await this.settle(stuck.go)) stuck.go();
  }

  private closeLater(session: AnnotationSession): void {
    this.closingId = session.id;
    this.closing = session.close();
  }

  private begin(data: SampleData, opened: OpenedAnnotation): void {
    const { tool, label, brushRadiusPx, snapping, pressureSizes } = this.state;
    const document = fromWire(opened.document);
    const editor = new Editor({
      document,
      rasterise: (shapes, width, height) => maskOfShapes(shapes, width, height, this.rasteriser),
      newId: () => crypto.randomUUID().slice(0, 13),
      label: label === '' ? this.firstLabel(data) : label,
      readOnly: opened.lock.state !== 'mine',
      picture: () => data,
      depth: () => data.depth,
    });
    editor.brushRadiusPx = brushRadiusPx;
    editor.snapping = snapping;
    editor.pressureSizes = pressureSizes;
    editor.setTool(tool);
    editor.subscribe(() => {
      this.follow(editor);
    });
    const open: OpenSample = {
      id: opened.id,
      data,
      editor,
      lock: opened.lock,
      replayed: opened.replayed,
      file: opened.file,
      problem: opened.problem,
      warnings: opened.warnings,
    };
    this.session =
      opened.session === ''
        ? null
        : new AnnotationSession(this.studio.link, opened.id, editor, opened, {
            save: (save) => {
              if (this.state.open?.id === opened.id) this.patch({ save });
            },
            conflict: (conflict) => {
              if (this.state.open?.id === opened.id) this.patch({ conflict });
            },
            lock: (lock) => {
              this.setLock(opened.id, lock);
            },
            failed: (error) => {
              this.tell.report(this.studio, error);
            },
          });
    this.view.setImage(data, data.object);
    this.cursor.set(null);
    this.patch({
      open,
      failure: null,
      conflict: null,
      stuck: null,
      save: opened.replayed ? { ...NOT_SAVED, kind: 'dirty' } : NOT_SAVED,
      label: editor.label,
      comment: null,
      work: null,
    });
  }

  private get rasteriser(): 'labelme-7.9.1' | 'labelme-5.1.1' {
    return this.studio.project.getState().info?.project.annotation.rasteriser ?? 'labelme-7.9.1';
  }

  /** The type that the sample is filed under, where it is a label; else the first label. */
  private firstLabel(data: SampleData): string {
    const labels = this.studio.project.getState().info?.project.labels ?? [];
    const named = labels.find(({ name }) => name === data.sample.anomaly);
    return (named ?? labels.find(({ value }) => value !== 0) ?? labels[0])?.name ?? 'anomaly';
  }

  /** Keeps what the hand holds for the next sample. */
  private follow(editor: Editor): void {
    const now = this.state;
    const { toolName: tool, label, brushRadiusPx } = editor;
    if (now.tool !== tool || now.label !== label || now.brushRadiusPx !== brushRadiusPx)
      this.patch({ tool, label, brushRadiusPx });
    this.session?.touched();
  }

  private setLock(id: string, lock: OpenSample['lock']): void {
    const { open } = this.state;
    if (open?.id !== id || (open.lock.state === lock.state && open.lock.owner === lock.owner))
      return;
    open.editor.readOnly = lock.state !== 'mine';
    open.editor.changed();
    this.patch({ open: { ...open, lock } });
  }

  /** Saves what is open and gives its lock back; what follows waits only for the save. */
  private leave(): Promise<void> {
    const session = this.letGo();
    if (session) this.closeLater(session);
    return this.closing;
  }

  private letGo(): AnnotationSession | null {
    const { session } = this;
    const { open } = this.state;
    if (open) {
      this.lastShapes = open.editor.document.shapes;
      // No session would save what is drawn from here on.
      open.editor.readOnly = true;
    }
    this.session = null;
    return session;
  }

  /** Closes the sample, then calls `then`; where it cannot be saved, once the user says so. */
  async close(then: () => void = () => undefined): Promise<void> {
    const turn = ++this.turn;
    const again = (): void => {
      void this.close(then);
    };
    if (!(await this.settle(again)) || turn !== this.turn) return;
    await this.leave();
    this.patch({ open: null, wanted: null, failure: null, conflict: null, work: null });
    then();
  }

  /** Another project, or none: what was open there is gone. */
  projectChanged(): void {
    this.cache.clear();
    this.lastShapes = [];
    if ((this.state.open ?? this.state.wanted) === null) return;
    this.turn += 1;
    // The host has ended the session with the project; its journal stays there.
    this.session?.stop();
    this.session = null;
    this.patch({
      open: null,
      wanted: null,
      failure: null,
      conflict: null,
      stuck: null,
      work: null,
    });
  }

  private loadWork(id: string): void {
    void this.studio.link.call('annotate.work', { id }).then(
      ({ work }) => {
        if (this.state.open?.id === id) this.patch({ work });
      },
      () => undefined,
    );
  }

  private prefetch(id: string): void {
    const samples = queueOf(this.studio);
    const at = samples.findIndex((sample) => sample.id === id);
    const { layout, single } = this.state;
    const kinds = picturesOf(layout, single);
    const colours = depthColoursOf(this.studio);
    for (const near of [samples[at + 1], samples[at - 1]]) {
      if (!near) continue;
      void this.cache.load(near.id).then(
        (data) => {
          // Its pictures too, one at a time, whenever the page has nothing else to do.
          for (const kind of kinds)
            requestIdleCallback(() => {
              data.picture(kind, colours);
            });
        },
        () => undefined,
      );
    }
  }

  save(): Promise<boolean> | undefined {
    return this.session?.save();
  }

  /** The open sample as the text of a LabelMe file, with all that its own file holds besides. */
  async fileText(): Promise<string | undefined> {
    const { open } = this.state;
    if (!open) return undefined;
    const document = toWire(open.editor.document);
    const session = this.session?.name ?? '';
    const { text: file } = await this.studio.link.call('annotate.copy', {
      id: open.id,
      session,
      document,
    });
    return file;
  }

  /** Reads the sample again: somebody else wrote it. */
  async reload(): Promise<void> {
    const { open } = this.state;
    if (open) await this.show(open.id);
  }

  private async reconnect(): Promise<void> {
    const { open, wanted } = this.state;
    if (!open || !this.session) {
      if (wanted !== null && !open) await this.show(wanted);
      return;
    }
    const opened = await this.tell.attempt(
      this.studio,
      this.studio.link.call('annotate.open', {
        id: open.id,
        client: clientId(),
        takeOver: false,
        readOnly: false,
      }),
    );
    if (opened && opened.session !== '') this.session.reopened(opened);
    if (opened) this.setLock(opened.id, opened.lock);
  }

  async resolve(choice: 'mine' | 'theirs' | 'both'): Promise<void> {
    const { open, conflict } = this.state;
    if (!open || conflict?.id !== open.id || !this.session) return;
    const opened = await this.tell.attempt(
      this.studio,
      this.session.resolve(choice, conflict.theirs),
    );
    if (opened) this.restart(open.data, opened);
  }

  async restore(version: string): Promise<void> {
    const { open } = this.state;
    if (!open || !this.session) return;
    const opened = await this.tell.attempt(this.studio, this.session.restore(version));
    if (opened) this.restart(open.data, opened);
  }

  /** The first drawing is kept for the agreement; this person's begins empty. */
  async drawAgain(): Promise<void> {
    const { open } = this.state;
    if (!open || !this.session) return;
    const opened = await this.tell.attempt(this.studio, this.session.drawAgain());
    if (opened) this.restart(open.data, opened);
  }

  /** Another document took the place of this one; its session goes on. */
  private restart(data: SampleData, opened: OpenedAnnotation): void {
    // The new object keeps the host's session alive; two would ask for it, and one for ever.
    this.session?.stop();
    this.session = null;
    this.begin(data, opened);
    this.loadWork(opened.id);
  }

  /** The shapes of the sample that was open before this one, in the same places. */
  copyLast(): void {
    this.editor?.paste(this.lastShapes, false);
  }

  /** The selected shapes, in the same places of the next sample. */
  async copyToNext(): Promise<void> {
    const copied = this.editor?.copied() ?? [];
    const before = this.state.open?.id;
    if (copied.length === 0) return;
    await this.step(1);
    const { open } = this.state;
    // The last of the queue, or one that could not be left.
    if (!open || open.id === before) return;
    if (open.lock.state === 'mine') this.editor?.paste(copied, false);
    else
      this.studio.ui
        .getState()
        .actions.notify({ level: 'warn', message: text('annotate.copyToNext.locked') });
  }

  async step(by: 1 | -1): Promise<void> {
    const samples = queueOf(this.studio);
    const { wanted } = this.state;
    const at = samples.findIndex((sample) => sample.id === wanted);
    const next = samples[at < 0 ? 0 : at + by];
    if (next) await this.show(next.id);
  }

  setTool(tool: ToolName): void {
    this.patch({ tool });
    this.editor?.setTool(tool);
  }

  setLabel(label: string): void {
    this.patch({ label });
    this.editor?.setLabel(label);
  }
}

/** The pictures that a layout shows. */
function picturesOf(layout: AnnotateLayout, single: PictureKind): readonly PictureKind[] {
  switch (layout) {
    case 'relief':
    case 'depth':
      return ['rgb', layout];
    case 'one':
      return [single];
    case 'overlay':
      return ['overlay'];
    case 'cloud':
      return ['rgb'];
  }
}

/** Of this window, kept over a reload, so that it gets its own lock back. */
function clientId(): string {
  const known = sessionStorage.getItem(CLIENT_KEY);
  if (known !== null) return known;
  const made = crypto.randomUUID();
  sessionStorage.setItem(CLIENT_KEY, made);
  return made;
}
