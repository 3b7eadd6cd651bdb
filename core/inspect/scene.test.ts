import { describe, expect, it } from 'vitest';
import { SceneMotion, SceneRest } from './scene.js';

const PIXELS = 96 * 54;
const picture = (value: number): Uint8Array => new Uint8Array(PIXELS * 3).fill(value);
/** A part that covers a twentieth of the picture. */
const withPart = (value: number): Uint8Array => {
  const out = picture(value);
  out.fill(200, 0, Math.floor(out.length / 20));
  return out;
};

describe('SceneMotion', () => {
  it('sees a part come and go, and no noise', () => {
    const motion = new SceneMotion();
    expect(motion.moved(picture(40), PIXELS)).toBe(true);
    expect(motion.moved(picture(44), PIXELS)).toBe(false);
    expect(motion.moved(withPart(40), PIXELS)).toBe(true);
    expect(motion.moved(withPart(40), PIXELS)).toBe(false);
    expect(motion.moved(picture(40), PIXELS)).toBe(true);
  });

  it('takes another size for a change', () => {
    const motion = new SceneMotion();
    motion.moved(picture(40), PIXELS);
    expect(motion.moved(new Uint8Array(64 * 36 * 3).fill(40), 64 * 36)).toBe(true);
  });
});

describe('SceneRest', () => {
  it('tells once when a scene has come to rest, and again after the next change', () => {
    const rest = new SceneRest();
    const told: number[] = [];
    const show = (rgb: Uint8Array, fromMs: number, toMs: number): void => {
      for (let at = fromMs; at < toMs; at += 100) if (rest.frame(rgb, PIXELS, at)) told.push(at);
    };
    show(picture(40), 0, 2000);
    show(withPart(40), 2000, 4000);
    expect(told).toEqual([500, 2500]);
  });
});
