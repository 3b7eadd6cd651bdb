import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import { encodeNpy, parseNpy } from './npy.js';
import { readDepthPicture } from './picture.js';
import { encodeCameraDepth, encodeCameraRgb } from './png-camera.js';
import { decodeGray16, decodeRgb, encodeGray16Png, encodeRgbPng } from './png.js';
import { decodeTiff } from './tiff.js';
import { encodeTiff } from './tiff-write.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-codecs-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** An .npy file as NumPy writes it. */
function npy(descr: string, shape: string, body: Buffer, fortran = false): Buffer {
  const head =
    `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }`.padEnd(
      117,
    ) + '\n';
  const start = Buffer.alloc(10);
  start.write('\x93NUMPY\x01\x00', 'latin1');
  start.writeUInt16LE(head.length, 8);
  return Buffer.concat([start, Buffer.from(head, 'latin1'), body]);
}

/** A one-strip TIFF of one channel, little-endian. */
function tiff(width: number, height: number, bits: number, format: number, body: Buffer): Buffer {
  const entries: [number, number, number, number][] = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 1, bits],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 8],
    [277, 3, 1, 1],
    [278, 4, 1, height],
    [279, 4, 1, body.length],
    [339, 3, 1, format],
  ];
  const ifd = Buffer.alloc(2 + entries.length * 12 + 4);
  ifd.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, count, value], i) => {
    ifd.writeUInt16LE(tag, 2 + i * 12);
    ifd.writeUInt16LE(type, 4 + i * 12);
    ifd.writeUInt32LE(count, 6 + i * 12);
    ifd.writeUInt32LE(value, 10 + i * 12);
  });
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + body.length, 4);
  return Buffer.concat([head, body, ifd]);
}

