/**
 * A recording through librealsense, real time off so that no frame is lost. Each stream is played by
 * a player of its own: sensors of one player start one after the other, and frames between are lost.
 */
import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import type { CameraOption, Profile } from '../../../core/contract/schema/camera.js';
import type { CameraRecord } from '../../../core/contract/schema/sample.js';
import type { ColourImage, DepthImage } from '../../../core/frame/frame.js';
import type { Extrinsics } from '../../../core/geometry/types.js';
import { nearestByTime } from '../../../core/capture/pairing.js';
import {
  Context,
  DepthFrame,
  FrameQueue,
  loadRealSense,
  Playback,
  type RealSenseLibrary,
  type Sensor,
  type StreamProfile,
} from '../../../native/index.js';
import { SourceFault } from '../faults.js';
import type { OpenRequest } from '../service.js';
import { colourImage, depthImage, toExtrinsics, toIntrinsics } from './sdk-frames.js';
import { loadSdk } from './sdk.js';
import type { Source, SourceFrame } from './source.js';

/** .db3 recordings are read since this version (58 in 2.58). */
const DB3_SINCE = 25800;
const END_OF_FILE_MS = 1500;

interface Stamped<T> {
  readonly image: T;
  readonly deviceTimeMs: number;
  readonly number: number;
}

/** Plays one stream of the file; frames are handed out one at a time. */
class StreamPlayer<T> {
  private readonly playback: Playback;
  private readonly sensor: Sensor;
  private readonly queue: FrameQueue;
  private readonly waiting: Stamped<T>[] = [];
  private readonly convert: (frame: Awaited<ReturnType<FrameQueue['wait']>> & object) => T;
  private paused = false;
  ended = false;

  constructor(
    library: RealSenseLibrary,
    file: string,
    wanted: (profile: StreamProfile) => boolean,
    convert: (frame: Awaited<ReturnType<FrameQueue['wait']>> & object) => T,
  ) {
    // A context refuses to open a file twice, so every player has its own.
    this.playback = new Playback(library, new Context(library), file);
    this.playback.setRealTime(false);
    const found = this.playback.sensors().flatMap((sensor) =>
      sensor
        .profiles()
        .filter(wanted)
        .map((profile) => ({ sensor, profile })),
    )[0];
    if (!found)
      throw new SourceFault('source-unreadable', { source: file, reason: 'the stream is missing' });
    this.sensor = found.sensor;
    this.convert = convert;
    this.queue = new FrameQueue(library, 32);
    this.sensor.open([found.profile]);
    this.sensor.start(this.queue);
  }

  /** The next frame; null at the end of the file. */
  async next(): Promise<Stamped<T> | null> {
    const ready = this.waiting.shift();
    if (ready) return ready;
    if (this.paused && !this.ended) {
      this.playback.resume();
      this.paused = false;
    }
    for (const begun = performance.now(); !this.ended;) {
      const frame = await this.queue.wait(50);
      if (frame) {
        try {
          this.waiting.push({
            image: this.convert(frame),
            deviceTimeMs: frame.timestampMs,
            number: frame.number,
          });
        } finally {
          frame.release();
        }
        // Reading runs ahead of us: hold it while frames wait here.
        if (this.waiting.length === 1 && this.playback.status === 'playing') {
          this.playback.pause();
          this.paused = true;
        }
        for (let more = this.queue.poll(); more; more = this.queue.poll()) {
          try {
            this.waiting.push({
              image: this.convert(more),
              deviceTimeMs: more.timestampMs,
              number: more.number,
            });
          } finally {
            more.release();
          }
        }
        return this.waiting.shift() ?? null;
      }
      if (this.playback.status === 'stopped' || performance.now() - begun > END_OF_FILE_MS)
        this.ended = true;
    }
    return null;
  }

  close(): void {
    try {
      this.sensor.stop();
      this.sensor.close();
    } catch {
      // A player that reached the end of the file has stopped by itself.
    }
    this.queue.dispose();
  }
}

