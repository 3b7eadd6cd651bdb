/** Seeded damage to files: what bad disks, cut downloads and ill-meaning people make of them. */

/** mulberry32: the same seed gives the same numbers on every machine. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Damage = (file: Buffer, below: (n: number) => number) => Buffer;

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff];

const DAMAGES: readonly Damage[] = [
  // bytes changed here and there, more often where headers are
  (file, below) => {
    const out = Buffer.from(file);
    for (let n = 1 + below(8); n > 0; n--) {
      const at = below(2) === 0 ? below(Math.min(256, out.length)) : below(out.length);
      out[at] = below(2) === 0 ? below(256) : EXTREMES[below(EXTREMES.length)]!;
    }
    return out;
  },
  (file, below) => Buffer.from(file.subarray(0, below(file.length))),
  (file, below) => {
    const [at, length] = [below(file.length), 1 + below(64)];
    return Buffer.concat([file.subarray(0, at), file.subarray(at + length)]);
  },
  (file, below) => {
    const at = below(file.length);
    const extra = Buffer.alloc(1 + below(64), EXTREMES[below(EXTREMES.length)]);
    return Buffer.concat([file.subarray(0, at), extra, file.subarray(at)]);
  },
  (file, below) => {
    const out = Buffer.from(file);
    const at = below(out.length);
    out.fill(EXTREMES[below(EXTREMES.length)]!, at, Math.min(out.length, at + 1 + below(512)));
    return out;
  },
  // four bytes as a number that is far too large, or nearly
  (file, below) => {
    const out = Buffer.from(file);
    if (out.length < 8) return out;
    const at = below(Math.min(out.length - 4, 1024));
    const value = [100_000, 0xffffffff, 0x7fffffff, 65_536, 16_384, 0][below(6)]!;
    if (below(2) === 0) out.writeUInt32LE(value, at);
    else out.writeUInt32BE(value, at);
    return out;
  },
  // a number in a text, made another
  (file, below) => {
    const text = file.subarray(0, 4096).toString('latin1');
    const found = [...text.matchAll(/\d+/g)];
    const pick = found[below(Math.max(1, found.length))];
    if (!pick) return Buffer.from(file);
    const value = ['100000', '0', '-1', '99999999999', '1e300', '4096', ''][below(7)]!;
    return Buffer.concat([
      file.subarray(0, pick.index),
      Buffer.from(value),
      file.subarray(pick.index + pick[0].length),
    ]);
  },
  (file, below) => {
    const [from, to, length] = [below(file.length), below(file.length), 1 + below(128)];
    const out = Buffer.from(file);
    file.copy(out, to, from, Math.min(file.length, from + length));
    return out;
  },
];

/** One damaged file; now and then damaged twice. */
export function damaged(file: Buffer, random: () => number): Buffer {
  const below = (n: number): number => Math.floor(random() * n);
  let out = file;
  for (let n = below(4) === 0 ? 2 : 1; n > 0 && out.length > 0; n--)
    out = DAMAGES[below(DAMAGES.length)]!(out, below);
  return out;
}
