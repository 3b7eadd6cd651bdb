import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FramePair } from '../../../core/frame/frame.js';
import { SimulatedD405 } from '../../../core/simulator/simulated-d405.js';
import { DEFAULT_SIMULATOR } from '../../../core/simulator/keys.js';
import { FaultBoard, StreamWatch } from './watch.js';

let board: FaultBoard;
let watch: StreamWatch;
let told: number;
let pair: FramePair;
const codes = (): string[] => board.list().map((fault) => fault.code);

/** The frame under another number; with other depths unless it is a copy. */
function frame(number: number, copy = false): FramePair {
  const data = copy ? pair.depth.data : pair.depth.data.map((c) => (c === 0 ? 0 : c + number));
  return { ...pair, frameNumber: number, depth: { ...pair.depth, data } };
}

beforeAll(() => {
  pair = new SimulatedD405(
    { ...DEFAULT_SIMULATOR, width: 424, height: 240, fps: 30 },
    'left-ir',
  ).frame(1);
});
beforeEach(() => {
  vi.useFakeTimers();
  told = 0;
  board = new FaultBoard(() => (told += 1));
  watch = new StreamWatch(board);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the watch over the stream', () => {
  it('is quiet on a good stream', () => {
    for (let i = 1; i <= 120; i++) {
      vi.advanceTimersByTime(33);
      watch.frame(frame(i), true);
    }
    expect(codes()).toEqual([]);
    expect([watch.dropped, told]).toEqual([0, 0]);
  });

  it('tells of a frozen picture within two seconds, and takes it back', () => {
    watch.frame(frame(1), true);
    for (let i = 2; i <= 60; i++) {
      vi.advanceTimersByTime(33);
      watch.frame(frame(1, true), true);
    }
    expect(codes()).toContain('frozen-frames');
    expect(board.list()[0]?.message).toBe(
      'The picture has stood still for 1.5 s: the camera sends the same frame again and again.',
    );
    watch.frame(frame(99), true);
    expect(codes()).not.toContain('frozen-frames');
  });

  it('counts what the device skipped and what it sent twice', () => {
    for (let i = 1; i <= 60; i++) watch.frame(frame(2 * i), true);
    expect(watch.dropped).toBe(59);
    expect(codes()).toEqual(['dropped-frames']);
    expect(board.list()[0]?.message).toBe('49 % of the frames were lost on the way.');
    for (let i = 121; i <= 180; i++) watch.frame(frame(i, i % 2 === 0), true);
    expect(codes()).not.toContain('dropped-frames');
  });

  it('does not judge the time of sources that come as asked', () => {
    for (let i = 1; i <= 60; i++) {
      vi.advanceTimersByTime(100);
      watch.frame(frame(3 * i, true), false);
    }
    expect(codes()).toEqual([]);
  });
});
