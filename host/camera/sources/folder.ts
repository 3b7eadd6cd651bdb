/** A folder of RGB-D pictures as a source: one pair after the other, again from the start at the end. */
import { basename } from 'node:path';
import type { CameraOption, Profile } from '../../../core/contract/schema/camera.js';
import type { CameraRecord } from '../../../core/contract/schema/sample.js';
import { IDENTITY } from '../../../core/geometry/projection.js';
import type { FramePair } from '../../../core/frame/frame.js';
import { readColourPicture, readDepthPicture } from '../../codecs/picture.js';
import { SourceFault } from '../faults.js';
import type { OpenRequest } from '../service.js';
import {
  findPairs,
  looksRotated,
  medianCount,
  unitNeeded,
  unrotate,
  type PicturePair,
} from './folder-pairs.js';
import type { Source, SourceFrame } from './source.js';

const FPS = 10;
/** Float depth is shown and measured in counts of a D405's size, or larger ones where it reaches farther. */
const FINEST_METRES_PER_COUNT = 0.0001;
const MOST_COUNTS = 65535;

export class FolderSource implements Source {
  readonly kind = 'folder';
  readonly stream = 'file';
  readonly baselineMm = null;
  readonly paced = false;
  readonly spec: string;
  readonly label: string;
  readonly detail: string;
  private readonly pairs: readonly PicturePair[];
  private readonly scale: number | null;
  private readonly stepped: boolean;
  private first: FramePair;
  private at = 0;
  private shown: { readonly index: number; readonly pair: FramePair } | null = null;
  private dueMs = 0;

  private constructor(
    request: OpenRequest,
    pairs: readonly PicturePair[],
    first: FramePair,
    skipped: number,
  ) {
    this.spec = request.source;
    this.label = basename(request.source);
    this.detail =
      skipped === 0 ? String(pairs.length) : `${String(pairs.length)} (${String(skipped)} skipped)`;
    this.pairs = pairs;
    this.scale = request.metresPerCount;
    this.stepped = request.stepped === true;
    this.first = first;
  }

  /** @throws StudioError unit-needed; SourceFault source-unreadable when there is no pair */
  static async open(request: OpenRequest): Promise<FolderSource> {
    const { pairs, skipped } = await findPairs(request.source);
    const [first] = pairs;
    if (!first) {
      const reason = skipped[0]
        ? `${skipped[0].file}: ${skipped[0].reason}`
        : 'it holds no colour and depth pictures of equal names';
      throw new SourceFault('source-unreadable', { source: request.source, reason });
    }
    const frame = await loadPair(first, request.metresPerCount, 1);
    return new FolderSource(request, pairs, frame, skipped.length);
  }

  camera(): CameraRecord {
    return {
      model: 'folder',
      serial: '',
      firmware: '',
      sdk: null,
      usb: null,
      exposureUs: null,
      gain: null,
      preset: null,
      filters: [],
    };
  }

  profile(): Profile {
    const { width, height } = this.first.depth;
    return { width, height, fps: FPS, minDistanceMm: null };
  }

  profiles(): readonly Profile[] {
    return [this.profile()];
  }

  options(): readonly CameraOption[] {
    return [];
  }

  presets(): readonly string[] {
    return [];
  }

  /** As a sample keeps it: float depth is in metres. */
  metresPerCount(): number {
    return this.first.depth.metres ? 1 : this.first.depth.metresPerCount;
  }

  setOption(name: string): void {
    throw new RangeError(`A folder has no ${name}`);
  }

  setPreset(): void {
    throw new RangeError('A folder has no presets');
  }

  simulator(): null {
    return null;
  }

  simulate(): void {
    throw new RangeError('Only the simulated camera can be set up like this');
  }

  async next(): Promise<SourceFrame | null> {
    const wait = this.dueMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    this.dueMs = performance.now() + 1000 / FPS;
    if (this.stepped && this.at >= this.pairs.length)
      throw new SourceFault('source-ended', { source: this.label });
    const index = this.at % this.pairs.length;
    const pair = this.pairs[index] as PicturePair;
    if (this.shown?.index !== index)
      this.shown = { index, pair: await loadPair(pair, this.scale, index + 1) };
    this.at += 1;
    this.first = this.shown.pair;
    return {
      pair: { ...this.shown.pair, frameNumber: this.at, deviceTimeMs: (this.at * 1000) / FPS },
      capturedAtMs: Date.now(),
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function loadPair(
  files: PicturePair,
  scale: number | null,
  frameNumber: number,
): Promise<FramePair> {
  const [colour, depth] = await Promise.all([
    readColourPicture(files.colour),
    readDepthPicture(files.depth),
  ]);
  const { calibration } = files;
  let counts: Uint16Array;
  let metresPerCount: number;
  let metres: Float32Array | null = null;
  if (depth.kind === 'counts') {
    counts = looksRotated(depth.data) ? unrotate(depth.data) : depth.data;
    const known = scale ?? calibration.metresPerCount;
    if (known === null) throw unitNeeded(files.depth, medianCount(counts));
    metresPerCount = known;
  } else {
    const known = scale ?? calibration.metresPerCount;
    if (known === null)
      throw unitNeeded(files.depth, Math.round(medianOf(depth.data) * 1000) / 1000);
    metres = known === 1 ? depth.data : depth.data.map((v) => v * known);
    let farthest = 0;
    for (const value of metres) if (value > farthest) farthest = value;
    metresPerCount = Math.max(FINEST_METRES_PER_COUNT, farthest / MOST_COUNTS);
    counts = Uint16Array.from(metres, (value) => Math.round(value / metresPerCount));
  }
  return {
    depth: {
      width: depth.width,
      height: depth.height,
      data: counts,
      metresPerCount,
      intrinsics: calibration.depth,
      ...(metres ? { metres } : {}),
    },
    colour: { ...colour, intrinsics: calibration.colour, stream: 'file' },
    depthToColour: calibration.depthToColour ?? IDENTITY,
    deviceTimeMs: 0,
    pairDeltaMs: 0,
    frameNumber,
  };
}

function medianOf(values: Float32Array): number {
  const valid = values.filter((v) => v > 0).sort();
  return valid[valid.length >> 1] ?? 0;
}
