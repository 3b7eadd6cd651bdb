/** Playback of recordings and recording of devices through the SDK. */
import { Device, type Context } from './device.js';
import type { Handle, RealSenseLibrary } from './library.js';

/** A recording as a device. With real time off no frame is dropped: reading waits for the reader. */
export class Playback extends Device {
  constructor(library: RealSenseLibrary, context: Context, file: string) {
    super(library, library.call('rs2_context_add_device', context.handle, file) as Handle);
  }

  setRealTime(realTime: boolean): void {
    this.library.call('rs2_playback_device_set_real_time', this.handle, realTime ? 1 : 0);
  }

  get durationMs(): number {
    return Number(this.library.call('rs2_playback_get_duration', this.handle)) / 1e6;
  }

  get positionMs(): number {
    return Number(this.library.call('rs2_playback_get_position', this.handle)) / 1e6;
  }

  /** playing, paused, stopped or unknown. */
  get status(): string {
    return this.library.enums.playback.nameOf(
      this.library.call('rs2_playback_device_get_current_status', this.handle) as number,
    );
  }

  seek(positionMs: number): void {
    this.library.call('rs2_playback_seek', this.handle, BigInt(Math.round(positionMs * 1e6)));
  }

  pause(): void {
    this.library.call('rs2_playback_device_pause', this.handle);
  }

  resume(): void {
    this.library.call('rs2_playback_device_resume', this.handle);
  }
}

/** Since 2.58 recordings are .db3 files, and no other name is accepted. */
const DB3_SINCE = 25800;

/**
 * A device that writes what it delivers to a file; dispose it to complete the file. The SDK's version
 * decides between .bag and .db3: `file` tells the name.
 */
export class Recorder extends Device {
  constructor(library: RealSenseLibrary, device: Device, file: string) {
    const extension = library.apiVersion >= DB3_SINCE ? '.db3' : '.bag';
    const named = file.replace(/(\.bag|\.db3)?$/i, extension);
    super(library, library.call('rs2_create_record_device', device.handle, named) as Handle);
  }

  /** The name the SDK chose: .bag, or .db3 since 2.58. */
  get file(): string {
    return this.library.call('rs2_record_device_filename', this.handle) as string;
  }
}