interface Streams {
  readonly depth: StreamProfile;
  readonly colour: StreamProfile;
}

export class RecordingSource implements Source {
  readonly kind = 'recording';
  readonly baselineMm: number | null;
  readonly paced = false;
  readonly stream: 'left-ir' | 'colour';
  readonly spec: string;
  readonly label: string;
  readonly detail: string;
  private readonly library: RealSenseLibrary;
  private readonly device: Playback;
  private readonly streams: Streams;
  private readonly scale: number;
  private readonly stepped: boolean;
  private readonly extrinsics: Extrinsics;
  private depthPlayer: StreamPlayer<DepthImage> | null = null;
  private colourPlayer: StreamPlayer<ColourImage> | null = null;
  private colours: Stamped<ColourImage>[] = [];
  private served = 0;
  private dueMs = 0;

  private constructor(request: OpenRequest, library: RealSenseLibrary) {
    this.spec = request.source;
    this.label = basename(request.source);
    this.stepped = request.stepped === true;
    this.library = library;
    try {
      this.device = new Playback(library, new Context(library), request.source);
    } catch (error) {
      throw new SourceFault('source-unreadable', {
        source: request.source,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
    this.detail = this.device.info('serial-number') ?? '';
    const sensors = this.device.sensors();
    const profiles = sensors.flatMap((sensor) => sensor.profiles());
    const depth = profiles.find((p) => p.stream === 'depth' && p.format === 'z16');
    const isD405 = (this.device.info('name') ?? '').includes('D405');
    const colour = colourOf(profiles, request.colour, isD405);
    if (!depth || !colour) {
      const missing = !depth
        ? 'a depth stream'
        : request.colour === null
          ? 'a colour stream that can be read'
          : request.colour === 'left-ir'
            ? 'a left infrared stream that can be read'
            : 'a colour stream that can be read (its left infrared is read without --colour colour)';
      throw new SourceFault('source-unreadable', {
        source: request.source,
        reason: `it lacks ${missing}`,
      });
    }
    this.streams = { depth, colour };
    this.stream = colour.stream === 'infrared' ? 'left-ir' : 'colour';
    this.baselineMm =
      sensors.find((sensor) => sensor.supports('stereo-baseline'))?.getOption('stereo-baseline') ??
      null;
    this.scale =
      request.metresPerCount ??
      exactScale(sensors.map((s) => s.depthScale()).find((s) => s !== null) ?? 0.001);
    this.extrinsics = toExtrinsics(depth.extrinsicsTo(colour));
  }

  /** @throws SourceFault source-unreadable, sdk-missing, sdk-too-old */
  static async open(request: OpenRequest): Promise<RecordingSource> {
    if (!(await stat(request.source).catch(() => null))?.isFile()) {
      throw new SourceFault('source-unreadable', {
        source: request.source,
        reason: 'there is no such file',
      });
    }
    const library = loadSdk(loadRealSense);
    if (request.source.toLowerCase().endsWith('.db3') && library.apiVersion < DB3_SINCE) {
      throw new SourceFault('sdk-too-old', {
        version: library.version,
        reason: '.db3 recordings are read since 2.58.',
        minimum: '2.58',
      });
    }
    const source = new RecordingSource(request, library);
    source.rewind();
    return source;
  }

  private rewind(): void {
    this.depthPlayer?.close();
    this.colourPlayer?.close();
    this.colours = [];
    const depthId = this.streams.depth;
    const colourId = this.streams.colour;
    const same =
      (a: StreamProfile) =>
      (b: StreamProfile): boolean =>
        a.stream === b.stream && a.index === b.index && a.format === b.format;
    const depthIntrinsics = toIntrinsics(depthId.intrinsics());
    const colourIntrinsics = toIntrinsics(colourId.intrinsics());
    this.depthPlayer = new StreamPlayer(this.library, this.spec, same(depthId), (frame) => {
      if (!(frame instanceof DepthFrame))
        throw new Error('The depth stream delivered another frame');
      return depthImage(frame, depthIntrinsics, this.scale);
    });
    this.colourPlayer = new StreamPlayer(this.library, this.spec, same(colourId), (frame) =>
      colourImage(frame, colourId.format, colourIntrinsics, this.stream),
    );
  }

  camera(): CameraRecord {
    return {
      model: this.device.info('name') ?? 'unknown',
      serial: this.device.info('serial-number') ?? '',
      firmware: this.device.info('firmware-version') ?? '',
      sdk: this.library.version,
      usb: this.device.info('usb-type-descriptor'),
      exposureUs: null,
      gain: null,
      preset: null,
      filters: [],
    };
  }

  profile(): Profile {
    const size = this.streams.depth.size() ?? { width: 0, height: 0 };
    return { ...size, fps: Math.max(1, this.streams.depth.fps), minDistanceMm: null };
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

  metresPerCount(): number {
    return this.scale;
  }

  setOption(name: string): void {
    throw new RangeError(`A recording's ${name} cannot be changed`);
  }

  setPreset(): void {
    throw new RangeError("A recording's preset cannot be changed");
  }

  simulator(): null {
    return null;
  }

  simulate(): void {
    throw new RangeError('Only the simulated camera can be set up like this');
  }

  /** The next depth frame with the nearest colour frame; from the beginning again at the end, unless stepped. */
  async next(): Promise<SourceFrame | null> {
    const wait = this.dueMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    this.dueMs = performance.now() + 1000 / this.profile().fps;
    const depth = await this.depthPlayer?.next();
    if (!depth) {
      if (this.served === 0)
        throw new SourceFault('source-unreadable', {
          source: this.spec,
          reason: 'it holds no depth frame',
        });
      if (this.stepped) throw new SourceFault('source-ended', { source: this.label });
      this.rewind();
      return null;
    }
    const colour = await this.colourFor(depth);
    if (!colour)
      throw new SourceFault('source-unreadable', {
        source: this.spec,
        reason: 'it holds no colour frame',
      });
    this.served += 1;
    return {
      pair: {
        depth: depth.image,
        colour: colour.image,
        depthToColour: this.extrinsics,
        deviceTimeMs: depth.deviceTimeMs,
        pairDeltaMs: Math.abs(colour.deviceTimeMs - depth.deviceTimeMs),
        frameNumber: depth.number,
      },
      capturedAtMs: Date.now(),
    };
  }

  /** Reads colour until one lies after the depth frame, then takes the nearest. */
  private async colourFor(depth: Stamped<DepthImage>): Promise<Stamped<ColourImage> | null> {
    while ((this.colours.at(-1)?.deviceTimeMs ?? Number.NEGATIVE_INFINITY) < depth.deviceTimeMs) {
      const next = await this.colourPlayer?.next();
      if (!next) break;
      this.colours.push(next);
    }
    const best = nearestByTime(depth, this.colours);
    if (best) this.colours = this.colours.slice(this.colours.indexOf(best));
    return best;
  }

  close(): Promise<void> {
    this.depthPlayer?.close();
    this.colourPlayer?.close();
    return Promise.resolve();
  }
}

/** The stream asked for; else the left infrared of a D405, which is pixel-identical to depth, or colour. */
function colourOf(
  profiles: readonly StreamProfile[],
  wanted: OpenRequest['colour'],
  isD405: boolean,
): StreamProfile | undefined {
  const colour = profiles.find(
    (p) => p.stream === 'color' && (p.format === 'rgb8' || p.format === 'bgr8'),
  );
  const left = profiles.find(
    (p) => p.stream === 'infrared' && p.index <= 1 && (p.format === 'rgb8' || p.format === 'y8'),
  );
  if (wanted !== null) return wanted === 'left-ir' ? left : colour;
  return isD405 ? (left ?? colour) : (colour ?? left);
}

/** The SDK's float32 scale as the decimal it stands for: 0.0010000000474974513 is 0.001. */
export function exactScale(scale: number): number {
  return Number(scale.toPrecision(6));
}
