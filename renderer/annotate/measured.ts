/** What a shape measures on the object; kept with the shape, which never changes. */
import type { DepthGrid } from '../../core/annotation/depth-grid.js';
import { shapeBox } from '../../core/annotation/hit.js';
import { compoundAt } from '../../core/annotation/compound.js';
import type { Shape } from '../../core/annotation/document.js';
import { moved } from '../../core/annotation/shapes.js';
import { measureMask, type MaskMeasures } from '../../core/annotation/mask-check.js';
import { maskOfShapes } from '../../core/annotation/shape-mask.js';
import type { OpenSample } from '../state/annotate.js';

interface Kept {
  /** The holes that were cut out when it was measured. */
  readonly holes: readonly Shape[];
  readonly measures: MaskMeasures;
}

const kept = new WeakMap<Shape, Kept>();

/** Of the shape without its holes. */
export function measured(open: OpenSample, shape: Shape): MaskMeasures {
  const { document } = open.editor;
  const index = document.shapes.indexOf(shape);
  const parts = index < 0 ? [shape] : compoundAt(document, index);
  const holes = parts.slice(1);
  const known = kept.get(shape);
  if (known?.holes.length === holes.length && known.holes.every((hole, i) => hole === holes[i]))
    return known.measures;
  const measures = measureParts(open, parts);
  kept.set(shape, { holes, measures });
  return measures;
}

/** Lines and points are wider than their points, and the rim is looked at: so much room around the box. */
const ROOM_PX = 12;

/** On the shape's own part of the picture: a hundred shapes must not read a hundred pictures. */
function measureParts(open: OpenSample, parts: readonly Shape[]): MaskMeasures {
  const { document } = open.editor;
  const box = shapeBox(parts[0]!);
  const x0 = Math.max(0, Math.min(document.width - 1, Math.floor(box.x0) - ROOM_PX));
  const y0 = Math.max(0, Math.min(document.height - 1, Math.floor(box.y0) - ROOM_PX));
  const width = Math.max(1, Math.min(document.width, Math.ceil(box.x1) + ROOM_PX) - x0);
  const height = Math.max(1, Math.min(document.height, Math.ceil(box.y1) + ROOM_PX) - y0);
  // Whole pixels: truncation gives the same ones.
  const shifted = parts.map((part) => ({ ...part, points: moved(part.points, -x0, -y0) }));
  const mask = maskOfShapes(shifted, width, height);
  const { depth, board } = open.data;
  return measureMask(mask, depth ? partOf(depth, x0, y0, width, height) : null, board);
}

function partOf(grid: DepthGrid, x0: number, y0: number, width: number, height: number): DepthGrid {
  const zMm = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + y0) * grid.width + x0;
    zMm.set(grid.zMm.subarray(from, from + width), y * width);
  }
  const { intrinsics } = grid;
  return {
    width,
    height,
    zMm,
    intrinsics: intrinsics && {
      ...intrinsics,
      ppx: intrinsics.ppx - x0,
      ppy: intrinsics.ppy - y0,
    },
  };
}
