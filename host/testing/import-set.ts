/** Small RGB-D scenes and the folders that imports are tested with. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pointCloud } from '../../core/geometry/point-cloud.js';
import type { Intrinsics } from '../../core/geometry/types.js';
import { encodeGray16Png, encodeGray8Png, encodeRgbPng } from '../codecs/png.js';
import { encodeTiff } from '../codecs/tiff-write.js';

export const WIDTH = 64;
export const HEIGHT = 48;
export const METRES_PER_COUNT = 0.0001;
export const CAMERA: Intrinsics = {
  ...{ fx: 60, fy: 61, ppx: 31.25, ppy: 23.5 },
  ...{ model: 'none', coefficients: [0, 0, 0, 0, 0] },
};

/** An object 40 mm high on a table at 400 mm; colour and depth on one grid. */
export interface Scene {
  readonly rgb: Uint8Array;
  readonly counts: Uint16Array;
  readonly xyz: Float32Array;
  /** 0 or 1: a fault on the object, with a hole in it. */
  readonly mask: Uint8Array;
}

export function makeScene(seed: number): Scene {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  const counts = new Uint16Array(WIDTH * HEIGHT);
  const mask = new Uint8Array(WIDTH * HEIGHT);
  for (let v = 0, i = 0; v < HEIGHT; v++) {
    for (let u = 0; u < WIDTH; u++, i++) {
      const object = ((u - 30 - (seed % 5)) / 14) ** 2 + ((v - 24) / 11) ** 2 < 1;
      const noise = (u * 31 + v * 17 + seed * 7) % 5;
      rgb.set(object ? [200 - noise, 60 + noise, 40] : [20 + noise, 22, 24 + noise], 3 * i);
      counts[i] = (object ? 3600 : 4000) + noise;
      if ((u + v * 3) % 97 === 0) counts[i] = 0;
      const fault = Math.max(Math.abs(u - 30), Math.abs(v - 24));
      if (fault <= 4 && fault >= 2) mask[i] = 1;
    }
  }
  const grid = { width: WIDTH, height: HEIGHT, intrinsics: CAMERA };
  return { rgb, counts, mask, xyz: pointCloud(counts, METRES_PER_COUNT, grid) };
}

export async function put(root: string, path: string, data: Uint8Array | string): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, data);
}

export const rgbPng = ({ rgb }: Scene): Promise<Buffer> => encodeRgbPng(rgb, WIDTH, HEIGHT);
export const depthPng = ({ counts }: Scene): Promise<Buffer> =>
  encodeGray16Png(counts, WIDTH, HEIGHT);
export const maskPng = ({ mask }: Scene): Promise<Buffer> =>
  encodeGray8Png(
    mask.map((on) => on * 255),
    WIDTH,
    HEIGHT,
  );
export const xyzTiff = ({ xyz }: Scene): Buffer =>
  encodeTiff({ width: WIDTH, height: HEIGHT, channels: 3, data: xyz });

/** A 3 x 3 matrix as intrinsics files have it. */
export const CAMERA_TEXT = `${String(CAMERA.fx)} 0 ${String(CAMERA.ppx)}\n0 ${String(CAMERA.fy)} ${String(CAMERA.ppy)}\n0 0 1\n`;

/** An ascii PCD of the scene, organised, with colours. */
export function pcdText({ xyz, rgb }: Scene): string {
  const rows: string[] = [];
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const z = xyz[3 * i + 2]!;
    const point = z > 0 ? [xyz[3 * i]!, xyz[3 * i + 1]!, z] : ['nan', 'nan', 'nan'];
    const packed = (rgb[3 * i]! << 16) | (rgb[3 * i + 1]! << 8) | rgb[3 * i + 2]!;
    rows.push([...point, packed].join(' '));
  }
  const size = `WIDTH ${String(WIDTH)}\nHEIGHT ${String(HEIGHT)}`;
  return `VERSION .7\nFIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F U\nCOUNT 1 1 1 1\n${size}\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS ${String(WIDTH * HEIGHT)}\nDATA ascii\n${rows.join('\n')}\n`;
}

/** A binary little-endian PLY of the points alone, in picture order. */
export function plyFile({ xyz }: Scene): Buffer {
  const head = `ply\nformat binary_little_endian 1.0\nelement vertex ${String(WIDTH * HEIGHT)}\nproperty float x\nproperty float y\nproperty float z\nend_header\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(xyz.buffer)]);
}

/** An MVTec 3D-AD tree of one category. */
export async function mvtecTree(
  root: string,
  category: string,
  options: { readonly validation: boolean; readonly gt: boolean },
): Promise<void> {
  const cells = [
    'train/good',
    ...(options.validation ? ['validation/good'] : []),
    'test/good',
    'test/dent',
  ];
  for (const [i, cell] of cells.entries()) {
    const scene = makeScene(i);
    const base = `${category}/${cell}`;
    await put(root, `${base}/rgb/000.png`, await rgbPng(scene));
    await put(root, `${base}/xyz/000.tiff`, xyzTiff(scene));
    if (cell === 'test/dent') await put(root, `${base}/gt/000.png`, await maskPng(scene));
    else if (cell === 'test/good' && options.gt) {
      const nothing = await encodeGray8Png(new Uint8Array(WIDTH * HEIGHT), WIDTH, HEIGHT);
      await put(root, `${base}/gt/000.png`, nothing);
    }
  }
}
