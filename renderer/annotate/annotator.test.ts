// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import type { Handlers } from '../../core/contract/server.js';
import { createStudio, type Studio } from '../state/studio.js';
import { createFakeHost, type FakeHost } from '../testing/fake-host.js';
import { fakeSample } from '../testing/fake-samples.js';
import { SampleCache, SampleData } from './sample-data.js';

const SIDE = 8;
const HEARTBEAT_MS = 8000;
const samples = ['sample-a', 'sample-b', 'sample-c'].map((id, i) => fakeSample({ id, index: i + 1 }));

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
