/** Live mode: when a picture is inspected, and what ends it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import type { Preview } from '../../core/contract/schema/camera.js';
import type { Inspection, LiveState } from '../../core/contract/schema/inspect.js';
import { previewOf } from '../../tests/support/channel-suite.js';
import type { CameraEvents } from '../camera/service.js';
import { LiveInspection } from './live.js';

const SIZE = { colourWidth: 64, colourHeight: 48 };
let subscribed: Partial<CameraEvents> | null;
let answers: { resolve(): void; reject(error: unknown): void }[];
let seen: Inspection[];
let states: LiveState[];
let live: LiveInspection;

const picture = (value: number): Preview => ({
  ...previewOf(1),
  ...SIZE,
  bytes: new Uint8Array(SIZE.colourWidth * SIZE.colourHeight * 3).fill(value),
});
/** Shows a picture for a while, ten times a second. */
const show = (value: number, milliseconds: number): void => {
  for (let at = 0; at < milliseconds; at += 100) {
    vi.setSystemTime(Date.now() + 100);
    subscribed?.preview?.(picture(value));
  }
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  subscribed = null;
  answers = [];
  seen = [];
  states = [];
  live = new LiveInspection(
    {
      subscribe: (events) => {
        subscribed = events;
        return () => {
          subscribed = null;
        };
      },
    },
    () =>
      new Promise((resolve, reject) => {
        answers.push({
          resolve: () => {
            resolve({} as Inspection);
          },
          reject,
        });
      }),
    {
      seen: (inspection) => seen.push(inspection),
      state: (state) => states.push(state),
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
});

it('inspects every so often, one picture at a time', async () => {
  live.set({ model: 'cookie-01', when: 'every', everyMs: 300 });
  show(40, 1000);
  expect(answers).toHaveLength(1);
  answers[0]?.resolve();
  await settled();
  expect(seen).toHaveLength(1);
  show(40, 100);
  expect(answers).toHaveLength(2);
});

it('inspects a scene once it rests, also where it came to rest during the last inspection', async () => {
  live.set({ model: 'cookie-01', when: 'stable', everyMs: 100 });
  show(40, 900);
  expect(answers).toHaveLength(1);
  show(120, 900);
  expect(answers).toHaveLength(1);
  answers[0]?.resolve();
  await settled();
  show(120, 100);
  expect(answers).toHaveLength(2);
  answers[1]?.resolve();
  await settled();
  show(120, 3000);
  expect(answers).toHaveLength(2);
});

it('says why a picture has no verdict and goes on with the next', async () => {
  live.set({ model: 'cookie-01', when: 'every', everyMs: 300 });
  show(40, 100);
  answers[0]?.reject(new StudioError('bad-input', 'No object stands out.', 'Put a part there.'));
  await settled();
  expect(states.at(-1)).toMatchObject({
    mode: { model: 'cookie-01' },
    problem: { message: 'No object stands out.', hint: 'Put a part there.' },
  });
  show(40, 400);
  expect(answers).toHaveLength(2);
});

it('ends with the reason where the model is gone', async () => {
  live.set({ model: 'cookie-01', when: 'every', everyMs: 300 });
  show(40, 100);
  answers[0]?.reject(new StudioError('not-found', 'The model is gone.', 'Choose another.'));
  await settled();
  expect(states.at(-1)).toEqual({
    mode: null,
    problem: { message: 'The model is gone.', hint: 'Choose another.' },
  });
  expect(subscribed).toBeNull();
});

it('tells nothing of a picture that was taken before it was stopped', async () => {
  live.set({ model: 'cookie-01', when: 'every', everyMs: 300 });
  show(40, 100);
  live.set(null);
  answers[0]?.resolve();
  await settled();
  expect(seen).toEqual([]);
  expect(states.map(({ mode }) => mode?.when ?? null)).toEqual(['every', null]);
});
