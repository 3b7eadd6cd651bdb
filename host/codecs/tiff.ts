/**
 * TIFF pictures (first page): 8 to 64 bits, unsigned, signed or float, any number of channels up to
 * 4, chunky or planar, strips or tiles, uncompressed, LZW, deflate or PackBits, predictors 2 and 3,
 * both byte orders. The header is checked against the file before anything is allocated.
 */
import { corrupt } from './corrupt.js';
import { MAX_PIXELS, MAX_SIDE } from './png.js';
import {
  COMPRESSION,
  decodeSegment,
  largestGrowth,
  swapBytes,
  undoDifferences,
  undoFloatPredictor,
} from './tiff-segments.js';

export interface TiffPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Row by row, channels together. */
  readonly data: Uint16Array | Float32Array | Float64Array | Uint8Array;
}

export interface TiffHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bits: number;
  readonly format: 'uint' | 'int' | 'float';
}

/** Largest file read; a picture's uncompressed data may be larger. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
/** Largest picture, uncompressed; 64-bit integers take as much again while they are converted. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_ENTRIES = 4096;
const MAX_SEGMENTS = 1_000_000;
const MAX_CHANNELS = 4;

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  fillOrder: 266,
  stripOffsets: 273,
  channels: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  format: 339,
} as const;

const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

class Directory {
  readonly little: boolean;
  private readonly view: DataView;
  private readonly entries = new Map<number, { type: number; count: number; at: number }>();

  constructor(file: Uint8Array) {
    this.view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const order = file.length < 8 ? 0 : this.view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d)
      throw new Error('it does not start with the TIFF signature (offset 0)');
    this.little = order === 0x4949;
    const magic = this.u16(2);
    if (magic === 43) throw new Error('BigTIFF is not read (offset 2)');
    if (magic !== 42) throw new Error('it does not start with the TIFF signature (offset 2)');
    const start = this.u32(4);
    if (start < 8 || start + 2 > file.length)
      throw new Error(`its directory lies outside the file (offset ${String(start)})`);
    const count = this.u16(start);
    if (count > MAX_ENTRIES || start + 2 + count * 12 > file.length)
      throw new Error(`its directory runs past the end (offset ${String(start)})`);
    for (let i = 0; i < count; i++) {
      const at = start + 2 + i * 12;
      const type = this.u16(at + 2);
      const values = this.u32(at + 4);
      const bytes = TYPE_BYTES[type];
      if (bytes === undefined) continue;
      const place = bytes * values <= 4 ? at + 8 : this.u32(at + 8);
      if (place + bytes * values > file.length) {
        throw new Error(
          `the values of its tag ${String(this.u16(at))} lie outside the file (offset ${String(at)})`,
        );
      }
      this.entries.set(this.u16(at), { type, count: values, at: place });
    }
  }

  private u16(at: number): number {
    return this.view.getUint16(at, this.little);
  }

  private u32(at: number): number {
    return this.view.getUint32(at, this.little);
  }

  all(tag: number, atMost: number): number[] | null {
    const entry = this.entries.get(tag);
    if (!entry) return null;
    if (entry.count < 1 || entry.count > atMost)
      throw new Error(`its tag ${String(tag)} has ${String(entry.count)} values`);
    return Array.from({ length: entry.count }, (_, i) => {
      if (entry.type === 1) return this.view.getUint8(entry.at + i);
      if (entry.type === 3) return this.u16(entry.at + 2 * i);
      if (entry.type === 4) return this.u32(entry.at + 4 * i);
      return Number(this.view.getBigUint64(entry.at + 8 * i, this.little));
    });
  }

  one(tag: number, otherwise?: number): number {
    const found = this.all(tag, MAX_SEGMENTS)?.[0] ?? otherwise;
    if (found === undefined) throw new Error(`its tag ${String(tag)} is missing`);
    return found;
  }
}

interface Layout extends TiffHeader {
  readonly bytes: number;
  readonly compression: number;
  readonly predictor: number;
  readonly planes: number;
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  readonly tiled: boolean;
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

function layoutOf(directory: Directory, fileLength: number): Layout {
  const width = directory.one(TAG.width);
  const height = directory.one(TAG.height);
  if (width < 1 || height < 1) throw new Error('it has no pixels');
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw new Error(`${String(width)} x ${String(height)} pixels are too many`);
  const channels = directory.one(TAG.channels, 1);
  if (channels < 1 || channels > MAX_CHANNELS)
    throw new Error(
      `it has ${String(channels)} channels; at most ${String(MAX_CHANNELS)} are read`,
    );
  const bits = same(directory.all(TAG.bits, MAX_CHANNELS) ?? [1], 'bits per channel');
  const sampleFormat = same(directory.all(TAG.format, MAX_CHANNELS) ?? [1], 'sample formats');
  const format = ([null, 'uint', 'int', 'float', 'uint'] as const)[sampleFormat] ?? null;
  if (format === null || ![8, 16, 32, 64].includes(bits) || (format === 'float' && bits === 8))
    throw new Error(`${String(bits)}-bit values of format ${String(sampleFormat)} are not read`);
  if (directory.one(TAG.fillOrder, 1) !== 1) throw new Error('its bits are stored in reverse');
  const compression = directory.one(TAG.compression, COMPRESSION.none);
  if (!Object.values(COMPRESSION).includes(compression)) {
    throw new Error(
      `compression ${String(compression)} is not read; save it uncompressed, with LZW or deflate`,
    );
  }
  const predictor = directory.one(TAG.predictor, 1);
  if (predictor < 1 || predictor > 3 || (predictor === 3 && format !== 'float'))
    throw new Error(`predictor ${String(predictor)} is not read`);
  const planes = directory.one(TAG.planar, 1) === 2 ? channels : 1;
  const tiled = directory.all(TAG.tileOffsets, MAX_SEGMENTS) !== null;
  const segmentWidth = tiled ? directory.one(TAG.tileWidth) : width;
  const segmentHeight = tiled
    ? directory.one(TAG.tileHeight)
    : Math.min(height, directory.one(TAG.rowsPerStrip, height));
  if (segmentWidth < 1 || segmentHeight < 1 || segmentWidth > MAX_SIDE || segmentHeight > MAX_SIDE)
    throw new Error(`its parts are ${String(segmentWidth)} x ${String(segmentHeight)} pixels`);
  const offsets = directory.all(tiled ? TAG.tileOffsets : TAG.stripOffsets, MAX_SEGMENTS);
  const bytes = bits / 8;
  const expected = Math.ceil(width / segmentWidth) * Math.ceil(height / segmentHeight) * planes;
  if (!offsets) throw new Error('it does not say where its pixels are');
  const lengths =
    directory.all(tiled ? TAG.tileBytes : TAG.stripBytes, MAX_SEGMENTS) ??
    lengthsOf(offsets, fileLength);
  if (offsets.length < expected || lengths.length < expected)
    throw new Error(`it has ${String(offsets.length)} parts, not ${String(expected)}`);
  const layout = {
    ...{ width, height, channels, bits, format, bytes, compression, predictor, planes },
    ...{ segmentWidth, segmentHeight, tiled, offsets, lengths },
  };
  checkAgainstFile(layout, expected, fileLength);
  return layout;
}

/** Of a file that does not say how long its parts are: each goes on to the next one. */
function lengthsOf(offsets: readonly number[], fileLength: number): number[] {
  const ends = [...new Set(offsets), fileLength].sort((a, b) => a - b);
  const next = new Map(ends.map((offset, i) => [offset, ends[i + 1] ?? fileLength]));
  return offsets.map((offset) => Math.max(0, (next.get(offset) ?? offset) - offset));
}

