// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import type { Handlers } from '../../core/contract/server.js';
import { createStudio, type Studio } from '../state/studio.js';
import { createFakeHost, type FakeHost } from '../testing/fake-host.js';
import { fakeSample } from '../testing/fake-samples.js';
import { finishSample } from './finish.js';
import { SampleCache, SampleData } from './sample-data.js';

const SIDE = 8;
const HEARTBEAT_MS = 8000;
const samples = ['sample-a', 'sample-b', 'sample-c'].map((id, i) =>
  fakeSample({ id, index: i + 1 }),
);

let studio: Studio;
let host: FakeHost;

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', () => 0);
  vi.spyOn(SampleCache.prototype, 'load').mockImplementation((id) =>
    Promise.resolve(
      new SampleData(
        { ...samples.find((sample) => sample.id === id)!, depthToColour: null } as never,
        ...([SIDE, SIDE, new Uint8ClampedArray(4 * SIDE * SIDE), null, null, null] as const),
      ),
    ),
  );
});
afterEach(() => {
  // The window outlives the test; what hangs on it must know of no open sample.
  studio.annotator.projectChanged();
  studio.dispose();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Lets every answer of the host arrive. */
async function settled(): Promise<void> {
  for (let i = 0; i < 12; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function start(overrides: Partial<Handlers> = {}): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  host = createFakeHost({ samples, overrides });
  studio = createStudio(host);
  await settled();
}

function draw(): void {
  const editor = studio.annotator.editor!;
  editor.add('polygon', [
    editor.newShape('polygon', [
      [1, 1],
      [6, 1],
      [6, 6],
    ]),
  ]);
}

const calls = (name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map(({ input }) => input);

/** Answers like the host: whoever asks for a sample that he gave back may only read. */
function strictLocks(): Partial<Handlers> {
  const closed = new Set<string>();
  return {
    'annotate.close': ({ session }) => {
      closed.add(session);
      return {};
    },
    'annotate.heartbeat': ({ session }) => ({
      lock: {
        state: closed.has(session) ? 'read-only' : 'mine',
        owner: '',
        canTakeOver: false,
      },
    }),
  };
}

it('drawing again ends the old heartbeat: the next sample stays editable', async () => {
  await start(strictLocks());
  await studio.annotator.show('sample-a');
  draw();
  await studio.annotator.drawAgain();
  expect(studio.annotator.editor?.document.shapes).toEqual([]);
  await studio.annotator.show('sample-b');
  await settled();
  const before = calls('annotate.heartbeat').length;
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS + 1);
  await settled();
  expect(calls('annotate.heartbeat').slice(before)).toEqual([
    expect.objectContaining({ id: 'sample-b' }),
  ]);
  expect(studio.annotator.state.open).toMatchObject({ id: 'sample-b', lock: { state: 'mine' } });
  expect(studio.annotator.editor?.readOnly).toBe(false);
});

const disk = { full: false };

/** Answers like the host on a disk that can be full. */
function fullDisk(): Partial<Handlers> {
  disk.full = true;
  const refused = (): never => {
    throw new StudioError('disk-full', 'The disk is full.', 'Make room.');
  };
  return {
    'annotate.journal': ({ patches }) => (disk.full ? refused() : { entries: patches.length }),
    'annotate.save': () =>
      disk.full
        ? refused()
        : {
            ...{ token: '1'.repeat(64), savedAt: '2026-10-14T14:31:07.000Z', maskPixels: 0 },
            ...{ file: 'annotation.json', written: true, warnings: [] },
          },
  };
}

/** Whether closing the window now asks. */
function asksToClose(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

it.each([
  ['next', () => studio.annotator.step(1)],
  ['previous', () => studio.annotator.step(-1)],
  ['a tile', () => studio.annotator.show('sample-c')],
  ['close', () => studio.annotator.close()],
  ['done', () => finishSample(studio)],
])('%s stays on a sample that cannot be saved', async (_name, leave) => {
  await start(fullDisk());
  await studio.annotator.show('sample-b');
  draw();
  studio.ui.getState().actions.go('dataset');
  await leave();
  await settled();
  const { open, wanted, stuck } = studio.annotator.state;
  expect([open?.id, wanted]).toEqual(['sample-b', 'sample-b']);
  expect(open?.editor.document.shapes).toHaveLength(1);
  expect(open?.editor.readOnly).toBe(false);
  expect(stuck).toMatchObject({ id: 'sample-b', message: 'The disk is full.', hint: 'Make room.' });
  expect(studio.ui.getState().workspace).toBe('annotate');
  expect(calls('annotate.close')).toEqual([]);
  expect(calls('annotate.setState')).toEqual([]);
});

it('a sample that cannot be saved is left by choice, or once there is room', async () => {
  await start(fullDisk());
  await studio.annotator.show('sample-a');
  draw();
  await studio.annotator.step(1);
  disk.full = false;
  await studio.annotator.retryLeaving();
  await settled();
  expect(studio.annotator.state.open?.id).toBe('sample-b');
  expect(calls('annotate.save').at(-1)).toMatchObject({ id: 'sample-a' });

  disk.full = true;
  draw();
  await studio.annotator.step(1);
  expect(studio.annotator.state.open?.id).toBe('sample-b');
  await studio.annotator.leaveUnsaved();
  await settled();
  expect(studio.annotator.state).toMatchObject({ stuck: null, open: { id: 'sample-c' } });
  expect(calls('annotate.close').at(-1)).toMatchObject({ id: 'sample-b', discard: true });
});

it('closing the window asks only where neither file nor journal has the work', async () => {
  await start(fullDisk());
  await studio.annotator.show('sample-a');
  expect(asksToClose()).toBe(false);
  draw();
  await vi.advanceTimersByTimeAsync(150);
  await settled();
  expect(asksToClose()).toBe(true);
  disk.full = false;
  draw();
  await vi.advanceTimersByTimeAsync(150);
  await settled();
  expect(calls('annotate.save')).toEqual([]);
  expect(asksToClose()).toBe(false);
});

it('a drag under way is saved when the sample is left', async () => {
  await start();
  await studio.annotator.show('sample-a');
  draw();
  const { history, document } = studio.annotator.editor!;
  history.mark();
  history.perform('vertex', [
    { kind: 'points', id: document.shapes[0]!.id, at: 0, removed: [[1, 1]], inserted: [[2, 2]] },
  ]);
  await studio.annotator.step(1);
  expect(calls('annotate.save')).toMatchObject([
    { id: 'sample-a', document: { shapes: [{ points: [2, 2, 6, 1, 6, 6] }] } },
  ]);
  expect(studio.annotator.state.open?.id).toBe('sample-b');
});

it('a change by another program found while leaving is asked on its own sample', async () => {
  let changed = true;
  await start({
    'annotate.save': () => {
      if (changed)
        throw new StudioError('changed-outside', 'It was changed.', '', { token: 'none' });
      return {
        ...{ token: '1'.repeat(64), savedAt: '2026-10-14T14:31:07.000Z', maskPixels: 0 },
        ...{ file: 'annotation.json', written: true, warnings: [] },
      };
    },
  });
  await studio.annotator.show('sample-a');
  draw();
  await studio.annotator.step(1);
  expect(studio.annotator.state).toMatchObject({
    ...{ wanted: 'sample-a', stuck: null, open: { id: 'sample-a' } },
    conflict: { id: 'sample-a', theirs: 'none' },
  });
  changed = false;
  await studio.annotator.resolve('mine');
  await studio.annotator.step(1);
  expect(studio.annotator.state).toMatchObject({ conflict: null, open: { id: 'sample-b' } });
});

it('copies selected shapes to the next sample, and says when that is locked', async () => {
  await start({
    'annotate.open': ({ id }) => ({
      ...{ id, session: id === 'sample-c' ? '' : `session-${id}`, token: 'none' },
      ...{ modifiedAt: null, version: null, replayed: null, file: 'annotation.json' },
      ...{ problem: null, warnings: [], work: samples[0]!.work },
      document: { width: SIDE, height: SIDE, flags: {}, shapes: [] },
      lock: {
        ...{ state: id === 'sample-c' ? ('other' as const) : ('mine' as const) },
        ...{ owner: 'Ada', canTakeOver: false },
      },
    }),
  });
  const notices = () => studio.ui.getState().notices.map(({ message }) => message);
  await studio.annotator.show('sample-a');
  await studio.annotator.copyToNext();
  expect(studio.annotator.state.open?.id).toBe('sample-a');
  draw();
  await studio.annotator.copyToNext();
  expect(studio.annotator.state.open?.id).toBe('sample-b');
  expect(studio.annotator.editor?.document.shapes).toMatchObject([
    {
      points: [
        [1, 1],
        [6, 1],
        [6, 6],
      ],
    },
  ]);
  expect(notices()).toEqual([]);
  await studio.annotator.copyToNext();
  expect(studio.annotator.state.open?.id).toBe('sample-c');
  expect(studio.annotator.editor?.document.shapes).toEqual([]);
  expect(notices()).toEqual([expect.stringContaining('Nothing was copied')]);
});
