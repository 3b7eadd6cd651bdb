// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import type { Preview } from '../../core/contract/schema/camera.js';
import { FrameFeed, liveFrame } from './feed.js';

function preview(frameNumber: number): Preview {
  const bytes = new Uint8Array(4 * 2 * 5);
  new Uint16Array(bytes.buffer, 24).fill(frameNumber);
  const intrinsics = {
    fx: 1,
    fy: 1,
    ppx: 0,
    ppy: 0,
    model: 'none' as const,
    coefficients: [0, 0, 0, 0, 0] as [number, number, number, number, number],
  };
  return {
    frameNumber,
    capturedAtMs: Date.now(),
    deviceTimeMs: 0,
    width: 4,
    height: 2,
    colourWidth: 4,
    colourHeight: 2,
    fullWidth: 8,
    fullHeight: 4,
    depthOffset: 24,
    metresPerCount: 1e-4,
    depthIntrinsics: intrinsics,
    colourIntrinsics: intrinsics,
    depthToColour: { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] },
    stream: 'left-ir',
    bytes,
  };
}

/** A feed whose animation frames and previews are given by hand. */
function setUp() {
  const scheduled: (() => void)[] = [];
  let listener: ((value: Preview, more: () => void) => void) | null = null;
  const stop = vi.fn();
  const link = {
    listen: (_name: string, given: (value: Preview, more: () => void) => void) => {
      listener = given;
      return stop;
    },
  };
  let nowMs = 0;
  const feed = new FrameFeed(
    link as never,
    (run) => {
      scheduled.push(run);
    },
    () => nowMs,
  );
  const more = vi.fn();
  return {
    feed,
    more,
    stop,
    arrive: (frameNumber: number, atMs = frameNumber * 33) => {
      nowMs = atMs;
      listener?.(preview(frameNumber), more);
    },
    animate: () => {
      for (const run of scheduled.splice(0)) run();
    },
  };
}

describe('FrameFeed', () => {
  it('draws the newest frame only, once per animation frame', () => {
    const { feed, arrive, animate } = setUp();
    const seen: number[] = [];
    feed.paint((frame) => seen.push(frame.preview.frameNumber));
    arrive(1);
    arrive(2);
    expect(seen).toEqual([]);
    animate();
    animate();
    expect(seen).toEqual([2]);
    expect(feed.latest()?.counts[0]).toBe(2);
  });

  it('draws a picture that the next one caught up with, one per animation frame', () => {
    const { feed, more, arrive, animate } = setUp();
    const seen: number[] = [];
    feed.paint((frame) => seen.push(frame.preview.frameNumber));
    arrive(1, 30);
    arrive(2, 36);
    expect(more).toHaveBeenCalledTimes(1);
    animate();
    expect(seen).toEqual([1]);
    // The second waits alone now: the third may come.
    expect(more).toHaveBeenCalledTimes(2);
    arrive(3, 52);
    animate();
    animate();
    expect(seen).toEqual([1, 2, 3]);
    expect(more).toHaveBeenCalledTimes(3);
  });

  it('lets one picture be under way while one waits, and no more: a hidden page stops the flow', () => {
    const { feed, more, arrive, animate } = setUp();
    feed.paint(() => undefined);
    arrive(1);
    expect(more).toHaveBeenCalledTimes(1);
    arrive(2);
    expect(more).toHaveBeenCalledTimes(1);
    animate();
    expect(more).toHaveBeenCalledTimes(2);
  });

  it('keeps its picture while frozen and goes on with the newest', () => {
    const { feed, more, arrive, animate } = setUp();
    const seen: number[] = [];
    feed.paint((frame) => seen.push(frame.preview.frameNumber));
    arrive(1);
    animate();
    feed.freeze(true);
    more.mockClear();
    arrive(2);
    animate();
    expect(seen).toEqual([1]);
    expect(more).not.toHaveBeenCalled();
    feed.freeze(false);
    animate();
    expect(seen).toEqual([1, 2]);
    expect(more).toHaveBeenCalledTimes(1);
  });

  it('listens only while somebody paints, and paints a late comer at once', () => {
    const { feed, stop, arrive, animate } = setUp();
    const first = feed.paint(() => undefined);
    arrive(7);
    animate();
    const late = vi.fn();
    const second = feed.paint(late);
    expect(late).toHaveBeenCalledTimes(1);
    first();
    expect(stop).not.toHaveBeenCalled();
    second();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});

describe('liveFrame', () => {
  it('refuses bytes that are shorter than their sizes say', () => {
    expect(liveFrame({ ...preview(1), bytes: new Uint8Array(39) })).toBeNull();
    expect(liveFrame({ ...preview(1), depthOffset: 22 })).toBeNull();
  });

  it('reads depth from any alignment', () => {
    const whole = preview(513);
    const moved = new Uint8Array(41);
    moved.set(whole.bytes, 1);
    expect(liveFrame({ ...whole, bytes: moved.subarray(1) })?.counts[3]).toBe(513);
  });
});
