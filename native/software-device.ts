/** A device whose frames come from us: the real library's queues, recorder and playback without hardware. */
import { Device, Sensor } from './device.js';
import { systemLibrary, type Handle, type RealSenseLibrary } from './library.js';
import { StreamProfile, type SdkExtrinsics, type SdkIntrinsics } from './stream-profile.js';

export interface VideoStreamOptions {
  readonly stream: 'depth' | 'color' | 'infrared';
  readonly format: 'z16' | 'rgb8' | 'y8';
  readonly index: number;
  readonly uniqueId: number;
  readonly fps: number;
  readonly intrinsics: SdkIntrinsics;
}

const BYTES_PER_PIXEL = { z16: 2, rgb8: 3, y8: 1 } as const;
/** RS2_TIMESTAMP_DOMAIN_HARDWARE_CLOCK: the first of its enumeration in every version. */
const HARDWARE_CLOCK = 0;

export class SoftwareDevice extends Device {
  constructor(library: RealSenseLibrary) {
    super(library, library.call('rs2_create_software_device') as Handle);
  }

  /** Sets an info string by name, e.g. `serial-number`; older versions would append to one they have. */
  registerInfo(name: string, value: string): void {
    this.library.call(
      this.info(name) === null
        ? 'rs2_software_device_register_info'
        : 'rs2_software_device_update_info',
      this.handle,
      this.library.enums.info.of(name),
      value,
    );
  }

  addSensor(name: string): SoftwareSensor {
    return new SoftwareSensor(
      this.library,
      this.library.call('rs2_software_device_add_sensor', this.handle, name) as Handle,
    );
  }

  /** Tells where one stream's camera stands to another's. */
  registerExtrinsics(from: StreamProfile, to: StreamProfile, extrinsics: SdkExtrinsics): void {
    this.library.call('rs2_register_extrinsics', from.handle, to.handle, extrinsics);
  }
}

interface SoftwareFrame {
  readonly pixels: Uint8Array | Uint16Array;
  readonly number: number;
  readonly timestampMs: number;
  readonly metresPerCount: number;
  /** The pixels stay as they are while the device lives: the library reads them in place. */
  readonly lasting?: boolean;
}

export class SoftwareSensor extends Sensor {
  private readonly memory = cMemory();
  private readonly formats = new Map<
    Handle,
    { stride: number; bytesPerPixel: number; height: number }
  >();

  addVideoStream(options: VideoStreamOptions): StreamProfile {
    const { enums } = this.library;
    const bytesPerPixel = BYTES_PER_PIXEL[options.format];
    const { width, height, ppx, ppy, fx, fy, model, coefficients } = options.intrinsics;
    const handle = this.library.call('rs2_software_sensor_add_video_stream', this.handle, {
      type: enums.stream.of(options.stream),
      index: options.index,
      uid: options.uniqueId,
      width,
      height,
      fps: options.fps,
      bpp: bytesPerPixel,
      fmt: enums.format.of(options.format),
      intrinsics: {
        width,
        height,
        ppx,
        ppy,
        fx,
        fy,
        model: enums.distortion.of(model),
        coeffs: [...coefficients],
      },
    }) as Handle;
    const profile = new StreamProfile(this.library, handle);
    this.formats.set(profile.handle, { stride: width * bytesPerPixel, bytesPerPixel, height });
    return profile;
  }

  addReadOnlyOption(name: string, value: number): void {
    this.library.call(
      'rs2_software_sensor_add_read_only_option',
      this.handle,
      this.library.enums.option.of(name),
      value,
    );
  }

  addOption(name: string, value: number, min: number, max: number, step: number): void {
    this.library.call(
      'rs2_software_sensor_add_option',
      this.handle,
      this.library.enums.option.of(name),
      min,
      max,
      step,
      value,
      1,
    );
  }

  /**
   * Injects one frame. The pixels are copied into C memory, unless they last, which the library frees
   * with its last reference: the deleter is the C library's `free`, so no call comes back into JavaScript.
   */
  onVideoFrame(profile: StreamProfile, frame: SoftwareFrame): void {
    const format = this.formats.get(profile.handle);
    if (!format) throw new RangeError('The profile belongs to another sensor');
    const bytes = format.stride * format.height;
    if (frame.pixels.byteLength !== bytes) {
      throw new RangeError(
        `A frame of this stream has ${String(bytes)} bytes, not ${String(frame.pixels.byteLength)}`,
      );
    }
    const lasting = frame.lasting === true;
    const pixels = lasting ? frame.pixels : (this.memory.malloc(bytes) as Handle);
    if (!lasting) this.memory.memcpy(pixels, frame.pixels, bytes);
    this.library.call('rs2_software_sensor_on_video_frame', this.handle, {
      pixels,
      deleter: lasting ? this.memory.nothing : this.memory.free,
      stride: format.stride,
      bpp: format.bytesPerPixel,
      timestamp: frame.timestampMs,
      domain: HARDWARE_CLOCK,
      frame_number: frame.number,
      profile: profile.handle,
      depth_units: frame.metresPerCount,
    });
  }
}

interface CMemory {
  malloc(bytes: number): unknown;
  memcpy(to: Handle, from: Uint8Array | Uint16Array, bytes: number): unknown;
  /** Address of `free`. */
  readonly free: unknown;
  /** Address of `abs`: a function of the C library that leaves what its argument points at alone. */
  readonly nothing: unknown;
}

let shared: CMemory | null = null;

function cMemory(): CMemory {
  if (shared) return shared;
  const library = systemLibrary();
  shared = {
    malloc: library.func('void *malloc(size_t bytes)'),
    memcpy: library.func('void *memcpy(void *to, const void *from, size_t bytes)'),
    free: library.symbol('free') as unknown,
    nothing: library.symbol('abs') as unknown,
  };
  return shared;
}
