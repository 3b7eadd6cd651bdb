import { describe, expect, it } from 'vitest';
import { encodeFloatTiff } from './float-tiff.js';
import { decodeTiff } from './tiff.js';

describe('encodeFloatTiff', () => {
  it.each([
    [5, 3, 3],
    [1, 1, 1],
    [640, 200, 3],
    [7, 40, 1],
  ])('writes %i x %i x %i that reads back bit by bit', (width, height, channels) => {
    const data = Float32Array.from(
      { length: width * height * channels },
      (_, i) => Math.sin(i) / 7 - (i % 5 === 0 ? 0 : 0.1),
    );
    const picture = decodeTiff('x.tiff', encodeFloatTiff(data, width, height, channels));
    expect(picture).toMatchObject({ width, height, channels });
    expect(picture.data).toEqual(data);
  });

  it('refuses data of another size', () => {
    expect(() => encodeFloatTiff(new Float32Array(5), 2, 2, 1)).toThrow(/do not fill/);
  });
});
