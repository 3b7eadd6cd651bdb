/**
 * Loads librealsense2 once and calls it: every failing call throws a RealSenseError, every
 * enumeration is resolved by its names at load, for numbers move between versions.
 */
import { existsSync } from 'node:fs';
import koffi from 'koffi';
import { candidates, LIBUSB, type DiscoveryOptions } from './discovery.js';
import { RealSenseError, SdkNotFoundError, type LoadAttempt } from './errors.js';
import { CALLS, OPTIONAL, PLAIN, STRUCTS, type CallName, type PlainName } from './symbols.js';
import { withoutClashes } from './private-copy.js';

/** An opaque pointer of the SDK. */
export type Handle = object;

type Native = ReturnType<ReturnType<typeof koffi.load>['func']>;

/** Names of an enumeration with their numbers in the loaded version. */
export class Enumeration {
  private readonly byName = new Map<string, number>();
  readonly kind: string;

  constructor(kind: string, nameOf: (value: number) => string, required: readonly string[]) {
    this.kind = kind;
    let unknown = 0;
    for (let value = 0; value < 512 && unknown < 3; value++) {
      const name = nameOf(value);
      if (/^unknown$/i.test(name)) unknown += 1;
      else this.byName.set(normal(name), value);
    }
    const missing = required.filter((name) => !this.byName.has(normal(name)));
    if (missing.length > 0) {
      throw new Error(`this librealsense does not know the ${kind} ${missing.join(', ')}`);
    }
  }

  /** @throws Error naming the value when the loaded version lacks it */
  of(name: string): number {
    const value = this.byName.get(normal(name));
    if (value === undefined)
      throw new Error(`this librealsense does not know the ${this.kind} ${name}`);
    return value;
  }

  has(name: string): boolean {
    return this.byName.has(normal(name));
  }

  /** Name in lower case with dashes, e.g. enable-auto-exposure. */
  nameOf(value: number): string {
    for (const [name, number] of this.byName) if (number === value) return name;
    return `unknown-${String(value)}`;
  }

  names(): string[] {
    return [...this.byName.keys()];
  }
}

function normal(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
}

export interface Enumerations {
  readonly stream: Enumeration;
  readonly format: Enumeration;
  readonly info: Enumeration;
  readonly option: Enumeration;
  readonly distortion: Enumeration;
  readonly metadata: Enumeration;
  readonly playback: Enumeration;
}

/** The loaded SDK. Handles of one library must not be used with another. */
export class RealSenseLibrary {
  readonly path: string;
  /** e.g. 2.59.1 */
  readonly version: string;
  readonly apiVersion: number;
  readonly enums: Enumerations;
  /** Places that were tried before this one, and why they were refused. */
  readonly refused: readonly LoadAttempt[];
  private readonly functions = new Map<string, Native>();
  private readonly memory: Native;
  private live = 0;

  constructor(path: string, before: readonly string[], refused: readonly LoadAttempt[]) {
    this.path = path;
    this.refused = refused;
    defineTypes();
    for (const companion of before) preload(companion);
    const library = koffi.load(withoutClashes(path));
    for (const [name, [result, parameters]] of Object.entries(CALLS)) {
      const all = parameters === '' ? '_Out_ void **error' : `${parameters}, _Out_ void **error`;
      this.bind(library, name, `${result} ${name}(${all})`);
    }
    for (const [name, [result, parameters]] of Object.entries(PLAIN)) {
      this.bind(library, name, `${result} ${name}(${parameters})`);
    }
    this.memory = systemLibrary().func('void *memcpy(_Out_ void *to, void *from, size_t bytes)');
    this.apiVersion = this.call('rs2_get_api_version') as number;
    this.version = versionText(this.apiVersion);
    this.enums = this.checkEnumerations();
  }

  private bind(library: ReturnType<typeof koffi.load>, name: string, prototype: string): void {
    try {
      this.functions.set(name, library.func(prototype));
    } catch (error) {
      if (!OPTIONAL.has(name)) throw new Error(`it lacks ${name}`, { cause: error });
    }
  }

  private checkEnumerations(): Enumerations {
    const enumeration = (kind: string, name: PlainName, required: readonly string[]): Enumeration =>
      new Enumeration(kind, (value) => this.plain(name, value) as string, required);
    return {
      stream: enumeration('stream', 'rs2_stream_to_string', ['Depth', 'Color', 'Infrared']),
      format: enumeration('format', 'rs2_format_to_string', ['Z16', 'RGB8', 'Y8']),
      info: enumeration('camera info', 'rs2_camera_info_to_string', [
        'Name',
        'Serial Number',
        'Firmware Version',
        'Recommended Firmware Version',
        'Usb Type Descriptor',
        'Product Id',
        'Physical Port',
      ]),
      option: enumeration('option', 'rs2_option_to_string', [
        'Exposure',
        'Gain',
        'Enable Auto Exposure',
        'Visual Preset',
        'Depth Units',
        'Stereo Baseline',
      ]),
      distortion: enumeration('distortion', 'rs2_distortion_to_string', [
        'None',
        'Brown Conrady',
        'Inverse Brown Conrady',
      ]),
      metadata: enumeration('frame metadata', 'rs2_frame_metadata_to_string', [
        'Frame Counter',
        'Actual Exposure',
        'Gain Level',
      ]),
      playback: enumeration('playback status', 'rs2_playback_status_to_string', [
        'Playing',
        'Stopped',
      ]),
    };
  }

