/** TIFF depth pictures through the `tiff` package: uint16 counts or float32, one channel. */
import { decode } from 'tiff';
import { corrupt } from './corrupt.js';
import { MAX_SIDE } from './png.js';

export interface TiffPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint16Array | Float32Array | Float64Array | Uint8Array;
}

/** Largest file read; a picture's uncompressed data may be larger. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Decodes the first page. @throws StudioError file-corrupt */
export function decodeTiff(path: string, file: Uint8Array): TiffPicture {
  if (file.length > MAX_FILE_BYTES) throw corrupt(path, 'it is larger than 512 MB');
  try {
    const head = decode(file, { pages: [0], ignoreImageData: true })[0];
    if (!head) throw new Error('it holds no picture');
    if (head.width < 1 || head.height < 1 || head.width > MAX_SIDE || head.height > MAX_SIDE) {
      throw new Error(`${String(head.width)} x ${String(head.height)} pixels are too many`);
    }
    const page = decode(file, { pages: [0] })[0];
    if (!page) throw new Error('it holds no picture');
    const { data } = page;
    if (data.length < page.width * page.height * page.samplesPerPixel)
      throw new Error('its pixels are incomplete');
    return { width: page.width, height: page.height, channels: page.samplesPerPixel, data };
  } catch (error) {
    throw corrupt(path, error);
  }
}
