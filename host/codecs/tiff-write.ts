/**
 * TIFF files that every reader takes: little-endian, one page, chunky, uncompressed or deflate. The
 * same pixels always give the same bytes.
 */
import { deflateSync } from 'node:zlib';

export interface TiffInput {
  readonly width: number;
  readonly height: number;
  /** 1, or 3 for xyz. */
  readonly channels: number;
  /** Row by row, channels together; `width * height * channels` values. */
  readonly data: Float32Array | Uint16Array | Uint8Array;
}

/** Bytes of one strip before compression: small enough to be read in parts. */
const STRIP_BYTES = 256 * 1024;
const DEFLATE_LEVEL = 6;

const SHORT = 3;
const LONG = 4;

/** The file as one buffer. @throws RangeError when the data does not fill the picture */
export function encodeTiff(input: TiffInput, compression: 'none' | 'deflate' = 'none'): Buffer {
  return Buffer.concat(tiffParts(input, compression));
}

/**
 * The file in parts that follow each other, pixels not copied.
 * @param compression none gives back exactly the pixels' bytes in one strip; deflate is Adobe's (8)
 * @throws RangeError when the data does not fill the picture
 */
export function tiffParts(
  input: TiffInput,
  compression: 'none' | 'deflate' = 'none',
): readonly Uint8Array[] {
  const { width, height, channels, data } = input;
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `${String(data.length)} values do not fill ${String(width)} x ${String(height)} x ${String(channels)}`,
    );
  }
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const rowBytes = width * channels * data.BYTES_PER_ELEMENT;
  const rowsPerStrip =
    compression === 'none' ? height : Math.max(1, Math.floor(STRIP_BYTES / rowBytes));
  const strips: Buffer[] = [];
  for (let row = 0; row < height; row += rowsPerStrip) {
    const part = pixels.subarray(row * rowBytes, Math.min(height, row + rowsPerStrip) * rowBytes);
    strips.push(compression === 'none' ? part : deflateSync(part, { level: DEFLATE_LEVEL }));
  }
  const sampleFormat = data instanceof Float32Array ? 3 : 1;
  const each = (value: number): number[] => Array.from({ length: channels }, () => value);
  const entries: readonly (readonly [tag: number, type: number, values: readonly number[]])[] = [
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, SHORT, each(data.BYTES_PER_ELEMENT * 8)],
    [259, SHORT, [compression === 'none' ? 1 : 8]],
    // RGB for three channels, else minimum is black: neither needs an ExtraSamples entry.
    [262, SHORT, [channels === 3 ? 2 : 1]],
    [273, LONG, strips.map(() => 0)],
    [277, SHORT, [channels]],
    [278, LONG, [rowsPerStrip]],
    [279, LONG, strips.map((strip) => strip.length)],
    [284, SHORT, [1]],
    [339, SHORT, each(sampleFormat)],
  ];
  return assemble(entries, strips);
}

/** Header, directory, values that do not fit into the directory, then the strips. */
function assemble(
  entries: readonly (readonly [tag: number, type: number, values: readonly number[]])[],
  strips: readonly Buffer[],
): readonly Uint8Array[] {
  const size = (type: number): number => (type === SHORT ? 2 : 4);
  const directory = 8;
  const outside = directory + 2 + entries.length * 12 + 4;
  const valueBytes = entries.map(([, type, values]) => size(type) * values.length);
  const places: number[] = [];
  let end = outside;
  for (const bytes of valueBytes) {
    places.push(end);
    if (bytes > 4) end += bytes + (bytes & 1);
  }
  // Pixels start at a multiple of 16, so that readers can map them.
  const head = Buffer.alloc((end + 15) & ~15);
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(directory, 4);
  head.writeUInt16LE(entries.length, directory);
  const offsets: number[] = [];
  let at = head.length;
  for (const strip of strips) {
    offsets.push(at);
    at += strip.length;
  }
  entries.forEach(([tag, type, given], i) => {
    const values = tag === 273 ? offsets : given;
    const entry = directory + 2 + i * 12;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(values.length, entry + 4);
    const bytes = valueBytes[i] ?? 0;
    const place = places[i] ?? 0;
    if (bytes > 4) head.writeUInt32LE(place, entry + 8);
    values.forEach((value, k) => {
      const to = (bytes > 4 ? place : entry + 8) + k * size(type);
      if (type === SHORT) head.writeUInt16LE(value, to);
      else head.writeUInt32LE(value, to);
    });
  });
  return [head, ...strips];
}
