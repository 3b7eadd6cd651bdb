/** A RealSense through librealsense: one sensor for depth and left infrared (or colour), paired by device time. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import type { CameraOption, Profile } from '../../../core/contract/schema/camera.js';
import type { CameraRecord } from '../../../core/contract/schema/sample.js';
import { nearestByTime } from '../../../core/capture/pairing.js';
import type { ColourImage, DepthImage } from '../../../core/frame/frame.js';
import { IDENTITY } from '../../../core/geometry/projection.js';
import type { Extrinsics } from '../../../core/geometry/types.js';
import { d405Profile } from '../../../core/simulator/d405.js';
import {
  Context,
  DepthFrame,
  FrameQueue,
  loadRealSense,
  RealSenseError,
  type Device,
  type RealSenseLibrary,
  type Sensor,
  type StreamProfile,
  type VideoFrame,
} from '../../../native/index.js';
import { SourceFault } from '../faults.js';
import type { OpenRequest } from '../service.js';
import { exactScale } from './recording.js';
import { loadSdk } from './sdk.js';
import { BufferRing, colourImage, depthImage, toExtrinsics, toIntrinsics } from './sdk-frames.js';
import type { Source, SourceFrame } from './source.js';

/** Colour at 640x480 has wrong intrinsics on a D405 before this version (#11329, PR#13060). */
const D405_CROP_FIXED = 25601;
/** Room for 400 ms at 30 per second: a busy moment of this process must not cost a frame. */
const QUEUE_FRAMES = 24;
/** Pictures of a stream that wait for their partner or to be handed out. */
const WAITING_FRAMES = 12;
/** More than wait here, are the newest frame, or are being copied by the shutter. */
const RING = 2 * WAITING_FRAMES;
const WAIT_MS = 100;
/** Waits without a frame after which the device list is asked whether the camera is still there. */
const SILENT_WAITS = 5;

interface Chosen {
  readonly sensor: Sensor;
  readonly profile: StreamProfile;
}

interface Timed<T> {
  readonly image: T;
  readonly deviceTimeMs: number;
  readonly number: number;
  readonly exposureUs: number | null;
  readonly gain: number | null;
  readonly arrivedAtMs: number;
}

/** A device to open and what must be disposed with it. */
export interface OpenDevice {
  readonly library: RealSenseLibrary;
  readonly device: Device;
  /** Whether it is still connected; asked when frames stay away. */
  readonly present: () => boolean;
  readonly dispose: () => void;
}

export class RealSenseSource implements Source {
  readonly kind = 'realsense';
  readonly paced = true;
  readonly spec: string;
  readonly label: string;
  readonly detail: string;
  readonly baselineMm: number | null;
  readonly stream: 'left-ir' | 'colour';
  private readonly library: RealSenseLibrary;
  private readonly device: Device;
  private readonly present: () => boolean;
  private readonly release: () => void;
  private silentWaits = 0;
  private readonly depth: Chosen;
  private readonly colour: Chosen;
  private readonly allProfiles: readonly StreamProfile[];
  private readonly queue: FrameQueue;
  private readonly extrinsics: Extrinsics;
  private scale: number;
  private preset: string | null = null;
  private lastExposure: { exposureUs: number | null; gain: number | null } = {
    exposureUs: null,
    gain: null,
  };
  private readonly depthRing = new BufferRing(RING, (length) => new Uint16Array(length));
  private readonly colourRing = new BufferRing(RING, (length) => new Uint8Array(length));
  private depths: Timed<DepthImage>[] = [];
  private colours: Timed<ColourImage>[] = [];

