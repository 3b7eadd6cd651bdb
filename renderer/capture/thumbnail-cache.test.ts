// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ThumbnailCache } from './thumbnail-cache.js';

const made = vi.spyOn(URL, 'createObjectURL');
const revoked = vi.spyOn(URL, 'revokeObjectURL');

afterEach(() => {
  made.mockReset();
  revoked.mockReset();
});

function setUp(
  answer: () => Promise<unknown> = () =>
    Promise.resolve({ mime: 'image/jpeg', bytes: new Uint8Array(3) }),
) {
  let n = 0;
  made.mockImplementation(() => `blob:${(n++).toString()}`);
  const call = vi.fn(answer);
  return { call, cache: new ThumbnailCache({ call } as never) };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('ThumbnailCache', () => {
  it('asks once for a sample that many tiles show, and tells them when it is there', async () => {
    const { cache, call } = setUp();
    const told = vi.fn();
    cache.use('a', () => {
      told(1);
    });
    cache.use('a', () => {
      told(2);
    });
    expect(cache.url('a')).toBeNull();
    await settled();
    expect(call).toHaveBeenCalledTimes(1);
    expect(told).toHaveBeenCalledTimes(2);
    expect(cache.url('a')).toBe('blob:0');
  });

  it('revokes every URL that it made', async () => {
    const { cache } = setUp();
    for (let i = 0; i < 450; i++) {
      const stop = cache.use(`s${i.toString()}`, () => undefined);
      await Promise.resolve();
      stop();
    }
    await settled();
    cache.clear();
    expect(made.mock.calls.length).toBeGreaterThanOrEqual(400);
    expect(new Set(revoked.mock.calls.map(([url]) => url)).size).toBe(made.mock.calls.length);
  });

  it('keeps what is in use when it makes room', async () => {
    const { cache } = setUp();
    cache.use('kept', () => undefined);
    await settled();
    for (let i = 0; i < 500; i++) cache.use(`s${i.toString()}`, () => undefined)();
    await settled();
    expect(cache.url('kept')).toBe('blob:0');
  });

  it('asks again for a picture that could not be had', async () => {
    const { cache, call } = setUp(() => Promise.reject(new Error('gone')));
    cache.use('a', () => undefined)();
    await settled();
    cache.use('a', () => undefined);
    expect(call).toHaveBeenCalledTimes(2);
  });
});
