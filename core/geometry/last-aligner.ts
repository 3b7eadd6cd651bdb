/** The aligner of the cameras that were asked for last: pictures of one set share theirs. */
import { DepthAligner, type Grid } from './align.js';
import type { Extrinsics } from './types.js';

export class LastAligner {
  private kept: { readonly key: string; readonly aligner: DepthAligner } | null = null;

  of(depthGrid: Grid, colourGrid: Grid, depthToColour: Extrinsics): DepthAligner {
    const grid = ({ width, height, intrinsics }: Grid): unknown => [width, height, intrinsics];
    const key = JSON.stringify([grid(depthGrid), grid(colourGrid), depthToColour]);
    if (this.kept?.key !== key)
      this.kept = { key, aligner: new DepthAligner(depthGrid, colourGrid, depthToColour) };
    return this.kept.aligner;
  }
}
