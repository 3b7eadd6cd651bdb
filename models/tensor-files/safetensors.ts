/** safetensors: an 8-byte length, a JSON header, then the values, little-endian. */
import { WeightsError } from './errors.js';
import { BYTES_OF, readStrided, type NumberKind } from './numbers.js';
import { elementCount, type NamedTensor } from './tensor.js';

const KINDS: Readonly<Record<string, NumberKind>> = {
  F64: 'f64',
  F32: 'f32',
  F16: 'f16',
  BF16: 'bf16',
  I64: 'i64',
  I32: 'i32',
  I16: 'i16',
  I8: 'i8',
  U8: 'u8',
  BOOL: 'bool',
};

/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_DIMENSIONS = 8;

export interface SafetensorsFile {
  readonly tensors: readonly NamedTensor[];
  /** The header's free texts. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** All tensors as float32. @throws WeightsError */
export function parseSafetensors(file: Uint8Array): SafetensorsFile {
  if (file.length < 8) throw new WeightsError('it is shorter than its own header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || 8 + length > file.length)
    throw new WeightsError('its header runs past the end');
  const header = parseHeader(file.subarray(8, 8 + length));
  const values = file.subarray(8 + length);
  const tensors: NamedTensor[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = textsOf(entry);
      continue;
    }
    const { kind, shape, from, to } = entryOf(name, entry);
    if (to > values.length || to - from !== elementCount(shape) * BYTES_OF[kind])
      throw new WeightsError(`the values of ${name} do not fit its shape`);
    const strides = shape.map((_, d) => elementCount(shape.slice(d + 1)));
    tensors.push({
      name,
      shape,
      data: readStrided(values.subarray(from, to), kind, 0, shape, strides),
    });
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(utf8(bytes));
  } catch {
    throw new WeightsError('its header is no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new WeightsError('its header is no JSON object');
  return parsed as Record<string, unknown>;
}

function textsOf(entry: unknown): Record<string, string> {
  if (typeof entry !== 'object' || entry === null) return {};
  return Object.fromEntries(
    Object.entries(entry).filter(
      (pair): pair is [string, string] => typeof (pair[1] as unknown) === 'string',
    ),
  );
}

function entryOf(
  name: string,
  entry: unknown,
): { kind: NumberKind; shape: number[]; from: number; to: number } {
  if (typeof entry !== 'object' || entry === null)
    throw new WeightsError(`the header's entry of ${name} is not understood`);
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  const kind = typeof dtype === 'string' ? KINDS[dtype] : undefined;
  if (!kind) throw new WeightsError(`${name} is of the unknown type ${String(dtype)}`);
  if (!isSizes(shape) || shape.length > MAX_DIMENSIONS || !isSizes(offsets))
    throw new WeightsError(`the shape of ${name} is not understood`);
  const [from = 0, to = -1] = offsets;
  if (offsets.length !== 2 || to < from)
    throw new WeightsError(`the place of ${name} is not understood`);
  return { kind, shape, from, to };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
}

/** A file of float32 tensors in the order given; the header is padded so that values lie at multiples of 8. */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> =
    Object.keys(metadata).length === 0 ? {} : { __metadata__: metadata };
  let at = 0;
  for (const { name, shape, data } of tensors) {
    if (elementCount(shape) !== data.length)
      throw new RangeError(`${name} holds ${String(data.length)} values`);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  const plain = toUtf8(JSON.stringify(header));
  const length = Math.ceil(plain.length / 8) * 8;
  const out = new Uint8Array(8 + length + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.fill(0x20, 8, 8 + length);
  out.set(plain, 8);
  let to = 8 + length;
  for (const { data } of tensors) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), to);
    to += data.byteLength;
  }
  return out;
}

/** TextDecoder is no part of the language itself; names here are short. */
export function utf8(bytes: Uint8Array): string {
  let escaped = '';
  for (const byte of bytes)
    escaped +=
      byte < 0x80 && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    throw new WeightsError('a name is no UTF-8');
  }
}

function toUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(bytes);
}
