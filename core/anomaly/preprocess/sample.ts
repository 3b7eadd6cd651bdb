/** From a picture and its depth to what the networks read. One way for training and inference. */
import { dilate, resizeMask, softMask } from './mask.js';
import { pixelUnshuffle, relativeDepth } from './relative-depth.js';
import { resizeBilinear8 } from './pillow-resize.js';
import { resizeBilinear } from './torch-resize.js';

/** Backbones shrink by 32; depth and score maps have a quarter of the image side. */
export const BACKBONE_STRIDE = 32;
export const UNSHUFFLE = 8;
/** Channels of the unshuffled depth. */
export const DEPTH_CHANNELS = UNSHUFFLE * UNSHUFFLE;

/** Side of the feature map (24 at 768) and of depth, score map and ground truth (192 at 768). */
export function mapSideOf(imageSide: number): number {
  return imageSide / BACKBONE_STRIDE;
}
export function scoreSideOf(imageSide: number): number {
  return (imageSide / BACKBONE_STRIDE) * UNSHUFFLE;
}

/** Per channel: (value / 255 - mean) / deviation. */
export interface Normalisation {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

export const IMAGENET_NORMALISATION: Normalisation = {
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
};

/**
 * RGB8 in row order to the backbone's input: Pillow's bilinear resize to side x side, then normalised.
 * @returns 3 x side x side
 */
export function prepareImage(
  rgb: Uint8Array,
  width: number,
  height: number,
  side: number,
  { mean, deviation }: Normalisation,
): Float32Array {
  const small = resizeBilinear8(rgb, width, height, 3, side, side);
  const plane = side * side;
  const out = new Float32Array(3 * plane);
  const table = new Float32Array(256);
  for (let c = 0; c < 3; c++) {
    for (let v = 0; v < 256; v++) table[v] = (v / 255 - mean[c]!) / deviation[c]!;
    for (let i = 0; i < plane; i++) out[c * plane + i] = table[small[3 * i + c]!]!;
  }
  return out;
}

export interface PreparedDepth {
  /** 64 x mapSide x mapSide: centimetres relative to the object's mean depth. */
  readonly channels: Float32Array;
  /** mapSide x mapSide, soft: 0, 0.25, 0.5, 0.75, 1. */
  readonly mask: Float32Array;
  /** scoreSide x scoreSide, dilated. */
  readonly foreground: Uint8Array;
}

/**
 * Gap-filled depth and its full-size foreground to the networks' depth channels and masks.
 * @param depth metres, row order, after `fillGaps`
 * @param foreground 0 or 1, same size, before dilation
 * @returns null when the foreground is empty
 */
export function prepareDepth(
  depth: Float32Array,
  foreground: Uint8Array,
  width: number,
  height: number,
  imageSide: number,
): PreparedDepth | null {
  const relative = relativeDepth(depth, foreground);
  if (!relative) return null;
  const side = scoreSideOf(imageSide);
  const small = resizeBilinear(relative, width, height, side, side);
  const wide = dilate(resizeMask(foreground, width, height, side, side), side, side);
  return {
    channels: pixelUnshuffle(small, side, UNSHUFFLE),
    mask: softMask(wide, side, mapSideOf(imageSide)),
    foreground: wide,
  };
}
