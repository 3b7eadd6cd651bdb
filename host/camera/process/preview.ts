/** Previews: both pictures decimated alike, RGB8 then Z16, in one buffer. */
import { decimatedIntrinsics } from '../../../core/geometry/projection.js';
import type { SourceFrame } from '../sources/source.js';
import type { PreviewHeader } from '../protocol.js';

/** Pictures up to this width are sent as they are. */
const FULL_WIDTH = 640;

export interface PreviewMessage {
  readonly header: PreviewHeader;
  readonly bytes: Uint8Array;
}

/** Makes previews in one buffer: the next is made only when the last has left. */
export class PreviewMaker {
  private buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  make(frame: SourceFrame): PreviewMessage {
    return makePreview(frame, (length) => {
      if (this.buffer.length !== length) this.buffer = new Uint8Array(length);
      return this.buffer;
    });
  }
}

function makePreview(
  { pair, capturedAtMs }: SourceFrame,
  take: (length: number) => Uint8Array<ArrayBuffer>,
): PreviewMessage {
  const { depth, colour } = pair;
  const factor = depth.width > FULL_WIDTH ? 2 : 1;
  const colourFactor = colour.width > FULL_WIDTH ? 2 : 1;
  const width = Math.floor(depth.width / factor);
  const height = Math.floor(depth.height / factor);
  const colourWidth = Math.floor(colour.width / colourFactor);
  const colourHeight = Math.floor(colour.height / colourFactor);
  const rgbBytes = colourWidth * colourHeight * 3;
  const depthOffset = rgbBytes + (rgbBytes % 2);
  const bytes = take(depthOffset + width * height * 2);
  decimateRgb(colour.data, colour.width, colourFactor, colourWidth, colourHeight, bytes);
  const counts = new Uint16Array(bytes.buffer, depthOffset, width * height);
  decimateCounts(depth.data, depth.width, factor, width, height, counts);
  return {
    header: {
      frameNumber: pair.frameNumber,
      capturedAtMs,
      deviceTimeMs: pair.deviceTimeMs,
      width,
      height,
      colourWidth,
      colourHeight,
      fullWidth: depth.width,
      fullHeight: depth.height,
      depthOffset,
      metresPerCount: depth.metresPerCount,
      depthIntrinsics: decimatedIntrinsics(depth.intrinsics, factor),
      colourIntrinsics: decimatedIntrinsics(colour.intrinsics, colourFactor),
      depthToColour: pair.depthToColour,
      stream: colour.stream,
    },
    bytes,
  };
}

/** Mean of the pixels on the block's diagonal: half the noise for half the reads of a full mean. */
function decimateRgb(
  rgb: Uint8Array,
  width: number,
  factor: number,
  outWidth: number,
  outHeight: number,
  out: Uint8Array,
): void {
  if (factor === 1) {
    out.set(rgb);
    return;
  }
  const across = width * 3 + 3;
  for (let v = 0, o = 0; v < outHeight; v++) {
    for (let u = 0, i = v * 2 * width * 3; u < outWidth; u++, i += 6, o += 3) {
      out[o] = (rgb[i]! + rgb[i + across]!) >> 1;
      out[o + 1] = (rgb[i + 1]! + rgb[i + across + 1]!) >> 1;
      out[o + 2] = (rgb[i + 2]! + rgb[i + across + 2]!) >> 1;
    }
  }
}

/** Every second pixel: depths are never averaged across edges or holes. */
function decimateCounts(
  counts: Uint16Array,
  width: number,
  factor: number,
  outWidth: number,
  outHeight: number,
  out: Uint16Array,
): void {
  for (let v = 0, o = 0; v < outHeight; v++) {
    for (let u = 0, i = v * factor * width; u < outWidth; u++, i += factor, o++)
      out[o] = counts[i]!;
  }
}
