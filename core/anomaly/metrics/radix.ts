/** Order statistics and sorting of many scores by radix: linear time where a sort is not. */

export type Scores = Float32Array | Float64Array;

/** Upper key bits that are counted first: sign, exponent and 11 bits of the mantissa. */
const UPPER_BITS = 20;
const LOWER_BITS = 32 - UPPER_BITS;
const BINS = 1 << UPPER_BITS;
const LOWER_BINS = 1 << LOWER_BITS;
const LOWER_MASK = LOWER_BINS - 1;
/** Keys at or beyond these belong to infinities and NaN. */
const FIRST_NON_FINITE_BIN = 0xff800000 >>> LOWER_BITS;
const LAST_NON_FINITE_BIN = 0x007fffff >>> LOWER_BITS;
/** Below this many scores a sort is as fast. */
const SMALL = 2048;

/*
 * Order-preserving unsigned key of float32 bits: negative numbers have all bits flipped, others the sign
 * bit. It is written out in the loops below, which run over millions of scores.
 */

/**
 * The values at the given ranks of the ascending order of all `included` scores less the `excluded`
 * ones (which are among them); null when one is not finite. Linear time and no copy: the upper key bits
 * are counted, then the lower ones of the bins that hold a wanted rank.
 * @param ranks ascending; each distinct bin costs 16 KB
 */
export function selectRanks(
  included: readonly Float32Array[],
  excluded: readonly Float32Array[],
  ranks: readonly number[],
): Float64Array | null {
  const bins = upperBins(included, excluded);
  if (!bins) return null;
  // Bins that hold a wanted rank get a table of their lower bits; `slots` is 0 for all others.
  const slots = new Uint16Array(BINS);
  const wanted: { bin: number; ranks: number[] }[] = [];
  for (let bin = 0, below = 0, next = 0; next < ranks.length && bin < BINS; bin++) {
    const above = below + bins[bin]!;
    if (ranks[next]! < above) {
      const inside: number[] = [];
      while (next < ranks.length && ranks[next]! < above) inside.push(ranks[next++]! - below);
      wanted.push({ bin, ranks: inside });
      slots[bin] = wanted.length;
    }
    below = above;
  }
  const lower = new Uint32Array(wanted.length * LOWER_BINS);
  for (const scores of included) countLower(scores, slots, lower, 1);
  for (const scores of excluded) countLower(scores, slots, lower, -1);
  const out: number[] = [];
  for (const [slot, { bin, ranks: inside }] of wanted.entries()) {
    let reach = 0;
    let found = 0;
    for (let low = 0; found < inside.length; low++) {
      reach += lower[slot * LOWER_BINS + low]!;
      for (; found < inside.length && inside[found]! < reach; found++)
        out.push(floatOf(((bin << LOWER_BITS) | low) >>> 0));
    }
  }
  return Float64Array.from(out);
}

/** Counts by upper key bits; null when a value is not finite. */
function upperBins(
  included: readonly Float32Array[],
  excluded: readonly Float32Array[],
): Uint32Array | null {
  const bins = new Uint32Array(BINS);
  for (const scores of included) countUpper(scores, bins, 1);
  for (let bin = 0; bin <= LAST_NON_FINITE_BIN; bin++) if (bins[bin]! > 0) return null;
  for (let bin = FIRST_NON_FINITE_BIN; bin < BINS; bin++) if (bins[bin]! > 0) return null;
  for (const scores of excluded) countUpper(scores, bins, -1);
  return bins;
}

/**
 * The highest scores where `skip` is 0 or absent, in ascending order: at least `count` of them, and all
 * that equal the lowest of them; null when a value is not finite.
 * @param excluded the scores that `skip` leaves out
 */
export function highestScores(
  included: readonly { readonly scores: Float32Array; readonly skip: Uint8Array | null }[],
  excluded: readonly Float32Array[],
  count: number,
): Scores | null {
  const bins = upperBins(
    included.map(({ scores }) => scores),
    excluded,
  );
  if (!bins) return null;
  let from = BINS;
  let total = 0;
  while (from > 0 && total < count) total += bins[--from]!;
  const out = new Float32Array(total);
  let filled = 0;
  for (const { scores, skip } of included) {
    const bits = new Int32Array(scores.buffer, scores.byteOffset, scores.length);
    const length = bits.length;
    if (skip === null) {
      for (let i = 0; i < length; i++) {
        const word = bits[i]!;
        if ((word ^ ((word >> 31) | 0x80000000)) >>> LOWER_BITS >= from) out[filled++] = scores[i]!;
      }
    } else {
      for (let i = 0; i < length; i++) {
        const word = bits[i]!;
        if (skip[i] === 0 && (word ^ ((word >> 31) | 0x80000000)) >>> LOWER_BITS >= from)
          out[filled++] = scores[i]!;
      }
    }
  }
  return sortedScores(out);
}

function countUpper(scores: Float32Array, bins: Uint32Array, by: 1 | -1): void {
  const bits = new Int32Array(scores.buffer, scores.byteOffset, scores.length);
  const count = bits.length;
  for (let i = 0; i < count; i++) {
    const word = bits[i]!;
    bins[(word ^ ((word >> 31) | 0x80000000)) >>> LOWER_BITS]! += by;
  }
}

function countLower(
  scores: Float32Array,
  slots: Uint16Array,
  lower: Uint32Array,
  by: 1 | -1,
): void {
  const bits = new Int32Array(scores.buffer, scores.byteOffset, scores.length);
  const count = bits.length;
  for (let i = 0; i < count; i++) {
    const word = bits[i]!;
    const key = word ^ ((word >> 31) | 0x80000000);
    const slot = slots[key >>> LOWER_BITS]!;
    if (slot !== 0) lower[((slot - 1) << LOWER_BITS) | (key & LOWER_MASK)]! += by;
  }
}

function floatOf(key: number): number {
  const bits = Uint32Array.of(key >= 0x80000000 ? key ^ 0x80000000 : ~key);
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