  constructor(request: OpenRequest, { library, device, present, dispose }: OpenDevice) {
    this.spec = request.source;
    this.library = library;
    this.device = device;
    this.present = present;
    this.release = dispose;
    this.label = device.info('name') ?? 'RealSense';
    this.detail = device.info('serial-number') ?? '';
    const isD405 = this.label.includes('D405');
    this.stream = request.colour ?? (isD405 ? 'left-ir' : 'colour');
    const choices = device
      .sensors()
      .flatMap((sensor) => sensor.profiles().map((profile): Chosen => ({ sensor, profile })));
    this.allProfiles = choices.map((c) => c.profile);
    const wanted = request.profile ?? this.defaultProfile(choices);
    this.refuseMisreported(isD405, wanted);
    this.depth = this.choose(choices, wanted, (p) => p.stream === 'depth' && p.format === 'z16');
    this.colour =
      this.stream === 'left-ir'
        ? this.choose(
            choices,
            wanted,
            (p) =>
              p.stream === 'infrared' && p.index <= 1 && (p.format === 'rgb8' || p.format === 'y8'),
          )
        : this.choose(
            choices,
            wanted,
            (p) => p.stream === 'color' && (p.format === 'rgb8' || p.format === 'bgr8'),
          );
    this.scale = this.readScale();
    this.baselineMm = this.depth.sensor.supports('stereo-baseline')
      ? this.depth.sensor.getOption('stereo-baseline')
      : null;
    this.extrinsics =
      this.stream === 'left-ir'
        ? IDENTITY
        : toExtrinsics(this.depth.profile.extrinsicsTo(this.colour.profile));
    this.queue = new FrameQueue(library, QUEUE_FRAMES);
    this.start();
  }

  /** @throws SourceFault no-camera, camera-busy, no-permission, profile-unsupported, sdk-missing */
  static open(request: OpenRequest): RealSenseSource {
    const library = loadSdk(loadRealSense);
    const serial = request.source.split(':')[1] ?? '';
    const context = new Context(library);
    try {
      const found = context.queryDevices();
      const device = found.find((d) => serial === '' || d.info('serial-number') === serial);
      for (const other of found) if (other !== device) other.dispose();
      if (!device) throw new SourceFault('no-camera');
      const own = device.info('serial-number');
      return new RealSenseSource(request, {
        library,
        device,
        present: () => serials(context).includes(own),
        dispose: () => {
          device.dispose();
          context.dispose();
        },
      });
    } catch (error) {
      context.dispose();
      throw asFault(error, request.source);
    }
  }

  private defaultProfile(choices: readonly Chosen[]): {
    width: number;
    height: number;
    fps: number;
  } {
    const usb2 = (this.device.info('usb-type-descriptor') ?? '3').startsWith('2');
    const sizes: [number, number, number][] = usb2
      ? [
          [640, 480, 15],
          [480, 270, 15],
          [480, 270, 30],
          [424, 240, 15],
        ]
      : [
          [1280, 720, 30],
          [848, 480, 30],
          [640, 480, 30],
          [640, 480, 6],
        ];
    for (const [width, height, fps] of sizes) {
      const found = choices.some(
        ({ profile }) =>
          profile.stream === 'depth' &&
          profile.fps === fps &&
          profile.size()?.width === width &&
          profile.size()?.height === height,
      );
      if (found) return { width, height, fps };
    }
    const any = choices.find(({ profile }) => profile.stream === 'depth');
    return { ...(any?.profile.size() ?? { width: 0, height: 0 }), fps: any?.profile.fps ?? 30 };
  }

  private refuseMisreported(isD405: boolean, wanted: { width: number; height: number }): void {
    if (!isD405 || this.stream !== 'colour' || wanted.width !== 640 || wanted.height !== 480)
      return;
    if (this.library.apiVersion >= D405_CROP_FIXED) return;
    throw new SourceFault('sdk-too-old', {
      version: this.library.version,
      reason: 'it misreports the intrinsics of 640x480 colour.',
      minimum: '2.56.1',
    });
  }

  private choose(
    choices: readonly Chosen[],
    wanted: { width: number; height: number; fps: number },
    fits: (p: StreamProfile) => boolean,
  ): Chosen {
    const same = choices.filter(({ profile }) => {
      const size = profile.size();
      return (
        fits(profile) &&
        profile.fps === wanted.fps &&
        size?.width === wanted.width &&
        size.height === wanted.height
      );
    });
    const best = same.find(({ profile }) => profile.format === 'rgb8') ?? same[0];
    if (best) return best;
    const profile = `${String(wanted.width)}x${String(wanted.height)} at ${String(wanted.fps)}`;
    throw new SourceFault('profile-unsupported', { camera: this.label, profile });
  }

