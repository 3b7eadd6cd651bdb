/** Numbers that the Python oracles draw too: s <- 1664525 s + 1013904223 mod 2^32. */
export function stream(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s;
  };
}
