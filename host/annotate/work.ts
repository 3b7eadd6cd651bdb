/** States, people, comments and the queue: everything in work.json that annotating changes. */
import { randomBytes } from 'node:crypto';
import { selectQueue } from '../../core/annotation/queue.js';
import { StudioError } from '../../core/contract/errors.js';
import type { MethodOutput } from '../../core/contract/methods.js';
import type { QueueFilter } from '../../core/contract/schema/annotation.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { Work, WorkState } from '../../core/contract/schema/work.js';
import { text } from '../../core/text/index.js';
import type { ProjectStore } from '../project/store.js';

/** Of all samples or of none. @throws StudioError same-person, operator-needed, bad-input */
export async function setState(
  store: ProjectStore,
  ids: readonly string[],
  state: WorkState,
  operator: string,
): Promise<SampleSummary[]> {
  if (state === 'checked') for (const id of ids) mayCheck(id, store.work(id), operator);
  else ids.forEach((id) => store.work(id));
  const out: SampleSummary[] = [];
  for (const id of ids) {
    out.push(
      await store.setWork(id, (work) => ({
        state,
        checkedBy: state === 'checked' ? operator : null,
        annotator:
          state === 'done' && operator !== '' ? (work.annotator ?? operator) : work.annotator,
      })),
    );
  }
  return out;
}

function mayCheck(id: string, work: Work, operator: string): void {
  if (operator === '') throw operatorNeeded();
  if (work.annotator !== null && samePerson(work.annotator, operator))
    throw new StudioError(
      'same-person',
      text('annotate.same-person.message', { name: operator, id }),
      text('annotate.same-person.hint'),
      { id },
    );
  if (work.state !== 'done' && work.state !== 'checked')
    throw new StudioError(
      'bad-input',
      text('annotate.not-done.message', { id, state: work.state }),
      text('annotate.not-done.hint'),
      { id },
    );
}

/** Who drew a sample that another person is to draw anew. @throws StudioError */
export function firstAnnotator(id: string, work: Work, operator: string): string {
  if (operator === '') throw operatorNeeded();
  if (work.annotator === null)
    throw new StudioError(
      'bad-input',
      text('annotate.not-drawn.message', { id }),
      text('annotate.not-drawn.hint'),
      { id },
    );
  if (samePerson(work.annotator, operator))
    throw new StudioError(
      'same-person',
      text('annotate.drawn-by-same.message', { name: operator, id }),
      text('annotate.drawn-by-same.hint'),
      { id },
    );
  return work.annotator;
}

function operatorNeeded(): StudioError {
  return new StudioError(
    'operator-needed',
    text('annotate.operator-needed.message'),
    text('annotate.operator-needed.hint'),
  );
}

/** Names as people write them: case and spaces do not make another person. */
function samePerson(a: string, b: string): boolean {
  const plain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLocaleLowerCase('en');
  return plain(a) === plain(b);
}

export async function assign(
  store: ProjectStore,
  ids: readonly string[],
  assignee: string | null,
): Promise<SampleSummary[]> {
  ids.forEach((id) => store.work(id));
  const name = assignee?.trim() ?? '';
  const out: SampleSummary[] = [];
  for (const id of ids)
    out.push(await store.setWork(id, () => ({ assignee: name === '' ? null : name })));
  return out;
}

export async function comment(
  store: ProjectStore,
  id: string,
  words: string,
  place: readonly [number, number] | null,
  by: string,
): Promise<Work> {
  await store.setWork(id, (work) => ({
    comments: [
      ...work.comments,
      {
        ...{ id: randomBytes(6).toString('hex'), by, at: new Date().toISOString(), text: words },
        ...{ place: place === null ? null : [place[0], place[1]], resolvedBy: null },
      },
    ],
  }));
  return store.work(id);
}

export async function editComment(
  store: ProjectStore,
  id: string,
  commentId: string,
  edit: 'resolve' | 'reopen' | 'delete',
  by: string,
): Promise<Work> {
  if (!store.work(id).comments.some((one) => one.id === commentId))
    throw new StudioError(
      'not-found',
      text('annotate.comment-missing.message', { id }),
      text('annotate.comment-missing.hint'),
      { id },
    );
  await store.setWork(id, (work) => ({
    comments:
      edit === 'delete'
        ? work.comments.filter((one) => one.id !== commentId)
        : work.comments.map((one) =>
            one.id === commentId ? { ...one, resolvedBy: edit === 'resolve' ? by : null } : one,
          ),
  }));
  return store.work(id);
}

export async function queue(
  store: ProjectStore,
  filter: QueueFilter,
  after: string | null,
  refresh: boolean,
): Promise<MethodOutput<'annotate.queue'>> {
  if (refresh) await store.rereadWork();
  return selectQueue(store.samples(), filter, after);
}
