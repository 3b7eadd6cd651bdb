/** Stored numbers of any float or integer kind as float32. */
import { WeightsError } from './errors.js';

export type NumberKind =
  'f64' | 'f32' | 'f16' | 'bf16' | 'i64' | 'i32' | 'i16' | 'i8' | 'u8' | 'bool';

export const BYTES_OF: Readonly<Record<NumberKind, number>> = {
  f64: 8,
  f32: 4,
  f16: 2,
  bf16: 2,
  i64: 8,
  i32: 4,
  i16: 2,
  i8: 1,
  u8: 1,
  bool: 1,
};

/** IEEE half precision to a number. */
export function fromHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

const word = new Uint32Array(1);
const wordAsFloat = new Float32Array(word.buffer);

function fromBrain(bits: number): number {
  word[0] = bits << 16;
  return wordAsFloat[0]!;
}

const READERS: Readonly<Record<NumberKind, (view: DataView, at: number) => number>> = {
  f64: (view, at) => view.getFloat64(at, true),
  f32: (view, at) => view.getFloat32(at, true),
  f16: (view, at) => fromHalf(view.getUint16(at, true)),
  bf16: (view, at) => fromBrain(view.getUint16(at, true)),
  i64: (view, at) => Number(view.getBigInt64(at, true)),
  i32: (view, at) => view.getInt32(at, true),
  i16: (view, at) => view.getInt16(at, true),
  i8: (view, at) => view.getInt8(at),
  u8: (view, at) => view.getUint8(at),
  bool: (view, at) => view.getUint8(at),
};

/**
 * Elements of a strided, little-endian array inside `bytes`, in row-major order.
 * @throws WeightsError when the array reaches past the bytes
 */
export function readStrided(
  bytes: Uint8Array,
  kind: NumberKind,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array {
  const size = BYTES_OF[kind];
  const stored = Math.floor(bytes.length / size);
  const count = shape.reduce((product, side) => product * side, 1);
  const last = shape.reduce((sum, side, d) => sum + (side - 1) * (strides[d] ?? 0), offset);
  if (count > stored || (count > 0 && (offset < 0 || last >= stored)))
    throw new WeightsError('a tensor reaches past its stored values');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float32Array(count);
  if (isContiguous(shape, strides)) {
    const start = bytes.byteOffset + offset * 4;
    if (kind === 'f32' && start % 4 === 0) {
      out.set(new Float32Array(bytes.buffer, start, count));
      return out;
    }
    for (let i = 0; i < count; i++) out[i] = READERS[kind](view, (offset + i) * size);
    return out;
  }
  const at = shape.map(() => 0);
  for (let i = 0, source = offset; i < count; i++) {
    out[i] = READERS[kind](view, source * size);
    for (let d = shape.length - 1; d >= 0; d--) {
      source += strides[d]!;
      at[d]! += 1;
      if (at[d]! < shape[d]!) break;
      source -= at[d]! * strides[d]!;
      at[d] = 0;
    }
  }
  return out;
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d]! > 1 && strides[d] !== step) return false;
    step *= shape[d]!;
  }
  return true;
}
