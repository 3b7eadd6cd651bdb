/** Shots held in memory until they are safely on disk, and the files they become. */
import { createHash, randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { signatureOf } from '../../../core/capture/signature.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { FramePair } from '../../../core/frame/frame.js';
import type { FrameMeasures } from '../../../core/levelling/measurer.js';
import { encodeGray16Png, encodeRgbPng } from '../../codecs/png.js';
import { writeFlushed } from '../../files/atomic.js';
import { asStudioError } from '../../files/errors.js';
import type { HeldPixels, HeldShot, WrittenShot } from '../service.js';
import type { Source } from '../sources/source.js';

interface Held {
  readonly pair: FramePair;
  readonly earlier: readonly Uint16Array[];
}

/** More than anybody needs at once; a forgotten shot must not fill the memory. */
const MAX_HELD = 8;

export class Shots {
  private readonly held = new Map<string, Held>();

  /** Copies the pair. @param earlier depth counts of the frames of a burst before this one, taken over */
  hold(
    source: Source,
    pair: FramePair,
    earlier: readonly Uint16Array[],
    measures: FrameMeasures,
  ): HeldShot {
    if (this.held.size >= MAX_HELD)
      throw new StudioError('busy', `${String(MAX_HELD)} shots are waiting to be written.`);
    const shotId = randomUUID();
    const { depth, colour } = pair;
    // The source uses its buffers again a few frames later.
    const own: FramePair = {
      ...pair,
      depth: { ...depth, data: depth.data.slice() },
      colour: { ...colour, data: colour.data.slice() },
    };
    this.held.set(shotId, { pair: own, earlier });
    return {
      shotId,
      takenAt: new Date().toISOString(),
      measures,
      signature: signatureOf(colour.data, colour.width, colour.height),
      rgb: { width: colour.width, height: colour.height, intrinsics: colour.intrinsics },
      depth: {
        width: depth.width,
        height: depth.height,
        intrinsics: depth.intrinsics,
        metresPerCount: depth.metresPerCount,
      },
      stream: colour.stream,
      depthToColour: pair.depthToColour,
      pairDeltaMs: pair.pairDeltaMs,
      framePeriodMs: 1000 / source.profile().fps,
      camera: source.camera(),
      kind: source.kind,
      burst: earlier.length + 1,
    };
  }

  /** Encodes on libvips' threads, so frames go on meanwhile. */
  async write(shotId: string, folder: string): Promise<WrittenShot> {
    const shot = this.must(shotId);
    await stat(folder).catch((error: unknown) => {
      throw asStudioError(error, folder);
    });
    const { depth, colour } = shot.pair;
    const median = shot.earlier.length > 0 ? medianCounts([...shot.earlier, depth.data]) : null;
    const [rgbFile, depthFile, medianFile] = await Promise.all([
      encodeRgbPng(colour.data, colour.width, colour.height),
      encodeGray16Png(depth.data, depth.width, depth.height),
      median ? encodeGray16Png(median, depth.width, depth.height) : null,
    ]);
    await Promise.all([
      writeFlushed(join(folder, 'rgb.png'), rgbFile),
      writeFlushed(join(folder, 'depth.png'), depthFile),
      medianFile ? writeFlushed(join(folder, 'depth-median.png'), medianFile) : null,
    ]);
    return {
      rgb: { file: 'rgb.png', sha256: digest(rgbFile) },
      depth: { file: 'depth.png', sha256: digest(depthFile) },
      depthMedian: medianFile ? { file: 'depth-median.png', sha256: digest(medianFile) } : null,
    };
  }

  /** @throws StudioError nothing-pending */
  pixels(shotId: string): HeldPixels {
    const { depth, colour } = this.must(shotId).pair;
    return { rgb: colour.data, counts: depth.data };
  }

  private must(shotId: string): Held {
    const shot = this.held.get(shotId);
    if (!shot) throw new StudioError('nothing-pending', `The shot ${shotId} is not held any more.`);
    return shot;
  }

  release(shotId: string): void {
    this.held.delete(shotId);
  }
}

function digest(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
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
