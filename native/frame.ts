/** Frames: counted by hand, released exactly once, pixels copied out. */
import type { Handle, RealSenseLibrary } from './library.js';
import { StreamProfile } from './stream-profile.js';

/** Any frame. After `release` it must not be used; releasing twice is an error of the caller. */
export class Frame {
  readonly library: RealSenseLibrary;
  private held: Handle | null;

  constructor(library: RealSenseLibrary, handle: Handle) {
    this.library = library;
    this.held = handle;
    library.countFrame(1);
  }

  get handle(): Handle {
    if (!this.held) throw new Error('The frame was released already');
    return this.held;
  }

  /** Gives the handle away to a call that takes ownership. */
  surrender(): Handle {
    const { handle } = this;
    this.held = null;
    this.library.countFrame(-1);
    return handle;
  }

  release(): void {
    this.library.plain('rs2_release_frame', this.surrender());
  }

  profile(): StreamProfile {
    return new StreamProfile(
      this.library,
      this.library.call('rs2_get_frame_stream_profile', this.handle) as Handle,
    );
  }

  get number(): number {
    return Number(this.library.call('rs2_get_frame_number', this.handle));
  }

  /** Device time in milliseconds (the domain is the SDK's choice). */
  get timestampMs(): number {
    return this.library.call('rs2_get_frame_timestamp', this.handle) as number;
  }

  /** A metadata value by name, e.g. `actual-exposure`; null where the camera does not send it. */
  metadata(name: string): number | null {
    if (!this.library.enums.metadata.has(name)) return null;
    const key = this.library.enums.metadata.of(name);
    if (this.library.call('rs2_supports_frame_metadata', this.handle, key) === 0) return null;
    return Number(this.library.call('rs2_get_frame_metadata', this.handle, key));
  }
}

export class VideoFrame extends Frame {
  get width(): number {
    return this.library.call('rs2_get_frame_width', this.handle) as number;
  }

  get height(): number {
    return this.library.call('rs2_get_frame_height', this.handle) as number;
  }

  /** Bytes of the picture: stride x height, for software devices report a data size of 0. */
  get bytes(): number {
    return (
      (this.library.call('rs2_get_frame_stride_in_bytes', this.handle) as number) * this.height
    );
  }

  /** Copies the pixels into `to`. @throws RangeError when it is too small */
  copyTo(to: Uint8Array): void {
    this.library.copy(
      to,
      this.library.call('rs2_get_frame_data', this.handle) as Handle,
      this.bytes,
    );
  }
}

export class DepthFrame extends VideoFrame {
  /** Metres per count of this very frame. */
  get units(): number {
    return this.library.call('rs2_depth_frame_get_units', this.handle) as number;
  }
}

/** Vertices of a PointCloud block: float32 x, y, z in metres. */
export class Points extends Frame {
  vertices(): Float32Array {
    const count = this.library.call('rs2_get_frame_points_count', this.handle) as number;
    const out = new Float32Array(count * 3);
    const from = this.library.call('rs2_get_frame_vertices', this.handle) as Handle;
    this.library.copy(new Uint8Array(out.buffer), from, out.byteLength);
    return out;
  }
}

/** A composite frame; its parts are frames of their own. */
export class FrameSet extends Frame {
  frames(): VideoFrame[] {
    const count = this.library.call('rs2_embedded_frames_count', this.handle) as number;
    return Array.from({ length: count }, (_, i) =>
      videoFrame(this.library, this.library.call('rs2_extract_frame', this.handle, i) as Handle),
    );
  }
}

/** A depth or video frame of a single-stream handle. */
export function videoFrame(library: RealSenseLibrary, handle: Handle): VideoFrame {
  const profile = new StreamProfile(
    library,
    library.call('rs2_get_frame_stream_profile', handle) as Handle,
  );
  return profile.stream === 'depth'
    ? new DepthFrame(library, handle)
    : new VideoFrame(library, handle);
}
