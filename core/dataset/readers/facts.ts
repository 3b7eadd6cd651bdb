/**
 * What the readers' rules look at: a tree in the MVTec 3D-AD form as plain numbers, small enough for
 * 50,000 samples. Files are listed by name; pairing them is the readers' business.
 */
import { fillGaps } from '../../anomaly/preprocess/gap-fill.js';
import {
  cornerDepths,
  cornerForeground,
  type Corner,
} from '../../anomaly/preprocess/corner-background.js';
import { resizeMask } from '../../anomaly/preprocess/mask.js';

export interface PictureFacts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bits: number;
}

export interface CloudFacts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly float32: boolean;
  /** Pixels with z > 0. */
  readonly valid: number;
  /** Of z where it is positive, in the file's unit; null without any. */
  readonly medianZ: number | null;
  readonly nonFinite: number;
  /** Corners whose 2x2 block has no depth even after AST's gap fill. */
  readonly emptyCorners: readonly Corner[];
  /** Pixels further than 7 mm from the surface through the corners. */
  readonly foreground: number;
  /** 99th percentile of that distance over pixels with depth; null where the surface is undefined. */
  readonly reliefMetres: number | null;
  /** Points with depth in the outer ten pixels. */
  readonly borderPoints: number;
  /** Foreground points left on a 224 x 224 grid. */
  readonly foreground224: number;
}

export interface MaskFacts extends PictureFacts {
  readonly highest: number;
  readonly positive: number;
  /** Set pixels as each reader shrinks the mask. */
  readonly at192: number;
  readonly at224: number;
  readonly atCrop: number;
}

export interface ArrayFacts {
  readonly name: string;
  readonly shape: readonly number[];
}

/** One folder CATEGORY/SPLIT/TYPE. */
export interface TypeFacts {
  readonly category: string;
  readonly split: string;
  readonly type: string;
  /** Sorted by name; a file that could not be read is missing here and told of elsewhere. */
  readonly rgb: readonly PictureFacts[];
  readonly xyz: readonly CloudFacts[];
  readonly gt: readonly MaskFacts[];
  readonly z: readonly ArrayFacts[];
  /** Every name found in each folder, readable or not, also of other extensions. */
  readonly names: Readonly<Record<'rgb' | 'xyz' | 'gt' | 'z', readonly string[]>>;
}

export interface TreeFacts {
  readonly root: string;
  readonly categories: readonly string[];
  readonly types: readonly TypeFacts[];
  /** Files directly in CATEGORY/SPLIT. */
  readonly strayFiles: readonly string[];
}

export const AST_SIDE = 192;
export const PATCHCORE_SIDE = 224;
/** UniNet's centre crop for categories it does not know, and what it shrinks that to. */
export const UNINET_CROP = 512;
export const UNINET_SIDE = 256;
const BORDER = 10;

/** @param xyz width * height * channels values in row order; channels 3, or 1 for z alone */
export function cloudFacts(
  name: string,
  xyz: Float32Array,
  width: number,
  height: number,
  channels = 3,
): CloudFacts {
  const z = new Float32Array(width * height);
  const last = channels - 1;
  let valid = 0;
  let nonFinite = 0;
  let borderPoints = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const value = xyz[i * channels + last]!;
      if (!Number.isFinite(value)) {
        nonFinite += 1;
        continue;
      }
      z[i] = value;
      if (value <= 0) continue;
      valid += 1;
      if (y < BORDER || x < BORDER || y >= height - BORDER || x >= width - BORDER)
        borderPoints += 1;
    }
  }
  const small = width < 2 || height < 2;
  const filled = small ? z : fillGaps(z, width, height);
  const corners = small ? null : cornerDepths(filled, width, height);
  const mask =
    corners?.empty.length === 0 ? cornerForeground(filled, width, height, corners) : null;
  return {
    name,
    width,
    height,
    channels,
    float32: true,
    valid,
    medianZ: median(z),
    nonFinite,
    emptyCorners: corners?.empty ?? [],
    foreground: mask === null ? 0 : mask.reduce((sum, value) => sum + value, 0),
    reliefMetres:
      corners?.empty.length === 0 ? relief(filled, width, height, corners.metres) : null,
    borderPoints,
    foreground224: mask === null ? 0 : nearestCount(mask, width, height, PATCHCORE_SIDE, 1),
  };
}

/** Of positive values, over at most a few ten thousand of them. */
function median(z: Float32Array): number | null {
  const step = Math.max(1, Math.floor(z.length / 40_000));
  const values: number[] = [];
  for (let i = 0; i < z.length; i += step) if (z[i]! > 0) values.push(z[i]!);
  if (values.length === 0) return null;
  return Float32Array.from(values).sort()[values.length >> 1] ?? null;
}

function relief(
  z: Float32Array,
  width: number,
  height: number,
  corners: Readonly<Record<Corner, number>>,
): number | null {
  const values: number[] = [];
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / 40_000)));
  for (let y = 0; y < height; y += step) {
    const down = y / (height - 1);
    const left = corners['top-left'] * (1 - down) + corners['bottom-left'] * down;
    const right = corners['top-right'] * (1 - down) + corners['bottom-right'] * down;
    for (let x = 0; x < width; x += step) {
      const value = z[y * width + x]!;
      if (value <= 0) continue;
      const across = x / (width - 1);
      values.push(Math.abs(left * (1 - across) + right * across - value));
    }
  }
  if (values.length === 0) return null;
  return Float32Array.from(values).sort()[Math.floor((values.length - 1) * 0.99)] ?? null;
}

/** @param mask width * height * channels values; only channel 0 counts */
export function maskFacts(
  name: string,
  mask: Uint8Array,
  width: number,
  height: number,
  channels: number,
  bits: number,
): MaskFacts {
  let plane = mask;
  if (channels > 1) {
    plane = new Uint8Array(width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = mask[i * channels]!;
  }
  let highest = 0;
  let positive = 0;
  for (const value of plane) {
    if (value > highest) highest = value;
    if (value > 0) positive += 1;
  }
  const shrunk = { at192: 0, at224: 0, atCrop: 0 };
  if (positive > 0) {
    for (const value of resizeMask(plane, width, height, AST_SIDE, AST_SIDE)) shrunk.at192 += value;
    shrunk.at224 = nearestCount(plane, width, height, PATCHCORE_SIDE, 128);
    shrunk.atCrop = cropCount(plane, width, height);
  }
  return { name, width, height, channels, bits, highest, positive, ...shrunk };
}

/** Pillow's nearest neighbour: the source of i is floor((i + 0.5) * input / output). */
function nearestCount(
  plane: Uint8Array,
  width: number,
  height: number,
  side: number,
  least: number,
): number {
  let count = 0;
  for (let y = 0; y < side; y++) {
    const row = Math.min(height - 1, Math.floor(((y + 0.5) * height) / side)) * width;
    for (let x = 0; x < side; x++) {
      const at = row + Math.min(width - 1, Math.floor(((x + 0.5) * width) / side));
      if (plane[at]! >= least) count += 1;
    }
  }
  return count;
}

function cropCount(plane: Uint8Array, width: number, height: number): number {
  const side = UNINET_CROP;
  const left = Math.round((width - side) / 2);
  const top = Math.round((height - side) / 2);
  const cropped = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    const v = y + top;
    if (v < 0 || v >= height) continue;
    for (let x = 0; x < side; x++) {
      const u = x + left;
      if (u >= 0 && u < width) cropped[y * side + x] = plane[v * width + u]!;
    }
  }
  return nearestCount(cropped, side, side, UNINET_SIDE, 128);
}