  /** Calls a function with an error parameter. @throws RealSenseError */
  call(name: CallName, ...args: unknown[]): unknown {
    const error: [Handle | null] = [null];
    const result: unknown = this.native(name)(...args, error);
    this.check(error[0]);
    return result;
  }

  /** As `call`, on another thread: for calls that wait. */
  async callAsync(name: CallName, ...args: unknown[]): Promise<unknown> {
    const error: [Handle | null] = [null];
    const native = this.native(name);
    const result = await new Promise<unknown>((resolve, reject) => {
      native.async(...args, error, (failure: unknown, value: unknown) => {
        if (failure)
          reject(failure instanceof Error ? failure : new Error(`${name} failed on its thread`));
        else resolve(value);
      });
    });
    this.check(error[0]);
    return result;
  }

  plain(name: PlainName, ...args: unknown[]): unknown {
    return this.native(name)(...args);
  }

  has(name: CallName): boolean {
    return this.functions.has(name);
  }

  /** Copies `bytes` bytes of native memory into an array; external buffers are forbidden in Electron. */
  copy(to: Uint8Array, from: Handle, bytes: number): void {
    if (bytes > to.byteLength)
      throw new RangeError(
        `A frame of ${String(bytes)} bytes does not fit into ${String(to.byteLength)}`,
      );
    this.memory(to, from, bytes);
  }

  /** Frames taken and not yet released. A leak stops a stream after about 16. */
  get liveFrames(): number {
    return this.live;
  }

  countFrame(change: 1 | -1): void {
    this.live += change;
  }

  private native(name: string): Native {
    const found = this.functions.get(name);
    if (!found) throw new Error(`librealsense ${this.version} lacks ${name}`);
    return found;
  }

  private check(error: Handle | null): void {
    if (error === null) return;
    const message = this.plain('rs2_get_error_message', error) as string;
    const failed = this.plain('rs2_get_failed_function', error) as string;
    const args = this.plain('rs2_get_failed_args', error) as string;
    this.plain('rs2_free_error', error);
    throw new RealSenseError(message, failed, args);
  }
}

let typesDefined = false;

/** koffi's types are global to the process. */
function defineTypes(): void {
  if (typesDefined) return;
  typesDefined = true;
  const intrinsics = koffi.struct('rs2_intrinsics', { ...STRUCTS.rs2_intrinsics });
  koffi.struct('rs2_extrinsics', { ...STRUCTS.rs2_extrinsics });
  koffi.struct('rs2_video_stream', {
    type: 'int',
    index: 'int',
    uid: 'int',
    width: 'int',
    height: 'int',
    fps: 'int',
    bpp: 'int',
    fmt: 'int',
    intrinsics,
  });
  koffi.struct('rs2_software_video_frame', {
    pixels: 'void *',
    deleter: 'void *',
    stride: 'int',
    bpp: 'int',
    timestamp: 'double',
    domain: 'int',
    frame_number: 'int',
    profile: 'void *',
    depth_units: 'float',
  });
  koffi.proto('void rs2_frame_processor(void *frame, void *source, void *user)');
}

/** Held for ever: a handle that is collected unloads its library. */
const preloaded: unknown[] = [];

/** Whether it could be loaded; the SDK may be linked to it statically, or not need it. */
function preload(path: string): boolean {
  try {
    preloaded.push(koffi.load(path, { global: true, lazy: true }));
    return true;
  } catch {
    return false;
  }
}

/**
 * Why librealsense must not be tried on this machine; null where nothing speaks against it. Without a
 * USB bus its own copy of libusb fails, and librealsense ends the process instead of saying so.
 */
export function usbObstacle(
  machine: { platform: NodeJS.Platform; hasLibusb: () => boolean; hasUsbBus: () => boolean } = {
    platform: process.platform,
    hasLibusb: () => preload(LIBUSB),
    hasUsbBus: () => existsSync('/dev/bus/usb'),
  },
): string | null {
  if (machine.platform !== 'linux' || machine.hasLibusb() || machine.hasUsbBus()) return null;
  return `${LIBUSB} is missing, and without it librealsense crashes on a machine that has no USB bus; install the package libusb-1.0-0`;
}

/** The C library, for memcpy, malloc and free. */
export function systemLibrary(): ReturnType<typeof koffi.load> {
  if (process.platform === 'win32') return koffi.load('msvcrt.dll');
  return koffi.load(process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6');
}

function versionText(api: number): string {
  const digits = String(api);
  return `${String(Math.floor(api / 10000))}.${digits.length >= 5 ? String(Math.floor(api / 100) % 100) : '0'}.${String(api % 100)}`;
}

let loaded: RealSenseLibrary | null = null;

/** Loads the first usable library and keeps it. @throws SdkNotFoundError with every attempt */
export function loadRealSense(options: DiscoveryOptions = {}): RealSenseLibrary {
  if (loaded) return loaded;
  const attempts: LoadAttempt[] = [];
  const obstacle = usbObstacle();
  for (const candidate of candidates(options)) {
    try {
      if (obstacle !== null) throw new Error(obstacle);
      loaded = new RealSenseLibrary(candidate.path, candidate.before, attempts);
      return loaded;
    } catch (error) {
      attempts.push({
        path: candidate.path,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  throw new SdkNotFoundError(attempts);
}
