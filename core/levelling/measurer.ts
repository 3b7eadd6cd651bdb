/**
 * All measures of one frame (docs/formats.md, `measures`), plus what only the live view shows. One
 * Measurer per camera and size: its tables and buffers are made once, a frame allocates little.
 * Sampling: depth on every second pixel and row, plane on a grid of about 6000 border samples.
 */
import { planePose } from '../geometry/plane.js';
import { rayTable, type RayTable } from '../geometry/rays.js';
import type { Intrinsics, PixelBox, Plane } from '../geometry/types.js';
import { measureLuma, type LumaMeasures } from './luma.js';
import { fitPlane, makeSamples, type PlaneSamples } from './plane-fit.js';
import { TemporalNoise } from './temporal-noise.js';

/** Inner box as shares of width and height; the plane is fitted outside it. */
export interface Region {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A border of about an eighth on each side, as drawn in the Capture workspace. */
export const DEFAULT_REGION: Region = { x0: 0.14, y0: 0.15, x1: 0.86, y1: 0.85 };

export interface MeasurerOptions {
  readonly width: number;
  readonly height: number;
  readonly intrinsics: Intrinsics;
  readonly metresPerCount: number;
  /** Stereo baseline; null where the camera has none or it is unknown. */
  readonly baselineMm: number | null;
  readonly region?: Region;
}

export interface DepthHistogram {
  readonly from: number;
  readonly to: number;
  readonly counts: number[];
}

export interface FrameMeasures {
  readonly pitchDeg: number | null;
  readonly rollDeg: number | null;
  readonly tiltDeg: number | null;
  readonly distanceMm: number | null;
  readonly fillRate: number;
  readonly planeRmsMm: number | null;
  readonly subpixelRmsPx: number | null;
  readonly sharpness: number;
  readonly clippedDark: number;
  readonly clippedBright: number;
}

export interface LiveFrameMeasures {
  readonly measures: FrameMeasures;
  readonly plane: Plane | null;
  readonly temporalNoiseMm: number | null;
  readonly lumaHistogram: DepthHistogram;
  readonly depthHistogramMm: DepthHistogram;
}

const TARGET_SAMPLES = 6000;
const HISTOGRAM_BINS = 96;
/** Expected stereo matching noise of a D4xx in pixels (peers-and-users.md 1.2: 0.03 to 0.08). */
const SUBPIXEL_NOISE_PX = 0.08;
/** Relative depth noise assumed where the baseline is unknown. */
const RELATIVE_NOISE = 0.002;

export class Measurer {
  private readonly options: MeasurerOptions;
  private readonly rays: RayTable;
  private readonly samples: PlaneSamples;
  private readonly noise: TemporalNoise;
  private readonly bins = new Uint32Array(65536 >> 4);
  private region: Region;

  constructor(options: MeasurerOptions) {
    this.options = options;
    this.rays = rayTable(options.intrinsics, options.width, options.height);
    this.samples = makeSamples(TARGET_SAMPLES * 2);
    this.noise = new TemporalNoise(options.width, options.height);
    this.region = options.region ?? DEFAULT_REGION;
  }

  setRegion(region: Region): void {
    this.region = region;
  }

  /** Inner box in pixels, which the plane fit leaves out. */
  innerBox(): PixelBox {
    const { width, height } = this.options;
    return {
      x0: Math.round(this.region.x0 * width),
      y0: Math.round(this.region.y0 * height),
      x1: Math.round(this.region.x1 * width),
      y1: Math.round(this.region.y1 * height),
    };
  }

  /**
   * Measures a depth picture (counts, row order) and its colour picture (RGB8).
   * @throws RangeError if the depth picture has another size than the measurer was made for
   */
  measure(
    counts: Uint16Array,
    rgb: Uint8Array,
    rgbWidth: number,
    rgbHeight: number,
  ): LiveFrameMeasures {
    const { width, height } = this.options;
    if (counts.length !== width * height) {
      throw new RangeError(
        `Depth picture has ${String(counts.length)} pixels, not ${String(width * height)}`,
      );
    }
    this.collectBorder(counts);
    const fit = fitPlane(this.samples, this.expectedNoise());
    const fillRate = this.countDepth(counts, this.blindBand(fit?.plane ?? null));
    this.noise.add(counts);
    const luma = measureLuma(rgb, rgbWidth, rgbHeight);
    const pose = fit ? planePose(fit.plane) : null;
    const { baselineMm, intrinsics, metresPerCount } = this.options;
    return {
      measures: {
        pitchDeg: pose?.pitchDeg ?? null,
        rollDeg: pose?.rollDeg ?? null,
        tiltDeg: pose?.tiltDeg ?? null,
        distanceMm: pose?.distanceMm ?? null,
        fillRate,
        planeRmsMm: fit?.rmsMm ?? null,
        // Baseline in metres, not the depth scale: see peers-and-users.md 1.2 on the vendor's tool.
        subpixelRmsPx:
          fit && baselineMm !== null
            ? fit.rmsInverseDepth * intrinsics.fx * (baselineMm / 1000)
            : null,
        sharpness: luma.sharpness,
        clippedDark: luma.clippedDark,
        clippedBright: luma.clippedBright,
      },
      plane: fit?.plane ?? null,
      temporalNoiseMm:
        this.noise.medianCounts() === null
          ? null
          : (this.noise.medianCounts() ?? 0) * metresPerCount * 1000,
      lumaHistogram: histogramOf(luma),
      depthHistogramMm: this.depthHistogram(),
    };
  }

