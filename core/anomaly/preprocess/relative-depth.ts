/** Depth relative to the object itself, and its unshuffled channels. */

/**
 * z'' = 100 (z' - mu) with mu the mean depth of the foreground and z' = mu outside it: centimetres
 * relative to the object's mean, 0 on the background, positive = further away.
 * @returns null when the foreground is empty: mu would be 0 / 0
 */
export function relativeDepth(depth: Float32Array, foreground: Uint8Array): Float32Array | null {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < depth.length; i++) {
    if (foreground[i] === 0) continue;
    sum += depth[i]!;
    count += 1;
  }
  if (count === 0) return null;
  const mean = sum / count;
  return depth.map((z, i) => (foreground[i] === 0 ? 0 : 100 * (z - mean)));
}

/**
 * 1 x side x side to factor^2 x side/factor x side/factor; channel factor * dy + dx at (i, j) is pixel
 * (factor i + dy, factor j + dx).
 */
export function pixelUnshuffle(plane: Float32Array, side: number, factor = 8): Float32Array {
  const small = side / factor;
  const out = new Float32Array(plane.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const channel = factor * (y % factor) + (x % factor);
      const cell = Math.floor(y / factor) * small + Math.floor(x / factor);
      out[channel * small * small + cell] = plane[y * side + x]!;
    }
  }
  return out;
}