  private start(): void {
    const { depth, colour, queue } = this;
    if (depth.sensor.name === colour.sensor.name) {
      depth.sensor.open([depth.profile, colour.profile]);
      depth.sensor.start(queue);
      return;
    }
    depth.sensor.open([depth.profile]);
    colour.sensor.open([colour.profile]);
    depth.sensor.start(queue);
    colour.sensor.start(queue);
  }

  private readScale(): number {
    return exactScale(this.depth.sensor.depthScale() ?? 0.001);
  }

  camera(): CameraRecord {
    return {
      model: this.label,
      serial: this.detail,
      firmware: this.device.info('firmware-version') ?? '',
      sdk: this.library.version,
      usb: this.device.info('usb-type-descriptor'),
      exposureUs: this.lastExposure.exposureUs ?? this.optionValue('exposure'),
      gain: this.lastExposure.gain ?? this.optionValue('gain'),
      preset: this.preset,
      filters: [],
    };
  }

  private optionValue(name: string): number | null {
    return this.depth.sensor.supports(name) ? this.depth.sensor.getOption(name) : null;
  }

  profile(): Profile {
    return this.described(this.depth.profile);
  }

  profiles(): readonly Profile[] {
    const seen = new Map<string, Profile>();
    for (const profile of this.allProfiles) {
      if (profile.stream !== 'depth' || profile.format !== 'z16') continue;
      const described = this.described(profile);
      seen.set(
        `${String(described.width)}x${String(described.height)}@${String(described.fps)}`,
        described,
      );
    }
    return [...seen.values()].sort((a, b) => b.width - a.width || b.fps - a.fps);
  }

  private described(profile: StreamProfile): Profile {
    const size = profile.size() ?? { width: 0, height: 0 };
    const known = this.label.includes('D405') ? d405Profile(size.width, size.height) : undefined;
    return { ...size, fps: profile.fps, minDistanceMm: known?.minDistanceMm ?? null };
  }

  options(): readonly CameraOption[] {
    return this.depth.sensor.options();
  }

  presets(): readonly string[] {
    if (!this.depth.sensor.supports('visual-preset')) return [];
    const { min, max } = this.depth.sensor.range('visual-preset');
    const names: string[] = [];
    for (let value = min; value <= max; value++)
      names.push(this.depth.sensor.valueName('visual-preset', value) ?? String(value));
    return names;
  }

  metresPerCount(): number {
    return this.scale;
  }

  setOption(name: string, value: number): void {
    this.depth.sensor.setOption(name, value);
    if (name === 'depth-units') this.scale = this.readScale();
  }

  setPreset(preset: string): void {
    const at = this.presets().indexOf(preset);
    if (at < 0) throw new RangeError(`The camera has no preset ${preset}`);
    this.depth.sensor.setOption('visual-preset', this.depth.sensor.range('visual-preset').min + at);
    this.preset = preset;
    // Only some presets write the depth unit; another program may have changed it.
    this.scale = this.readScale();
  }

  simulator(): null {
    return null;
  }

  simulate(): void {
    throw new RangeError('Only the simulated camera can be set up like this');
  }

  /** The next pair; waits on another thread unless one has waited here already. */
  async next(): Promise<SourceFrame | null> {
    const ready = this.pair();
    if (ready) return ready;
    try {
      let frame = await this.queue.wait(WAIT_MS);
      this.silentWaits = frame ? 0 : this.silentWaits + 1;
      for (; frame; frame = this.queue.poll()) this.take(frame);
      // librealsense only falls silent when a camera is pulled out.
      if (this.silentWaits > 0 && this.silentWaits % SILENT_WAITS === 0 && !this.present())
        throw new SourceFault('unplugged', { camera: this.label });
    } catch (error) {
      throw asFault(error, this.label);
    }
    return this.pair();
  }

