/**
 * Level lines of a score map by marching squares (Lorensen and Cline, 1987, in two dimensions): the
 * line between cells at or above the level and cells below it, linear between cell centres. Outside the
 * map everything is below, so every line closes. Lines run clockwise around what is high (its side is
 * on the right, y pointing down), so a hole's line runs the other way.
 */

export interface MapGrid {
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly data: Float32Array;
}

/** A closed line in cells; cell (i, j) has its centre at (i, j). The last point joins the first. */
export type LevelLine = readonly (readonly [x: number, y: number])[];

/** Value outside the map: far enough below that the line runs close to the border cells' centres. */
const OUTSIDE = Number.NEGATIVE_INFINITY;

export function levelLines(map: MapGrid, level: number): LevelLine[] {
  const { width, height, data } = map;
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? OUTSIDE : data[y * width + x]!;
  // Edges of the dual grid: horizontal ones first, then vertical ones; each is crossed once at most.
  const horizontal = (x: number, y: number): number => (y + 1) * (width + 2) + x + 1;
  const offset = (height + 2) * (width + 2);
  const vertical = (x: number, y: number): number => offset + (y + 1) * (width + 2) + x + 1;
  const next = new Map<number, number>();
  const place = new Map<number, readonly [number, number]>();
  const cut = (a: number, b: number): number => {
    // Half way where one side has no value.
    if (a === OUTSIDE || b === OUTSIDE) return 0.5;
    return (level - a) / (b - a);
  };
  /** The steps below are written with the high side on the left, and run the other way. */
  const join = (to: number, from: number): void => {
    next.set(from, to);
  };
  // Most cells lie wholly on one side: bits tell them apart before any value is looked at.
  const high = highCells(map, level);
  const row = width + 2;
  for (let y = -1; y < height; y++) {
    for (let x = -1, k = (y + 1) * row; x < width; x++, k++) {
      const code =
        (high[k]! << 3) | (high[k + 1]! << 2) | (high[k + row + 1]! << 1) | high[k + row]!;
      if (code === 0 || code === 15) continue;
      const a = at(x, y);
      const b = at(x + 1, y);
      const c = at(x + 1, y + 1);
      const d = at(x, y + 1);
      const top = horizontal(x, y);
      const bottom = horizontal(x, y + 1);
      const left = vertical(x, y);
      const right = vertical(x + 1, y);
      if (a >= level !== b >= level) place.set(top, [x + cut(a, b), y]);
      if (d >= level !== c >= level) place.set(bottom, [x + cut(d, c), y + 1]);
      if (a >= level !== d >= level) place.set(left, [x, y + cut(a, d)]);
      if (b >= level !== c >= level) place.set(right, [x + 1, y + cut(b, c)]);
      switch (code) {
        case 1:
          join(bottom, left);
          break;
        case 2:
          join(right, bottom);
          break;
        case 3:
          join(right, left);
          break;
        case 4:
          join(top, right);
          break;
        case 5:
          // A saddle: opposite corners high are kept apart, as regions of four neighbours are.
          join(top, right);
          join(bottom, left);
          break;
        case 6:
          join(top, bottom);
          break;
        case 7:
          join(top, left);
          break;
        case 8:
          join(left, top);
          break;
        case 9:
          join(bottom, top);
          break;
        case 10:
          join(left, top);
          join(right, bottom);
          break;
        case 11:
          join(right, top);
          break;
        case 12:
          join(left, right);
          break;
        case 13:
          join(bottom, right);
          break;
        case 14:
          join(left, bottom);
          break;
        default:
          break;
      }
    }
  }
  return chain(next, place);
}

/** 1 where a cell is at or above the level, with a rim of 0 around the map. */
function highCells({ width, height, data }: MapGrid, level: number): Uint8Array {
  const out = new Uint8Array((width + 2) * (height + 2));
  for (let y = 0, i = 0; y < height; y++) {
    let k = (y + 1) * (width + 2) + 1;
    for (const end = i + width; i < end; i++, k++) if (data[i]! >= level) out[k] = 1;
  }
  return out;
}

function chain(
  next: Map<number, number>,
  place: ReadonlyMap<number, readonly [number, number]>,
): LevelLine[] {
  const lines: LevelLine[] = [];
  for (const start of [...next.keys()]) {
    const line: (readonly [number, number])[] = [];
    for (let key: number | undefined = start; key !== undefined;) {
      const to = next.get(key);
      const point = place.get(key);
      if (to === undefined || !point) break;
      next.delete(key);
      line.push(point);
      key = to === start ? undefined : to;
    }
    if (line.length >= 3) lines.push(line);
  }
  return lines;
}

/** A line of the map on a picture of another size: cell centres fall on the middle of their pixels. */
export function onPicture(
  line: LevelLine,
  map: { readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
): LevelLine {
  const sx = picture.width / map.width;
  const sy = picture.height / map.height;
  return line.map(([x, y]) => [(x + 0.5) * sx - 0.5, (y + 0.5) * sy - 0.5] as const);
}

/** Signed area by the shoelace formula, in the line's own units squared. */
export function lineArea(line: LevelLine): number {
  let sum = 0;
  for (let i = 0; i < line.length; i++) {
    const [x0, y0] = line[i]!;
    const [x1, y1] = line[(i + 1) % line.length]!;
    sum += x0 * y1 - x1 * y0;
  }
  return sum / 2;
}
