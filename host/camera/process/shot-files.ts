/** The files of a held shot: encoded, hashed, written and flushed; run on a thread of its own (shot-thread.ts). */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeTiff } from '../../codecs/tiff-write.js';
import { encodeCameraDepth, encodeCameraRgb } from '../../codecs/png-camera.js';
import { writeFlushed } from '../../files/atomic.js';
import { asStudioError } from '../../files/errors.js';
import type { WrittenShot } from '../service.js';
import { smallRgb } from './small-rgb.js';

/** Width of a written shot's small picture at most. */
const SMALL_WIDTH = 320;

export interface ShotPixels {
  readonly colour: Picture<Uint8Array>;
  /** With `metres` where the source has no counts: those are written, as depth.tiff. */
  readonly depth: Picture<Uint16Array> & { readonly metres?: Float32Array };
  /** Depth counts of the frames of a burst before this one. */
  readonly earlier: readonly Uint16Array[];
}

interface Picture<T> {
  readonly width: number;
  readonly height: number;
  readonly data: T;
}

/** @throws StudioError disk-full, folder-read-only, not-found, io */
export async function writeShotFiles(
  { colour, depth, earlier }: ShotPixels,
  folder: string,
): Promise<WrittenShot> {
  await stat(folder).catch((error: unknown) => {
    throw asStudioError(error, folder);
  });
  const put = async <N extends string>(
    file: N,
    data: Buffer,
  ): Promise<{ file: N; sha256: string }> => {
    await writeFlushed(join(folder, file), data);
    return { file, sha256: createHash('sha256').update(data).digest('hex') };
  };
  const counts = (data: Uint16Array): Buffer => encodeCameraDepth(data, depth.width, depth.height);
  // One after the other: while one file is flushed, the next is encoded.
  const rgb = put('rgb.png', encodeCameraRgb(colour.data, colour.width, colour.height));
  const { metres, width, height } = depth;
  const own = metres
    ? put('depth.tiff', encodeTiff({ width, height, channels: 1, data: metres }, 'deflate'))
    : put('depth.png', counts(depth.data));
  const median =
    // Files do not flicker: a median of theirs would only repeat them, in counts.
    earlier.length === 0 || metres
      ? Promise.resolve(null)
      : put('depth-median.png', counts(medianCounts([...earlier, depth.data])));
  // All have ended before the first failure is told: nothing is written into the folder after it.
  await Promise.allSettled([rgb, own, median]);
  return {
    rgb: await rgb,
    depth: await own,
    depthMedian: await median,
    small: smallRgb(colour.data, colour.width, colour.height, SMALL_WIDTH),
  };
}

/** Median of the valid counts of each pixel; 0 where no frame has data. */
export function medianCounts(frames: readonly Uint16Array[]): Uint16Array {
  const [first] = frames;
  if (!first) return new Uint16Array(0);
  const out = new Uint16Array(first.length);
  const values = new Uint16Array(frames.length);
  for (let i = 0; i < out.length; i++) {
    let n = 0;
    for (const frame of frames) {
      const count = frame[i]!;
      if (count === 0) continue;
      // Insertion keeps the few values sorted; sorting views would take ten times as long.
      let at = n++;
      for (; at > 0 && values[at - 1]! > count; at--) values[at] = values[at - 1]!;
      values[at] = count;
    }
    if (n > 0) out[i] = values[n >> 1]!;
  }
  return out;
}
