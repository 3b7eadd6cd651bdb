/** Order statistics and sorting of many scores by radix: linear time where a sort is not. */

export type Scores = Float32Array | Float64Array;

const BINS = 65536;
/** Segments below this are sorted; above, their low bits are counted. */
const SMALL = 2048;

/**
 * Order-preserving 32-bit key of float bits, unsigned: negative numbers have all bits flipped,
 * others the sign bit only.
 */
function keyOf(bits: number): number {
  return (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;
}

/** The 32 bits that decide the order first: all of a float32, the high word of a float64. */
function leadingWords(values: Scores): { words: Int32Array; step: number; from: number } {
  const words = new Int32Array(
    values.buffer,
    values.byteOffset,
    values.byteLength / Int32Array.BYTES_PER_ELEMENT,
  );
  return values instanceof Float32Array ? { words, step: 1, from: 0 } : { words, step: 2, from: 1 };
}

/** Whether a bin of the upper 16 key bits may hold infinities or NaN. */
function isNonFiniteBin(bin: number, wide: boolean): boolean {
  const top = wide ? 0xfff0 : 0xff80;
  return bin >= top || bin < BINS - top;
}

/**
 * The values at the given ranks of the ascending order; null when any value is not finite.
 * @param ranks ascending
 */
export function selectRanks(values: Scores, ranks: readonly number[]): Float64Array | null {
  const { words, step, from } = leadingWords(values);
  const count = values.length;
  const bins = new Uint32Array(BINS);
  for (let i = 0, w = from; i < count; i++, w += step) {
    const bits = words[w]!;
    bins[(bits ^ ((bits >> 31) | 0x80000000)) >>> 16]! += 1;
  }
  const wide = values instanceof Float64Array;
  for (let bin = 0; bin < BINS; bin++) if (bins[bin]! > 0 && isNonFiniteBin(bin, wide)) return null;

  // Which bins hold a wanted rank, and where their members will lie side by side.
  const slots = new Int32Array(BINS).fill(-1);
  const segments: { below: number; start: number; end: number }[] = [];
  let below = 0;
  let room = 0;
  let next = 0;
  for (let bin = 0; bin < BINS && next < ranks.length; bin++) {
    const above = below + bins[bin]!;
    if (ranks[next]! < above) {
      slots[bin] = segments.length;
      segments.push({ below, start: room, end: room + bins[bin]! });
      room += bins[bin]!;
      while (next < ranks.length && ranks[next]! < above) next += 1;
    }
    below = above;
  }
  const members = wide ? new Float64Array(room) : new Float32Array(room);
  const fill = Int32Array.from(segments, (segment) => segment.start);
  for (let i = 0, w = from; i < count; i++, w += step) {
    const bits = words[w]!;
    const slot = slots[(bits ^ ((bits >> 31) | 0x80000000)) >>> 16]!;
    if (slot >= 0) members[fill[slot]!++] = values[i]!;
  }
  const out = new Float64Array(ranks.length);
  let at = 0;
  for (const { below: before, start, end } of segments) {
    const size = end - start;
    const last = ranks.findIndex((rank, i) => i >= at && rank >= before + size);
    const wanted = ranks.slice(at, last < 0 ? undefined : last).map((rank) => rank - before);
    out.set(ranksWithin(members.subarray(start, end), wanted), at);
    at += wanted.length;
  }
  return out;
}

/** Ranks within one bin, whose members share their upper 16 bits. */
function ranksWithin(members: Scores, ranks: readonly number[]): number[] {
  if (members instanceof Float64Array || members.length < SMALL) {
    members.sort();
    return ranks.map((rank) => members[rank]!);
  }
  const words = new Int32Array(members.buffer, members.byteOffset, members.length);
  const counts = new Uint32Array(BINS);
  for (const word of words) counts[keyOf(word) & 0xffff]! += 1;
  const upper = keyOf(words[0]!) & 0xffff0000;
  const found: number[] = [];
  let reach = 0;
  for (let low = 0; low < BINS && found.length < ranks.length; low++) {
    reach += counts[low]!;
    while (found.length < ranks.length && ranks[found.length]! < reach)
      found.push(floatOf((upper | low) >>> 0));
  }
  return found;
}

function floatOf(key: number): number {
  const bits = new Uint32Array(1);
  bits[0] = key >= 0x80000000 ? key ^ 0x80000000 : ~key;
  return new Float32Array(bits.buffer)[0]!;
}

/** Ascending order; a new array. Float32 by three passes of 11 bits, float64 by the engine's sort. */
export function sortedScores(values: Scores): Scores {
  if (values instanceof Float64Array || values.length < SMALL) return values.slice().sort();
  const count = values.length;
  const bits = new Int32Array(values.buffer, values.byteOffset, count);
  const low = new Uint32Array(2048);
  const middle = new Uint32Array(2048);
  const high = new Uint32Array(1024);
  let from = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const word = bits[i]!;
    const key = (word ^ ((word >> 31) | 0x80000000)) >>> 0;
    from[i] = key;
    low[key & 2047]! += 1;
    middle[(key >>> 11) & 2047]! += 1;
    high[key >>> 22]! += 1;
  }
  let to = new Uint32Array(count);
  for (const [pass, counts] of [low, middle, high].entries()) {
    const shift = 11 * pass;
    const mask = counts.length - 1;
    let sum = 0;
    for (let b = 0; b < counts.length; b++) {
      const n = counts[b]!;
      counts[b] = sum;
      sum += n;
    }
    for (let i = 0; i < count; i++) {
      const key = from[i]!;
      const bin = (key >>> shift) & mask;
      to[counts[bin]!++] = key;
    }
    [from, to] = [to, from];
  }
  for (let i = 0; i < count; i++) {
    const key = from[i]!;
    from[i] = key >= 0x80000000 ? key ^ 0x80000000 : ~key;
  }
  return new Float32Array(from.buffer);
}
