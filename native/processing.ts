/** The SDK's own processing blocks: Align, PointCloud, and framesets made of single frames. */
import koffi from 'koffi';
import { FrameSet, Points, type VideoFrame } from './frame.js';
import { FrameQueue } from './frame-queue.js';
import type { Handle, RealSenseLibrary } from './library.js';

class Block {
  protected readonly library: RealSenseLibrary;
  protected readonly queue: FrameQueue;
  private readonly handle: Handle;

  constructor(library: RealSenseLibrary, handle: Handle) {
    this.library = library;
    this.handle = handle;
    this.queue = new FrameQueue(library, 4);
    library.call('rs2_start_processing_queue', handle, this.queue.handle);
  }

  /** Processes a frame that stays the caller's. @throws Error when the block gives nothing back */
  protected run(frame: { readonly handle: Handle }): Handle {
    this.library.call('rs2_frame_add_ref', frame.handle);
    this.library.call('rs2_process_frame', this.handle, frame.handle);
    const out = this.queue.pollHandle();
    if (!out) throw new Error('The processing block gave no frame');
    return out;
  }

  dispose(): void {
    this.library.plain('rs2_delete_processing_block', this.handle);
    this.queue.dispose();
  }
}

/** Aligns the frames of a set to one stream. */
export class Align extends Block {
  constructor(library: RealSenseLibrary, to: 'color' | 'depth') {
    super(library, library.call('rs2_create_align', library.enums.stream.of(to)) as Handle);
  }

  process(set: FrameSet): FrameSet {
    return new FrameSet(this.library, this.run(set));
  }
}

/** Points of a depth frame. */
export class PointCloud extends Block {
  constructor(library: RealSenseLibrary) {
    super(library, library.call('rs2_create_pointcloud') as Handle);
  }

  calculate(depth: VideoFrame): Points {
    return new Points(this.library, this.run(depth));
  }
}

/** Makes one frameset of given frames, whatever their times; the frames stay the caller's. */
export function composeFrames(library: RealSenseLibrary, frames: readonly VideoFrame[]): FrameSet {
  const [first] = frames;
  if (!first) throw new RangeError('A frameset needs at least one frame');
  const processor = koffi.register((frame: Handle, source: Handle) => {
    for (const part of frames) library.call('rs2_frame_add_ref', part.handle);
    const composite = library.call(
      'rs2_allocate_composite_frame',
      source,
      frames.map((f) => f.handle),
      frames.length,
    );
    library.call('rs2_synthetic_frame_ready', source, composite);
    library.plain('rs2_release_frame', frame);
  }, 'rs2_frame_processor *');
  const block = library.call('rs2_create_processing_block_fptr', processor, null) as Handle;
  const queue = new FrameQueue(library, 2);
  try {
    library.call('rs2_start_processing_queue', block, queue.handle);
    library.call('rs2_frame_add_ref', first.handle);
    library.call('rs2_process_frame', block, first.handle);
    const out = queue.pollHandle();
    if (!out) throw new Error('The frameset was not made');
    return new FrameSet(library, out);
  } finally {
    library.plain('rs2_delete_processing_block', block);
    queue.dispose();
    koffi.unregister(processor);
  }
}
