/** A sample's surface for the 3D view: every second pixel with data, metres, the table flat. */
import { pointAt } from '../../core/annotation/depth-grid.js';
import type { CloudBuffers } from '../canvas/cloud-stage.js';
import type { SampleData } from './sample-data.js';

const STEP = 2;

export interface SurfacePoints extends Omit<CloudBuffers, 'colours'> {
  /** Pixel of rgb of each point. */
  readonly pixels: readonly number[];
}

/** Where a place of the picture lies in the cloud, metres; null without depth there. */
export function placeOf(
  { depth }: Pick<SampleData, 'depth'>,
  u: number,
  v: number,
): [x: number, y: number, z: number] | null {
  const point = depth?.intrinsics ? pointAt(depth, u, v) : null;
  return point && [point[0] / 1000, -point[2] / 1000, point[1] / 1000];
}

/** x stays, up is -Z, towards the viewer is Y; null without depth or camera. */
export function surfacePoints({ depth }: SampleData): SurfacePoints | null {
  if (!depth?.intrinsics) return null;
  const positions: number[] = [];
  const pixels: number[] = [];
  for (let v = 0; v < depth.height; v += STEP) {
    for (let u = 0; u < depth.width; u += STEP) {
      const place = placeOf({ depth }, u + 0.5, v + 0.5);
      if (!place) continue;
      positions.push(...place);
      pixels.push(v * depth.width + u);
    }
  }
  const sorted = pixels.map((pixel) => depth.zMm[pixel]!).sort((a, b) => a - b);
  const middleMetres = (sorted[sorted.length >> 1] ?? 200) / 1000;
  return {
    positions: Float32Array.from(positions),
    pixels,
    count: pixels.length,
    middleMetres,
    spacingMetres: (STEP * middleMetres) / depth.intrinsics.fx,
  };
}
