/** Relief shading: surface normals of depth under one light from the upper left. */
import type { DepthGrid } from './depth-grid.js';
import { meanOfValid } from './smooth.js';

export interface ReliefOptions {
  /** How much steeper than it is. */
  readonly heightScale: number;
  /** Pixels around which depth is averaged first: stereo noise would else be all there is to see. */
  readonly smoothPx: number;
}

/** Unit direction to the light: from the upper left, half way up. */
const LIGHT = [-0.5, -0.5, Math.SQRT1_2] as const;
/** How bright level ground is. */
const LEVEL = 150;
const CONTRAST = 190;
/** Without a camera a pixel is taken to be this wide per mm of depth: a D405's field of view. */
const USUAL_FOCAL_PX_PER_WIDTH = 0.51;

/** @returns one grey a pixel, 1 to 255; 0 = no data */
export function shadeRelief(grid: DepthGrid, options: ReliefOptions): Uint8Array {
  const { width, height, zMm } = grid;
  const fx = grid.intrinsics?.fx ?? USUAL_FOCAL_PX_PER_WIDTH * width;
  const fy = grid.intrinsics?.fy ?? fx;
  const first = meanOfValid(zMm, width, height, options.smoothPx, true);
  const z = meanOfValid(first, width, height, options.smoothPx, true);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const here = z[i]!;
      if (here <= 0) continue;
      const left = x > 0 && z[i - 1]! > 0 ? -1 : 0;
      const right = x < width - 1 && z[i + 1]! > 0 ? 1 : 0;
      const up = y > 0 && z[i - width]! > 0 ? -1 : 0;
      const down = y < height - 1 && z[i + width]! > 0 ? 1 : 0;
      const gx =
        right === left
          ? 0
          : (((z[i + right]! - z[i + left]!) / (right - left)) * fx * options.heightScale) / here;
      const gy =
        down === up
          ? 0
          : (((z[i + down * width]! - z[i + up * width]!) / (down - up)) *
              fy *
              options.heightScale) /
            here;
      // Heights grow towards the camera, so the normal leans with the slope of depth.
      const length = Math.sqrt(gx * gx + gy * gy + 1);
      const light = (gx * LIGHT[0] + gy * LIGHT[1] + LIGHT[2]) / length - LIGHT[2];
      const grey = LEVEL + light * CONTRAST;
      out[i] = grey < 1 ? 1 : grey > 255 ? 255 : grey;
    }
  }
  return out;
}
