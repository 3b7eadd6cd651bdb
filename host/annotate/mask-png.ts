/**
 * PNG of mask shapes, synchronously and in memory: one channel, 1 to 16 bits, or a palette, as LabelMe
 * writes and reads them. Sizes are checked before anything is unpacked.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { MaskPng } from '../../core/annotation/labelme/png-codec.js';
import type { ShapeBitmap } from '../../core/annotation/document.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_SIDE = 16384;
const MAX_PIXELS = 64 * 1024 * 1024;

export const maskPng: MaskPng = { decode, encode };

function decode(png: Uint8Array): ShapeBitmap {
  const file = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new Error('it is not a PNG');
  let head: { width: number; height: number; depth: number } | null = null;
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (body.length < length) throw new Error('it ends in the middle');
    if (type === 'IHDR') head = header(body);
    else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') break;
    at += length + 12;
  }
  if (!head) throw new Error('it has no header');
  const { width, height, depth } = head;
  const stride = Math.ceil((width * depth) / 8);
  const rows = inflateSync(Buffer.concat(data), { maxOutputLength: (stride + 1) * height });
  if (rows.length < (stride + 1) * height) throw new Error('its pixels are incomplete');
  unfilter(rows, stride, height, Math.max(1, depth / 8));
  return { width, height, data: pixels(rows, width, height, depth, stride) };
}

function header(body: Buffer): { width: number; height: number; depth: number } {
  if (body.length < 13) throw new Error('its header is too short');
  const width = body.readUInt32BE(0);
  const height = body.readUInt32BE(4);
  const depth = body[8] ?? 0;
  if (
    width < 1 ||
    height < 1 ||
    width > MAX_SIDE ||
    height > MAX_SIDE ||
    width * height > MAX_PIXELS
  )
    throw new Error(`${String(width)} x ${String(height)} pixels are too many`);
  if (body[9] !== 0 && body[9] !== 3) throw new Error('it must have one channel');
  if (![1, 2, 4, 8, 16].includes(depth)) throw new Error('its bit depth is unknown');
  if (body[12] !== 0) throw new Error('it is interlaced');
  return { width, height, depth };
}

/** Undoes the filters of the rows in place. */
function unfilter(rows: Buffer, stride: number, height: number, step: number): void {
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1) + 1;
    const filter = rows[start - 1] ?? 0;
    if (filter > 4) throw new Error('a row has an unknown filter');
    for (let i = 0; filter !== 0 && i < stride; i++) {
      const left = i >= step ? (rows[start + i - step] ?? 0) : 0;
      const up = y > 0 ? (rows[start + i - stride - 1] ?? 0) : 0;
      const corner = y > 0 && i >= step ? (rows[start + i - step - stride - 1] ?? 0) : 0;
      const add =
        filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : paeth(left, up, corner);
      rows[start + i] = ((rows[start + i] ?? 0) + add) & 255;
    }
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const a = Math.abs(guess - left);
  const b = Math.abs(guess - up);
  const c = Math.abs(guess - corner);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function pixels(
  rows: Buffer,
  width: number,
  height: number,
  depth: number,
  stride: number,
): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * (stride + 1) + 1;
    for (let x = 0; x < width; x++) {
      const byte = row + ((x * depth) >> 3);
      const value =
        depth === 16
          ? (rows[byte] ?? 0) | (rows[byte + 1] ?? 0)
          : ((rows[byte] ?? 0) >> (8 - depth - ((x * depth) & 7))) & ((1 << depth) - 1);
      if (value !== 0) out[y * width + x] = 1;
    }
  }
  return out;
}

function encode({ width, height, data }: ShapeBitmap): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}
