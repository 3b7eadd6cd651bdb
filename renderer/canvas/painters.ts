/**
 * Draws live frames on 2D canvases at the preview's own size; CSS scales them. RGB8 and raw depth
 * counts in, RGBA out. Buffers are kept between frames.
 */
import { alignDepthToColour } from '../../core/geometry/align.js';
import type { Preview } from '../../core/contract/schema/camera.js';
import type { LiveFrame } from '../state/feed.js';
import { depthLookup, type PaletteName } from './palettes.js';

export interface DepthColours {
  readonly palette: PaletteName;
  /** Near and far. */
  readonly rangeMm: readonly [number, number];
}

/** How strongly depth covers RGB in the overlay. */
const OVERLAY_ALPHA = 0.55;

/** A canvas with pixel buffers of its own size. */
class Surface {
  private image: ImageData | null = null;
  private words: Uint32Array = new Uint32Array(0);

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** RGBA words to fill, one a pixel; the canvas takes this size. */
  begin(width: number, height: number): Uint32Array {
    if (this.image?.width !== width || this.image.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = new ImageData(width, height);
      this.words = new Uint32Array(this.image.data.buffer);
    }
    return this.words;
  }

  end(): void {
    if (this.image) this.canvas.getContext('2d')?.putImageData(this.image, 0, 0);
  }
}

/** Fills RGBA words from RGB8. */
export function fillRgb(words: Uint32Array, rgb: Uint8Array): void {
  for (let i = 0, p = 0; i < words.length; i++, p += 3) {
    words[i] = 0xff000000 | (rgb[p + 2]! << 16) | (rgb[p + 1]! << 8) | rgb[p]!;
  }
}

/** Fills RGBA words from counts by a look-up table of 65536 words. */
export function fillDepth(words: Uint32Array, counts: Uint16Array, lookup: Uint32Array): void {
  for (let i = 0; i < words.length; i++) words[i] = lookup[counts[i]!]!;
}

/** Mixes two RGBA pictures into the first; pixels without data (`counts` 0) keep the first. */
export function mixDepth(
  words: Uint32Array,
  counts: Uint16Array,
  lookup: Uint32Array,
  alpha: number,
): void {
  const a = Math.round(alpha * 256);
  const b = 256 - a;
  for (let i = 0; i < words.length; i++) {
    const count = counts[i]!;
    if (count === 0) continue;
    const under = words[i]!;
    const over = lookup[count]!;
    const redBlue = (((under & 0xff00ff) * b + (over & 0xff00ff) * a) >>> 8) & 0xff00ff;
    const green = (((under & 0xff00) * b + (over & 0xff00) * a) >>> 8) & 0xff00;
    words[i] = 0xff000000 | redBlue | green;
  }
}

/** A look-up table that is made again only when scale, palette or range change. */
export class LookupCache {
  private key = '';
  private table: Uint32Array = new Uint32Array(0);

  of(metresPerCount: number, colours: DepthColours): Uint32Array {
    const key = `${colours.palette} ${metresPerCount.toString()} ${colours.rangeMm.join(' ')}`;
    if (key !== this.key) {
      this.key = key;
      this.table = depthLookup(colours.palette, metresPerCount, colours.rangeMm);
    }
    return this.table;
  }
}

/** Depth counts on the grid of the colour picture, by the calibration where the grids differ. */
export function countsOnColour(frame: LiveFrame): Uint16Array {
  const { preview, counts } = frame;
  if (isPixelIdentical(preview)) return counts;
  return alignDepthToColour(
    counts,
    preview.metresPerCount,
    { width: preview.width, height: preview.height, intrinsics: preview.depthIntrinsics },
    {
      width: preview.colourWidth,
      height: preview.colourHeight,
      intrinsics: preview.colourIntrinsics,
    },
    preview.depthToColour,
  );
}

/** The left infrared picture is rectified like depth: every pixel sees the same point. */
export function isPixelIdentical(preview: Preview): boolean {
  return (
    preview.stream === 'left-ir' &&
    preview.colourWidth === preview.width &&
    preview.colourHeight === preview.height
  );
}

export function rgbPainter(canvas: HTMLCanvasElement): (frame: LiveFrame) => void {
  const surface = new Surface(canvas);
  return ({ preview, rgb }) => {
    fillRgb(surface.begin(preview.colourWidth, preview.colourHeight), rgb);
    surface.end();
  };
}

export function depthPainter(
  canvas: HTMLCanvasElement,
  colours: () => DepthColours,
): (frame: LiveFrame) => void {
  const surface = new Surface(canvas);
  const cache = new LookupCache();
  return ({ preview, counts }) => {
    const lookup = cache.of(preview.metresPerCount, colours());
    fillDepth(surface.begin(preview.width, preview.height), counts, lookup);
    surface.end();
  };
}

export function overlayPainter(
  canvas: HTMLCanvasElement,
  colours: () => DepthColours,
): (frame: LiveFrame) => void {
  const surface = new Surface(canvas);
  const cache = new LookupCache();
  return (frame) => {
    const { preview, rgb } = frame;
    const words = surface.begin(preview.colourWidth, preview.colourHeight);
    fillRgb(words, rgb);
    const lookup = cache.of(preview.metresPerCount, colours());
    mixDepth(words, countsOnColour(frame), lookup, OVERLAY_ALPHA);
    surface.end();
  };
}