/** A header that claims more pixels than its bytes can hold is refused before they are allocated. */
function checkAgainstFile(layout: Layout, expected: number, fileLength: number): void {
  const { compression, offsets, lengths, width, height, channels, bytes } = layout;
  const { segmentWidth, segmentHeight, tiled } = layout;
  const size = `${String(width)} x ${String(height)} pixels`;
  const values = width * height * channels;
  if (values > MAX_PIXELS || values * bytes > MAX_BYTES) {
    throw new Error(
      `${size} of ${String(channels)} channels with ${String(8 * bytes)} bits are too many`,
    );
  }
  let stored = 0;
  const parts: { readonly from: number; readonly to: number }[] = [];
  for (let i = 0; i < expected; i++) {
    const offset = offsets[i] ?? 0;
    const length = lengths[i] ?? 0;
    if (offset + length > fileLength) {
      throw new Error(
        `part ${String(i)} lies outside the file (offset ${String(offset)}, ${String(length)} bytes)`,
      );
    }
    stored += length;
    if (length > 0) parts.push({ from: offset, to: offset + length });
  }
  parts.sort((a, b) => a.from - b.from);
  // One part for many places is how a small file becomes gigabytes.
  const shared = parts.find(({ from }, i) => from < (parts[i - 1]?.to ?? 0));
  if (shared) throw new Error(`its parts overlap (offset ${String(shared.from)})`);
  // Tiles are whole at the edges, too.
  const needed = tiled ? expected * segmentWidth * segmentHeight * bytes : values * bytes;
  const decoded = tiled && layout.planes === 1 ? needed * channels : needed;
  if (decoded > 4 * MAX_BYTES || stored * largestGrowth(compression) < decoded)
    throw new Error(`its ${String(stored)} bytes of pixels cannot be ${size}`);
}

