/**
 * PLY point clouds: ascii, binary little- and big-endian, any elements and properties; x, y, z, colour
 * and label of the vertices are kept. Organised where the file says so: a `range_grid` element, or
 * `obj_info num_cols` and `num_rows`, or comments `width` and `height`, that fit the vertices.
 * Specification: Greg Turk, "The PLY Polygon File Format"; Stanford range data for the grid.
 */
import {
  checkCloudSize,
  MAX_CLOUD_BYTES,
  MAX_HEADER_BYTES,
  NumberScanner,
  type CloudHeader,
  type PointCloudFile,
} from './cloud.js';
import { corrupt } from './corrupt.js';

type Scalar = 'i1' | 'u1' | 'i2' | 'u2' | 'i4' | 'u4' | 'f4' | 'f8';

interface Property {
  readonly name: string;
  readonly type: Scalar;
  /** Type of the number of items; null for a single value. */
  readonly list: Scalar | null;
}

interface Element {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly Property[];
}

interface Header {
  readonly encoding: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  readonly elements: readonly Element[];
  readonly grid: { readonly width: number; readonly height: number } | null;
  readonly end: number;
}

const TYPES: Readonly<Record<string, Scalar>> = {
  ...{ char: 'i1', uchar: 'u1', short: 'i2', ushort: 'u2', int: 'i4', uint: 'u4' },
  ...{ float: 'f4', double: 'f8', int8: 'i1', uint8: 'u1', int16: 'i2', uint16: 'u2' },
  ...{ int32: 'i4', uint32: 'u4', float32: 'f4', float64: 'f8' },
};
const BYTES: Readonly<Record<Scalar, number>> = {
  ...{ i1: 1, u1: 1, i2: 2, u2: 2, i4: 4, u4: 4, f4: 4, f8: 8 },
};
const MAX_ELEMENTS = 32;
const MAX_PROPERTIES = 128;
/** Items of one list: a face has a few corners, a range grid one index at most. */
const MAX_LIST = 1024;

function headerOf(file: Uint8Array): Header {
  const limit = Math.min(file.length, MAX_HEADER_BYTES);
  const head = Buffer.from(file.subarray(0, limit)).toString('latin1');
  if (!/^ply\r?\n/.test(head))
    throw new Error('it does not start with the PLY signature (offset 0)');
  const close = /\nend_header[ \t]*\r?\n/.exec(head);
  if (!close) throw new Error('its header does not end (offset 4)');
  let encoding: Header['encoding'] | null = null;
  const elements: { name: string; count: number; properties: Property[] }[] = [];
  const told = new Map<string, number>();
  for (const line of head.slice(0, close.index).split(/\r?\n/).slice(1)) {
    const words = line.trim().split(/\s+/);
    if (words[0] === 'format') {
      const kind = words[1];
      if (kind !== 'ascii' && kind !== 'binary_little_endian' && kind !== 'binary_big_endian')
        throw new Error(`its format ${String(kind)} is not known`);
      encoding = kind;
    } else if (words[0] === 'comment' || words[0] === 'obj_info') {
      const [, name = '', value] = words;
      if (/^(num_cols|num_rows|width|height)$/i.test(name) && value !== undefined)
        told.set(name.toLowerCase(), Number(value));
    } else if (words[0] === 'element') {
      elements.push(elementOf(words));
      if (elements.length > MAX_ELEMENTS) throw new Error('it has too many elements');
    } else if (words[0] === 'property') {
      const last = elements.at(-1);
      if (!last) throw new Error('its header has a property before any element');
      last.properties.push(propertyOf(words));
      if (last.properties.length > MAX_PROPERTIES) throw new Error('it has too many properties');
    } else if (words[0] !== '') {
      throw new Error(`its header is not understood: "${line.slice(0, 40)}"`);
    }
  }
  if (!encoding) throw new Error('its header lacks the format');
  const width = told.get('num_cols') ?? told.get('width');
  const height = told.get('num_rows') ?? told.get('height');
  const grid = width !== undefined && height !== undefined ? { width, height } : null;
  return { encoding, elements, grid, end: close.index + close[0].length };
}