describe('PNG', () => {
  it('gives back every depth count exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint16Array({ minLength: 35, maxLength: 35 }), async (counts) => {
        const back = await decodeGray16('d.png', await encodeGray16Png(counts, 7, 5));
        expect([...back.data]).toEqual([...counts]);
      }),
      { numRuns: 25 },
    );
  });

  it('gives back RGB exactly', async () => {
    const rgb = Uint8Array.from({ length: 6 * 4 * 3 }, (_, i) => (i * 53) % 256);
    expect([...(await decodeRgb('c.png', await encodeRgbPng(rgb, 6, 4))).data]).toEqual([...rgb]);
  });

  it('of camera pictures gives back every count and colour exactly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 7 }),
        fc.uint8Array({ minLength: 189, maxLength: 189 }),
        async (width, height, bytes) => {
          const rgb = bytes.subarray(0, width * height * 3);
          const colour = await decodeRgb('c.png', encodeCameraRgb(rgb, width, height));
          expect([colour.width, colour.height]).toEqual([width, height]);
          expect([...colour.data]).toEqual([...rgb]);
          const counts = new Uint16Array(bytes.slice(0, 126).buffer).subarray(0, width * height);
          const depth = await decodeGray16('d.png', encodeCameraDepth(counts, width, height));
          expect([...depth.data]).toEqual([...counts]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('reads 8-bit grey depth by its stored values, and refuses colour as depth', async () => {
    const grey = await sharp(Uint8Array.from([0, 1, 200, 255]), {
      raw: { width: 2, height: 2, channels: 1 },
    })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect([...(await decodeGray16('g.png', grey)).data]).toEqual([0, 1, 200, 255]);
    await expect(
      decodeGray16('c.png', await encodeRgbPng(new Uint8Array(12), 2, 2)),
    ).rejects.toMatchObject({ code: 'file-corrupt' });
  });

  it('answers every damage with one typed error, or the picture', async () => {
    const file = await encodeGray16Png(
      Uint16Array.from({ length: 64 }, (_, i) => i * 999),
      8,
      8,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(file.length - 1),
        fc.nat(255),
        fc.boolean(),
        async (at, value, cut) => {
          const damaged = Buffer.from(cut ? file.subarray(0, at) : file);
          if (!cut) damaged[at] = value;
          await decodeGray16('d.png', damaged).catch((error: unknown) => {
            expect(error).toBeInstanceOf(StudioError);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a picture that is too large before decoding it', async () => {
    const huge = Buffer.from(await encodeGray16Png(new Uint16Array(4), 2, 2));
    huge.writeUInt32BE(60000, 16);
    huge.writeUInt32BE(60000, 20);
    await expect(decodeGray16('h.png', huge)).rejects.toMatchObject({ code: 'file-corrupt' });
  });
});

describe('NPY', () => {
  it.each([
    ['<u2', Buffer.from(Uint16Array.from([1, 2, 3, 4, 5, 60000]).buffer), [1, 2, 3, 4, 5, 60000]],
    ['<f4', Buffer.from(Float32Array.from([0.5, 1, 2, 3, 4, 5]).buffer), [0.5, 1, 2, 3, 4, 5]],
    ['>i2', Buffer.from([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0xff, 0xff]), [1, 2, 3, 4, 5, -1]],
  ])('reads %s', (descr, body, values) => {
    const { shape, data } = parseNpy('a.npy', npy(descr, '2, 3', body));
    expect(shape).toEqual([2, 3]);
    expect([...data]).toEqual(values);
  });

  it('reads column-major order', () => {
    const body = Buffer.from(Uint16Array.from([1, 4, 2, 5, 3, 6]).buffer);
    expect([...parseNpy('a.npy', npy('<u2', '2, 3', body, true)).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('answers every damage with one typed error, or an array', () => {
    const file = npy('<u2', '2, 3', Buffer.alloc(12, 7));
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const damaged = Buffer.from(cut ? file.subarray(0, at) : file);
        if (!cut) damaged[at] = value;
        try {
          parseNpy('a.npy', damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives back what was written', () => {
    const data = Float32Array.from({ length: 24 }, (_, i) => i / 3);
    expect(parseNpy('a.npy', encodeNpy([2, 3, 4], data))).toEqual({ shape: [2, 3, 4], data });
    const counts = Uint16Array.from([1, 2, 65535]);
    const file = encodeNpy([3], counts);
    expect(parseNpy('a.npy', file)).toEqual({ shape: [3], data: counts });
    expect(file.indexOf('\n') % 64).toBe(63);
  });

  it('refuses objects: nothing is unpickled', () => {
    expect(() => parseNpy('a.npy', npy('|O8', '2, 3', Buffer.alloc(48)))).toThrow(StudioError);
  });
});

describe('TIFF', () => {
  it.each(['none', 'deflate'] as const)('gives back what was written (%s)', (compression) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 3),
        fc.boolean(),
        fc.integer(),
        (width, height, channels, float, seed) => {
          const count = width * height * channels;
          const value = (_: unknown, i: number): number => Math.abs(Math.sin(i + seed)) * 60000;
          const data = float
            ? Float32Array.from({ length: count }, value)
            : Uint16Array.from({ length: count }, value);
          const file = encodeTiff({ width, height, channels, data }, compression);
          const back = decodeTiff('a.tiff', file);
          expect([back.width, back.height, back.channels]).toEqual([width, height, channels]);
          expect(Buffer.from(back.data.buffer).equals(Buffer.from(data.buffer))).toBe(true);
          expect(encodeTiff({ width, height, channels, data }, compression).equals(file)).toBe(
            true,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes several strips', () => {
    const data = Float32Array.from({ length: 600 * 400 * 3 }, (_, i) => i / 7);
    const file = encodeTiff({ width: 600, height: 400, channels: 3, data }, 'deflate');
    const back = decodeTiff('a.tiff', file).data;
    expect(Buffer.from(back.buffer).equals(Buffer.from(data.buffer))).toBe(true);
  });

  it('refuses a header that claims 100000 x 100000, or more than its bytes can hold', () => {
    const file = encodeTiff({ width: 4, height: 4, channels: 1, data: new Uint16Array(16) });
    const claim = (width: number, height: number): Buffer => {
      const lying = Buffer.from(file);
      lying.writeUInt32LE(width, 10 + 8);
      lying.writeUInt32LE(height, 22 + 8);
      return lying;
    };
    expect(() => decodeTiff('a.tiff', claim(100_000, 100_000))).toThrow(/too many/);
    expect(() => decodeTiff('a.tiff', claim(8000, 8000))).toThrow(/not 2000|cannot be 8000 x 8000/);
  });

  it('reads uint16 and float32 depth', () => {
    expect([
      ...decodeTiff(
        'a.tiff',
        tiff(3, 1, 16, 1, Buffer.from(Uint16Array.from([1, 500, 65535]).buffer)),
      ).data,
    ]).toEqual([1, 500, 65535]);
    expect([
      ...decodeTiff('a.tiff', tiff(2, 1, 32, 3, Buffer.from(Float32Array.from([0.25, 1.5]).buffer)))
        .data,
    ]).toEqual([0.25, 1.5]);
  });

  it('turns NaN and infinity into no data', async () => {
    const path = join(folder, 'depth.tiff');
    await writeFile(
      path,
      tiff(
        4,
        1,
        32,
        3,
        Buffer.from(Float32Array.from([0.5, Number.NaN, Number.POSITIVE_INFINITY, -1]).buffer),
      ),
    );
    const picture = await readDepthPicture(path);
    expect(picture.kind).toBe('float');
    expect([...picture.data]).toEqual([0.5, 0, 0, 0]);
  });

  it('answers every damage with one typed error, or a picture', () => {
    const file = tiff(4, 4, 16, 1, Buffer.alloc(32, 3));
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(file);
        damaged[at] = value;
        try {
          decodeTiff('a.tiff', damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
