import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_SHARED_DATA, sharedData } from '../../../tests/support/shared-data.js';
import { readDepthPicture } from '../../codecs/picture.js';
import { encodeGray16Png, encodeRgbPng } from '../../codecs/png.js';
import { writeShotFiles } from '../process/shot-files.js';
import { Shots } from '../process/shots.js';
import type { OpenRequest } from '../service.js';
import { findPairs, looksRotated, medianCount, unrotate } from './folder-pairs.js';
import { openSource } from './open-source.js';
import type { SourceFrame } from './source.js';

const request = (source: string, metresPerCount: number | null): OpenRequest => ({
  source,
  colour: null,
  profile: null,
  metresPerCount,
  stepped: true,
});

async function allFrames(source: string, metresPerCount: number | null): Promise<SourceFrame[]> {
  const opened = await openSource(request(source, metresPerCount));
  const frames: SourceFrame[] = [];
  try {
    for (;;) {
      const frame = await opened.next();
      if (frame) frames.push(frame);
    }
  } catch (error) {
    expect(error).toMatchObject({ fault: { code: 'source-ended' } });
  }
  return frames;
}

const arc = sharedData('arc-robot-vision', 'suction');
const parallel = sharedData('arc-robot-vision', 'parallel');
const apc = sharedData('apc-realsense');

describe('real folders', () => {
  it.skipIf(arc === null)(`suction: pairs, scale and intrinsics (${NO_SHARED_DATA})`, async () => {
    const frames = await allFrames(arc ?? '', 1e-4);
    expect(frames).toHaveLength(2);
    for (const { pair } of frames) {
      expect(pair.depth).toMatchObject({ width: 640, height: 480, metresPerCount: 1e-4 });
      expect(pair.colour).toMatchObject({ width: 640, height: 480, stream: 'file' });
      expect(pair.depth.intrinsics.fx).toBeGreaterThan(500);
      const mm = medianCount(pair.depth.data) * 0.1;
      expect(mm).toBeGreaterThan(300);
      expect(mm).toBeLessThan(2000);
    }
  });

  it.skipIf(arc === null)(`suction: no unit given, evidence told (${NO_SHARED_DATA})`, async () => {
    const error: unknown = await openSource(request(arc ?? '', null)).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'unit-needed' });
    const { details, message } = error as { details: Record<string, number>; message: string };
    expect(details['medianMmIfMm']).toBeCloseTo((details['medianMmIf0.0001'] ?? 0) * 10, 3);
    expect(message).toContain('--unit 0.0001');
  });

  it.skipIf(parallel === null)(
    `parallel: intrinsics by number, the rest told as skipped (${NO_SHARED_DATA})`,
    async () => {
      const { pairs, skipped } = await findPairs(parallel ?? '');
      const by = new Map(pairs.map((pair) => [pair.stem, pair.calibration.file]));
      expect(by.get('input-0')).toMatch(/camera-0\.intrinsics\.txt$/);
      expect(by.get('background-1')).toMatch(/camera-1\.intrinsics\.txt$/);
      expect(skipped).toEqual([
        { file: 'test-heightmap.color.png', reason: 'no intrinsics found' },
      ]);
    },
  );

  it.skipIf(apc === null)(
    `apc: depth rotated by three bits is turned back, camera file read (${NO_SHARED_DATA})`,
    async () => {
      const frames = await allFrames(apc ?? '', 1e-4);
      expect(frames).toHaveLength(3);
      for (const { pair } of frames) {
        const mm = medianCount(pair.depth.data) * 0.1;
        expect(mm).toBeGreaterThan(400);
        expect(mm).toBeLessThan(1000);
        expect(looksRotated(pair.depth.data)).toBe(false);
        expect(Math.hypot(...pair.depthToColour.translation)).toBeLessThan(0.1);
      }
    },
  );
});

