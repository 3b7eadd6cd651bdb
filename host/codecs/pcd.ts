/**
 * PCD point clouds (version .7 and its forerunners .5, .6): ascii, binary and binary_compressed, any
 * fields; x, y, z, rgb or rgba, and label are kept. Specification: the Point Cloud Library's "The PCD
 * file format".
 */
import { copyOf } from './bytes.js';
import {
  checkCloudSize,
  MAX_CLOUD_BYTES,
  MAX_HEADER_BYTES,
  NumberScanner,
  type CloudHeader,
  type PointCloudFile,
} from './cloud.js';
import { corrupt } from './corrupt.js';
import { decompressLzf } from './lzf.js';

interface Field {
  readonly name: string;
  readonly bytes: number;
  readonly type: 'I' | 'U' | 'F';
  readonly count: number;
  /** Of the field within one point. */
  readonly offset: number;
}

interface Header {
  readonly fields: readonly Field[];
  readonly width: number;
  readonly height: number;
  readonly points: number;
  readonly pointBytes: number;
  readonly encoding: 'ascii' | 'binary' | 'binary_compressed';
  readonly end: number;
}

const MAX_FIELDS = 64;
const MAX_POINT_BYTES = 65536;

function headerOf(file: Uint8Array): Header {
  const entries = new Map<string, string[]>();
  let at = 0;
  let ended = false;
  while (!ended) {
    const limit = Math.min(file.length, MAX_HEADER_BYTES);
    const end = file.subarray(0, limit).indexOf(10, at);
    if (end < 0) throw new Error(`its header does not end (offset ${String(at)})`);
    const line = Buffer.from(file.subarray(at, end)).toString('latin1').trim();
    at = end + 1;
    if (line === '' || line.startsWith('#')) continue;
    const [key = '', ...values] = line.split(/\s+/);
    if (!/^[A-Z]+$/.test(key))
      throw new Error(`its header is not understood: "${line.slice(0, 40)}"`);
    entries.set(key, values);
    ended = key === 'DATA';
  }
  const words = (key: string): string[] => {
    const found = entries.get(key);
    if (!found) throw new Error(`its header lacks ${key}`);
    return found;
  };
  const names = words('FIELDS');
  if (names.length < 1 || names.length > MAX_FIELDS)
    throw new Error(`it has ${String(names.length)} fields`);
  const sizes = words('SIZE').map(Number);
  const types = words('TYPE');
  const counts = entries.get('COUNT')?.map(Number) ?? names.map(() => 1);
  const fields: Field[] = [];
  let pointBytes = 0;
  names.forEach((name, i) => {
    const bytes = sizes[i] ?? 0;
    const type = types[i];
    const count = counts[i] ?? 0;
    if (![1, 2, 4, 8].includes(bytes) || (type !== 'I' && type !== 'U' && type !== 'F'))
      throw new Error(`its field ${name} has no known type`);
    if (type === 'F' && bytes < 4) throw new Error(`its field ${name} has no known type`);
    if (!Number.isInteger(count) || count < 1 || count * bytes > MAX_POINT_BYTES)
      throw new Error(`its field ${name} has ${String(count)} values`);
    fields.push({ name, bytes, type, count, offset: pointBytes });
    pointBytes += bytes * count;
  });
  if (pointBytes > MAX_POINT_BYTES)
    throw new Error(`its points have ${String(pointBytes)} bytes each`);
  const points = Number(entries.get('POINTS')?.[0] ?? Number.NaN);
  const width = Number(entries.get('WIDTH')?.[0] ?? points);
  const height = Number(entries.get('HEIGHT')?.[0] ?? 1);
  checkCloudSize(width, height);
  if (entries.has('POINTS') && points !== width * height) {
    throw new Error(
      `its header claims ${String(points)} points, but ${String(width)} x ${String(height)}`,
    );
  }
  const encoding = words('DATA')[0];
  if (encoding !== 'ascii' && encoding !== 'binary' && encoding !== 'binary_compressed')
    throw new Error(`its data is stored as ${String(encoding)}, which is not read`);
  return { fields, width, height, points: width * height, pointBytes, encoding, end: at };
}

