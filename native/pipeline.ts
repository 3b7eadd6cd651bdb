/** Pipeline and Config: the vendor's short way to synchronised framesets. */
import type { Context } from './device.js';
import { FrameSet } from './frame.js';
import type { Handle, RealSenseLibrary } from './library.js';

export class Config {
  readonly handle: Handle;
  private readonly library: RealSenseLibrary;

  constructor(library: RealSenseLibrary) {
    this.library = library;
    this.handle = library.call('rs2_create_config') as Handle;
  }

  enableStream(
    stream: string,
    index: number,
    width: number,
    height: number,
    format: string,
    fps: number,
  ): void {
    const { enums } = this.library;
    this.library.call(
      'rs2_config_enable_stream',
      this.handle,
      enums.stream.of(stream),
      index,
      width,
      height,
      enums.format.of(format),
      fps,
    );
  }

  enableDevice(serial: string): void {
    this.library.call('rs2_config_enable_device', this.handle, serial);
  }

  enableDeviceFromFile(file: string, repeat: boolean): void {
    this.library.call(
      'rs2_config_enable_device_from_file_repeat_option',
      this.handle,
      file,
      repeat ? 1 : 0,
    );
  }

  enableRecordToFile(file: string): void {
    this.library.call('rs2_config_enable_record_to_file', this.handle, file);
  }

  dispose(): void {
    this.library.plain('rs2_delete_config', this.handle);
  }
}

export class Pipeline {
  private readonly library: RealSenseLibrary;
  private readonly handle: Handle;

  constructor(library: RealSenseLibrary, context: Context) {
    this.library = library;
    this.handle = library.call('rs2_create_pipeline', context.handle) as Handle;
  }

  /** The handle of the device that `start` will use, to be wrapped and disposed by the caller. */
  resolve(config: Config): Handle {
    return this.deviceOf(
      this.library.call('rs2_config_resolve', config.handle, this.handle) as Handle,
    );
  }

  /** Starts and returns the handle of the device in use, to be wrapped and disposed by the caller. */
  start(config: Config): Handle {
    return this.deviceOf(
      this.library.call('rs2_pipeline_start_with_config', this.handle, config.handle) as Handle,
    );
  }

  private deviceOf(profile: Handle): Handle {
    try {
      return this.library.call('rs2_pipeline_profile_get_device', profile) as Handle;
    } finally {
      this.library.plain('rs2_delete_pipeline_profile', profile);
    }
  }

  /** Waits on another thread; null when no set came within the time. The caller releases it. */
  async tryWaitForFrames(timeoutMs: number): Promise<FrameSet | null> {
    const frame: [Handle | null] = [null];
    const came = await this.library.callAsync(
      'rs2_pipeline_try_wait_for_frames',
      this.handle,
      frame,
      timeoutMs,
    );
    return came === 0 || frame[0] === null ? null : new FrameSet(this.library, frame[0]);
  }

  stop(): void {
    this.library.call('rs2_pipeline_stop', this.handle);
  }

  dispose(): void {
    this.library.plain('rs2_delete_pipeline', this.handle);
  }
}
