/** A PNG file from its parts, for those that sharp would write otherwise than wanted. */
import { crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16;
  /** Colour type of the PNG specification: 0 grey, 2 RGB, 3 palette. */
  readonly colourType: 0 | 2 | 3;
  /** 256 x RGB, for a palette. */
  readonly palette?: Uint8Array;
  /** Filtered rows, deflated. */
  readonly deflated: Uint8Array;
}

export function pngFile(parts: PngParts): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(parts.width, 0);
  head.writeUInt32BE(parts.height, 4);
  // Then deflate, the one filter method, not interlaced.
  head.set([parts.bits, parts.colourType, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    ...(parts.palette ? [chunk('PLTE', parts.palette)] : []),
    chunk('IDAT', parts.deflated),
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
