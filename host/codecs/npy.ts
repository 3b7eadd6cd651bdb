/** NumPy .npy files: bounded reader (format 1.0 to 3.0) of number arrays of up to three dimensions; writer (1.0). */
import { copyOf } from './bytes.js';
import { corrupt } from './corrupt.js';
import { MAX_PIXELS, MAX_SIDE } from './png.js';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array | Uint16Array;
}

const READERS: Readonly<
  Record<string, { bytes: number; read(view: DataView, at: number, little: boolean): number }>
> = {
  b1: { bytes: 1, read: (v, at) => (v.getUint8(at) === 0 ? 0 : 1) },
  u1: { bytes: 1, read: (v, at) => v.getUint8(at) },
  i1: { bytes: 1, read: (v, at) => v.getInt8(at) },
  u2: { bytes: 2, read: (v, at, little) => v.getUint16(at, little) },
  i2: { bytes: 2, read: (v, at, little) => v.getInt16(at, little) },
  u4: { bytes: 4, read: (v, at, little) => v.getUint32(at, little) },
  i4: { bytes: 4, read: (v, at, little) => v.getInt32(at, little) },
  f4: { bytes: 4, read: (v, at, little) => v.getFloat32(at, little) },
  f8: { bytes: 8, read: (v, at, little) => v.getFloat64(at, little) },
};

interface NpyHeader {
  readonly shape: readonly number[];
  readonly type: string;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly start: number;
}

/** Longest header that is read. */
export const MAX_NPY_HEADER = 65536 + 12;

/** Shape and type, from the first bytes alone. @throws StudioError file-corrupt with the offset */
export function npyHeader(path: string, file: Uint8Array): NpyHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (
    file.length < 10 ||
    file[0] !== 0x93 ||
    Buffer.from(file.subarray(1, 6)).toString('latin1') !== 'NUMPY'
  ) {
    throw corrupt(path, 'it does not start with the NPY signature (offset 0)');
  }
  const major = file[6] ?? 0;
  const start = major === 1 ? 10 : 12;
  if (major < 1 || major > 3 || file.length < start)
    throw corrupt(path, `unknown NPY version ${String(major)} (offset 6)`);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > 65536 || start + length > file.length)
    throw corrupt(path, 'its header runs past the end (offset 8)');
  const header = Buffer.from(file.subarray(start, start + length)).toString('latin1');
  const descr = /'descr':\s*'([<>|=])([a-z]\d)'/.exec(header);
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (!descr || shapeText === undefined)
    throw corrupt(path, `its header is not understood (offset ${String(start)})`);
  const type = descr[2] ?? '';
  if (!Object.hasOwn(READERS, type))
    throw corrupt(path, `arrays of ${type} are not read; save it as uint16 or float32`);
  const shape = shapeText
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '')
    .map(Number);
  const count = shape.reduce((a, b) => a * b, 1);
  if (shape.length < 1 || shape.length > 3 || shape.some((n) => n < 1 || n > MAX_SIDE))
    throw corrupt(path, `its shape (${shape.join(', ')}) is not a picture's`);
  if (count > 4 * MAX_PIXELS) throw corrupt(path, `its shape (${shape.join(', ')}) is too large`);
  const fortran = /'fortran_order':\s*True/.test(header);
  return { shape, type, little: descr[1] !== '>', fortran, start: start + length };
}

/** Parses an array of up to three dimensions. @throws StudioError file-corrupt with the offset */
export function parseNpy(path: string, file: Uint8Array): NpyArray {
  const { shape, type, little, fortran, start: dataStart } = npyHeader(path, file);
  const reader = READERS[type]!;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const count = shape.reduce((a, b) => a * b, 1);
  if (dataStart + count * reader.bytes > file.length) {
    throw corrupt(
      path,
      `it ends before its ${String(count)} values (offset ${String(file.length)})`,
    );
  }
  if (little && !fortran && (type === 'u2' || type === 'f4' || type === 'f8')) {
    // As the processor holds them: one copy, which also aligns them.
    const bytes = copyOf(file.subarray(dataStart, dataStart + count * reader.bytes)).buffer;
    if (type === 'u2') return { shape, data: new Uint16Array(bytes) };
    return { shape, data: type === 'f4' ? new Float32Array(bytes) : new Float64Array(bytes) };
  }
  const data =
    type === 'u2'
      ? new Uint16Array(count)
      : type === 'f4'
        ? new Float32Array(count)
        : new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const source = fortran ? fortranIndex(i, shape) : i;
    data[i] = reader.read(view, dataStart + source * reader.bytes, little);
  }
  return { shape, data };
}

/** An .npy file (format 1.0, little-endian, row-major); the same values always give the same bytes. */
export function encodeNpy(
  shape: readonly number[],
  data: Uint16Array | Float32Array | Float64Array,
): Buffer {
  if (shape.reduce((a, b) => a * b, 1) !== data.length)
    throw new RangeError(`${String(data.length)} values do not fill (${shape.join(', ')})`);
  const descr = data instanceof Uint16Array ? '<u2' : data instanceof Float32Array ? '<f4' : '<f8';
  const tuple = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // NumPy wants the data at a multiple of 64 bytes and a newline at the header's end.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(length, 8);
  return Buffer.concat([
    head,
    Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1'),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ]);
}

/** Position in column-major order of element `i` in row-major order. */
function fortranIndex(i: number, shape: readonly number[]): number {
  let rest = i;
  const at: number[] = [];
  for (let d = shape.length - 1; d >= 0; d--) {
    const n = shape[d] ?? 1;
    at[d] = rest % n;
    rest = Math.floor(rest / n);
  }
  let out = 0;
  for (let d = shape.length - 1; d >= 0; d--) out = out * (shape[d] ?? 1) + (at[d] ?? 0);
  return out;
}
