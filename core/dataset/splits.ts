/**
 * Proposals for train, validation and test: seeded, even within each category and anomaly type, and
 * nearly equal pictures always on one side. The same samples and seed give the same proposal.
 */
import { changedShare, type Signature } from '../capture/signature.js';
import type { SplitProposal, SplitRatios } from '../contract/schema/dataset-export.js';
import type { Split } from '../contract/schema/sample.js';
import { makeRandom, seedOf } from '../simulator/random.js';
import { GOOD, SPLITS } from './vocabulary.js';

export interface SplitSample {
  readonly id: string;
  readonly category: string;
  readonly anomaly: string;
  readonly split: Split;
  /** Null where the picture could not be read: it counts as like no other. */
  readonly signature: Signature | null;
}

export interface SplitOptions {
  readonly ratios: SplitRatios;
  readonly seed: number;
  readonly anomalous: 'test' | 'ratios';
}

/** As the gate at the shutter: less than one per cent of the pixels changed. */
const DUPLICATE_SHARE = 0.01;

/** @throws RangeError when all ratios are 0 */
export function proposeSplits(
  samples: readonly SplitSample[],
  options: SplitOptions,
): SplitProposal {
  const shares = scaled(options.ratios);
  const moves: SplitProposal['moves'] = [];
  const cells = new Map<string, SplitProposal['cells'][number]>();
  const duplicates: string[][] = [];
  for (const [category, members] of groupBy(samples, ({ category: name }) => name)) {
    const groups = duplicateGroups(members);
    for (const group of groups) if (group.length > 1) duplicates.push(group.map(({ id }) => id));
    const assigned = assign(groups, shares, options, category);
    for (const sample of members) {
      const to = assigned.get(sample.id) ?? sample.split;
      if (to !== sample.split) moves.push({ id: sample.id, from: sample.split, to });
      const key = `${category}/${sample.anomaly}`;
      const cell = cells.get(key) ?? {
        category,
        anomaly: sample.anomaly,
        train: 0,
        validation: 0,
        test: 0,
      };
      cells.set(key, { ...cell, [to]: cell[to] + 1 });
    }
  }
  return { seed: options.seed, moves, cells: [...cells.values()], duplicates };
}

function scaled(ratios: SplitRatios): SplitRatios {
  const sum = ratios.train + ratios.validation + ratios.test;
  if (!(sum > 0)) throw new RangeError('At least one ratio must be above 0.');
  return {
    train: ratios.train / sum,
    validation: ratios.validation / sum,
    test: ratios.test / sum,
  };
}

/** In the order of the keys, members in the order of their ids. */
function groupBy<T extends { readonly id: string }>(
  items: readonly T[],
  keyOf: (item: T) => string,
): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of [...items].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const list = groups.get(keyOf(item));
    if (list) list.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whole groups go to one split, the largest first, each where most is missing. */
function assign(
  groups: readonly (readonly SplitSample[])[],
  shares: SplitRatios,
  { seed, anomalous }: SplitOptions,
  category: string,
): Map<string, Split> {
  const out = new Map<string, Split>();
  const testOnly = (sample: SplitSample): boolean =>
    anomalous === 'test' && sample.anomaly !== GOOD;
  const free: (readonly SplitSample[])[] = [];
  const missing = new Map<string, SplitRatios>();
  for (const group of groups) {
    if (group.some(testOnly)) for (const { id } of group) out.set(id, 'test');
    else free.push(group);
  }
  const strata = groupBy(groups.flat(), ({ anomaly }) => anomaly);
  for (const [anomaly, members] of strata) {
    const counted = members.filter((sample) => !testOnly(sample));
    const wanted = wholeShares(counted.length, shares);
    // Good duplicates of anomalous samples are in test already.
    const there = counted.filter(({ id }) => out.has(id)).length;
    missing.set(anomaly, { ...wanted, test: wanted.test - there });
  }
  const random = makeRandom(seed ^ seedOf(category));
  const order = free
    .map((group) => ({ group, place: random() }))
    .sort((a, b) => b.group.length - a.group.length || a.place - b.place);
  for (const { group } of order) {
    const lack = (split: Split): number =>
      group.reduce((sum, { anomaly }) => sum + (missing.get(anomaly)?.[split] ?? 0), 0);
    const split = SPLITS.reduce((best, other) => (lack(other) > lack(best) ? other : best));
    for (const { id, anomaly } of group) {
      out.set(id, split);
      const left = missing.get(anomaly);
      if (left) missing.set(anomaly, { ...left, [split]: left[split] - 1 });
    }
  }
  return out;
}

/** Whole numbers that sum to n: rounded down, the rest to the largest remainders. */
function wholeShares(n: number, shares: SplitRatios): Record<Split, number> {
  const exact = SPLITS.map((split) => ({ split, value: shares[split] * n }));
  const out = { train: 0, validation: 0, test: 0 };
  for (const { split, value } of exact) out[split] = Math.floor(value + 1e-9);
  const rest = n - out.train - out.validation - out.test;
  const byRemainder = [...exact].sort((a, b) => b.value - out[b.split] - (a.value - out[a.split]));
  for (const { split } of byRemainder.slice(0, rest)) out[split] += 1;
  return out;
}

/** Samples joined where two pictures are nearly equal, also over a chain of such pairs. */
export function duplicateGroups(samples: readonly SplitSample[]): SplitSample[][] {
  const parent = samples.map((_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  const coarse = samples.map(({ signature }) => signature && coarseOf(signature));
  for (let i = 0; i < samples.length; i++) {
    const a = samples[i]?.signature;
    const nearA = coarse[i];
    if (!a || !nearA) continue;
    for (let j = i + 1; j < samples.length; j++) {
      const b = samples[j]?.signature;
      const nearB = coarse[j];
      if (!b || !nearB || find(i) === find(j) || !mayBeEqual(nearA, nearB)) continue;
      if (changedShare(a, b) < DUPLICATE_SHARE) parent[find(j)] = find(i);
    }
  }
  const groups = new Map<number, SplitSample[]>();
  for (const [i, sample] of samples.entries()) {
    const list = groups.get(find(i));
    if (list) list.push(sample);
    else groups.set(find(i), [sample]);
  }
  return [...groups.values()];
}

const COARSE = 10;

/** Means of 10 x 10 blocks. */
function coarseOf({ width, height, luma }: Signature): Float32Array {
  const across = Math.ceil(width / COARSE);
  const sums = new Float32Array(across * Math.ceil(height / COARSE));
  const counts = new Float32Array(sums.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(y / COARSE) * across + Math.floor(x / COARSE);
      sums[cell]! += luma[y * width + x]!;
      counts[cell]! += 1;
    }
  }
  return sums.map((sum, i) => sum / counts[i]!);
}

/**
 * Pictures that are equal but for 1 % of their pixels differ by at most 4 levels elsewhere, so block
 * means differ by 4 x 0.99 + 255 x 0.01 = 6.5 on average at most, whatever the change of light.
 */
const LARGEST_MEAN = 6.6;

function mayBeEqual(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  const difference = a.map((value, i) => value - b[i]!);
  const middle = Float32Array.from(difference).sort()[difference.length >> 1] ?? 0;
  let sum = 0;
  for (const d of difference) sum += Math.abs(d - middle);
  return sum / difference.length <= LARGEST_MEAN;
}
