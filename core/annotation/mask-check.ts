/** What a mask says in numbers: its size on the object, and whether depth is there and agrees. */
import type { Plane } from '../geometry/types.js';
import { heightAbove, pointAt, type DepthGrid } from './depth-grid.js';
import type { Mask } from './mask.js';
import { maskRange } from './mask.js';

export interface MaskMeasures {
  readonly pixels: number;
  /** On the surface seen straight from the camera; null without depth or camera. */
  readonly areaMm2: number | null;
  /** Share of the mask's pixels that have no depth. */
  readonly withoutDepth: number | null;
  /** From the rim's median to the deepest hundredth inside; negative for a bump. null without depth. */
  readonly deepestMm: number | null;
}

/** Above this share without depth the mask is pointed out: depth models see nothing there. */
export const MUCH_WITHOUT_DEPTH = 0.05;
const RIM_PX = 3;

export function measureMask(mask: Mask, grid: DepthGrid | null, plane: Plane | null): MaskMeasures {
  const range = maskRange(mask);
  if (!range) return { pixels: 0, areaMm2: null, withoutDepth: null, deepestMm: null };
  const { width, height, data } = mask;
  let pixels = 0;
  let blind = 0;
  let areaMm2 = 0;
  const inside: number[] = [];
  const rim: number[] = [];
  const camera = grid?.intrinsics ?? null;
  const value = (x: number, y: number, z: number): number => {
    const point = grid && plane ? pointAt(grid, x + 0.5, y + 0.5, z) : null;
    return point && plane ? heightAbove(plane, point) : -z;
  };
  const y0 = Math.max(0, range.y0 - RIM_PX);
  const y1 = Math.min(height, range.y1 + RIM_PX);
  const x0 = Math.max(0, range.x0 - RIM_PX);
  const x1 = Math.min(width, range.x1 + RIM_PX);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const i = y * width + x;
      const z = grid ? grid.zMm[i]! : 0;
      if (data[i] === 1) {
        pixels += 1;
        if (z <= 0) blind += 1;
        else {
          if (camera) areaMm2 += (z * z) / (camera.fx * camera.fy);
          inside.push(value(x, y, z));
        }
      } else if (z > 0 && nearMask(mask, x, y)) rim.push(value(x, y, z));
    }
  }
  if (!grid) return { pixels, areaMm2: null, withoutDepth: null, deepestMm: null };
  const seen = pixels - blind;
  inside.sort((p, q) => p - q);
  rim.sort((p, q) => p - q);
  const bottom = inside[Math.floor(inside.length / 100)];
  const edge = rim[rim.length >> 1];
  return {
    pixels,
    // What is not seen is taken to be as large as what is.
    areaMm2: camera && seen > 0 ? (areaMm2 * pixels) / seen : null,
    withoutDepth: blind / pixels,
    deepestMm: bottom === undefined || edge === undefined ? null : edge - bottom,
  };
}

/** Whether one of eight pixels `RIM_PX` away belongs to the mask. */
function nearMask({ width, height, data }: Mask, x: number, y: number): boolean {
  for (let dy = -RIM_PX; dy <= RIM_PX; dy += RIM_PX) {
    for (let dx = -RIM_PX; dx <= RIM_PX; dx += RIM_PX) {
      const nx = x + dx;
      const ny = y + dy;
      if (nx >= 0 && ny >= 0 && nx < width && ny < height && data[ny * width + nx] === 1)
        return true;
    }
  }
  return false;
}
