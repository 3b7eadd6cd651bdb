/** 8-bit palette PNG with exact indices, as VOC's class and object masks are; sharp would re-order a palette. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

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
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Bit depth 8, colour type 3 (palette), deflate, no filter method, not interlaced.
  head.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level })),
    chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
