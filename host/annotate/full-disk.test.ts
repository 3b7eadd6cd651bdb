import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WireShape } from '../../core/contract/schema/annotation.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import type * as Atomic from '../files/atomic.js';
import { addSmallSample } from '../testing/small-sample.js';
import { AnnotationSessions } from './sessions.js';

const disk = vi.hoisted(() => ({ full: false }));
vi.mock('../files/atomic.js', async (original) => {
  const real = await original<typeof Atomic>();
  return {
    ...real,
    writeAtomic: (path: string, data: Uint8Array | string) => {
      const error = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return disk.full ? Promise.reject(error) : real.writeAtomic(path, data);
    },
    writeAtomicGroup: (...args: Parameters<typeof real.writeAtomicGroup>) => {
      const error = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return disk.full ? Promise.reject(error) : real.writeAtomicGroup(...args);
    },
  };
});

let folder = '';
let store: ProjectStore;
let sessions: AnnotationSessions;
let id = '';
let place = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-full-'));
  await createProject(folder, 'Test');
  store = await openProject(folder);
  ({
    summary: { id },
    path: place,
  } = await addSmallSample(store));
  sessions = make();
});
afterEach(async () => {
  disk.full = false;
  await sessions.dispose();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const make = (): AnnotationSessions =>
  new AnnotationSessions(store, () => 'Ada', { locked: () => undefined, changed: () => undefined });
const open = () => sessions.openSample({ id, client: 'a', takeOver: false, readOnly: false });
const shape = (name: string): WireShape => ({
  ...{ id: name, type: 'polygon', label: 'dent', points: [1, 1, 9, 1, 9, 9] },
  ...{ groupId: null, description: '', flags: {}, bitmap: null, source: null },
});

it('should say that the disk is full and lose nothing', async () => {
  const opened = await open();
  const a = shape('a');
  const b = shape('b');
  disk.full = true;
  await expect(
    sessions.journal(id, opened.session, [{ put: [a], order: ['a'], flags: null }]),
  ).rejects.toMatchObject({ code: 'disk-full' });
  const document = { ...opened.document, shapes: [a] };
  await expect(sessions.save(id, opened.session, document, 'none')).rejects.toThrow('no space');
  disk.full = false;
  await sessions.journal(id, opened.session, [{ put: [b], order: ['a', 'b'], flags: null }]);
  await sessions.dispose();
  sessions = make();
  const again = await open();
  expect(again.replayed?.operations).toBe(2);
  expect(again.document.shapes).toEqual([a, b]);
  const saved = await sessions.save(id, again.session, again.document, again.token);
  expect(saved.written).toBe(true);
  expect(await readFile(join(place, 'annotation.json'), 'utf8')).toContain('"dent"');
});
