/** Full-resolution images as they travel inside one process. Rows are tightly packed. */
import type { Extrinsics, Intrinsics } from '../geometry/types.js';

/** `left-ir`: left infrared as RGB8, pixel-identical to depth. `file`: read from a folder or import. */
export type ColourStream = 'left-ir' | 'colour' | 'file';

/** 8-bit RGB, `data.length = width * height * 3`. */
export interface ColourImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly intrinsics: Intrinsics;
  readonly stream: ColourStream;
}

/** Raw depth counts, 0 = no data; `metres = count * metresPerCount`. */
export interface DepthImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array;
  readonly metresPerCount: number;
  readonly intrinsics: Intrinsics;
  /**
   * Metres of a source that has no counts, 0 = no data: what a sample keeps. `data` then stands for
   * them on screen and in the measures.
   */
  readonly metres?: Float32Array;
}

/** One depth frame and its nearest colour frame by device time. */
export interface FramePair {
  readonly depth: DepthImage;
  readonly colour: ColourImage;
  /** Maps depth camera points to colour camera points. */
  readonly depthToColour: Extrinsics;
  /** Device time of the depth frame, milliseconds. */
  readonly deviceTimeMs: number;
  /** |colour time - depth time|, milliseconds. */
  readonly pairDeltaMs: number;
  /** The device's own frame number of the depth frame. */
  readonly frameNumber: number;
}
