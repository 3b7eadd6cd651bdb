/** What a stream delivers: kind, format, size, rate, intrinsics, and its place to other streams. */
import type { Handle, RealSenseLibrary } from './library.js';

/** As rs2_intrinsics; `model` by name with dashes, e.g. inverse-brown-conrady. */
export interface SdkIntrinsics {
  readonly width: number;
  readonly height: number;
  readonly ppx: number;
  readonly ppy: number;
  readonly fx: number;
  readonly fy: number;
  readonly model: string;
  readonly coefficients: readonly number[];
}

/** As rs2_extrinsics: rotation column-major, translation in metres. */
export interface SdkExtrinsics {
  readonly rotation: readonly number[];
  readonly translation: readonly number[];
}

interface RawIntrinsics {
  width: number;
  height: number;
  ppx: number;
  ppy: number;
  fx: number;
  fy: number;
  model: number;
  coeffs: ArrayLike<number>;
}

export class StreamProfile {
  readonly handle: Handle;
  /** depth, color, infrared, ... */
  readonly stream: string;
  /** z16, rgb8, y8, ... */
  readonly format: string;
  readonly index: number;
  readonly uniqueId: number;
  readonly fps: number;
  private readonly library: RealSenseLibrary;

  constructor(library: RealSenseLibrary, handle: Handle) {
    const stream = [0];
    const format = [0];
    const index = [0];
    const id = [0];
    const rate = [0];
    library.call('rs2_get_stream_profile_data', handle, stream, format, index, id, rate);
    this.library = library;
    this.handle = handle;
    this.stream = library.enums.stream.nameOf(stream[0] ?? 0);
    this.format = library.enums.format.nameOf(format[0] ?? 0);
    this.index = index[0] ?? 0;
    this.uniqueId = id[0] ?? 0;
    this.fps = rate[0] ?? 0;
  }

  /** Picture size; null for streams without pictures (motion). */
  size(): { readonly width: number; readonly height: number } | null {
    const width = [0];
    const height = [0];
    try {
      this.library.call('rs2_get_video_stream_resolution', this.handle, width, height);
    } catch {
      return null;
    }
    return { width: width[0] ?? 0, height: height[0] ?? 0 };
  }

  intrinsics(): SdkIntrinsics {
    const raw: Partial<RawIntrinsics> = {};
    this.library.call('rs2_get_video_stream_intrinsics', this.handle, raw);
    const { width = 0, height = 0, ppx = 0, ppy = 0, fx = 0, fy = 0, model = 0, coeffs = [] } = raw;
    return {
      width,
      height,
      ppx,
      ppy,
      fx,
      fy,
      model: this.library.enums.distortion.nameOf(model),
      coefficients: Array.from(coeffs),
    };
  }

  extrinsicsTo(other: StreamProfile): SdkExtrinsics {
    const raw: { rotation?: ArrayLike<number>; translation?: ArrayLike<number> } = {};
    this.library.call('rs2_get_extrinsics', this.handle, other.handle, raw);
    return {
      rotation: Array.from(raw.rotation ?? []),
      translation: Array.from(raw.translation ?? []),
    };
  }
}
