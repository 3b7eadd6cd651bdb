/** Shots held in memory until they are safely on disk, and the files they become. */
import { randomUUID } from 'node:crypto';
import { signatureOf } from '../../../core/capture/signature.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { FramePair } from '../../../core/frame/frame.js';
import type { FrameMeasures } from '../../../core/levelling/measurer.js';
import type { HeldPixels, HeldShot, WrittenShot } from '../service.js';
import type { Source } from '../sources/source.js';
import { ShotWriter } from './shot-writer.js';

interface Held {
  readonly pair: FramePair;
  readonly earlier: readonly Uint16Array[];
}

/** More than anybody needs at once; a forgotten shot must not fill the memory. */
const MAX_HELD = 8;

export class Shots {
  private readonly held = new Map<string, Held>();
  private readonly writer: Pick<ShotWriter, 'prepare' | 'write'>;

  constructor(writer: Pick<ShotWriter, 'prepare' | 'write'> = new ShotWriter()) {
    this.writer = writer;
  }

  /** Starts what writes, ahead of the first shot. */
  prepare(): void {
    this.writer.prepare();
  }

  /** Copies the pair. @param earlier depth counts of the frames of a burst before this one, taken over */
  hold(
    source: Source,
    pair: FramePair,
    earlier: readonly Uint16Array[],
    measures: FrameMeasures,
  ): HeldShot {
    if (this.held.size >= MAX_HELD)
      throw new StudioError('busy', `${String(MAX_HELD)} shots are waiting to be written.`);
    this.writer.prepare();
    const shotId = randomUUID();
    const { depth, colour } = pair;
    // The source uses its buffers again a few frames later.
    const own: FramePair = {
      ...pair,
      depth: {
        ...depth,
        data: sharedCounts(depth.data),
        ...(depth.metres ? { metres: sharedMetres(depth.metres) } : {}),
      },
      colour: { ...colour, data: sharedBytes(colour.data) },
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
        encoding: depth.metres ? 'float32' : 'uint16',
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

  async write(shotId: string, folder: string): Promise<WrittenShot> {
    const { pair, earlier } = this.must(shotId);
    return this.writer.write({ colour: pair.colour, depth: pair.depth, earlier }, folder);
  }

  /** @throws StudioError nothing-pending */
  pixels(shotId: string): HeldPixels {
    const { depth, colour } = this.must(shotId).pair;
    // Memory that threads share cannot be sent to another process.
    return { rgb: colour.data.slice(), counts: depth.data.slice() };
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

/** A copy in memory that the writing thread sees too: a shot is not copied again to be written. */
export function sharedCounts(counts: Uint16Array): Uint16Array {
  const out = new Uint16Array(new SharedArrayBuffer(counts.byteLength));
  out.set(counts);
  return out;
}

function sharedMetres(metres: Float32Array): Float32Array {
  const out = new Float32Array(new SharedArrayBuffer(metres.byteLength));
  out.set(metres);
  return out;
}

function sharedBytes(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  out.set(bytes);
  return out;
}