function elementOf(words: readonly string[]): {
  name: string;
  count: number;
  properties: Property[];
} {
  const count = Number(words[2]);
  if (words[1] === undefined || !Number.isInteger(count) || count < 0)
    throw new Error(`its element "${words.slice(1, 3).join(' ')}" is not understood`);
  return { name: words[1], count, properties: [] };
}

function propertyOf(words: readonly string[]): Property {
  const list = words[1] === 'list';
  const type = TYPES[words[list ? 3 : 1] ?? ''];
  const size = list ? TYPES[words[2] ?? ''] : null;
  const name = words[list ? 4 : 2];
  if (
    type === undefined ||
    size === undefined ||
    name === undefined ||
    size?.startsWith('f') === true
  )
    throw new Error(`its property "${words.slice(1, 5).join(' ')}" is not understood`);
  return { name, type, list: size };
}

/** Where the vertices are organised, the grid's size. */
function sizeOf(header: Header): {
  width: number;
  height: number;
  vertices: Element;
  range: Element | null;
} {
  const vertices = header.elements.find((element) => element.name === 'vertex');
  if (!vertices) throw new Error('it has no vertices');
  const range = header.elements.find((element) => element.name === 'range_grid') ?? null;
  const { grid } = header;
  const cells = grid ? grid.width * grid.height : 0;
  if (grid && (range ? range.count === cells : vertices.count === cells)) {
    checkCloudSize(grid.width, grid.height);
    checkCloudSize(vertices.count, 1);
    return { ...grid, vertices, range };
  }
  checkCloudSize(vertices.count, 1);
  return { width: vertices.count, height: 1, vertices, range: null };
}

/** @throws StudioError file-corrupt */
export function plyHeader(path: string, file: Uint8Array): CloudHeader {
  try {
    const header = headerOf(file);
    const { width, height, vertices } = sizeOf(header);
    const fields = vertices.properties.map((property) => property.name);
    return { width, height, fields, encoding: header.encoding };
  } catch (error) {
    throw corrupt(path, error);
  }
}

/** @throws StudioError file-corrupt, with the offset where it applies */
export function parsePly(path: string, file: Uint8Array): PointCloudFile {
  if (file.length > MAX_CLOUD_BYTES) throw corrupt(path, 'it is larger than 512 MB');
  try {
    return readPly(headerOf(file), file);
  } catch (error) {
    throw corrupt(path, error);
  }
}

const COLUMN: Readonly<Record<string, string>> = {
  ...{ x: 'x', y: 'y', z: 'z', label: 'label' },
  ...{ red: 'red', green: 'green', blue: 'blue', r: 'red', g: 'green', b: 'blue' },
  ...{ diffuse_red: 'red', diffuse_green: 'green', diffuse_blue: 'blue' },
};

function readPly(header: Header, file: Uint8Array): PointCloudFile {
  const { width, height, vertices, range } = sizeOf(header);
  checkLength(header, file.length);
  const columns = new Map<string, { values: Float64Array; type: Scalar }>();
  for (const { name, type, list } of vertices.properties) {
    const column = COLUMN[name.toLowerCase()];
    if (column !== undefined && list === null)
      columns.set(column, { values: new Float64Array(vertices.count), type });
  }
  for (const name of ['x', 'y', 'z'])
    if (!columns.has(name)) throw new Error(`its vertices have no ${name}`);
  const indices = range ? new Int32Array(range.count).fill(-1) : null;
  const reader =
    header.encoding === 'ascii'
      ? asciiReader(file, header.end)
      : binaryReader(file, header.end, header.encoding === 'binary_little_endian');
  let missing = 2;
  for (const element of header.elements) {
    if (element === vertices) readElement(element, reader, columns, null);
    else readElement(element, reader, null, element === range ? indices : null);
    if (element === vertices || element === range) missing -= 1;
    // What comes after the points, faces for example, need not be read.
    if (missing === (range ? 0 : 1)) break;
  }
  return cloudOf(columns, indices, { width, height, vertices: vertices.count });
}