  /** Standard deviation expected in 1/z: the noise of a disparity, or of a depth where B is unknown. */
  private expectedNoise(): number {
    const { baselineMm, intrinsics } = this.options;
    if (baselineMm !== null) {
      const stereo = SUBPIXEL_NOISE_PX / (intrinsics.fx * (baselineMm / 1000));
      // One count of the depth unit sets a floor where counts are coarse against the distance.
      return Math.max(stereo, this.countNoise());
    }
    return Math.max(this.medianInverseDepth() * RELATIVE_NOISE, this.countNoise());
  }

  private countNoise(): number {
    const q = this.medianInverseDepth();
    return 0.3 * this.options.metresPerCount * q * q;
  }

  private medianInverseDepth(): number {
    const { count, inverseDepth } = this.samples;
    if (count === 0) return 1;
    return inverseDepth.slice(0, count).sort()[count >> 1] ?? 1;
  }

  /**
   * Columns at the left edge that no stereo pair can measure at the table's distance: their points
   * lie outside the right imager's picture (fx * baseline / z pixels). 0 where z is unknown.
   */
  private blindBand(plane: Plane | null): number {
    const { baselineMm, intrinsics, width } = this.options;
    if (!plane || baselineMm === null) return 0;
    const zMm = (plane.offset * 1000) / -plane.normal[2];
    return Math.min(width >> 2, Math.ceil((intrinsics.fx * baselineMm) / zMm) + 2) & ~1;
  }

  /**
   * Share of pixels with depth right of the blind band, on every second pixel and row; fills the
   * histogram too.
   */
  private countDepth(counts: Uint16Array, band: number): number {
    const { width, height } = this.options;
    this.bins.fill(0);
    let valid = 0;
    let total = 0;
    for (let v = 0; v < height; v += 2) {
      const end = (v + 1) * width;
      for (let i = v * width + band; i < end; i += 2) {
        const count = counts[i]!;
        if (count !== 0) {
          valid += 1;
          this.bins[count >> 4]! += 1;
        }
      }
      total += (width - band + 1) >> 1;
    }
    return total === 0 ? 0 : valid / total;
  }

  private collectBorder(counts: Uint16Array): void {
    const { width, height, metresPerCount } = this.options;
    const box = this.innerBox();
    const inner = Math.max(0, box.x1 - box.x0) * Math.max(0, box.y1 - box.y0);
    const area = Math.max(1, width * height - inner);
    const stride = Math.max(1, Math.round(Math.sqrt(area / TARGET_SAMPLES)));
    const { samples, rays } = this;
    const capacity = samples.x.length;
    let n = 0;
    for (let v = stride >> 1; v < height; v += stride) {
      const crosses = v >= box.y0 && v < box.y1;
      for (let u = stride >> 1; u < width; u += stride) {
        if (crosses && u >= box.x0 && u < box.x1) continue;
        const i = v * width + u;
        const count = counts[i]!;
        if (count === 0 || n === capacity) continue;
        samples.x[n] = rays.x[rays.separable ? u : i]!;
        samples.y[n] = rays.y[rays.separable ? v : i]!;
        samples.inverseDepth[n] = 1 / (count * metresPerCount);
        n += 1;
      }
    }
    samples.count = n;
  }

  /** The frame's depths between their 0.5 and 99.5 percentiles, for the colour bar. */
  private depthHistogram(): DepthHistogram {
    const mmPerBin = this.options.metresPerCount * 1000 * 16;
    let total = 0;
    for (const n of this.bins) total += n;
    if (total === 0) return { from: 0, to: 1, counts: new Array<number>(HISTOGRAM_BINS).fill(0) };
    let first = 0;
    for (let seen = 0; seen + this.bins[first]! <= total * 0.005; first++)
      seen += this.bins[first]!;
    let last = this.bins.length - 1;
    for (let seen = 0; seen + this.bins[last]! <= total * 0.005; last--) seen += this.bins[last]!;
    const out = new Array<number>(HISTOGRAM_BINS).fill(0);
    const span = last - first + 1;
    for (let b = first; b <= last; b++) {
      const at = Math.min(HISTOGRAM_BINS - 1, Math.floor(((b - first) / span) * HISTOGRAM_BINS));
      out[at] = (out[at] ?? 0) + this.bins[b]!;
    }
    return { from: first * mmPerBin, to: (last + 1) * mmPerBin, counts: out };
  }
}

function histogramOf(luma: LumaMeasures): DepthHistogram {
  return { from: 0, to: 256, counts: luma.histogram };
}
