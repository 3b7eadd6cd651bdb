/**
 * Whether a colour picture and its depth lie on each other: the silhouette of the object in colour
 * (what differs from the border's colours) against that in depth (what stands off the table's plane),
 * on one coarse grid. Overlap as it is, and after the best scale and shift of the depth silhouette
 * about the picture's centre.
 */
import { borderPlane, planeForeground } from '../anomaly/foreground/plane-surface.js';
import type { Registration } from '../contract/schema/dataset-import.js';
import { DEFAULT_FOREGROUND } from '../contract/schema/foreground.js';

/** A silhouette on a coarse grid, one byte a cell, 1 is object. */
export interface Silhouette {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Longest side of the grid. */
const SIDE = 160;
/** Objects smaller or larger than these shares of the picture tell nothing. */
const MIN_SHARE = 0.004;
const MAX_SHARE = 0.75;
/** Silhouettes that cannot be brought to overlap by this much are not of one object. */
const COMPARABLE = 0.7;
/** Pictures of one camera or of two beside each other are never further apart than this. */
const MAX_SCALE = 1.6;
const MAX_SHIFT_SHARE = 0.25;
/** An overlap that scale and shift improve by more than this does not fit. */
const GAIN = 0.1;
const OFF_SCALE = 0.04;
const OFF_SHIFT_SHARE = 0.02;

export function gridSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Cells whose mean colour is far from the border's. @param rgb RGB8 in row order */
export function colourSilhouette(rgb: Uint8Array, width: number, height: number): Silhouette {
  const grid = gridSize(width, height);
  const cells = meanColours(rgb, width, height, grid.width, grid.height);
  const n = grid.width * grid.height;
  const border = borderCells(grid.width, grid.height);
  // Background as one colour per channel with its spread, which slow shading widens.
  const distance = new Float32Array(n);
  for (let channel = 0; channel < 3; channel++) {
    const values = border.map((i) => cells[3 * i + channel]!).sort((a, b) => a - b);
    const middle = values[values.length >> 1] ?? 0;
    const spread = values.map((v) => Math.abs(v - middle)).sort((a, b) => a - b);
    const sigma = Math.max(4, 1.4826 * (spread[spread.length >> 1] ?? 0));
    for (let i = 0; i < n; i++) distance[i]! += ((cells[3 * i + channel]! - middle) / sigma) ** 2;
  }
  for (let i = 0; i < n; i++) distance[i] = Math.min(30, Math.sqrt(distance[i]!));
  const threshold = Math.max(4, otsu(distance, 30));
  return cleaned({ ...grid, data: Uint8Array.from(distance, (d) => (d > threshold ? 1 : 0)) });
}

/**
 * Cells that stand off the border's plane by more than `thresholdMm`, nearer or further.
 * @param metres depth in row order, 0 is no data
 */
export function depthSilhouette(
  metres: Float32Array,
  width: number,
  height: number,
  thresholdMm = DEFAULT_FOREGROUND.thresholdMm,
): Silhouette {
  const grid = gridSize(width, height);
  const cells = medianDepths(metres, width, height, grid.width, grid.height);
  const table = borderPlane(cells, grid.width, grid.height, DEFAULT_FOREGROUND.borderShare);
  const data = table
    ? planeForeground(cells, grid.width, grid.height, table, thresholdMm / 1000)
    : new Uint8Array(cells.length);
  return cleaned({ ...grid, data });
}

/**
 * Compares two silhouettes of one grid.
 * @param fullWidth of the colour picture, in whose pixels the shift is told
 */
export function compareSilhouettes(
  colour: Silhouette,
  depth: Silhouette,
  fullWidth: number,
): Registration {
  const pixel = fullWidth / colour.width;
  const unmoved: Move = { scale: 1, x: 0, y: 0 };
  const iou = overlap(colour, depth, unmoved);
  const shares = [colour, depth].map(({ data }) => data.reduce((a, b) => a + b, 0) / data.length);
  const usable = shares.every((share) => share >= MIN_SHARE && share <= MAX_SHARE);
  const best = usable ? bestMove(colour, depth) : { move: unmoved, iou };
  const { scale, x, y } = best.move;
  const off =
    best.iou - iou > GAIN &&
    (Math.abs(scale - 1) > OFF_SCALE || Math.hypot(x, y) > OFF_SHIFT_SHARE * colour.width);
  const verdict = !usable || best.iou < COMPARABLE ? 'unclear' : off ? 'off' : 'fits';
  return {
    iou: round(iou),
    bestIou: round(Math.max(iou, best.iou)),
    scale: round(scale),
    shiftPx: [Math.round(x * pixel), Math.round(y * pixel)],
    verdict,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

interface Move {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Starts at the move that makes area and centre equal, and as it is; then refines with ever smaller steps. */
function bestMove(colour: Silhouette, depth: Silhouette): { move: Move; iou: number } {
  const a = moments(colour);
  const b = moments(depth);
  const scale = Math.min(MAX_SCALE, Math.max(1 / MAX_SCALE, Math.sqrt(a.area / b.area)));
  const far = MAX_SHIFT_SHARE * colour.width;
  const cx = (colour.width - 1) / 2;
  const cy = (colour.height - 1) / 2;
  const starts: Move[] = [
    { scale: 1, x: 0, y: 0 },
    { scale, x: a.x - cx - scale * (b.x - cx), y: a.y - cy - scale * (b.y - cy) },
    { scale: 1, x: a.x - b.x, y: a.y - b.y },
  ];
  let best = { move: starts[0]!, iou: overlap(colour, depth, starts[0]!) };
  for (const start of starts) {
    if (Math.hypot(start.x, start.y) > far) continue;
    let at = { move: start, iou: overlap(colour, depth, start) };
    for (let step = 8; step >= 0.5;) {
      let better = at;
      for (const [ds, dx, dy] of DIRECTIONS) {
        const move = {
          scale: at.move.scale + (ds * step) / 100,
          x: at.move.x + dx * step,
          y: at.move.y + dy * step,
        };
        if (move.scale < 1 / MAX_SCALE || move.scale > MAX_SCALE) continue;
        if (Math.hypot(move.x, move.y) > far) continue;
        const iou = overlap(colour, depth, move);
        if (iou > better.iou) better = { move, iou };
      }
      if (better === at) step /= 2;
      else at = better;
    }
    if (at.iou > best.iou) best = at;
  }
  return best;
}

const DIRECTIONS: readonly (readonly [number, number, number])[] = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
];

/** Intersection over union of the colour silhouette and the moved depth silhouette. */
function overlap(colour: Silhouette, depth: Silhouette, { scale, x, y }: Move): number {
  const { width, height } = colour;
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  let both = 0;
  let either = 0;
  for (let v = 0; v < height; v++) {
    const sv = Math.round((v - cy - y) / scale + cy);
    const inside = sv >= 0 && sv < height;
    for (let u = 0; u < width; u++) {
      const su = Math.round((u - cx - x) / scale + cx);
      const d = inside && su >= 0 && su < width ? depth.data[sv * width + su]! : 0;
      const c = colour.data[v * width + u]!;
      both += c & d;
      either += c | d;
    }
  }
  return either === 0 ? 0 : both / either;
}

function moments({ width, data }: Silhouette): { area: number; x: number; y: number } {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    area += 1;
    x += i % width;
    y += Math.floor(i / width);
  }
  return { area, x: x / area, y: y / area };
}

function borderCells(width: number, height: number): number[] {
  const band = Math.max(2, Math.round(0.08 * Math.min(width, height)));
  const out: number[] = [];
  for (let i = 0; i < width * height; i++) {
    const u = i % width;
    const v = Math.floor(i / width);
    if (u < band || v < band || u >= width - band || v >= height - band) out.push(i);
  }
  return out;
}

function meanColours(
  rgb: Uint8Array,
  width: number,
  height: number,
  columns: number,
  rows: number,
): Float32Array {
  const sums = new Float32Array(columns * rows * 3);
  const counts = new Uint32Array(columns * rows);
  for (let v = 0; v < height; v++) {
    const row = Math.floor((v * rows) / height);
    for (let u = 0; u < width; u++) {
      const cell = row * columns + Math.floor((u * columns) / width);
      const i = 3 * (v * width + u);
      counts[cell]! += 1;
      for (let c = 0; c < 3; c++) sums[3 * cell + c]! += rgb[i + c]!;
    }
  }
  for (let i = 0; i < sums.length; i++) sums[i]! /= Math.max(1, counts[Math.floor(i / 3)]!);
  return sums;
}

/** Median of a few values of each cell; 0 where less than half of them have data. */
function medianDepths(
  metres: Float32Array,
  width: number,
  height: number,
  columns: number,
  rows: number,
): Float32Array {
  const out = new Float32Array(columns * rows);
  const values = new Float32Array(25);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let n = 0;
      for (let k = 0; k < 25; k++) {
        const u = Math.floor(((column + ((k % 5) + 0.5) / 5) * width) / columns);
        const v = Math.floor(((row + (Math.floor(k / 5) + 0.5) / 5) * height) / rows);
        const z = metres[v * width + u]!;
        if (z > 0) values[n++] = z;
      }
      if (n >= 12) out[row * columns + column] = values.subarray(0, n).sort()[n >> 1]!;
    }
  }
  return out;
}

