/** Frames and calibration of librealsense in the studio's own types. */
import type { ColourImage, DepthImage } from '../../../core/frame/frame.js';
import type { DistortionModel, Extrinsics, Intrinsics } from '../../../core/geometry/types.js';
import type {
  DepthFrame,
  SdkExtrinsics,
  SdkIntrinsics,
  VideoFrame,
} from '../../../native/index.js';
import { SourceFault } from '../faults.js';

const MODELS: Readonly<Record<string, DistortionModel>> = {
  none: 'none',
  'brown-conrady': 'brown-conrady',
  'inverse-brown-conrady': 'inverse-brown-conrady',
};

export function toIntrinsics({ fx, fy, ppx, ppy, model, coefficients }: SdkIntrinsics): Intrinsics {
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0] = coefficients;
  const straight = [k1, k2, p1, p2, k3].every((k) => k === 0);
  const known = straight ? (MODELS[model] ?? 'none') : MODELS[model];
  if (!known)
    throw new SourceFault('source-unreadable', {
      source: 'The camera',
      reason: `its lens model ${model} is not supported`,
    });
  return { fx, fy, ppx, ppy, model: known, coefficients: [k1, k2, p1, p2, k3] };
}

export function toExtrinsics({ rotation, translation }: SdkExtrinsics): Extrinsics {
  const r = (i: number): number => rotation[i] ?? 0;
  const t = (i: number): number => translation[i] ?? 0;
  return {
    rotation: [r(0), r(1), r(2), r(3), r(4), r(5), r(6), r(7), r(8)],
    translation: [t(0), t(1), t(2)],
  };
}

/**
 * Buffers in turn, so that a stream of pictures makes no garbage: a buffer is used again when `size`
 * others have been handed out. Whoever keeps a picture longer copies it.
 */
export class BufferRing<T extends { readonly length: number }> {
  private readonly buffers: T[] = [];
  private at = 0;

  constructor(
    private readonly size: number,
    private readonly make: (length: number) => T,
  ) {}

  next(length: number): T {
    const old = this.buffers[this.at];
    const buffer = old?.length === length ? old : this.make(length);
    this.buffers[this.at] = buffer;
    this.at = (this.at + 1) % this.size;
    return buffer;
  }
}

/** Counts of a depth frame, copied, into `ring`'s next buffer where one is given. The frame stays the caller's. */
export function depthImage(
  frame: DepthFrame,
  intrinsics: Intrinsics,
  metresPerCount: number,
  ring?: BufferRing<Uint16Array<ArrayBuffer>>,
): DepthImage {
  const { width, height } = frame;
  const data = ring?.next(width * height) ?? new Uint16Array(width * height);
  frame.copyTo(new Uint8Array(data.buffer));
  return { width, height, data, metresPerCount, intrinsics };
}

/** RGB8 of a colour frame, or of an 8-bit infrared frame, copied as `depthImage` does. */
export function colourImage(
  frame: VideoFrame,
  format: string,
  intrinsics: Intrinsics,
  stream: 'left-ir' | 'colour',
  ring?: BufferRing<Uint8Array>,
): ColourImage {
  const { width, height } = frame;
  const raw = ring?.next(frame.bytes) ?? new Uint8Array(frame.bytes);
  frame.copyTo(raw);
  if (format === 'rgb8') return { width, height, data: raw, intrinsics, stream };
  const data = new Uint8Array(width * height * 3);
  if (format === 'y8') {
    for (let i = 0; i < width * height; i++) data.fill(raw[i]!, 3 * i, 3 * i + 3);
  } else if (format === 'bgr8') {
    for (let i = 0; i < data.length; i += 3) {
      data[i] = raw[i + 2]!;
      data[i + 1] = raw[i + 1]!;
      data[i + 2] = raw[i]!;
    }
  } else {
    throw new SourceFault('source-unreadable', {
      source: 'The camera',
      reason: `pictures of format ${format} are not read`,
    });
  }
  return { width, height, data, intrinsics, stream };
}
