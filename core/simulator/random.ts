/** Seeded randomness: a small generator, smooth noise, and tables of Gaussian noise. */

/** Uniform values in [0, 1) from a 32-bit seed (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A 32-bit seed from any text (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

export function between(random: () => number, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Smooth periodic noise in [-1, 1]; one lattice cell is one unit of x and y. */
export class SmoothNoise {
  private readonly lattice = new Float32Array(256 * 256);

  constructor(seed: number) {
    const random = makeRandom(seed);
    for (let i = 0; i < this.lattice.length; i++) this.lattice[i] = random() * 2 - 1;
  }

  at(x: number, y: number): number {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    const ax = fx * fx * (3 - 2 * fx);
    const ay = fy * fy * (3 - 2 * fy);
    const left = x0 & 255;
    const right = (x0 + 1) & 255;
    const top = (y0 & 255) << 8;
    const bottom = ((y0 + 1) & 255) << 8;
    const l = this.lattice;
    const a = l[top + left]! + (l[top + right]! - l[top + left]!) * ax;
    const b = l[bottom + left]! + (l[bottom + right]! - l[bottom + left]!) * ax;
    return a + (b - a) * ay;
  }

  /** Three octaves, in about [-1, 1]. */
  fractal(x: number, y: number): number {
    return (
      0.57 * this.at(x, y) +
      0.29 * this.at(2.03 * x + 17, 2.03 * y + 5) +
      0.14 * this.at(4.1 * x, 4.1 * y + 31)
    );
  }
}

/** Standard normal values (Box-Muller). */
export function gaussianTable(size: number, seed: number): Float32Array {
  const random = makeRandom(seed);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const r = Math.sqrt(-2 * Math.log(1 - random()));
    const a = 2 * Math.PI * random();
    out[i] = r * Math.cos(a);
    if (i + 1 < size) out[i + 1] = r * Math.sin(a);
  }
  return out;
}
