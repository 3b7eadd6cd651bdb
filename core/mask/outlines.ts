/**
 * The outlines of a mask, by walking along the edges between its pixels and what is around (crack
 * following; nesting after Suzuki and Abe, 1985). Foreground holds together over corners, holes only
 * over sides. Each outline comes in two forms: corners for formats whose polygons enclose pixels (COCO,
 * YOLO), and centres of border pixels for LabelMe, whose polygons include their border.
 */

export interface Outline {
  /**
   * Closed ring x0, y0, x1, y1, ... of pixel corners, the first not repeated; pixel (x, y) covers
   * [x, x+1) x [y, y+1). Outer rings run clockwise on the screen, holes the other way.
   */
  readonly corners: readonly number[];
  /**
   * Closed ring of pixels, the outermost ones of the region or of the hole itself; only the ends of
   * straight runs, at least three. Filled with their border by LabelMe 7.9.1, each after the one around
   * it and holes as background, they give the mask.
   */
  readonly pixels: readonly (readonly [x: number, y: number])[];
  readonly hole: boolean;
  /** Number of the outer outline that it belongs to, in the list that it comes in: its own, or that of the one around it. */
  readonly part: number;
  /** How many holes lie around it; of a hole, around the region that it lies in. */
  readonly depth: number;
  /** Pixels of the region or hole itself, without what lies in it. */
  readonly area: number;
}

export interface OutlineOptions {
  /** Pixels of this value are looked at; else all that are not 0. */
  readonly value?: number;
  /** Only inside this box. */
  readonly box?: readonly [x: number, y: number, width: number, height: number];
  /** Regions and holes with fewer pixels are left out, with all that lies in them. */
  readonly leastPixels?: number;
}

/** Directions: right, down, left, up. */
const STEP_X = [1, 0, -1, 0] as const;
const STEP_Y = [0, 1, 0, -1] as const;

interface Ring {
  readonly corners: number[];
  readonly pixels: [number, number][];
  readonly hole: boolean;
  /** The ring around it, -1 outside of all. */
  readonly parent: number;
  /** Without what lies in it, once all rings are known. */
  area: number;
}

/**
 * Outlines, each after the one that it lies in, in row order of their first pixels.
 * @param data width * height values in row order
 */
export function outlinesOf(
  data: ArrayLike<number>,
  width: number,
  height: number,
  { value, box = [0, 0, width, height], leastPixels = 1 }: OutlineOptions = {},
): Outline[] {
  const x0 = Math.max(0, box[0]);
  const y0 = Math.max(0, box[1]);
  const w = Math.min(width, box[0] + box[2]) - x0;
  const h = Math.min(height, box[1] + box[3]) - y0;
  if (w <= 0 || h <= 0) return [];
  // A frame of background, so that no neighbour needs a bounds check.
  const field = new Field(w + 2, h + 2);
  for (let y = 0; y < h; y++) {
    const from = (y + y0) * width + x0;
    const to = (y + 1) * field.width + 1;
    for (let x = 0; x < w; x++) {
      const found = data[from + x]!;
      if (value === undefined ? found !== 0 : found === value) field.cells[to + x] = 1;
    }
  }
  return finished(ringsOf(field, x0 - 1, y0 - 1), leastPixels);
}

class Field {
  readonly cells: Uint8Array;
  /** Number + 1 of the ring along the left edge of each pixel; 0 where there is none yet. */
  readonly leftEdges: Int32Array;

  constructor(
    readonly width: number,
    height: number,
  ) {
    this.cells = new Uint8Array(width * height);
    this.leftEdges = new Int32Array(width * height);
  }
}

function ringsOf(field: Field, left: number, top: number): Ring[] {
  const { width, cells, leftEdges } = field;
  const rings: Ring[] = [];
  for (let row = width; row < cells.length; row += width) {
    let last = -1;
    for (let x = 1; x < width; x++) {
      const at = row + x;
      if (cells[at] === cells[at - 1]) continue;
      if (leftEdges[at] === 0) {
        const hole = cells[at] === 0;
        const before = rings[last];
        // What lies left of this edge: the inside of the last ring, or what is around that one.
        const parent = before && before.hole === hole ? before.parent : last;
        const ring = walk(field, x, row / width, hole, rings.length + 1);
        rings.push({ ...ring, hole, parent, area: Math.abs(doubleArea(ring.corners)) / 2 });
      }
      last = leftEdges[at]! - 1;
    }
  }
  for (const ring of rings) shift(ring, left, top);
  const enclosed = rings.map(({ area }) => area);
  rings.forEach(({ parent }, i) => {
    const around = rings[parent];
    if (around) around.area -= enclosed[i]!;
  });
  return rings;
}

