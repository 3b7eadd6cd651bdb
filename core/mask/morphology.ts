/**
 * Distances in a mask, and what is made of them: growing and shrinking by a radius, opening, closing,
 * the region around a pixel, filled holes. Masks are width * height bytes of 0 and 1 in row order.
 */

/**
 * Euclidean distance of every pixel's centre to the nearest pixel of `value`; Infinity where there is
 * none. Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions (2012).
 */
export function distanceTo(
  mask: Uint8Array,
  width: number,
  height: number,
  value: 0 | 1,
): Float32Array {
  const far = 1e12;
  const square = new Float64Array(mask.length);
  for (let i = 0; i < mask.length; i++) square[i] = mask[i] === value ? 0 : far;
  const pass = makePass(Math.max(width, height));
  for (let x = 0; x < width; x++) pass(square, x, width, height);
  for (let y = 0; y < height; y++) pass(square, y * width, 1, width);
  return Float32Array.from(square, (d) => (d >= far / 2 ? Number.POSITIVE_INFINITY : Math.sqrt(d)));
}

/** The lower envelope of parabolas along one line of squares, in place. */
function makePass(
  longest: number,
): (values: Float64Array, start: number, step: number, count: number) => void {
  const line = new Float64Array(longest);
  const places = new Int32Array(longest);
  const bounds = new Float64Array(longest + 1);
  return (values, start, step, count) => {
    for (let i = 0; i < count; i++) line[i] = values[start + i * step]!;
    let k = 0;
    places[0] = 0;
    bounds[0] = Number.NEGATIVE_INFINITY;
    bounds[1] = Number.POSITIVE_INFINITY;
    for (let q = 1; q < count; q++) {
      let s: number;
      for (;;) {
        const p = places[k]!;
        s = (line[q]! + q * q - line[p]! - p * p) / (2 * (q - p));
        if (s > bounds[k]!) break;
        k -= 1;
      }
      k += 1;
      places[k] = q;
      bounds[k] = s;
      bounds[k + 1] = Number.POSITIVE_INFINITY;
    }
    k = 0;
    for (let q = 0; q < count; q++) {
      while (bounds[k + 1]! < q) k += 1;
      const p = places[k]!;
      values[start + q * step] = (q - p) ** 2 + line[p]!;
    }
  };
}

/** Pixels within `radius` of the mask. */
export function grown(mask: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return Uint8Array.from(distanceTo(mask, width, height, 1), (d) => Number(d <= radius));
}

/** Pixels of the mask farther than `radius` from its outside; the picture's border is no outside. */
export function shrunk(
  mask: Uint8Array,
  width: number,
  height: number,
  radius: number,
): Uint8Array {
  return Uint8Array.from(distanceTo(mask, width, height, 0), (d) => Number(d > radius));
}

/** Without what is narrower than a disc of `radius`. */
export function opened(
  mask: Uint8Array,
  width: number,
  height: number,
  radius: number,
): Uint8Array {
  return grown(shrunk(mask, width, height, radius), width, height, radius);
}

/** With gaps bridged that are narrower than a disc of `radius`. */
export function closed(
  mask: Uint8Array,
  width: number,
  height: number,
  radius: number,
): Uint8Array {
  return shrunk(grown(mask, width, height, radius), width, height, radius);
}

/** The pixels that hold together with `start` over their sides; empty where `start` is not set. */
export function regionAt(
  mask: Uint8Array,
  width: number,
  height: number,
  start: number,
): Uint8Array {
  const out = new Uint8Array(mask.length);
  if (mask[start] === 1) flood(mask, width, height, start, 1, out);
  return out;
}

/** The mask with everything that it surrounds. */
export function filled(mask: Uint8Array, width: number, height: number): Uint8Array {
  const outside = new Uint8Array(mask.length);
  const seed = (i: number): void => {
    if (mask[i] === 0 && outside[i] === 0) flood(mask, width, height, i, 0, outside);
  };
  for (let x = 0; x < width; x++) {
    seed(x);
    seed((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    seed(y * width);
    seed(y * width + width - 1);
  }
  return outside.map((value) => 1 - value);
}

function flood(
  mask: Uint8Array,
  width: number,
  height: number,
  start: number,
  value: 0 | 1,
  out: Uint8Array,
): void {
  const stack = [start];
  out[start] = 1;
  const visit = (i: number): void => {
    if (mask[i] !== value || out[i] === 1) return;
    out[i] = 1;
    stack.push(i);
  };
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < width * (height - 1)) visit(at + width);
  }
}
