/** Depth on the grid of rgb for the linked views; the last few samples are kept. */
import { alignmentOf } from '../../core/dataset/export/grid.js';
import { StudioError } from '../../core/contract/errors.js';
import type { MethodOutput } from '../../core/contract/methods.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import type { DepthAligner } from '../../core/geometry/align.js';
import { LastAligner } from '../../core/geometry/last-aligner.js';
import { text } from '../../core/text/index.js';
import { readDepth } from '../export/sources.js';
import type { ProjectStore } from '../project/store.js';

type DepthAnswer = MethodOutput<'annotate.depth'>;

/** A sample and its neighbours on both sides. */
const KEPT = 6;

export class DepthGrids {
  /** By sample hash: pictures never change. Oldest first. */
  private readonly kept = new Map<string, Promise<DepthAnswer>>();
  private readonly aligner = new LastAligner();

  constructor(private readonly store: ProjectStore) {}

  /** @throws StudioError not-found (no depth), unsupported (no calibration), file-corrupt */
  async get(id: string): Promise<DepthAnswer> {
    const { sample, path } = await this.store.read(id);
    const key = `${id} ${sample.depth?.sha256 ?? ''}`;
    const found = this.kept.get(key) ?? this.make(sample, path);
    this.kept.delete(key);
    this.kept.set(key, found);
    found.catch(() => this.kept.delete(key));
    for (const old of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(old);
    return found;
  }

  private async make(sample: Sample, folder: string): Promise<DepthAnswer> {
    const { depth, rgb, id } = sample;
    if (!depth) throw noDepth(id);
    const alignment = alignmentOf(sample, 'colour');
    if (alignment === null)
      throw new StudioError(
        'unsupported',
        text('annotate.no-grid.message', { id }),
        text('annotate.no-grid.hint'),
        { id },
      );
    let data = await readDepth(folder, depth);
    const projected = alignment === 'depth-to-colour';
    if (projected) data = this.alignerOf(sample).align(data, depth.metresPerCount);
    return {
      width: rgb.width,
      height: rgb.height,
      encoding: data instanceof Uint16Array ? 'uint16' : 'float32',
      metresPerCount: data instanceof Uint16Array ? depth.metresPerCount : 1,
      intrinsics: rgb.intrinsics ?? (projected ? null : depth.intrinsics),
      aligned: projected ? 'projected' : 'same-grid',
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    };
  }

  /** Rays are computed once for all samples of a camera. */
  private alignerOf({ depth, rgb, depthToColour }: Sample): DepthAligner {
    if (!depth?.intrinsics || !rgb.intrinsics || !depthToColour)
      throw new RangeError('a projection needs both cameras');
    return this.aligner.of(
      { width: depth.width, height: depth.height, intrinsics: depth.intrinsics },
      { width: rgb.width, height: rgb.height, intrinsics: rgb.intrinsics },
      depthToColour,
    );
  }
}

function noDepth(id: string): StudioError {
  return new StudioError(
    'not-found',
    text('annotate.no-depth.message', { id }),
    text('annotate.no-depth.hint'),
    { id },
  );
}
