/**
 * Strips and tiles of a TIFF: decompression into a buffer of the size the header promised (never
 * more), and the two predictors. Specification: TIFF 6.0 sections 9, 13, 14; Adobe Photoshop TIFF
 * Technical Notes (deflate) and TechNote 3 (floating point predictor).
 */
import { inflateSync } from 'node:zlib';
import { copyOf } from './bytes.js';

export const COMPRESSION = { none: 1, lzw: 5, deflate: 8, packBits: 32773, oldDeflate: 32946 };

/** The largest factor by which each method can grow its data; a header that claims more lies. */
export function largestGrowth(compression: number): number {
  if (compression === COMPRESSION.none) return 1;
  if (compression === COMPRESSION.packBits) return 64;
  return compression === COMPRESSION.lzw ? 2800 : 1040;
}

/** Decodes one segment into exactly `size` bytes of its own. @throws Error for damaged data */
export function decodeSegment(data: Uint8Array, compression: number, size: number): Uint8Array {
  switch (compression) {
    case COMPRESSION.none: {
      if (data.length < size) throw new Error('its pixels are incomplete');
      return copyOf(data.subarray(0, size));
    }
    case COMPRESSION.lzw:
      return lzw(data, size);
    case COMPRESSION.deflate:
    case COMPRESSION.oldDeflate: {
      const out = inflateSync(data, { maxOutputLength: Math.max(64, size) });
      if (out.length < size) throw new Error('its deflated pixels are incomplete');
      return copyOf(out.subarray(0, size));
    }
    case COMPRESSION.packBits:
      return packBits(data, size);
    default:
      throw new Error(`compression ${String(compression)} is not read`);
  }
}

const CLEAR = 256;
const END = 257;

/** TIFF's LZW: codes of 9 to 12 bits, highest bit first, widened one code early. */
function lzw(data: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  // Each table entry is a place in the output: string `code` = out[start[code] .. + length[code]].
  const start = new Int32Array(4097);
  const length = new Int32Array(4097);
  let at = 0;
  let bits = 0;
  let held = 0;
  let width = 9;
  let next = 258;
  let previous = -1;
  let previousStart = 0;
  let previousLength = 0;
  for (let i = 0; at < size;) {
    while (bits < width) {
      if (i >= data.length) throw new Error('its LZW data ends too early');
      held = ((held << 8) | data[i++]!) & 0xffffff;
      bits += 8;
    }
    const code = (held >>> (bits - width)) & ((1 << width) - 1);
    bits -= width;
    if (code === END) break;
    if (code === CLEAR) {
      width = 9;
      next = 258;
      previous = -1;
      continue;
    }
    const begun = at;
    if (code < 256) {
      out[at++] = code;
    } else if (previous >= 0 && code < next) {
      const from = start[code]!;
      for (let k = 0; k < length[code]! && at < size; k++) out[at++] = out[from + k]!;
    } else if (previous >= 0 && code === next) {
      for (let k = 0; k < previousLength && at < size; k++) out[at++] = out[previousStart + k]!;
      if (at < size) out[at++] = out[begun]!;
    } else {
      throw new Error(`its LZW data holds the unknown code ${String(code)}`);
    }
    if (previous >= 0 && next < 4096) {
      // The string of the previous code and the first byte of this one lie side by side.
      start[next] = previousStart;
      length[next] = previousLength + 1;
      next += 1;
    }
    previous = code;
    previousStart = begun;
    previousLength = at - begun;
    if (next >= (1 << width) - 1 && width < 12) width += 1;
  }
  if (at < size) throw new Error('its LZW data ends too early');
  return out;
}

function packBits(data: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (let i = 0; at < size;) {
    const head = data[i++];
    if (head === undefined) throw new Error('its PackBits data ends too early');
    if (head === 128) continue;
    const count = Math.min(head < 128 ? head + 1 : 257 - head, size - at);
    if (head < 128) {
      if (i + count > data.length) throw new Error('its PackBits data ends too early');
      out.set(data.subarray(i, i + count), at);
      i += count;
    } else {
      const value = data[i++];
      if (value === undefined) throw new Error('its PackBits data ends too early');
      out.fill(value, at, at + count);
    }
    at += count;
  }
  return out;
}

/** Swaps the bytes of every value of `bytes` bytes, in place. */
export function swapBytes(data: Uint8Array, bytes: number): void {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes === 2) buffer.swap16();
  else if (bytes === 4) buffer.swap32();
  else if (bytes === 8) buffer.swap64();
}

/** Predictor 2: values are differences along the row, per channel. Little-endian data, in place. */
export function undoDifferences(
  data: Uint8Array,
  rowBytes: number,
  channels: number,
  bytes: number,
): void {
  const row = rowBytes / bytes;
  const values =
    bytes === 1
      ? data
      : bytes === 2
        ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2)
        : bytes === 4
          ? new Uint32Array(data.buffer, data.byteOffset, data.length / 4)
          : null;
  if (!values) throw new Error('a predictor over 64-bit values is not read');
  for (let begin = 0; begin < values.length; begin += row) {
    for (let i = begin + channels; i < begin + row; i++) values[i]! += values[i - channels]!;
  }
}

/** Predictor 3: bytes sorted by significance, then differences along the row. Gives little-endian values. */
export function undoFloatPredictor(
  data: Uint8Array,
  rowBytes: number,
  channels: number,
  bytes: number,
): void {
  const row = new Uint8Array(rowBytes);
  const count = rowBytes / bytes;
  for (let begin = 0; begin < data.length; begin += rowBytes) {
    const part = data.subarray(begin, begin + rowBytes);
    for (let i = channels; i < rowBytes; i++) part[i]! += part[i - channels]!;
    row.set(part);
    for (let i = 0; i < count; i++) {
      for (let b = 0; b < bytes; b++) part[i * bytes + b] = row[(bytes - 1 - b) * count + i]!;
    }
  }
}
