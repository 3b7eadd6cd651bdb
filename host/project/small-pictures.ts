/** Small pictures of a sample for lists and previews: depth in tenths of millimetres, masks. */
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sample } from '../../core/contract/schema/sample.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { readDepthPicture } from '../codecs/picture.js';
import { corrupt } from '../codecs/corrupt.js';
import { readBounded } from '../files/atomic.js';
import { inside } from '../files/guard.js';

const SIDES = { 'depth-thumbnail': 320, 'depth-preview': 960 } as const;
const MASK_SIDE = 320;
const MAX_MASK_BYTES = 64 * 1024 * 1024;
const HEADER_BYTES = 8;
const TENTHS_PER_METRE = 10_000;

export type SmallDepthKind = keyof typeof SIDES;

/**
 * Depth decimated to whole steps: width and height as uint32, then uint16 tenths of millimetres in
 * row order, little-endian; 0 = no data, 65535 also stands for what is farther.
 * @throws StudioError not-found for a sample without depth, file-corrupt
 */
export async function smallDepth(
  folder: string,
  sample: Sample,
  kind: SmallDepthKind,
): Promise<Uint8Array> {
  const { depth } = sample;
  if (!depth)
    throw new StudioError(
      'not-found',
      text('error.not-found.message', { path: `${sample.id}/depth` }),
    );
  const picture = await readDepthPicture(inside(folder, depth.file));
  const step = Math.max(1, Math.ceil(Math.max(picture.width, picture.height) / SIDES[kind]));
  const width = Math.floor(picture.width / step);
  const height = Math.floor(picture.height / step);
  const bytes = new Uint8Array(HEADER_BYTES + width * height * 2);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width, true);
  view.setUint32(4, height, true);
  const scale = depth.metresPerCount * TENTHS_PER_METRE;
  for (let v = 0, at = HEADER_BYTES; v < height; v++) {
    for (let u = 0; u < width; u++, at += 2) {
      const value = picture.data[v * step * picture.width + u * step] ?? 0;
      if (value > 0)
        view.setUint16(at, Math.max(1, Math.min(65535, Math.round(value * scale))), true);
    }
  }
  return bytes;
}

/** mask.png as it was written. @throws StudioError not-found */
export function writtenMask(folder: string): Promise<Buffer> {
  return readBounded(join(folder, 'mask.png'), MAX_MASK_BYTES);
}

/** The written mask.png as white with the mask as its alpha. @throws StudioError not-found, file-corrupt */
export async function maskThumbnail(folder: string): Promise<Buffer> {
  const path = join(folder, 'mask.png');
  const file = await writtenMask(folder);
  try {
    const { data, info } = await sharp(file, { limitInputPixels: 64 * 1024 * 1024 })
      .resize(MASK_SIDE, MASK_SIDE, { fit: 'inside', kernel: 'nearest' })
      .toColourspace('b-w')
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(data.length * 2);
    data.forEach((value, i) => {
      pixels[2 * i] = 255;
      pixels[2 * i + 1] = value === 0 ? 0 : 255;
    });
    return await sharp(pixels, { raw: { width: info.width, height: info.height, channels: 2 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
  } catch (error) {
    throw corrupt(path, error);
  }
}
