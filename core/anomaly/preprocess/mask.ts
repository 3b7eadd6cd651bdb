/** The foreground mask on its way to the feature map. */
import { resizeBilinear } from './torch-resize.js';

/** AST dilates by 8x8 at a quarter of the image side. */
export const DILATION_SIDE = 8;

/**
 * Binary dilation with a block of ones, SciPy's convention: for an even side k a pixel is set when any
 * set pixel lies in [p - (k/2 - 1), p + k/2] on both axes; for an odd one the window is centred.
 */
export function dilate(
  mask: Uint8Array,
  width: number,
  height: number,
  side: number = DILATION_SIDE,
): Uint8Array {
  const before = Math.floor((side - 1) / 2);
  const after = Math.floor(side / 2);
  const rows = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) spread(mask, rows, y * width, 1, width, before, after);
  const out = new Uint8Array(mask.length);
  for (let x = 0; x < width; x++) spread(rows, out, x, width, height, before, after);
  return out;
}

function spread(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  step: number,
  length: number,
  before: number,
  after: number,
): void {
  let reach = -1;
  // `reach`: the last position that a set pixel met so far covers.
  for (let i = 0; i < Math.min(after, length); i++)
    if (from[start + i * step] !== 0) reach = i + before;
  for (let i = 0; i < length; i++) {
    const ahead = i + after;
    if (ahead < length && from[start + ahead * step] !== 0) reach = ahead + before;
    to[start + i * step] = i <= reach ? 1 : 0;
  }
}

/** Bilinear resize of a 0/1 mask, then > 0: AST's way for foreground and ground truth. */
export function resizeMask(
  mask: ArrayLike<number>,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Uint8Array {
  const resized = resizeBilinear(mask, width, height, outWidth, outHeight);
  return Uint8Array.from(resized, (value) => (value > 0 ? 1 : 0));
}

/**
 * The soft mask of the feature map: bilinear from `side` to `mapSide`, not binarised. With a factor of
 * 8 that is the mean of the four pixels at rows and columns 8i + 3 and 8i + 4.
 */
export function softMask(mask: Uint8Array, side: number, mapSide: number): Float32Array {
  return resizeBilinear(mask, side, side, mapSide, mapSide);
}
