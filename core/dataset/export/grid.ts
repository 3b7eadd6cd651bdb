/**
 * One sample's pictures on the grid of the export: depth aligned to colour, or rgb and mask resampled
 * to depth; then cropped. Metres as float32, rounded once (docs/formats.md, Geometry).
 */
import type { ExportCrop } from '../../contract/schema/dataset-export.js';
import {
  alignColourToDepth,
  alignMaskToDepth,
  colourCoordinates,
  DepthAligner,
  type Grid,
} from '../../geometry/align.js';
import { pointCloud } from '../../geometry/point-cloud.js';
import { IDENTITY } from '../../geometry/projection.js';
import { rayTable, type RayTable } from '../../geometry/rays.js';
import type { Extrinsics, Intrinsics } from '../../geometry/types.js';

export interface SourcePictures {
  readonly rgb: { readonly width: number; readonly height: number; readonly data: Uint8Array };
  /** Counts, or metres with metresPerCount 1; 0 = no data. */
  readonly depth: {
    readonly width: number;
    readonly height: number;
    readonly data: Uint16Array | Float32Array;
    readonly metresPerCount: number;
  } | null;
  /** On the grid of rgb: class values of the label map, 0 = background. */
  readonly classes: Uint8Array | null;
  readonly rgbIntrinsics: Intrinsics | null;
  readonly depthIntrinsics: Intrinsics | null;
  readonly depthToColour: Extrinsics | null;
}

export interface GridPictures {
  readonly width: number;
  readonly height: number;
  /** Null when the pixels of rgb.png are exported as they are. */
  readonly rgb: Uint8Array | null;
  readonly classes: Uint8Array | null;
  /** Organised, metres, (0, 0, 0) without data; null without depth. */
  readonly xyz: Float32Array | null;
  /** Of the cropped grid. */
  readonly intrinsics: Intrinsics | null;
  readonly alignment: Alignment;
}

/** none: no depth. identical: one grid for both. as-is: same size, no calibration between them. */
export type Alignment = 'none' | 'identical' | 'as-is' | 'depth-to-colour' | 'colour-to-depth';