  private take(frame: VideoFrame): void {
    try {
      const exposureUs = frame.metadata('actual-exposure');
      const gain = frame.metadata('gain-level');
      const stamp = {
        deviceTimeMs: frame.timestampMs,
        number: frame.number,
        exposureUs,
        gain,
        arrivedAtMs: Date.now(),
      };
      if (frame instanceof DepthFrame) {
        this.depths = [
          ...this.depths,
          {
            ...stamp,
            image: depthImage(
              frame,
              toIntrinsics(this.depth.profile.intrinsics()),
              this.scale,
              this.depthRing,
            ),
          },
        ].slice(-WAITING_FRAMES);
      } else {
        const image = colourImage(
          frame,
          this.colour.profile.format,
          toIntrinsics(this.colour.profile.intrinsics()),
          this.stream,
          this.colourRing,
        );
        this.colours = [...this.colours, { ...stamp, image }].slice(-WAITING_FRAMES);
      }
      if (exposureUs !== null || gain !== null) this.lastExposure = { exposureUs, gain };
    } finally {
      frame.release();
    }
  }

  /** Hands out the oldest depth frame whose colour partner cannot get nearer any more. */
  private pair(): SourceFrame | null {
    const [depth] = this.depths;
    if (!depth) return null;
    const colour = nearestByTime(depth, this.colours);
    if (!colour) return null;
    const later = this.colours.some((c) => c.deviceTimeMs >= depth.deviceTimeMs);
    if (!later && this.depths.length < 2) return null;
    this.depths = this.depths.slice(1);
    return {
      pair: {
        depth: depth.image,
        colour: colour.image,
        depthToColour: this.extrinsics,
        deviceTimeMs: depth.deviceTimeMs,
        pairDeltaMs: Math.abs(colour.deviceTimeMs - depth.deviceTimeMs),
        frameNumber: depth.number,
      },
      capturedAtMs: depth.arrivedAtMs,
    };
  }

  close(): Promise<void> {
    for (const sensor of new Set([this.depth.sensor, this.colour.sensor])) {
      try {
        sensor.stop();
        sensor.close();
      } catch {
        // An unplugged camera cannot be stopped; closing goes on.
      }
    }
    this.queue.dispose();
    this.release();
    return Promise.resolve();
  }
}

function serials(context: Context): (string | null)[] {
  return context.queryDevices().map((device) => {
    const serial = device.info('serial-number');
    device.dispose();
    return serial;
  });
}

/** Connected cameras; empty without the SDK. */
export function listRealSense(): { serial: string; name: string; usb: string; firmware: string }[] {
  const library = loadSdk(loadRealSense);
  const context = new Context(library);
  try {
    return context.queryDevices().map((device) => {
      const found = {
        serial: device.info('serial-number') ?? '',
        name: device.info('name') ?? 'RealSense',
        usb: device.info('usb-type-descriptor') ?? '',
        firmware: device.info('firmware-version') ?? '',
      };
      device.dispose();
      return found;
    });
  } finally {
    context.dispose();
  }
}

function asFault(error: unknown, camera: string): unknown {
  if (!(error instanceof RealSenseError)) return error;
  if (error.kind === 'busy')
    return new SourceFault('camera-busy', { camera, holder: holderOfCamera() });
  if (error.kind === 'no-permission') return new SourceFault('no-permission', { camera });
  if (error.kind === 'disconnected') return new SourceFault('unplugged', { camera });
  return new SourceFault('source-unreadable', { source: camera, reason: error.message });
}

/** Name of the program that holds a video device, where the system tells: ` (NAME)` or nothing. */
function holderOfCamera(): string {
  if (process.platform !== 'linux') return '';
  for (const pid of readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )) {
    try {
      const holds = readdirSync(`/proc/${pid}/fd`).some((fd) =>
        readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('/dev/video'),
      );
      if (holds)
        return ` (${execFileSync('cat', [`/proc/${pid}/comm`], { encoding: 'utf8', timeout: 500 }).trim()})`;
    } catch {
      // Other users' processes do not show their files.
    }
  }
  return '';
}
