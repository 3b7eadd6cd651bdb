/**
 * Pictures against stored ones, with a tolerance that other versions of the browser pass: both are made
 * small, so that smoothing of edges and glyphs does not count, and what is left is compared.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

const EXPECTED = join(import.meta.dirname, '..', 'expected');
const SIZE = { width: 96, height: 54 } as const;

export interface PictureDifference {
  /** Mean over pixels and channels, of 255. */
  readonly mean: number;
  /** The 99th hundredth, of 255: a part of the picture that is another one. */
  readonly high: number;
}

async function small(png: Buffer | string): Promise<Buffer> {
  return sharp(png)
    .resize(SIZE.width, SIZE.height, { fit: 'fill', kernel: 'cubic' })
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** Stores a screenshot as e2e/expected/NAME.png where UPDATE_PICTURES=1 asks for it. */
export async function storeExpected(name: string, png: Buffer): Promise<void> {
  if (process.env['UPDATE_PICTURES'] !== '1') return;
  const path = join(EXPECTED, `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await sharp(await small(png), { raw: { ...SIZE, channels: 3 } })
    .png()
    .toFile(path);
}

/** Difference of a screenshot to e2e/expected/NAME.png. */
export async function differenceTo(name: string, png: Buffer): Promise<PictureDifference> {
  const path = join(EXPECTED, `${name}.png`);
  if (!existsSync(path)) throw new Error(`${path} is missing: run with UPDATE_PICTURES=1`);
  const [stored, now] = await Promise.all([small(path), small(png)]);
  const differences = [...now].map((value, i) => Math.abs(value - (stored[i] ?? 0)));
  const sorted = differences.sort((a, b) => a - b);
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    high: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}