describe('made folders', () => {
  let folder: string;
  const counts = Uint16Array.from({ length: 48 }, (_, i) => (i % 7 === 0 ? 0 : 1800 + i));
  const colours = Uint8Array.from({ length: 144 }, (_, i) => i);
  const plain = '{"fx":600,"fy":601,"cx":4,"cy":3}';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pd-folder-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const put = (name: string, data: Uint8Array | string): Promise<void> =>
    writeFile(join(folder, name), data);
  const rgb = (): Promise<Buffer> => encodeRgbPng(colours, 8, 6);

  it('reads 16-bit PNG, NPY and TIFF-free stems of any marker and case', async () => {
    await put('a_RGB.png', await rgb());
    await put('a_Depth.png', await encodeGray16Png(counts, 8, 6));
    await put('colour-b.png', await rgb());
    await put('depth-b.npy', npy('<u2', new Uint8Array(counts.buffer.slice(0))));
    await put('cam.intrinsics.json', plain);
    const frames = await allFrames(folder, 1e-4);
    expect(frames).toHaveLength(2);
    for (const { pair } of frames) {
      expect(pair.depth.data).toEqual(counts);
      expect(pair.colour.intrinsics).toMatchObject({ fx: 600, fy: 601, ppx: 4, ppy: 3 });
    }
  });

  it('takes float metres with --unit m, holes and non-numbers as no data', async () => {
    const metres = Float32Array.from(counts, (c) => c * 1e-4);
    metres[1] = Number.NaN;
    metres[2] = Number.POSITIVE_INFINITY;
    await put('x.rgb.png', await rgb());
    await put('x.depth.npy', npy('<f4', new Uint8Array(metres.buffer)));
    await put('x.json', plain);
    const [frame] = await allFrames(folder, 1);
    const depth = frame?.pair.depth;
    expect([depth?.data[1], depth?.data[2], depth?.data[7]]).toEqual([0, 0, 0]);
    expect((depth?.data[10] ?? 0) * (depth?.metresPerCount ?? 0)).toBeCloseTo(0.181, 6);
  });

  it('keeps float depth as it is, beyond 6.55 m too, and writes it as float32 metres', async () => {
    const millimetres = Float32Array.from(counts, (c, i) => (c === 0 ? 0 : 8000.0625 + i));
    await put('x.rgb.png', await rgb());
    await put('x.depth.npy', npy('<f4', new Uint8Array(millimetres.buffer)));
    await put('x.json', plain);
    const source = await openSource(request(folder, 0.001));
    const frame = await source.next();
    if (!frame) throw new Error('no frame');
    const { depth } = frame.pair;
    const metres = millimetres.map((mm) => mm * 0.001);
    expect(depth.metres).toEqual(metres);
    expect(source.metresPerCount()).toBe(1);
    expect(Math.max(...depth.data)).toBeLessThanOrEqual(65535);
    for (const [i, count] of depth.data.entries())
      expect(Math.abs(count * depth.metresPerCount - metres[i]!)).toBeLessThan(1e-4);

    const shots = new Shots({ prepare: () => undefined, write: writeShotFiles });
    const held = shots.hold(source, frame.pair, [depth.data], NO_MEASURES);
    expect(held.depth.encoding).toBe('float32');
    const target = join(folder, 'sample');
    await mkdir(target);
    const written = await shots.write(held.shotId, target);
    expect(written).toMatchObject({ depth: { file: 'depth.tiff' }, depthMedian: null });
    expect((await readdir(target)).sort()).toEqual(['depth.tiff', 'rgb.png']);
    const file = await readDepthPicture(join(target, 'depth.tiff'));
    expect(file).toEqual({ kind: 'float', width: 8, height: 6, data: metres });
  });

  it('names what is missing: a partner, the intrinsics', async () => {
    await put('1.color.png', await rgb());
    await put('2.color.png', await rgb());
    await put('2.depth.png', await encodeGray16Png(counts, 8, 6));
    const { pairs, skipped } = await findPairs(folder);
    expect(pairs).toEqual([]);
    expect(skipped).toEqual([
      { file: '1.color.png', reason: 'no depth picture of the same name' },
      { file: '2.color.png', reason: 'no intrinsics found' },
    ]);
    await expect(openSource(request(folder, 1e-4))).rejects.toMatchObject({
      fault: { code: 'source-unreadable' },
    });
  });

  it('turns bits back only where they were rotated', () => {
    const smooth = Uint16Array.from({ length: 4000 }, (_, i) => 7700 + (i % 500));
    const coarse = smooth.map((v) => (v >>> 8) << 8);
    const rotated = smooth.map((v) => ((v << 3) | (v >>> 13)) & 0xffff);
    expect(looksRotated(smooth)).toBe(false);
    expect(looksRotated(coarse)).toBe(false);
    expect(looksRotated(rotated)).toBe(true);
    expect(unrotate(rotated)).toEqual(smooth);
  });
});

const NO_MEASURES = {
  ...{ pitchDeg: null, rollDeg: null, tiltDeg: null, distanceMm: null, fillRate: 1 },
  ...{ planeRmsMm: null, subpixelRmsPx: null, sharpness: 1, clippedDark: 0, clippedBright: 0 },
};

/** NPY 1.0 of a 6 x 8 picture. */
function npy(descr: string, data: Uint8Array): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (6, 8), }`;
  const header = `${text.padEnd(117)}\n`;
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 0, 'latin1');
  head.writeUInt16LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(header, 'latin1'), data]);
}