/** Otsu's threshold of values from 0 to `most`. */
function otsu(values: Float32Array, most: number): number {
  const bins = 128;
  const histogram = new Float64Array(bins);
  for (const value of values)
    histogram[Math.min(bins - 1, Math.floor((value / most) * bins))]! += 1;
  const total = values.length;
  const sum = histogram.reduce((a, count, i) => a + i * count, 0);
  let below = 0;
  let sumBelow = 0;
  let best = 0;
  let bestVariance = -1;
  for (let i = 0; i < bins; i++) {
    below += histogram[i]!;
    sumBelow += i * histogram[i]!;
    const above = total - below;
    if (below === 0 || above === 0) continue;
    const variance = below * above * (sumBelow / below - (sum - sumBelow) / above) ** 2;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = i;
    }
  }
  return ((best + 1) / bins) * most;
}

/** Only parts of at least a tenth of the largest stay, and holes that do not touch the edge are filled. */
function cleaned({ width, height, data }: Silhouette): Silhouette {
  const parts = components(data, width, height, 1);
  const largest = Math.max(0, ...parts.map((part) => part.cells.length));
  const out = new Uint8Array(data.length);
  for (const { cells } of parts)
    if (cells.length >= largest / 10) for (const i of cells) out[i] = 1;
  for (const { cells, edge } of components(out, width, height, 0))
    if (!edge) for (const i of cells) out[i] = 1;
  return { width, height, data: out };
}

function components(
  data: Uint8Array,
  width: number,
  height: number,
  value: number,
): { cells: number[]; edge: boolean }[] {
  const seen = new Uint8Array(data.length);
  const out: { cells: number[]; edge: boolean }[] = [];
  for (let begin = 0; begin < data.length; begin++) {
    if (seen[begin] === 1 || data[begin] !== value) continue;
    const cells = [begin];
    let edge = false;
    seen[begin] = 1;
    for (let k = 0; k < cells.length; k++) {
      const i = cells[k]!;
      const u = i % width;
      const v = Math.floor(i / width);
      if (u === 0 || v === 0 || u === width - 1 || v === height - 1) edge = true;
      for (const [du, dv] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const next = (v + dv) * width + u + du;
        if (u + du < 0 || u + du >= width || v + dv < 0 || v + dv >= height) continue;
        if (seen[next] === 1 || data[next] !== value) continue;
        seen[next] = 1;
        cells.push(next);
      }
    }
    out.push({ cells, edge });
  }
  return out;
}
