/**
 * PNG and JPEG through sharp (libvips). Depth is written as 16-bit grey, exactly; sizes are checked
 * from the header before anything is decoded.
 */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { corrupt } from './corrupt.js';

// Pictures are written beside a live camera on small machines: two threads are enough.
sharp.concurrency(2);
sharp.cache(false);

/** Largest picture read: the longest side, and pixels in all. */
export const MAX_SIDE = 16384;
export const MAX_PIXELS = 64 * 1024 * 1024;
/** Fast compression: a shot must be on disk within a few hundred milliseconds. */
const LEVEL = 2;
const THUMBNAIL_QUALITY = 82;

/** PNG of RGB8 pixels in row order. */
export async function encodeRgbPng(
  rgb: Uint8Array,
  width: number,
  height: number,
): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: LEVEL })
    .toBuffer();
}

/** 16-bit grey PNG of depth counts in row order; the counts come back exactly. */
export async function encodeGray16Png(
  counts: Uint16Array,
  width: number,
  height: number,
): Promise<Buffer> {
  return sharp(counts, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png({ compressionLevel: LEVEL })
    .toBuffer();
}

/** 8-bit grey PNG of a mask in row order. */
export async function encodeGray8Png(
  values: Uint8Array,
  width: number,
  height: number,
): Promise<Buffer> {
  return sharp(values, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: LEVEL })
    .toBuffer();
}

/** Overlay of a mask of 0 and 1: white where it is set, transparent elsewhere. */
export async function encodeMaskPng(
  mask: Uint8Array,
  width: number,
  height: number,
): Promise<Buffer> {
  const pixels = new Uint8Array(mask.length * 2).fill(255);
  for (let i = 0; i < mask.length; i++) pixels[2 * i + 1] = mask[i] === 0 ? 0 : 255;
  return sharp(pixels, { raw: { width, height, channels: 2 } })
    .toColourspace('b-w')
    .png({ compressionLevel: LEVEL })
    .toBuffer();
}

export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface GrayPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array;
}

async function headed(path: string, file: Buffer): Promise<{ image: Sharp; meta: Metadata }> {
  try {
    const image = sharp(file, { failOn: 'error', limitInputPixels: MAX_PIXELS });
    const meta = await image.metadata();
    if (meta.width > MAX_SIDE || meta.height > MAX_SIDE || meta.width * meta.height > MAX_PIXELS) {
      throw corrupt(path, `${String(meta.width)} x ${String(meta.height)} pixels are too many`);
    }
    // Deflate grows data by 1032 at most: a PNG that claims more than its bytes can hold lies.
    const bits = meta.depth === 'ushort' ? 16 : (meta.bitsPerSample ?? 8);
    const pixelBytes = (meta.width * meta.height * meta.channels * bits) / 8;
    if (meta.format === 'png' && pixelBytes > file.length * 1040 + 65536)
      throw corrupt(
        path,
        `its ${String(file.length)} bytes cannot be ${String(meta.width)} x ${String(meta.height)} pixels`,
      );
    return { image, meta };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** Size and kind of a PNG from its first 33 bytes. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colour: boolean;
}

/** @throws StudioError file-corrupt for what is no PNG, or too large */
export function pngHeader(path: string, head: Buffer): PngHeader {
  if (
    head.length < 29 ||
    head.readUInt32BE(0) !== 0x89504e47 ||
    head.readUInt32BE(12) !== 0x49484452
  )
    throw corrupt(path, 'it does not start as a PNG (offset 0)');
  const width = head.readUInt32BE(16);
  const height = head.readUInt32BE(20);
  if (
    width < 1 ||
    height < 1 ||
    width > MAX_SIDE ||
    height > MAX_SIDE ||
    width * height > MAX_PIXELS
  )
    throw corrupt(path, `${String(width)} x ${String(height)} pixels are too many (offset 16)`);
  // Colour types 0 and 4 are grey.
  return { width, height, bits: head[24] ?? 0, colour: head[25] !== 0 && head[25] !== 4 };
}

/** Decodes a PNG or JPEG to RGB8; EXIF orientation is applied, transparency dropped. */
export async function decodeRgb(path: string, file: Buffer): Promise<RgbPicture> {
  const { image } = await headed(path, file);
  try {
    const { data, info } = await image
      .rotate()
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels === 3) return { width: info.width, height: info.height, data };
    const rgb = new Uint8Array(info.width * info.height * 3);
    for (let i = 0; i < info.width * info.height; i++)
      rgb.fill(data[i * info.channels] ?? 0, 3 * i, 3 * i + 3);
    return { width: info.width, height: info.height, data: rgb };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** Decodes a 16-bit (or 8-bit) grey PNG to counts, exactly. @throws StudioError file-corrupt for colour pictures */
export async function decodeGray16(path: string, file: Buffer): Promise<GrayPicture> {
  const { image, meta } = await headed(path, file);
  if (meta.channels !== 1)
    throw corrupt(path, `a depth picture has one channel, this one has ${String(meta.channels)}`);
  try {
    const { data, info } = await image
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const counts = new Uint16Array(
      data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
    );
    if (meta.depth === 'uchar') {
      // libvips widens 8-bit grey by 257; counts are the values as stored.
      for (let i = 0; i < counts.length; i++) counts[i] = Math.round(counts[i]! / 257);
    }
    return { width: info.width, height: info.height, data: counts };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** A JPEG of RGB8 in row order, as thumbnails are. */
export function rgbJpeg({ width, height, data }: RgbPicture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: THUMBNAIL_QUALITY })
    .toBuffer();
}

/** A small JPEG for trays and lists, at most `side` wide. */
export async function thumbnailJpeg(path: string, file: Buffer, side: number): Promise<Buffer> {
  const { image } = await headed(path, file);
  try {
    return await image
      .rotate()
      .resize({ width: side, withoutEnlargement: true })
      .jpeg({ quality: THUMBNAIL_QUALITY })
      .toBuffer();
  } catch (error) {
    throw corrupt(path, error);
  }
}
