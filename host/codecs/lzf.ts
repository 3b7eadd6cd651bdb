/**
 * LZF, as PCD's binary_compressed uses it: literal runs (control below 32: that many bytes plus one)
 * and back references (3 bits of length, 13 of distance). Format: LibLZF by Marc Lehmann.
 */

/** Decompresses into exactly `size` bytes. @throws Error with the offset for damaged data */
export function decompressLzf(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  // Three bytes can stand for at most 264: a header that claims more lies.
  if (size > data.length * 100 + 264)
    throw new Error(`${String(data.length)} compressed bytes cannot be ${String(size)} bytes`);
  const out = new Uint8Array(size);
  let at = 0;
  let i = 0;
  const need = (count: number): void => {
    if (i + count > data.length)
      throw new Error(`its compressed data ends too early (offset ${String(i)} of it)`);
  };
  while (i < data.length) {
    const control = data[i++]!;
    if (control < 32) {
      const run = control + 1;
      need(run);
      if (at + run > size)
        throw new Error(`its compressed data is longer than it says (offset ${String(i)} of it)`);
      out.set(data.subarray(i, i + run), at);
      i += run;
      at += run;
      continue;
    }
    let length = control >> 5;
    if (length === 7) {
      need(1);
      length += data[i++]!;
    }
    need(1);
    let from = at - ((control & 31) << 8) - data[i++]! - 1;
    length += 2;
    if (from < 0)
      throw new Error(`its compressed data refers before its start (offset ${String(i)} of it)`);
    if (at + length > size)
      throw new Error(`its compressed data is longer than it says (offset ${String(i)} of it)`);
    for (const end = at + length; at < end;) out[at++] = out[from++]!;
  }
  if (at !== size)
    throw new Error(`its compressed data gives ${String(at)} bytes, not ${String(size)}`);
  return out;
}

const HASH_BITS = 14;
const MAX_DISTANCE = 8192;
const MAX_LENGTH = 264;

/** Compresses greedily; the same bytes always give the same result. */
export function compressLzf(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + Math.ceil(data.length / 32) + 16);
  const places = new Int32Array(1 << HASH_BITS).fill(-1);
  let at = 0;
  let literals = 0;
  const flush = (end: number): void => {
    for (let begin = end - literals; begin < end; begin += 32) {
      const run = Math.min(32, end - begin);
      out[at++] = run - 1;
      out.set(data.subarray(begin, begin + run), at);
      at += run;
    }
    literals = 0;
  };
  let i = 0;
  while (i + 2 < data.length) {
    const three = (data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!;
    const hash = (Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS)) & ((1 << HASH_BITS) - 1);
    const from = places[hash]!;
    places[hash] = i;
    const distance = i - from - 1;
    if (
      from < 0 ||
      distance >= MAX_DISTANCE ||
      data[from] !== data[i] ||
      data[from + 1] !== data[i + 1] ||
      data[from + 2] !== data[i + 2]
    ) {
      i += 1;
      literals += 1;
      continue;
    }
    let length = 3;
    const most = Math.min(MAX_LENGTH, data.length - i);
    while (length < most && data[from + length] === data[i + length]) length += 1;
    flush(i);
    const coded = length - 2;
    if (coded < 7) {
      out[at++] = (coded << 5) | (distance >> 8);
    } else {
      out[at++] = (7 << 5) | (distance >> 8);
      out[at++] = coded - 7;
    }
    out[at++] = distance & 255;
    i += length;
  }
  literals += data.length - i;
  flush(data.length);
  return out.subarray(0, at);
}
