/** The annotate calls in memory, for the dev page and tests: one document per sample, one writer. */
import { applyPatch } from '../../core/annotation/patch.js';
import { selectQueue } from '../../core/annotation/queue.js';
import { fromWire, toWire } from '../../core/annotation/wire.js';
import { StudioError } from '../../core/contract/errors.js';
import type { annotateMethods } from '../../core/contract/methods/annotate.js';
import type { OpenedAnnotation, WireDocument } from '../../core/contract/schema/annotation.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { workSchema, type WorkSummary } from '../../core/contract/schema/work.js';
import type { Handlers } from '../../core/contract/server.js';

export interface FakeAnnotateOptions {
  readonly samples: () => readonly SampleSummary[];
  /** Stores the new summary and tells it. */
  readonly change: (sample: SampleSummary) => void;
  readonly size: { readonly width: number; readonly height: number };
  readonly operator: () => string;
}

export function fakeAnnotate(
  options: FakeAnnotateOptions,
): Pick<Handlers, keyof typeof annotateMethods> {
  const documents = new Map<string, WireDocument>();
  const tokens = new Map<string, number>();
  const at = '2026-10-14T14:31:07.000Z';
  const token = (id: string): string => {
    const saves = tokens.get(id);
    return saves === undefined ? 'none' : saves.toString(16).padStart(64, '0');
  };
  const must = (id: string): SampleSummary => {
    const found = options.samples().find((sample) => sample.id === id);
    if (!found) throw new StudioError('sample-missing', `There is no sample ${id}.`);
    return found;
  };
  const setWork = (id: string, patch: Partial<WorkSummary>): SampleSummary => {
    const sample = must(id);
    const next = { ...sample, work: { ...sample.work, ...patch } };
    options.change(next);
    return next;
  };
  const document = (id: string): WireDocument =>
    documents.get(id) ?? { ...options.size, flags: {}, shapes: [] };
  const opened = (id: string, session: string): OpenedAnnotation => ({
    id,
    session,
    document: document(id),
    token: token(id),
    modifiedAt: tokens.has(id) ? at : null,
    version: null,
    lock: { state: session === '' ? 'read-only' : 'mine', owner: '', canTakeOver: false },
    work: must(id).work,
    replayed: null,
    file: 'annotation.json',
    problem: null,
    warnings: [],
  });
  const save = (id: string, next: WireDocument): void => {
    documents.set(id, next);
    tokens.set(id, (tokens.get(id) ?? 0) + 1);
    const { state } = must(id).work;
    setWork(id, {
      state: state === 'new' ? 'in-progress' : state,
      shapes: next.shapes.length,
      annotator: options.operator(),
    });
  };
  const nothing = (): never => {
    throw new StudioError('not-found', 'The pretended host has none.');
  };
  const work = (id: string): { work: ReturnType<typeof workSchema.parse> } => ({
    work: workSchema.parse({ ...must(id).work, comments: [] }),
  });
  return {
    'annotate.open': ({ id, readOnly }) => opened(id, readOnly ? '' : `session-${id}`),
    'annotate.journal': ({ id, patches }) => {
      documents.set(id, toWire(patches.reduce(applyPatch, fromWire(document(id)))));
      return { entries: patches.length };
    },
    'annotate.save': ({ id, document: next }) => {
      save(id, next);
      return {
        token: token(id),
        savedAt: at,
        file: 'annotation.json',
        maskPixels: 0,
        written: true,
        warnings: [],
      };
    },
    'annotate.resolve': ({ id, session, choice, document: mine }) => {
      if (choice === 'mine') save(id, mine);
      return opened(id, session);
    },
    'annotate.heartbeat': ({ id, activeSeconds }) => {
      setWork(id, { secondsSpent: must(id).work.secondsSpent + activeSeconds });
      return { lock: { state: 'mine', owner: '', canTakeOver: false } };
    },
    'annotate.copy': nothing,
    'annotate.close': () => ({}),
    'annotate.versions': () => ({ versions: [] }),
    'annotate.version': nothing,
    'annotate.restore': nothing,
    'annotate.drawAgain': ({ id, session }) => {
      save(id, { ...document(id), shapes: [] });
      return opened(id, session);
    },
    'annotate.depth': nothing,
    'annotate.mask': nothing,
    'annotate.work': ({ id }) => work(id),
    'annotate.setState': ({ ids, state }) => ({ samples: ids.map((id) => setWork(id, { state })) }),
    'annotate.assign': ({ ids, assignee }) => ({
      samples: ids.map((id) => setWork(id, { assignee })),
    }),
    'annotate.comment': ({ id }) => work(id),
    'annotate.editComment': ({ id }) => work(id),
    'annotate.queue': ({ filter, after }) => selectQueue(options.samples(), filter, after),
  };
}
