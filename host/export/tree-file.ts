/** One file of a tree in the MVTec 3D-AD form as the numbers that the readers' rules look at; runs in a thread. */
import sharp from 'sharp';
import {
  cloudFacts,
  maskFacts,
  type ArrayFacts,
  type CloudFacts,
  type MaskFacts,
  type PictureFacts,
} from '../../core/dataset/readers/facts.js';
import { corrupt } from '../codecs/corrupt.js';
import { parseNpy } from '../codecs/npy.js';
import { MAX_PIXELS } from '../codecs/png.js';
import { decodeTiff } from '../codecs/tiff.js';
import { readBounded } from '../files/atomic.js';

export interface TreeFileTask {
  readonly role: 'rgb' | 'xyz' | 'gt' | 'z';
  readonly path: string;
  readonly name: string;
}

export type FileFacts =
  | { readonly role: 'rgb'; readonly facts: PictureFacts }
  | { readonly role: 'xyz'; readonly facts: CloudFacts }
  | { readonly role: 'gt'; readonly facts: MaskFacts }
  | { readonly role: 'z'; readonly facts: ArrayFacts };

const MAX_BYTES = 512 * 1024 * 1024;

/** @throws StudioError not-found, file-corrupt */
export async function lookAtTreeFile({ role, path, name }: TreeFileTask): Promise<FileFacts> {
  const file = await readBounded(path, MAX_BYTES);
  switch (role) {
    case 'rgb': {
      const { width, height, channels, bits } = await decode(path, name, file);
      return { role, facts: { name, width, height, channels, bits } };
    }
    case 'gt': {
      const { data, width, height, channels, bits } = await decode(path, name, file);
      return { role, facts: maskFacts(name, data, width, height, channels, bits) };
    }
    case 'xyz': {
      const { width, height, channels, data } = decodeTiff(path, file);
      const float32 = data instanceof Float32Array;
      const values = float32 ? data : Float32Array.from(data);
      return { role, facts: { ...cloudFacts(name, values, width, height, channels), float32 } };
    }
    case 'z':
      return { role, facts: { name, shape: parseNpy(path, file).shape } };
  }
}

/** Channels of PNG colour types as Pillow opens them: a palette is one channel of indices. */
const PNG_CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

async function decode(
  path: string,
  name: string,
  file: Buffer,
): Promise<PictureFacts & { readonly data: Uint8Array }> {
  try {
    const { data, info } = await sharp(file, { failOn: 'error', limitInputPixels: MAX_PIXELS })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const png = file.length > 33 && file.readUInt32BE(0) === 0x89504e47;
    const channels = png ? (PNG_CHANNELS[file[25] ?? 2] ?? 3) : info.channels;
    return {
      name,
      width: info.width,
      height: info.height,
      channels,
      bits: png ? (file[24] ?? 8) : 8,
      data: channels === info.channels ? data : firstChannels(data, info.channels, channels),
    };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** libvips expands palettes and greys; the first channel stands for them. */
function firstChannels(data: Uint8Array, from: number, to: number): Uint8Array {
  const kept = Math.min(from, to);
  const out = new Uint8Array((data.length / from) * to);
  for (let i = 0, j = 0; i < data.length; i += from, j += to)
    out.set(data.subarray(i, i + kept), j);
  return out;
}
