import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnnotationLock, WireShape } from '../../core/contract/schema/annotation.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { addSmallSample } from '../testing/small-sample.js';
import { AnnotationSessions } from './sessions.js';

let folder = '';
let store: ProjectStore;
let sessions: AnnotationSessions;
let id = '';
let place = '';
let clock = 0;
let locks: { session: string; lock: AnnotationLock }[] = [];
/** Told what studios other than the first hear of. */
let onLocked: (lock: AnnotationLock) => void = () => undefined;

const make = (of: ProjectStore): AnnotationSessions =>
  new AnnotationSessions(
    of,
    () => 'Ada',
    {
      locked: (_id, session, lock) => {
        locks.push({ session, lock });
        if (of !== store) onLocked(lock);
      },
      changed: () => undefined,
    },
    () => Date.now() + clock,
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-locks-'));
  await createProject(folder, 'Test');
  store = await openProject(folder);
  ({
    summary: { id },
    path: place,
  } = await addSmallSample(store));
  clock = 0;
  locks = [];
  onLocked = () => undefined;
  sessions = make(store);
});
afterEach(async () => {
  await sessions.dispose();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (patch: Partial<Parameters<AnnotationSessions['openSample']>[0]> = {}) =>
  sessions.openSample({ id, client: 'window', takeOver: false, readOnly: false, ...patch });

const SHAPE: WireShape = {
  ...{ id: 'a', type: 'polygon', label: 'dent', points: [1, 1, 9, 1, 9, 9] },
  ...{ groupId: null, description: '', flags: {}, bitmap: null, source: null },
};
const draw = (session: string): Promise<number> =>
  sessions.journal(id, session, [{ put: [SHAPE], order: ['a'], flags: null }]);

describe('locks', () => {
  it('should let a second studio look and tell it by whom the sample is edited', async () => {
    const mine = await open();
    await draw(mine.session);
    const document = { ...mine.document, shapes: [SHAPE] };
    const other = await openProject(folder);
    const second = make(other);
    const seen = await second.openSample({ id, client: 'b', takeOver: true, readOnly: false });
    expect(seen).toMatchObject({ session: '', lock: { state: 'other', canTakeOver: false } });
    expect(seen.lock.owner).toMatch(/ on /);
    await expect(second.save(id, 'x', document, 'none')).rejects.toMatchObject({
      code: 'locked',
    });
    // Another sample of the same project is free for it, though the project is locked.
    const { summary } = await addSmallSample(store);
    const third = await openProject(folder);
    expect((await third.info()).readOnly?.reason).toBe('locked');
    const elsewhere = make(third);
    const free = await elsewhere.openSample({
      id: summary.id,
      client: 'b',
      takeOver: false,
      readOnly: false,
    });
    expect(free.lock.state).toBe('mine');
    const saved = await elsewhere.save(summary.id, free.session, free.document, 'none');
    expect(saved.written).toBe(true);
    await elsewhere.dispose();
    const freed = new Promise<string>(
      (resolve) =>
        (onLocked = (lock) => {
          resolve(lock.state);
        }),
    );
    await sessions.close(id, mine.session, false);
    // The second studio hears of it, without asking.
    expect(await freed).toBe('free');
    expect(
      (await second.openSample({ id, client: 'b', takeOver: false, readOnly: false })).lock.state,
    ).toBe('mine');
    await second.dispose();
  });

  it('should take over a lock without heartbeat, and tell who slept', async () => {
    const mine = await open();
    await draw(mine.session);
    const document = { ...mine.document, shapes: [SHAPE] };
    const other = await openProject(folder);
    const second = make(other);
    clock = 60_000;
    const taken = await second.openSample({ id, client: 'b', takeOver: false, readOnly: false });
    expect(taken.lock.state).toBe('mine');
    expect(taken.replayed?.operations).toBe(1);
    const lost = sessions.save(id, mine.session, document, 'none');
    await expect(lost).rejects.toMatchObject({ code: 'locked' });
    expect(locks.at(-1)).toMatchObject({ session: mine.session, lock: { state: 'other' } });
    await second.dispose();
  });

  it('should give a window its sample back, and another only when asked or after silence', async () => {
    const mine = await open();
    expect((await open()).lock.state).toBe('mine');
    const blocked = await open({ client: 'other' });
    expect(blocked).toMatchObject({ session: '', lock: { state: 'other', canTakeOver: true } });
    const taken = await open({ client: 'other', takeOver: true });
    expect(taken.lock.state).toBe('mine');
    await expect(sessions.save(id, mine.session, mine.document, 'none')).rejects.toMatchObject({
      code: 'locked',
    });
    clock = 21_000;
    expect((await open()).lock.state).toBe('mine');
  });

  it('should take none for looking', async () => {
    const seen = await open({ readOnly: true });
    expect(seen).toMatchObject({ session: '', lock: { state: 'read-only' } });
    expect(existsSync(join(place, '.annotate-lock.json'))).toBe(false);
  });
});
