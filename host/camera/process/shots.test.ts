import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/contract/errors.js';
import { decodeGray16, decodeRgb } from '../../codecs/png.js';
import { SimulatedSource } from '../sources/simulated.js';
import type { SourceFrame } from '../sources/source.js';
import { medianCounts, writeShotFiles } from './shot-files.js';
import { Shots } from './shots.js';
import { smallRgb } from './small-rgb.js';

const MEASURES = {
  pitchDeg: 0,
  rollDeg: 0,
  tiltDeg: 0,
  distanceMm: 180,
  fillRate: 1,
  planeRmsMm: 0.1,
  subpixelRmsPx: 0.05,
  sharpness: 50,
  clippedDark: 0,
  clippedBright: 0,
};

/** In this thread; camera-process.test.ts writes on the real one. */
const HERE = { prepare: () => undefined, write: writeShotFiles };

let folder: string;
let source: SimulatedSource;

async function frame(): Promise<SourceFrame> {
  const next = await source.next();
  if (!next) throw new Error('the simulator gave no frame');
  return next;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-shots-'));
  source = new SimulatedSource({
    source: 'simulated:profile=424x240@90',
    colour: null,
    profile: null,
    metresPerCount: null,
  });
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('held shots', () => {
  it('become files that hold exactly the counts and colours of the frame', async () => {
    const shots = new Shots(HERE);
    const { pair } = await frame();
    const held = shots.hold(source, pair, [], MEASURES);
    expect(held).toMatchObject({ kind: 'simulated', burst: 1, stream: 'left-ir' });
    const written = await shots.write(held.shotId, folder);
    const depthFile = await readFile(join(folder, 'depth.png'));
    const rgbFile = await readFile(join(folder, 'rgb.png'));
    expect((await decodeGray16('depth.png', depthFile)).data).toEqual(pair.depth.data);
    const rgb = await decodeRgb('rgb.png', rgbFile);
    expect(Buffer.compare(rgb.data, pair.colour.data)).toBe(0);
    const sha = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
    expect(written).toEqual({
      rgb: { file: 'rgb.png', sha256: sha(rgbFile) },
      depth: { file: 'depth.png', sha256: sha(depthFile) },
      depthMedian: null,
      small: smallRgb(pair.colour.data, pair.colour.width, pair.colour.height, 320),
    });
  });

  it('store the median of a burst beside the raw last frame', async () => {
    const shots = new Shots(HERE);
    const pairs = [(await frame()).pair, (await frame()).pair, (await frame()).pair];
    const [a, b, c] = pairs.map((pair) => pair.depth.data);
    const last = pairs[2];
    if (!a || !b || !c || !last) throw new Error('three frames were taken');
    const held = shots.hold(source, last, [a, b], MEASURES);
    expect(held.burst).toBe(3);
    await shots.write(held.shotId, folder);
    const read = async (name: string): Promise<Uint16Array> =>
      (await decodeGray16(name, await readFile(join(folder, name)))).data;
    expect(await read('depth.png')).toEqual(c);
    expect(await read('depth-median.png')).toEqual(medianCounts([a, b, c]));
  });

  it('stay in memory after a failure, and can be written elsewhere', async () => {
    const shots = new Shots(HERE);
    const { pair } = await frame();
    const { shotId } = shots.hold(source, pair, [], MEASURES);
    const missing = join(folder, 'gone');
    const error = await shots.write(shotId, missing).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).code).toBe('not-found');
    expect((error as StudioError).message).toContain(missing);
    await shots.write(shotId, folder);
    expect((await readdir(folder)).sort()).toEqual(['depth.png', 'rgb.png']);
  });

  it('are gone after their release, and a heap of forgotten ones is refused', async () => {
    const shots = new Shots(HERE);
    const { pair } = await frame();
    const { shotId } = shots.hold(source, pair, [], MEASURES);
    shots.release(shotId);
    await expect(shots.write(shotId, folder)).rejects.toMatchObject({ code: 'nothing-pending' });
    for (let i = 0; i < 8; i++) shots.hold(source, pair, [], MEASURES);
    expect(() => shots.hold(source, pair, [], MEASURES)).toThrow(/waiting to be written/);
  });
});

describe('the median of a burst', () => {
  it('is that of the pixels with depth, and 0 where no frame has any', () => {
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 65535 }));
    fc.assert(
      fc.property(
        fc.array(fc.array(count, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 30 }),
        (rows) => {
          const out = medianCounts(rows.map((row) => Uint16Array.from(row)));
          for (let i = 0; i < 6; i++) {
            const valid = rows
              .map((row) => row[i] ?? 0)
              .filter((v) => v > 0)
              .sort((x, y) => x - y);
            expect(out[i]).toBe(valid[valid.length >> 1] ?? 0);
          }
        },
      ),
    );
  });
});
