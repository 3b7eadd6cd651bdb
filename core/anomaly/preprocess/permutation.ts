/**
 * NumPy's legacy `RandomState(seed).permutation(n)`: Mersenne Twister MT19937 with the plain
 * initialiser and masked rejection. AST fixes the channel order of its flow with it.
 */

const N = 624;
const M = 397;

function twister(seed: number): () => number {
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) {
    const previous = state[i - 1]!;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  let at = N;
  return () => {
    if (at === N) {
      for (let i = 0; i < N; i++) {
        const y = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
        state[i] = state[(i + M) % N]! ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
      }
      at = 0;
    }
    let y = state[at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  };
}

/**
 * `numpy.random.RandomState(seed).permutation(count)`, entry for entry.
 * @param seed 0 to 2^32 - 1
 */
export function numpyPermutation(seed: number, count: number): Int32Array {
  const next = twister(seed >>> 0);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const mask = (2 ** (32 - Math.clz32(i)) - 1) >>> 0;
    let j = (next() & mask) >>> 0;
    while (j > i) j = (next() & mask) >>> 0;
    const value = order[i]!;
    order[i] = order[j]!;
    order[j] = value;
  }
  return order;
}
