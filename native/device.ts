/** Context, Device and Sensor, named as in the vendor's documentation. */
import { RealSenseError } from './errors.js';
import type { FrameQueue } from './frame-queue.js';
import type { Handle, RealSenseLibrary } from './library.js';
import { StreamProfile } from './stream-profile.js';

export class Context {
  readonly handle: Handle;
  private readonly library: RealSenseLibrary;

  constructor(library: RealSenseLibrary) {
    this.library = library;
    this.handle = library.call('rs2_create_context', library.apiVersion) as Handle;
  }

  /** Connected devices; each must be disposed. */
  queryDevices(): Device[] {
    const list = this.library.call('rs2_query_devices', this.handle) as Handle;
    try {
      const count = this.library.call('rs2_get_device_count', list) as number;
      return Array.from(
        { length: count },
        (_, i) =>
          new Device(this.library, this.library.call('rs2_create_device', list, i) as Handle),
      );
    } finally {
      this.library.plain('rs2_delete_device_list', list);
    }
  }

  dispose(): void {
    this.library.plain('rs2_delete_context', this.handle);
  }
}

export class Device {
  readonly handle: Handle;
  protected readonly library: RealSenseLibrary;

  constructor(library: RealSenseLibrary, handle: Handle) {
    this.library = library;
    this.handle = handle;
  }

  /** An info string by name, e.g. `serial-number`; null where the device has none. */
  info(name: string): string | null {
    if (!this.library.enums.info.has(name)) return null;
    const key = this.library.enums.info.of(name);
    if (this.library.call('rs2_supports_device_info', this.handle, key) === 0) return null;
    return this.library.call('rs2_get_device_info', this.handle, key) as string;
  }

  sensors(): Sensor[] {
    const list = this.library.call('rs2_query_sensors', this.handle) as Handle;
    try {
      const count = this.library.call('rs2_get_sensors_count', list) as number;
      return Array.from(
        { length: count },
        (_, i) =>
          new Sensor(this.library, this.library.call('rs2_create_sensor', list, i) as Handle),
      );
    } finally {
      this.library.plain('rs2_delete_sensor_list', list);
    }
  }

  hardwareReset(): void {
    this.library.call('rs2_hardware_reset', this.handle);
  }

  dispose(): void {
    this.library.plain('rs2_delete_device', this.handle);
  }
}

export interface OptionRange {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly defaultValue: number;
  readonly readOnly: boolean;
}

export class Sensor {
  readonly handle: Handle;
  protected readonly library: RealSenseLibrary;

  constructor(library: RealSenseLibrary, handle: Handle) {
    this.library = library;
    this.handle = handle;
  }

  get name(): string {
    const key = this.library.enums.info.of('Name');
    if (this.library.call('rs2_supports_sensor_info', this.handle, key) === 0) return '';
    return this.library.call('rs2_get_sensor_info', this.handle, key) as string;
  }

  /** Metres per count; null for sensors without depth. */
  depthScale(): number | null {
    try {
      return this.library.call('rs2_get_depth_scale', this.handle) as number;
    } catch (error) {
      if (error instanceof RealSenseError) return null;
      throw error;
    }
  }

  /** Profiles stay valid as long as the sensor. */
  profiles(): StreamProfile[] {
    const list = this.library.call('rs2_get_stream_profiles', this.handle) as Handle;
    try {
      const count = this.library.call('rs2_get_stream_profiles_count', list) as number;
      return Array.from(
        { length: count },
        (_, i) =>
          new StreamProfile(
            this.library,
            this.library.call('rs2_get_stream_profile', list, i) as Handle,
          ),
      );
    } finally {
      this.library.plain('rs2_delete_stream_profiles_list', list);
    }
  }

  supports(option: string): boolean {
    if (!this.library.enums.option.has(option)) return false;
    return (
      this.library.call(
        'rs2_supports_option',
        this.handle,
        this.library.enums.option.of(option),
      ) !== 0
    );
  }

  getOption(option: string): number {
    return this.library.call(
      'rs2_get_option',
      this.handle,
      this.library.enums.option.of(option),
    ) as number;
  }

  setOption(option: string, value: number): void {
    this.library.call('rs2_set_option', this.handle, this.library.enums.option.of(option), value);
  }

  /** All options the sensor supports, with the device's own ranges. */
  options(): OptionRange[] {
    return this.library.enums.option
      .names()
      .filter((name) => this.supports(name))
      .flatMap((name) => {
        try {
          return [this.range(name)];
        } catch (error) {
          // Some options are listed but cannot be asked for in every state.
          if (error instanceof RealSenseError) return [];
          throw error;
        }
      });
  }

  range(option: string): OptionRange {
    const key = this.library.enums.option.of(option);
    const min = [0];
    const max = [0];
    const step = [0];
    const def = [0];
    this.library.call('rs2_get_option_range', this.handle, key, min, max, step, def);
    return {
      name: option,
      value: this.library.call('rs2_get_option', this.handle, key) as number,
      min: min[0] ?? 0,
      max: max[0] ?? 0,
      step: step[0] ?? 0,
      defaultValue: def[0] ?? 0,
      readOnly: this.library.call('rs2_is_option_read_only', this.handle, key) !== 0,
    };
  }

  /** What a value of an option is called, e.g. a visual preset's name; null where it has no name. */
  valueName(option: string, value: number): string | null {
    return this.library.call(
      'rs2_get_option_value_description',
      this.handle,
      this.library.enums.option.of(option),
      value,
    ) as string | null;
  }

  open(profiles: readonly StreamProfile[]): void {
    this.library.call(
      'rs2_open_multiple',
      this.handle,
      profiles.map((p) => p.handle),
      profiles.length,
    );
  }

  start(queue: FrameQueue): void {
    this.library.call('rs2_start_queue', this.handle, queue.handle);
  }

  stop(): void {
    this.library.call('rs2_stop', this.handle);
  }

  close(): void {
    this.library.call('rs2_close', this.handle);
  }

  dispose(): void {
    this.library.plain('rs2_delete_sensor', this.handle);
  }
}
