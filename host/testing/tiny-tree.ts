/** A very small tree in the form of MVTec 3D-AD: a ball on a table, dents as holes in it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRandom } from '../../core/simulator/random.js';
import { encodeGray8Png, encodeRgbPng } from '../codecs/png.js';
import { encodeTiff } from '../codecs/tiff-write.js';

export const TINY_WIDTH = 96;
export const TINY_HEIGHT = 72;

export interface TinyOptions {
  readonly train: number;
  readonly validation: number;
  /** Good and dented ones each. */
  readonly test: number;
  readonly withClouds?: boolean;
}

export async function writeTinyTree(
  root: string,
  category: string,
  { train, validation, test, withClouds = true }: TinyOptions,
): Promise<void> {
  const random = makeRandom(7);
  const write = async (split: string, anomaly: string, count: number): Promise<void> => {
    const folder = join(root, category, split, anomaly);
    const kinds = ['rgb', ...(withClouds ? ['xyz'] : []), ...(split === 'test' ? ['gt'] : [])];
    for (const kind of kinds) await mkdir(join(folder, kind), { recursive: true });
    for (let i = 0; i < count; i++) {
      const stem = String(i).padStart(3, '0');
      const { rgb, cloud, mask } = picture(random, anomaly !== 'good');
      await writeFile(
        join(folder, 'rgb', `${stem}.png`),
        await encodeRgbPng(rgb, TINY_WIDTH, TINY_HEIGHT),
      );
      if (withClouds) await writeCloud(join(folder, 'xyz', `${stem}.tiff`), cloud);
      if (split === 'test')
        await writeFile(
          join(folder, 'gt', `${stem}.png`),
          await encodeGray8Png(mask, TINY_WIDTH, TINY_HEIGHT),
        );
    }
  };
  await write('train', 'good', train);
  await write('validation', 'good', validation);
  await write('test', 'good', test);
  await write('test', 'dent', test);
}

export async function writeCloud(path: string, cloud: Float32Array): Promise<void> {
  await writeFile(
    path,
    encodeTiff({ width: TINY_WIDTH, height: TINY_HEIGHT, channels: 3, data: cloud }),
  );
}

function picture(
  random: () => number,
  dented: boolean,
): { rgb: Uint8Array; cloud: Float32Array; mask: Uint8Array } {
  const rgb = new Uint8Array(TINY_WIDTH * TINY_HEIGHT * 3);
  const cloud = new Float32Array(TINY_WIDTH * TINY_HEIGHT * 3);
  const mask = new Uint8Array(TINY_WIDTH * TINY_HEIGHT);
  const middle = [48 + 4 * random(), 36 + 4 * random()] as const;
  const dent = [middle[0] + 6, middle[1] - 4] as const;
  for (let v = 0, i = 0; v < TINY_HEIGHT; v++) {
    for (let u = 0; u < TINY_WIDTH; u++, i++) {
      const height = Math.sqrt(Math.max(0, 24 ** 2 - (u - middle[0]) ** 2 - (v - middle[1]) ** 2));
      const inDent = dented && Math.hypot(u - dent[0], v - dent[1]) < 7;
      mask[i] = inDent ? 255 : 0;
      const z = 0.3 - height * 1e-3 + (inDent ? 0.012 : 0);
      cloud.set([(u - 48) * z * 0.01, (v - 36) * z * 0.01, z], 3 * i);
      const shade = height > 0 ? 90 + 4 * height : 40;
      const dark = inDent ? 0.4 : 1;
      for (let c = 0; c < 3; c++) rgb[3 * i + c] = shade * dark * (1 - 0.2 * c) + 12 * random();
    }
  }
  return { rgb, cloud, mask };
}
