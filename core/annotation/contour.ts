/**
 * Masks as polygons that give the same mask again by LabelMe's rules (a polygon's border belongs to
 * it, coordinates are truncated): rings run through the centres of border pixels, and a hole is a
 * later `_background_` polygon, an island in it a still later polygon.
 */
import type { ImagePoint } from './document.js';
import { maskRange, type Mask } from './mask.js';

export interface Ring {
  /** Pixel centres (x + 0.5); straight runs keep only their ends. */
  readonly points: readonly ImagePoint[];
  readonly hole: boolean;
  /** Which outer ring it belongs to: its own number, or that of the ring around it. */
  readonly part: number;
  /** How many holes lie around it: an island is drawn after the hole that it lies in. */
  readonly depth: number;
  /** Pixels of the region itself, without what lies in it. */
  readonly area: number;
}

/** Eight neighbours, clockwise on the screen, from the left. */
const DX = [-1, -1, 0, 1, 1, 1, 0, -1] as const;
const DY = [0, -1, -1, -1, 0, 1, 1, 1] as const;

/**
 * Rings in the order in which they must be drawn. Foreground holds together over corners, holes only
 * over sides.
 * @param leastPixels regions with fewer pixels are left out, with all that lies in them
 */
export function traceMask(mask: Mask, leastPixels = 1): Ring[] {
  const range = maskRange(mask);
  if (!range) return [];
  // One pixel of margin: the region outside is always the first one.
  const width = range.x1 - range.x0 + 2;
  const height = range.y1 - range.y0 + 2;
  const data = new Uint8Array(width * height);
  for (let y = range.y0; y < range.y1; y++) {
    const from = y * mask.width;
    data.set(mask.data.subarray(from + range.x0, from + range.x1), (y - range.y0 + 1) * width + 1);
  }
  const { labels, regions } = labelRegions(data, width, height);
  const rings: Ring[] = [];
  const dropped = new Set<number>();
  const partOf = new Map<number, number>();
  const depthOf = new Map<number, number>();
  regions.forEach((region, label) => {
    if (label === 0) return;
    if (dropped.has(region.parent) || region.area < leastPixels) {
      dropped.add(label);
      return;
    }
    const hole = data[region.first] === 0;
    const part = hole ? (partOf.get(region.parent) ?? 0) : rings.length;
    partOf.set(label, part);
    const around = depthOf.get(region.parent) ?? 0;
    depthOf.set(label, hole ? around + 1 : around);
    rings.push({
      points: traceRegion(labels, width, label, region.first, hole ? 2 : 1).map(([x, y]) => [
        x + range.x0 - 0.5,
        y + range.y0 - 0.5,
      ]),
      hole,
      part,
      depth: around,
      area: region.area,
    });
  });
  return rings;
}

interface Region {
  /** First pixel in row order: on its outer border. */
  readonly first: number;
  readonly parent: number;
  readonly area: number;
}

function labelRegions(
  data: Uint8Array,
  width: number,
  height: number,
): { labels: Int32Array; regions: Region[] } {
  const labels = new Int32Array(data.length).fill(-1);
  const regions: Region[] = [];
  const stack: number[] = [];
  for (let first = 0; first < data.length; first++) {
    if (labels[first] !== -1) continue;
    const value = data[first]!;
    const label = regions.length;
    const step = value === 1 ? 1 : 2;
    let area = 0;
    labels[first] = label;
    stack.push(first);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      area += 1;
      const x = at % width;
      const y = (at - x) / width;
      for (let d = 0; d < 8; d += step) {
        const nx = x + DX[d]!;
        const ny = y + DY[d]!;
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const next = ny * width + nx;
        if (labels[next] !== -1 || data[next] !== value) continue;
        labels[next] = label;
        stack.push(next);
      }
    }
    // The pixel to the left of the first one belongs to the region around it.
    regions.push({ first, parent: first === 0 ? -1 : labels[first - 1]!, area });
  }
  return { labels, regions };
}

/**
 * Moore's way round the border pixels of a region, until it leaves the start as it came. A hole is
 * walked over sides only (`step` 2): a step over a corner would cut off what reaches in between.
 */
function traceRegion(
  labels: Int32Array,
  width: number,
  label: number,
  first: number,
  step: 1 | 2,
): ImagePoint[] {
  const startX = first % width;
  const startY = (first - startX) / width;
  const is = (x: number, y: number): boolean => x >= 0 && labels[y * width + x] === label;
  const height = labels.length / width;
  const next = (x: number, y: number, from: number): number => {
    for (let k = 0; k < 8; k += step) {
      const d = (from + k) % 8;
      const nx = x + DX[d]!;
      const ny = y + DY[d]!;
      if (nx < width && ny >= 0 && ny < height && is(nx, ny)) return d;
    }
    return -1;
  };
  const start = next(startX, startY, 0);
  if (start < 0) return square(startX, startY);
  const ring: ImagePoint[] = [];
  let x = startX;
  let y = startY;
  let direction = start;
  for (;;) {
    ring.push([x, y]);
    x += DX[direction]!;
    y += DY[direction]!;
    // The search goes on behind the pixel it came from.
    direction = next(x, y, (direction + 4 + step) % 8);
    if (x === startX && y === startY && direction === start) break;
  }
  return atLeastThree(withoutStraights(ring));
}

/** A polygon needs three points; a single pixel is a point thrice. */
function square(x: number, y: number): ImagePoint[] {
  return [
    [x, y],
    [x, y],
    [x, y],
  ];
}

function atLeastThree(ring: ImagePoint[]): ImagePoint[] {
  if (ring.length === 1) return square(...ring[0]!);
  if (ring.length === 2) return [ring[0]!, ring[1]!, ring[0]!];
  return ring;
}

/** Leaves out points in the middle of a straight run; a turn back stays. */
function withoutStraights(ring: readonly ImagePoint[]): ImagePoint[] {
  return ring.filter(([x, y], i) => {
    const before = ring[(i + ring.length - 1) % ring.length]!;
    const after = ring[(i + 1) % ring.length]!;
    return x - before[0] !== after[0] - x || y - before[1] !== after[1] - y;
  });
}
