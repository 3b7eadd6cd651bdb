/** A queue between the SDK's threads and ours; older frames are dropped when it is full. */
import { videoFrame, type VideoFrame } from './frame.js';
import type { Handle, RealSenseLibrary } from './library.js';

export class FrameQueue {
  readonly handle: Handle;
  private readonly library: RealSenseLibrary;

  constructor(library: RealSenseLibrary, capacity: number) {
    this.library = library;
    this.handle = library.call('rs2_create_frame_queue', capacity) as Handle;
  }

  /** The next frame if there is one. The caller releases it. */
  poll(): VideoFrame | null {
    const handle = this.pollHandle();
    return handle ? videoFrame(this.library, handle) : null;
  }

  pollHandle(): Handle | null {
    const frame: [Handle | null] = [null];
    return this.library.call('rs2_poll_for_frame', this.handle, frame) === 0 ? null : frame[0];
  }

  /** Waits on another thread; null when nothing came within the time. */
  async wait(timeoutMs: number): Promise<VideoFrame | null> {
    const frame: [Handle | null] = [null];
    const came = await this.library.callAsync(
      'rs2_try_wait_for_frame',
      this.handle,
      timeoutMs,
      frame,
    );
    return came === 0 || frame[0] === null ? null : videoFrame(this.library, frame[0]);
  }

  dispose(): void {
    this.library.plain('rs2_delete_frame_queue', this.handle);
  }
}
