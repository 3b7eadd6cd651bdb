/** Depth and masks at the size of tiles: depth in the user's palette, a mask as its alpha. */
import type { Link } from '../bridge/link.js';
import { depthLookup, type PaletteName } from '../canvas/palettes.js';
import { fillDepth } from '../canvas/painters.js';
import { UrlCache } from '../capture/thumbnail-cache.js';

/** Tenths of millimetres, as the host sends small depth pictures. */
const METRES_PER_STEP = 0.0001;
const HEADER_BYTES = 8;

export interface SmallDepth {
  readonly width: number;
  readonly height: number;
  /** Tenths of millimetres; 0 = no data. */
  readonly tenths: Uint16Array;
}

/** @throws Error where the bytes do not fill the size */
export function parseSmallDepth(bytes: Uint8Array): SmallDepth {
  const own = bytes.slice();
  const head = new DataView(own.buffer);
  const width = own.length < HEADER_BYTES ? 0 : head.getUint32(0, true);
  const height = own.length < HEADER_BYTES ? 0 : head.getUint32(4, true);
  if (own.length !== HEADER_BYTES + width * height * 2)
    throw new Error('not a small depth picture');
  return { width, height, tenths: new Uint16Array(own.buffer, HEADER_BYTES, width * height) };
}

/** The key of a depth picture in given colours. */
export function depthKey(
  id: string,
  palette: PaletteName,
  rangeMm: readonly [number, number],
  size: 'thumbnail' | 'preview' = 'thumbnail',
): string {
  return `${size}/${palette}/${rangeMm.join('/')}/${id}`;
}

async function paint(
  depth: SmallDepth,
  palette: PaletteName,
  rangeMm: readonly [number, number],
): Promise<Blob> {
  const image = new ImageData(depth.width, depth.height);
  fillDepth(
    new Uint32Array(image.data.buffer),
    depth.tenths,
    depthLookup(palette, METRES_PER_STEP, rangeMm),
  );
  const canvas = new OffscreenCanvas(depth.width, depth.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

export function depthCache(link: Pick<Link, 'call'>): UrlCache {
  return new UrlCache(async (key) => {
    const [size, palette, near, far, id = ''] = key.split('/');
    const { bytes } = await link.call('samples.picture', {
      id,
      kind: size === 'preview' ? 'depth-preview' : 'depth-thumbnail',
    });
    return paint(parseSmallDepth(bytes), palette as PaletteName, [Number(near), Number(far)]);
  });
}

export function maskCache(link: Pick<Link, 'call'>): UrlCache {
  return new UrlCache(async (id) => {
    const { mime, bytes } = await link.call('samples.picture', { id, kind: 'mask-thumbnail' });
    return new Blob([bytes.slice()], { type: mime });
  });
}
