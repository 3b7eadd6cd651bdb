/** What a sample looks like: picture, depth, board. Loaded once, neighbours ahead of time. */
import { objectBox } from '../../core/annotation/object-box.js';
import type { Box } from '../../core/annotation/shapes.js';
import { makeDepthGrid, planeInColour, type DepthGrid } from '../../core/annotation/depth-grid.js';
import { StudioError } from '../../core/contract/errors.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { planeOfPose } from '../../core/geometry/plane.js';
import type { Plane } from '../../core/geometry/types.js';
import type { Link } from '../bridge/link.js';
import type { DepthColours } from '../canvas/painters.js';
import { makePicture, type PictureKind } from './canvas/pictures.js';

export class SampleData {
  private readonly pictures = new Map<string, HTMLCanvasElement | null>();

  constructor(
    readonly sample: Sample,
    readonly width: number,
    readonly height: number,
    readonly rgba: Uint8ClampedArray<ArrayBuffer>,
    readonly depth: DepthGrid | null,
    /** The board in the camera of rgb; null where the shot did not measure it. */
    readonly board: Plane | null,
    /** Where the object lies in the picture; null where depth does not tell. */
    readonly object: Box | null,
  ) {}

  /** Made when it is first asked for; null where the sample has no depth for it. */
  picture(kind: PictureKind, colours: DepthColours): HTMLCanvasElement | null {
    const range = kind === 'rgb' || kind === 'relief' ? '' : colours.rangeMm.join('-');
    const palette = kind === 'rgb' || kind === 'relief' ? '' : colours.palette;
    const key = `${kind} ${palette} ${range}`;
    const known = this.pictures.get(key);
    if (known !== undefined) return known;
    const made = makePicture(this, kind, colours);
    this.pictures.set(key, made);
    return made;
  }
}

/** As many samples are kept: the current one, its neighbours, and the one that was left. */
const KEPT = 4;

export class SampleCache {
  private readonly entries = new Map<string, Promise<SampleData>>();
  private readonly loaded = new WeakMap<Promise<SampleData>, SampleData>();

  constructor(private readonly link: Pick<Link, 'call'>) {}

  load(id: string): Promise<SampleData> {
    const known = this.entries.get(id);
    const entry = known ?? loadSample(this.link, id);
    this.entries.delete(id);
    this.entries.set(id, entry);
    if (!known)
      entry.then(
        (data) => {
          this.loaded.set(entry, data);
        },
        () => {
          // A failure is not kept: the next look tries again.
          if (this.entries.get(id) === entry) this.entries.delete(id);
        },
      );
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= KEPT) break;
      this.entries.delete(oldest);
    }
    return entry;
  }

  /** What is there already; null while it is loaded. */
  peek(id: string): SampleData | null {
    const entry = this.entries.get(id);
    return (entry && this.loaded.get(entry)) ?? null;
  }

  clear(): void {
    this.entries.clear();
  }
}

async function loadSample(link: Pick<Link, 'call'>, id: string): Promise<SampleData> {
  const [{ sample }, picture, depth] = await Promise.all([
    link.call('samples.get', { id }),
    link.call('samples.picture', { id, kind: 'rgb' }).then(decode),
    link.call('annotate.depth', { id }).catch((error: unknown) => {
      if (error instanceof StudioError && error.code === 'not-found') return null;
      throw error;
    }),
  ]);
  const { width, height, data } = picture;
  const grid = depth
    ? makeDepthGrid(
        depth.width,
        depth.height,
        depth.encoding === 'uint16' ? words16(depth.bytes) : floats(depth.bytes),
        depth.metresPerCount,
        depth.intrinsics,
      )
    : null;
  const board = boardOf(sample);
  const object = grid && board ? objectBox(grid, board) : null;
  return new SampleData(sample, width, height, data, grid, board, object);
}

async function decode(file: { mime: string; bytes: Uint8Array }): Promise<ImageData> {
  const blob = new Blob([file.bytes.slice()], { type: file.mime });
  // The picture's own pixels: no colour profile may change what is drawn and grown.
  const bitmap = await createImageBitmap(blob, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no 2D canvas.');
  context.drawImage(bitmap, 0, 0);
  const data = context.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return data;
}

function words16(bytes: Uint8Array): Uint16Array {
  const own = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(own.buffer, own.byteOffset, own.byteLength >> 1);
}

function floats(bytes: Uint8Array): Float32Array {
  const own = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(own.buffer, own.byteOffset, own.byteLength >> 2);
}

function boardOf(sample: Sample): Plane | null {
  const pose = sample.measures;
  if (pose?.pitchDeg == null || pose.rollDeg === null || pose.distanceMm === null) return null;
  const { pitchDeg, rollDeg, distanceMm } = pose;
  return planeInColour(planeOfPose({ pitchDeg, rollDeg, distanceMm }), sample.depthToColour);
}
