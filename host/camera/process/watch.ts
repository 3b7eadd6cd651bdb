/** Watches the stream for what goes wrong without an error: late, frozen, repeated and dropped frames, and bad pictures. */
import { D405_METRES_PER_COUNT, D405_MIN_FIRMWARE } from '../../../core/simulator/d405.js';
import type { Fault, FaultCode } from '../../../core/contract/schema/camera.js';
import type { FramePair } from '../../../core/frame/frame.js';
import type { FrameMeasures } from '../../../core/levelling/measurer.js';
import { makeFault, type FaultValues } from '../faults.js';
import type { Source } from '../sources/source.js';

/** No frame for this long is a fault; the technician is told within two seconds. */
export const SILENCE_MS = 1500;
const FROZEN_MS = 1500;
const WINDOW = 60;
const REPEATED_SHARE = 0.2;
const DROPPED_SHARE = 0.1;
/** The default limit of the gate `clipping`: the warning comes where the shutter would refuse. */
const OVER_EXPOSED_SHARE = 0.01;
const CORNER_PX = 24;

/** Faults that hold, oldest first; told anew only when the set changes. */
export class FaultBoard {
  private readonly active = new Map<FaultCode, Fault>();
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  list(): Fault[] {
    return [...this.active.values()];
  }

  set(code: FaultCode, on: boolean, values: FaultValues = {}): void {
    const had = this.active.has(code);
    if (on === had) return;
    if (on) this.active.set(code, makeFault(code, values));
    else this.active.delete(code);
    this.changed();
  }

  raise(fault: Fault): void {
    const old = this.active.get(fault.code);
    if (old?.message === fault.message) return;
    this.active.set(fault.code, fault);
    this.changed();
  }

  /** Leaves this one fault, told once. */
  only(fault: Fault): void {
    this.active.clear();
    this.active.set(fault.code, fault);
    this.changed();
  }

  clear(keep: readonly FaultCode[] = []): void {
    const gone = [...this.active.keys()].filter((code) => !keep.includes(code));
    if (gone.length === 0) return;
    for (const code of gone) this.active.delete(code);
    this.changed();
  }
}

export class StreamWatch {
  private readonly board: FaultBoard;
  private readonly repeats: boolean[] = [];
  private readonly gaps: number[] = [];
  private lastHash = -1;
  private lastNumber = -1;
  private freshAtMs = Date.now();
  private droppedFrames = 0;

  constructor(board: FaultBoard) {
    this.board = board;
  }

  get dropped(): number {
    return this.droppedFrames;
  }

  /** How long the picture has stood still; 0 before the first frame. */
  get frozenMs(): number {
    return this.lastNumber < 0 ? 0 : Date.now() - this.freshAtMs;
  }

  private get frozen(): boolean {
    return this.frozenMs > FROZEN_MS;
  }

  frame(pair: FramePair, paced: boolean): void {
    if (!paced) return;
    const hash = contentHash(pair.depth.data);
    const repeated = hash === this.lastHash;
    if (!repeated) this.freshAtMs = Date.now();
    this.lastHash = hash;
    if (this.frozen) this.board.set('frozen-frames', true, { seconds: FROZEN_MS / 1000 });
    else if (!repeated) this.board.set('frozen-frames', false);
    const gap = this.lastNumber < 0 ? 0 : Math.max(0, pair.frameNumber - this.lastNumber - 1);
    this.lastNumber = pair.frameNumber;
    this.droppedFrames += gap;
    push(this.repeats, repeated);
    push(this.gaps, gap);
    if (this.repeats.length < WINDOW / 2) return;
    const copies = this.repeats.filter(Boolean).length / this.repeats.length;
    this.board.set('repeated-frames', copies >= REPEATED_SHARE && !this.frozen, {
      share: Math.round(copies * 100),
      count: this.repeats.length,
    });
    const lost = this.gaps.reduce((a, b) => a + b, 0);
    const share = lost / (lost + this.gaps.length);
    this.board.set('dropped-frames', share >= DROPPED_SHARE, { share: Math.round(share * 100) });
  }

  /** What the newest measures and the source itself say. */
  quality(source: Source, pair: FramePair, measures: FrameMeasures): void {
    const { board } = this;
    board.set('over-exposed', measures.clippedBright > OVER_EXPOSED_SHARE, {
      share: Math.max(1, Math.round(measures.clippedBright * 100)),
    });
    const holes = emptyCorners(pair, source.baselineMm, measures.distanceMm);
    board.set('corner-holes', holes.length > 0, { corners: holes.join(', ') });
  }

  /** Faults that come with the camera: told once at opening and after a change of settings. */
  connection(source: Source): void {
    const camera = source.camera();
    const isD405 = camera.model.includes('D405');
    this.board.set('usb2', camera.usb?.startsWith('2') === true, {
      camera: source.label,
      usb: camera.usb ?? '',
      profile: bestProfile(source),
    });
    this.board.set('old-firmware', isD405 && older(camera.firmware, D405_MIN_FIRMWARE), {
      camera: source.label,
      firmware: camera.firmware,
      minimum: D405_MIN_FIRMWARE,
    });
    const scale = source.metresPerCount();
    const foreign = isD405 && Math.abs(scale / D405_METRES_PER_COUNT - 1) > 1e-3;
    this.board.set('depth-unit', foreign, {
      found: scale * 1000,
      expected: D405_METRES_PER_COUNT * 1000,
    });
  }
}

function push<T>(list: T[], value: T): void {
  list.push(value);
  if (list.length > WINDOW) list.shift();
}

/** A few hundred pixels tell a fresh frame from a copy: sensor noise never repeats. */
function contentHash(counts: Uint16Array): number {
  let hash = 17;
  const step = Math.max(1, Math.floor(counts.length / 499));
  for (let i = step >> 1; i < counts.length; i += step)
    hash = (Math.imul(hash, 31) + counts[i]!) | 0;
  return hash;
}

/** Corners without depth, right of the band that no stereo pair sees. */
function emptyCorners(
  { depth }: FramePair,
  baselineMm: number | null,
  distanceMm: number | null,
): string[] {
  const { width, height, data, intrinsics } = depth;
  const band =
    baselineMm !== null && distanceMm !== null
      ? Math.min(width / 4, Math.ceil((intrinsics.fx * baselineMm) / distanceMm) + 4)
      : 0;
  const corners: [string, number, number][] = [
    ['top left', band, 0],
    ['top right', width - CORNER_PX, 0],
    ['bottom left', band, height - CORNER_PX],
    ['bottom right', width - CORNER_PX, height - CORNER_PX],
  ];
  return corners
    .filter(([, u0, v0]) => {
      let valid = 0;
      for (let v = v0; v < v0 + CORNER_PX; v++) {
        for (let u = u0; u < u0 + CORNER_PX; u++) if (data[v * width + u]! !== 0) valid += 1;
      }
      return valid < CORNER_PX * CORNER_PX * 0.1;
    })
    .map(([name]) => name);
}

function bestProfile(source: Source): string {
  const best = [...source.profiles()].sort((a, b) => b.width * b.fps - a.width * a.fps)[0];
  return best ? `${String(best.width)} x ${String(best.height)} at ${String(best.fps)}` : '';
}

function older(version: string, minimum: string): boolean {
  const a = version.split('.').map(Number);
  const b = minimum.split('.').map(Number);
  for (let i = 0; i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
