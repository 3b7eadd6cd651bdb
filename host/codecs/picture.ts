/** Any colour or depth picture by its extension: PNG, JPEG; 16-bit PNG, NPY, TIFF depth. */
import { extname } from 'node:path';
import { readBounded } from '../files/atomic.js';
import { corrupt } from './corrupt.js';
import { parseNpy } from './npy.js';
import { decodeGray16, decodeRgb, type RgbPicture } from './png.js';
import { decodeTiff, tiffHeader } from './tiff.js';

export const COLOUR_EXTENSIONS = ['.png', '.jpg', '.jpeg'] as const;
export const DEPTH_EXTENSIONS = ['.png', '.npy', '.tif', '.tiff'] as const;

const MAX_BYTES = 512 * 1024 * 1024;

/** Raw depth: counts that need a scale, or metres. 0 = no data; NaN and infinity became 0. */
export type DepthPicture =
  | {
      readonly kind: 'counts';
      readonly width: number;
      readonly height: number;
      readonly data: Uint16Array;
    }
  | {
      readonly kind: 'float';
      readonly width: number;
      readonly height: number;
      readonly data: Float32Array;
    };

export async function readColourPicture(path: string): Promise<RgbPicture> {
  return decodeRgb(path, await readBounded(path, MAX_BYTES));
}

export async function readDepthPicture(path: string): Promise<DepthPicture> {
  return decodeDepth(path, await readBounded(path, MAX_BYTES));
}

/** @throws StudioError file-corrupt for what is not one depth picture */
export async function decodeDepth(path: string, file: Buffer): Promise<DepthPicture> {
  switch (extname(path).toLowerCase()) {
    case '.png':
      return { kind: 'counts', ...(await decodeGray16(path, file)) };
    case '.npy': {
      const { shape, data } = parseNpy(path, file);
      const [height, width, channels] = shape;
      if (height === undefined || width === undefined || (channels ?? 1) !== 1) {
        throw corrupt(path, `its shape (${shape.join(', ')}) is not that of one depth picture`);
      }
      return depthOf(path, width, height, data);
    }
    case '.tif':
    case '.tiff': {
      const { channels } = tiffHeader(path, file);
      if (channels !== 1)
        throw corrupt(path, `a depth picture has one channel, this one has ${String(channels)}`);
      const picture = decodeTiff(path, file);
      return depthOf(path, picture.width, picture.height, picture.data);
    }
    default:
      throw corrupt(path, `depth is read from ${DEPTH_EXTENSIONS.join(', ')} files`);
  }
}

function depthOf(
  path: string,
  width: number,
  height: number,
  data: ArrayLike<number>,
): DepthPicture {
  if (data.length !== width * height) throw corrupt(path, 'its pixels do not fill its size');
  if (data instanceof Uint16Array) return { kind: 'counts', width, height, data };
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const value = data[i] ?? 0;
    out[i] = Number.isFinite(value) && value > 0 ? value : 0;
  }
  return { kind: 'float', width, height, data: out };
}