/** @throws StudioError file-corrupt */
export function pcdHeader(path: string, file: Uint8Array): CloudHeader {
  try {
    const { width, height, fields, encoding } = headerOf(file);
    return { width, height, fields: fields.map((field) => field.name), encoding };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** @throws StudioError file-corrupt, with the offset where it applies */
export function parsePcd(path: string, file: Uint8Array): PointCloudFile {
  if (file.length > MAX_CLOUD_BYTES) throw corrupt(path, 'it is larger than 512 MB');
  try {
    const header = headerOf(file);
    const { fields, points } = header;
    for (const name of ['x', 'y', 'z'])
      if (!fields.some((field) => field.name === name)) throw new Error(`it has no field ${name}`);
    checkLength(header, file.length);
    const read = header.encoding === 'ascii' ? readAscii(header, file) : readBinary(header, file);
    const xyz = new Float32Array(points * 3);
    ['x', 'y', 'z'].forEach((name, axis) => {
      const values = read(name);
      for (let i = 0; i < points; i++) xyz[3 * i + axis] = values![i]!;
    });
    const colour = fields.find((field) => COLOURS.has(field.name));
    const label = fields.find((field) => field.name === 'label');
    return {
      width: header.width,
      height: header.height,
      xyz,
      rgb:
        colour?.bytes === 4
          ? unpackColour(read(colour.name)!, header.encoding === 'ascii' && colour.type === 'F')
          : null,
      labels: label ? Uint32Array.from(read('label')!) : null,
    };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** Refuses a header whose points cannot be in the file, before they are allocated. */
function checkLength(header: Header, length: number): void {
  const { encoding, points, pointBytes, fields, end } = header;
  const left = length - end;
  const values = fields.reduce((sum, field) => sum + field.count, 0);
  // The shortest number in a text is one digit and a space.
  const least =
    encoding === 'binary'
      ? points * pointBytes
      : encoding === 'ascii'
        ? points * values * 2 - 1
        : (points * pointBytes) / 100;
  if (left < least) {
    throw new Error(
      `its header claims ${String(points)} points, its ${String(left)} bytes cannot hold them (offset ${String(end)})`,
    );
  }
}

type ColumnReader = (name: string) => ArrayLike<number> | null;

/** Columns of interest of a text; the others are read and dropped. */
function readAscii(header: Header, file: Uint8Array): ColumnReader {
  const kept = new Map<string, Float64Array>();
  for (const { name } of header.fields)
    if (WANTED.has(name)) kept.set(name, new Float64Array(header.points));
  const columns = header.fields.map((field) => ({
    count: field.count,
    values: kept.get(field.name) ?? null,
  }));
  const scanner = new NumberScanner(file, header.end);
  for (let i = 0; i < header.points; i++) {
    for (const { count, values } of columns) {
      for (let c = 0; c < count; c++) {
        const value = scanner.next();
        if (values && c === 0) values[i] = value;
      }
    }
  }
  return (name) => kept.get(name) ?? null;
}

const COLOURS: ReadonlySet<string> = new Set(['rgb', 'rgba']);
const WANTED: ReadonlySet<string> = new Set(['x', 'y', 'z', 'rgb', 'rgba', 'label']);

/** Point after point, or field after field once decompressed; values are little-endian. */
function readBinary(header: Header, file: Uint8Array): ColumnReader {
  const { points, pointBytes, fields, encoding, end } = header;
  const compressed = encoding === 'binary_compressed';
  let data: Uint8Array = file.subarray(end);
  if (compressed) {
    if (data.length < 8) throw new Error(`it ends before its points do (offset ${String(end)})`);
    const sizes = new DataView(data.buffer, data.byteOffset, 8);
    const packed = sizes.getUint32(0, true);
    const whole = sizes.getUint32(4, true);
    if (whole !== points * pointBytes) {
      throw new Error(
        `its header claims ${String(points * pointBytes)} bytes of points, its data ${String(whole)} (offset ${String(end + 4)})`,
      );
    }
    if (8 + packed > data.length)
      throw new Error(`it ends before its points do (offset ${String(file.length)})`);
    data = decompressLzf(data.subarray(8, 8 + packed), whole);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return (name) => {
    const field = fields.find((one) => one.name === name);
    if (!field) return null;
    const { bytes, count, offset } = field;
    // Colours are bits: read as a float, some would be NaN and lose them.
    const type = COLOURS.has(name) && bytes === 4 ? 'U' : field.type;
    const stride = compressed ? bytes * count : pointBytes;
    const begin = compressed ? offset * points : offset;
    if (compressed && type === 'F' && bytes === 4 && count === 1)
      return new Float32Array(copyOf(data.subarray(begin, begin + 4 * points)).buffer);
    const out = new Float64Array(points);
    for (let i = 0; i < points; i++) out[i] = valueAt(view, begin + i * stride, bytes, type);
    return out;
  };
}

function valueAt(view: DataView, at: number, bytes: number, type: Field['type']): number {
  if (type === 'F') return bytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  if (bytes === 8)
    return Number(type === 'I' ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
  if (type === 'I')
    return bytes === 1
      ? view.getInt8(at)
      : bytes === 2
        ? view.getInt16(at, true)
        : view.getInt32(at, true);
  return bytes === 1
    ? view.getUint8(at)
    : bytes === 2
      ? view.getUint16(at, true)
      : view.getUint32(at, true);
}

/** 0xAARRGGBB, stored as a whole number or as the float of the same bits. */
function unpackColour(values: ArrayLike<number>, asFloat: boolean): Uint8Array {
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  const out = new Uint8Array(values.length * 3);
  for (let i = 0; i < values.length; i++) {
    let packed = values[i]!;
    if (asFloat) {
      float[0] = packed;
      packed = bits[0]!;
    }
    out[3 * i] = (packed >>> 16) & 255;
    out[3 * i + 1] = (packed >>> 8) & 255;
    out[3 * i + 2] = packed & 255;
  }
  return out;
}
