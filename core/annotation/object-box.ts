/** Where the object lies: the box of what stands on the board, with room around. */
import type { Plane } from '../geometry/types.js';
import { heightAbove, pointAt, type DepthGrid } from './depth-grid.js';
import type { Box } from './shapes.js';

/** Looked at every so many pixels; what stands out by less than this is the board. */
const STEP = 4;
const LEAST_MM = 2.5;
const MOST_MM = 150;
/** Rows and columns with fewer points are specks. */
const LEAST_POINTS = 3;
const ROOM = 0.18;

/** null where nothing stands out, or nearly everything does. */
export function objectBox(grid: DepthGrid, board: Plane): Box | null {
  const columns = new Uint16Array(Math.ceil(grid.width / STEP));
  const rows = new Uint16Array(Math.ceil(grid.height / STEP));
  for (let y = 0; y < grid.height; y += STEP) {
    for (let x = 0; x < grid.width; x += STEP) {
      const point = pointAt(grid, x + 0.5, y + 0.5);
      if (!point) continue;
      const height = heightAbove(board, point);
      if (height < LEAST_MM || height > MOST_MM) continue;
      columns[x / STEP] = columns[x / STEP]! + 1;
      rows[y / STEP] = rows[y / STEP]! + 1;
    }
  }
  const across = spanOf(columns);
  const down = spanOf(rows);
  if (!across || !down) return null;
  const width = (across[1] - across[0]) * STEP;
  const height = (down[1] - down[0]) * STEP;
  if (width > 0.9 * grid.width && height > 0.9 * grid.height) return null;
  const room = ROOM * Math.max(width, height);
  return {
    x0: Math.max(0, across[0] * STEP - room),
    y0: Math.max(0, down[0] * STEP - room),
    x1: Math.min(grid.width, across[1] * STEP + room),
    y1: Math.min(grid.height, down[1] * STEP + room),
  };
}

/** The longest run of filled cells, gaps of a cell bridged. */
function spanOf(counts: Uint16Array): [number, number] | null {
  let best: [number, number] | null = null;
  let from = -1;
  let last = -1;
  counts.forEach((count, i) => {
    if (count < LEAST_POINTS) return;
    if (from < 0 || i - last > 2) from = i;
    last = i;
    if (!best || last + 1 - from > best[1] - best[0]) best = [from, last + 1];
  });
  return best;
}
