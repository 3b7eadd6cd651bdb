/** Files written by tifffile, NumPy and Pillow (tests/oracles/codecs.py) give the values they wrote. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PointCloudFile } from './cloud.js';
import { parseNpy } from './npy.js';
import { parsePcd } from './pcd.js';
import { parsePly } from './ply.js';
import { decodeGray16, decodeRgb } from './png.js';
import { decodeTiff } from './tiff.js';

interface Case {
  readonly name: string;
  readonly kind: 'tiff' | 'npy' | 'gray' | 'rgb' | 'pcd' | 'ply';
  readonly file: string;
  readonly shape: readonly number[];
  readonly sum: number;
  readonly probe: readonly number[];
}

const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../tests/golden/codecs.golden.json'), 'utf8'),
) as Case[];

async function read(one: Case): Promise<{ shape: readonly number[]; data: ArrayLike<number> }> {
  const file = Buffer.from(one.file, 'base64');
  if (one.kind === 'npy') return parseNpy(one.name, file);
  if (one.kind === 'pcd') return table(parsePcd(one.name, file));
  if (one.kind === 'ply') return table(parsePly(one.name, file));
  const picture =
    one.kind === 'tiff'
      ? decodeTiff(one.name, file)
      : one.kind === 'gray'
        ? { channels: 1, ...(await decodeGray16(one.name, file)) }
        : { channels: 3, ...(await decodeRgb(one.name, file)) };
  const { width, height, channels, data } = picture;
  return { shape: channels === 1 ? [height, width] : [height, width, channels], data };
}

/** x, y, z, red, green, blue, label per point; -9 stands for NaN. */
function table(cloud: PointCloudFile): { shape: number[]; data: number[] } {
  const { width, height, xyz, rgb, labels } = cloud;
  const data = Array.from({ length: width * height }, (_, i) => [
    ...Array.from(xyz.subarray(3 * i, 3 * i + 3), (v) => (Number.isNaN(v) ? -9 : v)),
    ...(rgb?.subarray(3 * i, 3 * i + 3) ?? []),
    labels?.[i] ?? -1,
  ]).flat();
  return { shape: [height, width, 7], data };
}

describe('files of Python libraries', () => {
  it.each(cases)('$kind $name', async (one) => {
    const { shape, data } = await read(one);
    expect(shape).toEqual(one.shape);
    const step = Math.max(1, Math.floor(data.length / 64));
    const probe = Array.from(data).filter((_, i) => i % step === 0);
    expect(probe).toEqual(one.probe);
    expect(Array.from(data).reduce((a, b) => a + b, 0)).toBeCloseTo(one.sum, 6);
  });
});
