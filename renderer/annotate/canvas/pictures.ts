/** The pictures of a sample on the grid of rgb.png: made once each, when they are first looked at. */
import type { DepthGrid } from '../../../core/annotation/depth-grid.js';
import { pointAt } from '../../../core/annotation/depth-grid.js';
import { shadeRelief } from '../../../core/annotation/relief.js';
import type { DepthColours } from '../../canvas/painters.js';
import { NO_DATA_RGB, paletteSteps, type PaletteName } from '../../canvas/palettes.js';

export const PICTURE_KINDS = ['rgb', 'relief', 'depth', 'overlay', 'x', 'y', 'z'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

/** No depth in the grey relief: a colour that no shading has (--relief-none). */
const RELIEF_NONE = 0xff4f3b47;
export const RELIEF_HEIGHT_SCALE = 1.5;
const RELIEF_SMOOTH_PX = 2;
const OVERLAY_ALPHA = 0.5;

export interface PictureSource {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly depth: DepthGrid | null;
}

/** null where the sample has no depth, or no camera for x and y. */
export function makePicture(
  source: PictureSource,
  kind: PictureKind,
  colours: DepthColours,
): HTMLCanvasElement | null {
  const { width, height, depth } = source;
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  if (kind === 'rgb') image.data.set(source.rgba);
  else if (!depth) return null;
  else if (kind === 'relief') fillRelief(words, depth);
  else if (kind === 'depth') fillDepth(words, depth, colours);
  else if (kind === 'overlay') {
    fillDepth(words, depth, colours);
    mixOver(words, new Uint32Array(source.rgba.buffer), depth);
  } else if (!fillChannel(words, depth, kind, colours.palette)) return null;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

function word(red: number, green: number, blue: number): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

const NO_DATA = word(...NO_DATA_RGB);

function paletteWords(name: PaletteName): Uint32Array {
  const steps = paletteSteps(name);
  return Uint32Array.from({ length: 256 }, (_, i) =>
    word(steps[3 * i]!, steps[3 * i + 1]!, steps[3 * i + 2]!),
  );
}

function fillDepth(words: Uint32Array, { zMm }: DepthGrid, colours: DepthColours): void {
  const table = paletteWords(colours.palette);
  const [near, far] = colours.rangeMm;
  const scale = 255 / Math.max(far - near, 1e-6);
  for (let i = 0; i < words.length; i++) {
    const z = zMm[i]!;
    const step = Math.round(255 - (z - near) * scale);
    words[i] = z > 0 ? table[step < 0 ? 0 : step > 255 ? 255 : step]! : NO_DATA;
  }
}

function fillRelief(words: Uint32Array, depth: DepthGrid): void {
  const shade = shadeRelief(depth, {
    heightScale: RELIEF_HEIGHT_SCALE,
    smoothPx: RELIEF_SMOOTH_PX,
  });
  for (let i = 0; i < words.length; i++) {
    const grey = shade[i]!;
    words[i] = grey === 0 ? RELIEF_NONE : (0xff000000 | (grey * 0x10101)) >>> 0;
  }
}

function mixOver(words: Uint32Array, rgb: Uint32Array, { zMm }: DepthGrid): void {
  const a = Math.round(OVERLAY_ALPHA * 256);
  const b = 256 - a;
  for (let i = 0; i < words.length; i++) {
    const under = rgb[i]!;
    if (zMm[i] === 0) {
      words[i] = under;
      continue;
    }
    const over = words[i]!;
    const redBlue = (((under & 0xff00ff) * b + (over & 0xff00ff) * a) >>> 8) & 0xff00ff;
    const green = (((under & 0xff00) * b + (over & 0xff00) * a) >>> 8) & 0xff00;
    words[i] = (0xff000000 | redBlue | green) >>> 0;
  }
}

/** x, y or z over the range that the sample has, from its 1st to its 99th hundredth. */
function fillChannel(
  words: Uint32Array,
  depth: DepthGrid,
  kind: 'x' | 'y' | 'z',
  palette: PaletteName,
): boolean {
  const values = channelValues(depth, kind);
  if (!values) return false;
  const [low, high] = spread(values);
  const table = paletteWords(palette);
  const scale = 255 / Math.max(high - low, 1e-6);
  for (let i = 0; i < words.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      words[i] = NO_DATA;
      continue;
    }
    const share = Math.round((value - low) * scale);
    // Near is warm in z, as in the depth view.
    const step = kind === 'z' ? 255 - share : share;
    words[i] = table[step < 0 ? 0 : step > 255 ? 255 : step]!;
  }
  return true;
}

function channelValues(depth: DepthGrid, kind: 'x' | 'y' | 'z'): Float32Array | null {
  const { width, height, zMm, intrinsics } = depth;
  if (kind !== 'z' && !intrinsics) return null;
  const out = new Float32Array(zMm.length).fill(Number.NaN);
  const straight = intrinsics?.coefficients.every((k) => k === 0) ?? true;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const z = zMm[i]!;
      if (z === 0) continue;
      if (kind === 'z') out[i] = z;
      else if (straight && intrinsics)
        out[i] =
          kind === 'x'
            ? ((x - intrinsics.ppx) / intrinsics.fx) * z
            : ((y - intrinsics.ppy) / intrinsics.fy) * z;
      else out[i] = pointAt(depth, x + 0.5, y + 0.5, z)?.[kind === 'x' ? 0 : 1] ?? Number.NaN;
    }
  }
  return out;
}

function spread(values: Float32Array): [number, number] {
  const some: number[] = [];
  const step = Math.max(1, Math.floor(values.length / 20_000));
  for (let i = 0; i < values.length; i += step) if (!Number.isNaN(values[i])) some.push(values[i]!);
  some.sort((a, b) => a - b);
  return [some[Math.floor(some.length * 0.01)] ?? 0, some[Math.floor(some.length * 0.99)] ?? 1];
}
