import { describe, expect, it } from 'vitest';
import { fillDepth, fillRgb, mixDepth } from './painters.js';

describe('pixel filling', () => {
  it('turns RGB8 into opaque RGBA words', () => {
    const words = new Uint32Array(2);
    fillRgb(words, Uint8Array.of(1, 2, 3, 250, 0, 255));
    expect([...new Uint8Array(words.buffer)]).toEqual([1, 2, 3, 255, 250, 0, 255, 255]);
  });

  it('looks counts up', () => {
    const lookup = Uint32Array.from({ length: 65536 }, (_, count) => count * 3);
    const words = new Uint32Array(3);
    fillDepth(words, Uint16Array.of(0, 7, 65535), lookup);
    expect([...words]).toEqual([0, 21, 196605]);
  });

  it('mixes depth over RGB, and leaves RGB where there is no depth', () => {
    const words = new Uint32Array(2);
    fillRgb(words, Uint8Array.of(100, 100, 100, 40, 50, 60));
    const lookup = new Uint32Array(65536).fill(0xff0000c8);
    mixDepth(words, Uint16Array.of(9, 0), lookup, 0.5);
    expect([...new Uint8Array(words.buffer)]).toEqual([150, 50, 50, 255, 40, 50, 60, 255]);
  });
});