function same(values: readonly number[], what: string): number {
  const first = values[0] ?? 0;
  if (values.some((value) => value !== first))
    throw new Error(`its channels have different ${what}`);
  return first;
}

/** Size and type only. @throws StudioError file-corrupt */
export function tiffHeader(path: string, file: Uint8Array): TiffHeader {
  try {
    const { width, height, channels, bits, format } = layoutOf(new Directory(file), file.length);
    return { width, height, channels, bits, format };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** Decodes the first page. @throws StudioError file-corrupt */
export function decodeTiff(path: string, file: Uint8Array): TiffPicture {
  if (file.length > MAX_FILE_BYTES) throw corrupt(path, 'it is larger than 512 MB');
  try {
    const directory = new Directory(file);
    const layout = layoutOf(directory, file.length);
    const { width, height, channels } = layout;
    return { width, height, channels, data: valuesOf(layout, pixelsOf(layout, directory, file)) };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** All pixels as little-endian bytes, channels together. */
function pixelsOf(layout: Layout, directory: Directory, file: Uint8Array): Uint8Array {
  const { width, height, channels, bytes, planes, segmentWidth, segmentHeight } = layout;
  const out = new Uint8Array(width * height * channels * bytes);
  const across = Math.ceil(width / segmentWidth);
  const down = Math.ceil(height / segmentHeight);
  const perPixel = (planes === 1 ? channels : 1) * bytes;
  for (let plane = 0, i = 0; plane < planes; plane++) {
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++, i++) {
        const x0 = column * segmentWidth;
        const y0 = row * segmentHeight;
        // Tiles are always whole; the last strip holds only what is left.
        const rows = layout.tiled ? segmentHeight : Math.min(segmentHeight, height - y0);
        const rowBytes = segmentWidth * perPixel;
        const offset = layout.offsets[i] ?? 0;
        const data = decodePart(
          layout,
          directory.little,
          file.subarray(offset, offset + (layout.lengths[i] ?? 0)),
          rowBytes,
          rows,
        );
        place(layout, out, data, { x0, y0, plane, rowBytes, rows });
      }
    }
  }
  return out;
}

function decodePart(
  layout: Layout,
  little: boolean,
  data: Uint8Array,
  rowBytes: number,
  rows: number,
): Uint8Array {
  const { bytes, channels, planes, predictor, compression } = layout;
  const part = decodeSegment(data, compression, rowBytes * rows);
  const together = planes === 1 ? channels : 1;
  if (predictor === 3) {
    undoFloatPredictor(part, rowBytes, together, bytes);
    return part;
  }
  if (!little) swapBytes(part, bytes);
  if (predictor === 2) undoDifferences(part, rowBytes, together, bytes);
  return part;
}

function place(
  layout: Layout,
  out: Uint8Array,
  part: Uint8Array,
  at: { x0: number; y0: number; plane: number; rowBytes: number; rows: number },
): void {
  const { width, height, channels, bytes, planes, segmentWidth } = layout;
  const columns = Math.min(segmentWidth, width - at.x0);
  const rows = Math.min(at.rows, height - at.y0);
  const pixel = channels * bytes;
  for (let y = 0; y < rows; y++) {
    const from = y * at.rowBytes;
    const to = ((at.y0 + y) * width + at.x0) * pixel;
    if (planes === 1) {
      out.set(part.subarray(from, from + columns * pixel), to);
      continue;
    }
    for (let x = 0; x < columns; x++) {
      for (let b = 0; b < bytes; b++)
        out[to + x * pixel + at.plane * bytes + b] = part[from + x * bytes + b]!;
    }
  }
}

function valuesOf(layout: Layout, pixels: Uint8Array): TiffPicture['data'] {
  const { format, bytes } = layout;
  const { buffer } = pixels;
  const count = pixels.length / bytes;
  if (format === 'uint') {
    if (bytes === 1) return pixels;
    if (bytes === 2) return new Uint16Array(buffer, 0, count);
    if (bytes === 4) return Float64Array.from(new Uint32Array(buffer, 0, count));
    return Float64Array.from(new BigUint64Array(buffer as ArrayBuffer, 0, count), Number);
  }
  if (format === 'int') {
    if (bytes === 1) return Float32Array.from(new Int8Array(buffer, 0, count));
    if (bytes === 2) return Float32Array.from(new Int16Array(buffer, 0, count));
    if (bytes === 4) return Float64Array.from(new Int32Array(buffer, 0, count));
    return Float64Array.from(new BigInt64Array(buffer as ArrayBuffer, 0, count), Number);
  }
  if (bytes === 2) return Float32Array.from(new Uint16Array(buffer, 0, count), halfFloat);
  if (bytes === 4) return new Float32Array(buffer, 0, count);
  return new Float64Array(buffer, 0, count);
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