/** The least bytes that the elements up to the points need; a header that claims more lies. */
function checkLength(header: Header, length: number): void {
  let least = 0;
  for (const { name, count, properties } of header.elements) {
    const each = properties.reduce(
      (sum, { type, list }) => sum + (header.encoding === 'ascii' ? 2 : BYTES[list ?? type]),
      0,
    );
    least += count * each;
    if (name === 'vertex') break;
  }
  if (length - header.end < least - 1) {
    throw new Error(
      `its header claims more points than its ${String(length - header.end)} bytes can hold (offset ${String(header.end)})`,
    );
  }
}

type ValueReader = (type: Scalar) => number;

function asciiReader(file: Uint8Array, begin: number): ValueReader {
  const scanner = new NumberScanner(file, begin);
  return () => scanner.next();
}

function binaryReader(file: Uint8Array, begin: number, little: boolean): ValueReader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = begin;
  return (type) => {
    const from = at;
    at += BYTES[type];
    if (at > file.length) throw new Error(`it ends before its points do (offset ${String(from)})`);
    switch (type) {
      case 'f4':
        return view.getFloat32(from, little);
      case 'f8':
        return view.getFloat64(from, little);
      case 'u1':
        return view.getUint8(from);
      case 'i1':
        return view.getInt8(from);
      case 'u2':
        return view.getUint16(from, little);
      case 'i2':
        return view.getInt16(from, little);
      case 'u4':
        return view.getUint32(from, little);
      case 'i4':
        return view.getInt32(from, little);
    }
  };
}

function readElement(
  element: Element,
  read: ValueReader,
  columns: ReadonlyMap<string, { values: Float64Array }> | null,
  indices: Int32Array | null,
): void {
  const targets = element.properties.map(({ name, type, list }) => ({
    type,
    list,
    values: columns?.get(COLUMN[name.toLowerCase()] ?? '')?.values ?? null,
  }));
  if (targets.length === 0) return;
  for (let i = 0; i < element.count; i++) {
    for (const { type, list, values } of targets) {
      if (list === null) {
        const value = read(type);
        if (values) values[i] = value;
        continue;
      }
      const items = read(list);
      if (!(items >= 0 && items <= MAX_LIST))
        throw new Error(`a list of its ${element.name} ${String(i)} has ${String(items)} items`);
      for (let k = 0; k < items; k++) {
        const value = read(type);
        if (indices && k === 0) indices[i] = value;
      }
    }
  }
}

function cloudOf(
  columns: ReadonlyMap<string, { values: Float64Array; type: Scalar }>,
  indices: Int32Array | null,
  size: { width: number; height: number; vertices: number },
): PointCloudFile {
  const points = size.width * size.height;
  const of = (name: string): Float64Array | null => columns.get(name)?.values ?? null;
  const place = (i: number): number => {
    if (!indices) return i;
    const index = indices[i]!;
    if (index >= size.vertices) throw new Error(`its grid names the vertex ${String(index)}`);
    return index;
  };
  const xyz = new Float32Array(3 * points);
  ['x', 'y', 'z'].forEach((name, axis) => {
    const values = of(name)!;
    for (let i = 0; i < points; i++) {
      const from = place(i);
      xyz[3 * i + axis] = from < 0 ? 0 : values[from]!;
    }
  });
  const colours = ['red', 'green', 'blue'].map(of);
  let rgb: Uint8Array | null = null;
  if (colours.every((values) => values !== null)) {
    // Colours as floats go from 0 to 1.
    const scale = columns.get('red')?.type.startsWith('f') === true ? 255 : 1;
    rgb = new Uint8Array(3 * points);
    for (let axis = 0; axis < 3; axis++) {
      for (let i = 0; i < points; i++) {
        const from = place(i);
        if (from >= 0) rgb[3 * i + axis] = Math.round(colours[axis]![from]! * scale);
      }
    }
  }
  const labels = of('label');
  return {
    width: size.width,
    height: size.height,
    xyz,
    rgb,
    labels: labels
      ? Uint32Array.from({ length: points }, (_, i) => labels[Math.max(0, place(i))]!)
      : null,
  };
}