/** How depth and colour of a sample come onto one grid; null when nothing tells. */
export function alignmentOf(
  sample: {
    readonly rgb: Size & { readonly intrinsics: Intrinsics | null };
    readonly depth: (Size & { readonly intrinsics: Intrinsics | null }) | null;
    readonly depthToColour: Extrinsics | null;
  },
  grid: 'colour' | 'depth',
): Alignment | null {
  const { rgb, depth, depthToColour } = sample;
  if (!depth) return 'none';
  const sameSize = rgb.width === depth.width && rgb.height === depth.height;
  if (rgb.intrinsics && depth.intrinsics) {
    if (
      sameSize &&
      sameIntrinsics(rgb.intrinsics, depth.intrinsics) &&
      (depthToColour === null || isIdentity(depthToColour))
    )
      return 'identical';
    if (depthToColour) return grid === 'colour' ? 'depth-to-colour' : 'colour-to-depth';
    return sameSize ? 'as-is' : null;
  }
  return sameSize && (rgb.intrinsics ?? depth.intrinsics) ? 'as-is' : null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sameIntrinsics(a: Intrinsics, b: Intrinsics): boolean {
  const straight = (i: Intrinsics): boolean =>
    i.model === 'none' || i.coefficients.every((k) => k === 0);
  return (
    a.fx === b.fx &&
    a.fy === b.fy &&
    a.ppx === b.ppx &&
    a.ppy === b.ppy &&
    ((straight(a) && straight(b)) ||
      (a.model === b.model && a.coefficients.every((k, i) => k === b.coefficients[i])))
  );
}

function isIdentity({ rotation, translation }: Extrinsics): boolean {
  return translation.every((t) => t === 0) && rotation.every((r, i) => r === IDENTITY.rotation[i]);
}

/** Where a crop lies on a grid; null when it does not fit. */
export function cropBox(
  crop: ExportCrop | null,
  width: number,
  height: number,
): { left: number; top: number; width: number; height: number } | null {
  if (!crop) return { left: 0, top: 0, width, height };
  const left = crop.left ?? Math.floor((width - crop.width) / 2);
  const top = crop.top ?? Math.floor((height - crop.height) / 2);
  if (left < 0 || top < 0 || left + crop.width > width || top + crop.height > height) return null;
  return { left, top, width: crop.width, height: crop.height };
}

/** Rays and aligners are kept between samples of one camera: they cost more than a picture. */
export class GridMaker {
  private readonly rays = new Map<string, RayTable>();
  private readonly aligners = new Map<string, DepthAligner>();

  /**
   * @param spare points of an earlier picture whose memory may be used again
   * @throws RangeError where the alignment is unknown or the crop does not fit; plans rule that out
   */
  make(
    source: SourcePictures,
    grid: 'colour' | 'depth',
    crop: ExportCrop | null,
    spare: Float32Array | null = null,
  ): GridPictures {
    const alignment = alignmentOf(
      {
        rgb: { ...source.rgb, intrinsics: source.rgbIntrinsics },
        depth: source.depth && { ...source.depth, intrinsics: source.depthIntrinsics },
        depthToColour: source.depthToColour,
      },
      grid,
    );
    if (alignment === null)
      throw new RangeError('nothing tells how depth and colour belong together');
    const onDepth = alignment === 'colour-to-depth';
    const { width, height } = onDepth && source.depth ? source.depth : source.rgb;
    const box = cropBox(crop, width, height);
    if (!box)
      throw new RangeError(`the crop does not fit into ${String(width)} x ${String(height)}`);
    const whole = box.width === width && box.height === height;
    const intrinsics =
      alignment === 'depth-to-colour'
        ? source.rgbIntrinsics
        : onDepth
          ? source.depthIntrinsics
          : (source.rgbIntrinsics ?? source.depthIntrinsics);
    let { classes } = source;
    let rgb: Uint8Array | null = null;
    if (onDepth && source.depth) {
      const coordinates = this.coordinates(source);
      const colour = colourGrid(source);
      rgb = alignColourToDepth(source.rgb.data, colour, coordinates);
      classes = classes && alignMaskToDepth(classes, colour, coordinates);
    } else if (!whole) rgb = source.rgb.data;
    const xyz = this.points(source, alignment, { width, height, intrinsics }, spare);
    return {
      width: box.width,
      height: box.height,
      rgb: rgb && cut(rgb, width, 3, box),
      classes: classes && cut(classes, width, 1, box),
      xyz: xyz && cut(xyz, width, 3, box),
      intrinsics: intrinsics && {
        ...intrinsics,
        ppx: intrinsics.ppx - box.left,
        ppy: intrinsics.ppy - box.top,
      },
      alignment,
    };
  }

  private points(
    source: SourcePictures,
    alignment: Alignment,
    grid: { width: number; height: number; intrinsics: Intrinsics | null },
    spare: Float32Array | null,
  ): Float32Array | null {
    const { depth } = source;
    if (!depth || !grid.intrinsics) return null;
    const full: Grid = { ...grid, intrinsics: grid.intrinsics };
    const data =
      alignment === 'depth-to-colour'
        ? this.aligner(source).align(depth.data, depth.metresPerCount)
        : depth.data;
    return pointCloud(data, depth.metresPerCount, full, this.raysOf(full), spare);
  }

  private coordinates(source: SourcePictures): Float32Array {
    const { depth, depthIntrinsics, depthToColour } = source;
    if (!depth || !depthIntrinsics || !depthToColour) throw new RangeError('no calibration');
    return colourCoordinates(
      depth.data,
      depth.metresPerCount,
      { width: depth.width, height: depth.height, intrinsics: depthIntrinsics },
      colourGrid(source),
      depthToColour,
    );
  }

  private aligner(source: SourcePictures): DepthAligner {
    const { depth, depthIntrinsics, depthToColour } = source;
    if (!depth || !depthIntrinsics || !depthToColour) throw new RangeError('no calibration');
    const grid = { width: depth.width, height: depth.height, intrinsics: depthIntrinsics };
    const colour = colourGrid(source);
    return kept(
      this.aligners,
      JSON.stringify([grid, colour, depthToColour]),
      () => new DepthAligner(grid, colour, depthToColour),
    );
  }

  private raysOf({ width, height, intrinsics }: Grid): RayTable {
    return kept(this.rays, JSON.stringify([width, height, intrinsics]), () =>
      rayTable(intrinsics, width, height),
    );
  }
}

/** A few cameras at most: a table of rays of a distorted 1280x720 picture takes 15 MB. */
const KEPT = 3;

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found) return found;
  const oldest = map.keys().next();
  if (map.size >= KEPT && oldest.done !== true) map.delete(oldest.value);
  const made = make();
  map.set(key, made);
  return made;
}

function colourGrid({ rgb, rgbIntrinsics }: SourcePictures): Grid {
  if (!rgbIntrinsics) throw new RangeError('no calibration');
  return { width: rgb.width, height: rgb.height, intrinsics: rgbIntrinsics };
}

function cut<T extends Uint8Array | Float32Array>(
  data: T,
  width: number,
  channels: number,
  box: { left: number; top: number; width: number; height: number },
): T {
  if (box.width === width && data.length === box.width * box.height * channels) return data;
  const length = box.width * box.height * channels;
  const out = (data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)) as T;
  for (let y = 0; y < box.height; y++) {
    const from = ((y + box.top) * width + box.left) * channels;
    out.set(data.subarray(from, from + box.width * channels), y * box.width * channels);
  }
  return out;
}