/**
 * Walks with the region on the right hand until the start comes again, from the first pixel of the ring
 * in row order. At a corner where two pixels touch, the walk goes on into the other pixel.
 */
function walk(
  { width, cells, leftEdges }: Field,
  firstX: number,
  firstY: number,
  hole: boolean,
  mark: number,
): { corners: number[]; pixels: [number, number][] } {
  const corners: number[] = [];
  const pixels: [number, number][] = [[firstX, firstY]];
  const add = (px: number, py: number): void => {
    const before = pixels.at(-1)!;
    if (before[0] !== px || before[1] !== py) pixels.push([px, py]);
  };
  const startX = hole ? firstX + 1 : firstX;
  const startDirection = hole ? 2 : 0;
  let x = startX;
  let y = firstY;
  let direction: number = startDirection;
  do {
    if (direction === 1) leftEdges[y * width + x] = mark;
    else if (direction === 3) leftEdges[(y - 1) * width + x] = mark;
    x += STEP_X[direction]!;
    y += STEP_Y[direction]!;
    // The pixels ahead of this corner, to the left and to the right of the walk.
    const leftX = direction === 0 || direction === 1 ? x : x - 1;
    const leftY = direction === 1 || direction === 2 ? y : y - 1;
    const rightX = direction === 0 || direction === 3 ? x : x - 1;
    const rightY = direction === 0 || direction === 1 ? y : y - 1;
    const isLeft = cells[leftY * width + leftX] === 1;
    const turn = isLeft ? 3 : cells[rightY * width + rightX] === 1 ? 0 : 1;
    if (turn !== 0) corners.push(x, y);
    // A hole is followed over sides only: a step over a corner would cut off what reaches in between.
    if (hole) {
      if (turn !== 3) add(leftX, leftY);
      if (turn === 1) add(rightX, rightY);
    } else if (turn === 3) add(leftX, leftY);
    else if (turn === 0) add(rightX, rightY);
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== firstY || direction !== startDirection);
  const [first, last] = [pixels[0]!, pixels.at(-1)!];
  if (pixels.length > 1 && first[0] === last[0] && first[1] === last[1]) pixels.pop();
  return { corners, pixels: atLeastThree(withoutStraights(pixels)) };
}

/** Leaves out points in the middle of a straight run; a turn back stays. */
function withoutStraights(ring: readonly [number, number][]): [number, number][] {
  if (ring.length === 1) return [...ring];
  return ring.filter(([x, y], i) => {
    const before = ring[(i + ring.length - 1) % ring.length]!;
    const after = ring[(i + 1) % ring.length]!;
    return x - before[0] !== after[0] - x || y - before[1] !== after[1] - y;
  });
}

/** A polygon needs three points: one pixel is a point thrice, two are a way forth and back. */
function atLeastThree(ring: [number, number][]): [number, number][] {
  const [first, second] = ring;
  if (!first || ring.length > 2) return ring;
  return [first, second ?? [...first], [...first]];
}

function shift({ corners, pixels }: Ring, left: number, top: number): void {
  for (let i = 0; i < corners.length; i += 2) {
    corners[i] = corners[i]! + left;
    corners[i + 1] = corners[i + 1]! + top;
  }
  for (const point of pixels) {
    point[0] += left;
    point[1] += top;
  }
}

function finished(rings: readonly Ring[], leastPixels: number): Outline[] {
  const out: Outline[] = [];
  /** Place in `out` and the depth inside, of each ring that is kept. */
  const kept = new Map<number, { readonly part: number; readonly inside: number }>();
  rings.forEach(({ corners, pixels, hole, parent, area }, i) => {
    const around = kept.get(parent);
    if (area < leastPixels || (parent >= 0 && !around)) return;
    const depth = around?.inside ?? 0;
    const part = hole && around ? around.part : out.length;
    kept.set(i, { part, inside: hole ? depth + 1 : depth });
    out.push({ corners, pixels, hole, part, depth, area });
  });
  return out;
}

/** Twice the signed area of a ring x0, y0, x1, y1, ...; positive where it runs clockwise on the screen. */
export function doubleArea(ring: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    sum += ring[i]! * ring[j + 1]! - ring[j]! * ring[i + 1]!;
  }
  return sum;
}
