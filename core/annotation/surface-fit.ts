/**
 * The surface that would be there without a defect: a cubic through what lies around, fitted so that
 * what stands out does not bend it (iteratively reweighted least squares with Tukey's biweight).
 */

export interface FitWindow {
  readonly width: number;
  readonly height: number;
  /** mm, width * height. */
  readonly zMm: Float32Array;
  /** 1 where a pixel has depth and belongs to the surface's neighbourhood. */
  readonly known: Uint8Array;
  /** The cubic's middle and its unit, in pixels of the window. */
  readonly middle: readonly [x: number, y: number];
  readonly unitPx: number;
}

/** 1, x, y, x2, xy, y2, x3, x2y, xy2, y3 */
const TERMS = 10;
const ROUNDS = 8;
/** Tukey's constant, tightened: defects are many pixels, noise is few outliers. */
const CUT = 2.8;
const LEAST_SPREAD_MM = 0.15;
/** Pixels looked at for the fit, at most: a grid is thinned to this many. */
const MOST_POINTS = 4000;

/**
 * Depth above (positive) or below the fitted surface along the camera's axis, mm: what is nearer than
 * the surface is positive. 0 where `known` is 0.
 * @param fitted 1 where a pixel may shape the surface
 * @returns null where too few pixels are known
 */
export function residualOf(window: FitWindow, fitted: Uint8Array): Float32Array | null {
  const { width, height, zMm, known } = window;
  let count = 0;
  for (let i = 0; i < known.length; i++) count += known[i]! & fitted[i]!;
  const step = Math.max(1, Math.ceil(Math.sqrt(count / MOST_POINTS)));
  const rows: number[] = [];
  for (let y = 0; y < height; y += step)
    for (let x = 0; x < width; x += step) {
      const i = y * width + x;
      if (known[i] === 1 && fitted[i] === 1) rows.push(i);
    }
  if (rows.length < 4 * TERMS) return null;
  const basis = new Float64Array(rows.length * TERMS);
  const term = new Float64Array(TERMS);
  rows.forEach((i, n) => {
    fillTerms(term, window, i % width, Math.floor(i / width));
    basis.set(term, n * TERMS);
  });
  const weights = new Float64Array(rows.length).fill(1);
  const misses = new Float64Array(rows.length);
  let surface: Float64Array | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    surface = solve(basis, weights, rows, zMm);
    if (!surface) return null;
    for (let n = 0; n < rows.length; n++) {
      let z = 0;
      for (let t = 0; t < TERMS; t++) z += basis[n * TERMS + t]! * surface[t]!;
      misses[n] = Math.abs(zMm[rows[n]!]! - z);
    }
    const sorted = Float64Array.from(misses).sort();
    const cut = CUT * Math.max(LEAST_SPREAD_MM, 1.4826 * sorted[sorted.length >> 1]!);
    for (let n = 0; n < rows.length; n++) {
      const share = misses[n]! / cut;
      weights[n] = share < 1 ? (1 - share * share) ** 2 : 0;
    }
  }
  if (!surface) return null;
  const out = new Float32Array(zMm.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (known[i] === 0) continue;
      fillTerms(term, window, x, y);
      let z = 0;
      for (let t = 0; t < TERMS; t++) z += term[t]! * surface[t]!;
      out[i] = z - zMm[i]!;
    }
  }
  return out;
}

function fillTerms(
  term: Float64Array,
  { middle, unitPx }: FitWindow,
  px: number,
  py: number,
): void {
  const x = (px - middle[0]) / unitPx;
  const y = (py - middle[1]) / unitPx;
  term.set([1, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y]);
}

/** Weighted normal equations by Cholesky's method, slightly damped. */
function solve(
  basis: Float64Array,
  weights: Float64Array,
  rows: readonly number[],
  zMm: Float32Array,
): Float64Array | null {
  const a = new Float64Array(TERMS * TERMS);
  const b = new Float64Array(TERMS);
  for (let n = 0; n < rows.length; n++) {
    const weight = weights[n]!;
    if (weight === 0) continue;
    const z = zMm[rows[n]!]!;
    for (let r = 0; r < TERMS; r++) {
      const wr = weight * basis[n * TERMS + r]!;
      b[r] = b[r]! + wr * z;
      for (let c = 0; c <= r; c++)
        a[r * TERMS + c] = a[r * TERMS + c]! + wr * basis[n * TERMS + c]!;
    }
  }
  for (let r = 0; r < TERMS; r++) {
    a[r * TERMS + r] = a[r * TERMS + r]! * (1 + 1e-9) + 1e-9;
    for (let c = 0; c <= r; c++) {
      let sum = a[r * TERMS + c]!;
      for (let k = 0; k < c; k++) sum -= a[r * TERMS + k]! * a[c * TERMS + k]!;
      if (r !== c) a[r * TERMS + c] = sum / a[c * TERMS + c]!;
      else if (sum <= 0) return null;
      else a[r * TERMS + r] = Math.sqrt(sum);
    }
  }
  for (let r = 0; r < TERMS; r++) {
    let sum = b[r]!;
    for (let k = 0; k < r; k++) sum -= a[r * TERMS + k]! * b[k]!;
    b[r] = sum / a[r * TERMS + r]!;
  }
  for (let r = TERMS - 1; r >= 0; r--) {
    let sum = b[r]!;
    for (let k = r + 1; k < TERMS; k++) sum -= a[k * TERMS + r]! * b[k]!;
    b[r] = sum / a[r * TERMS + r]!;
  }
  return b;
}
