/** 8-bit palette PNG with exact indices, as VOC's class and object masks are; sharp would re-order a palette. */
import { deflateSync } from 'node:zlib';
import { pngFile } from './png-chunks.js';

/**
 * The PASCAL VOC colour map: bits of the index dealt to red, green, blue from the highest down.
 * @returns 256 x RGB
 */
export function vocColours(): Uint8Array {
  const out = new Uint8Array(256 * 3);
  for (let index = 0; index < 256; index++) {
    for (let bit = 0, rest = index; bit < 8; bit++, rest >>= 3) {
      for (let c = 0; c < 3; c++) out[3 * index + c]! |= ((rest >> c) & 1) << (7 - bit);
    }
  }
  return out;
}

/** @param indices width * height; @param colours 256 x RGB */
export function encodePalettePng(
  indices: Uint8Array,
  width: number,
  height: number,
  colours: Uint8Array,
  level: number,
): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return pngFile({
    width,
    height,
    bits: 8,
    colourType: 3,
    palette: colours,
    deflated: deflateSync(rows, { level }),
  });
}
