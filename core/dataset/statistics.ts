/** Numbers of the Statistics page: cells against the plan, regions in mm, positions, quality, agreement. */
import { cellKey, countCells } from '../capture/plan.js';
import type {
  AnomalyRegion,
  PositionHeatmap,
  Statistics,
} from '../contract/schema/dataset-statistics.js';
import type { PlanCell } from '../contract/schema/project.js';
import type { Sample, SampleSummary } from '../contract/schema/sample.js';
import type { Intrinsics } from '../geometry/types.js';
import { regionsOf, type Region } from './export/regions.js';

/** Every planned cell and every cell with samples, in the plan's order, then by name. */
export function countsAgainstPlan(
  plan: readonly PlanCell[],
  samples: readonly Pick<Sample, 'category' | 'split' | 'anomaly'>[],
): Statistics['counts'] {
  const counts = countCells(samples);
  const planned = plan.map((cell) => ({ ...cell, count: counts.get(cellKey(cell)) ?? 0 }));
  const known = new Set(plan.map(cellKey));
  const more = new Map<string, Statistics['counts'][number]>();
  for (const { category, split, anomaly } of samples) {
    const key = cellKey({ category, split, anomaly });
    if (known.has(key)) continue;
    more.set(key, { category, split, anomaly, count: counts.get(key) ?? 0, target: null });
  }
  return [...planned, ...[...more].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell)];
}

/** Measures over time, oldest first. */
export function qualityOverTime(samples: readonly SampleSummary[]): Statistics['quality'] {
  return samples
    .flatMap(({ id, takenAt, category, measures }) =>
      measures
        ? [
            {
              sampleId: id,
              takenAt,
              category,
              fillRate: measures.fillRate,
              tiltDeg: measures.tiltDeg,
              distanceMm: measures.distanceMm,
              planeRmsMm: measures.planeRmsMm,
              sharpness: measures.sharpness,
            },
          ]
        : [],
    )
    .sort(
      (a, b) => Date.parse(a.takenAt) - Date.parse(b.takenAt) || (a.sampleId < b.sampleId ? -1 : 1),
    );
}

export type RegionMeasures = Omit<AnomalyRegion, 'sampleId' | 'category' | 'anomaly'>;

/**
 * Connected regions of a mask, measured.
 * @param mask width * height, 0 = normal
 * @param xyz organised, metres, (0, 0, 0) without data; null without depth
 */
export function measureRegions(
  mask: Uint8Array,
  width: number,
  height: number,
  xyz: Float32Array | null,
  intrinsics: Intrinsics | null,
): RegionMeasures[] {
  const { labels, regions } = regionsOf(
    mask.map((value) => Number(value !== 0)),
    width,
    height,
  );
  return regions.map((region, i) => {
    const label = i + 1;
    const { centre, areaMm2 } = extent(labels, width, height, region, label, xyz, intrinsics);
    const below = xyz ? depthsBelow(labels, width, height, region, label, xyz) : null;
    return {
      areaPx: region.area,
      areaMm2,
      depthMm: below && quantile(below, 0.5),
      deepestMm: below && quantile(below, 0.95),
      centre,
    };
  });
}

/** Area as seen along the axis: z / fx times z / fy per pixel; pixels without depth count as the rest. */
function extent(
  labels: Int32Array,
  width: number,
  height: number,
  { area, box }: Region,
  label: number,
  xyz: Float32Array | null,
  intrinsics: Intrinsics | null,
): { centre: [number, number]; areaMm2: number | null } {
  let sumX = 0;
  let sumY = 0;
  let square = 0;
  let valid = 0;
  eachPixel(box, width, (at, x, y) => {
    if (labels[at] !== label) return;
    sumX += x;
    sumY += y;
    const z = xyz ? xyz[3 * at + 2]! : 0;
    if (z <= 0) return;
    valid += 1;
    square += z * z;
  });
  const centre: [number, number] = [(sumX / area + 0.5) / width, (sumY / area + 0.5) / height];
  if (!intrinsics || valid === 0) return { centre, areaMm2: null };
  return { centre, areaMm2: ((square / valid) * area * 1e6) / (intrinsics.fx * intrinsics.fy) };
}

/** Least pixels with depth around a region for a plane to mean something. */
const LEAST_RING = 24;

/**
 * How far below the plane through its surrounding each pixel of a region lies, in mm along the axis.
 * The surrounding is a ring of half the region's mean radius (at least 4 pixels) outside every region;
 * points off the first plane by more than three times the median are left out of the second.
 */
function depthsBelow(
  labels: Int32Array,
  width: number,
  height: number,
  { area, box }: Region,
  label: number,
  xyz: Float32Array,
): Float32Array | null {
  const margin = Math.max(4, Math.round(Math.sqrt(area / Math.PI) / 2));
  const ring: number[] = [];
  const wide = grown(box, margin, width, height);
  eachPixel(wide, width, (at) => {
    if (labels[at] === 0 && xyz[3 * at + 2]! > 0) ring.push(at);
  });
  if (ring.length < LEAST_RING) return null;
  const first = fitPlane(ring, xyz, width);
  if (!first) return null;
  const off = Float32Array.from(ring, (at) => Math.abs(xyz[3 * at + 2]! - first(at)));
  const limit = 3 * (quantile(off, 0.5) ?? 0);
  const kept = ring.filter((_, i) => off[i]! <= limit);
  const plane = (kept.length >= LEAST_RING ? fitPlane(kept, xyz, width) : null) ?? first;
  const below: number[] = [];
  eachPixel(box, width, (at) => {
    const z = xyz[3 * at + 2]!;
    if (labels[at] === label && z > 0) below.push((z - plane(at)) * 1000);
  });
  return below.length === 0 ? null : Float32Array.from(below);
}

type Box = readonly [x: number, y: number, width: number, height: number];

function grown([x, y, w, h]: Box, by: number, width: number, height: number): Box {
  const x0 = Math.max(0, x - by);
  const y0 = Math.max(0, y - by);
  return [x0, y0, Math.min(width, x + w + by) - x0, Math.min(height, y + h + by) - y0];
}

function eachPixel(
  [x0, y0, w, h]: Box,
  width: number,
  visit: (at: number, x: number, y: number) => void,
): void {
  for (let y = y0; y < y0 + h; y++) for (let x = x0; x < x0 + w; x++) visit(y * width + x, x, y);
}

/** Least squares z = a + b u + c v in pixel coordinates; null where the points lie on a line. */
function fitPlane(
  points: readonly number[],
  xyz: Float32Array,
  width: number,
): ((at: number) => number) | null {
  let mu = 0;
  let mv = 0;
  let mz = 0;
  for (const at of points) {
    mu += at % width;
    mv += Math.floor(at / width);
    mz += xyz[3 * at + 2]!;
  }
  mu /= points.length;
  mv /= points.length;
  mz /= points.length;
  let uu = 0;
  let uv = 0;
  let vv = 0;
  let uz = 0;
  let vz = 0;
  for (const at of points) {
    const u = (at % width) - mu;
    const v = Math.floor(at / width) - mv;
    const z = xyz[3 * at + 2]! - mz;
    uu += u * u;
    uv += u * v;
    vv += v * v;
    uz += u * z;
    vz += v * z;
  }
  const det = uu * vv - uv * uv;
  if (!(det > 1e-9 * uu * vv)) return null;
  const b = (vv * uz - uv * vz) / det;
  const c = (uu * vz - uv * uz) / det;
  return (at) => mz + b * ((at % width) - mu) + c * (Math.floor(at / width) - mv);
}

function quantile(values: Float32Array, q: number): number | null {
  return Float32Array.from(values).sort()[Math.floor((values.length - 1) * q)] ?? null;
}

/** Cells of the heatmap: 48 across a 16:9 picture. */
export const HEATMAP_COLUMNS = 48;
export const HEATMAP_ROWS = 27;

/** Cells of the heatmap that a mask touches. */
export function touchedCells(mask: Uint8Array, width: number, height: number): number[] {
  const touched = new Uint8Array(HEATMAP_COLUMNS * HEATMAP_ROWS);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * HEATMAP_ROWS) / height) * HEATMAP_COLUMNS;
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] !== 0) touched[row + Math.floor((x * HEATMAP_COLUMNS) / width)] = 1;
    }
  }
  return [...touched.keys()].filter((cell) => touched[cell] === 1);
}

export function heatmapOf(samples: readonly (readonly number[])[]): PositionHeatmap {
  const values = new Array<number>(HEATMAP_COLUMNS * HEATMAP_ROWS).fill(0);
  for (const cells of samples) for (const cell of cells) values[cell]! += 1;
  return { columns: HEATMAP_COLUMNS, rows: HEATMAP_ROWS, samples: samples.length, values };
}

/** Intersection over union of two masks of one size; 1 where both are empty. */
export function overlap(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = a[i] !== 0;
    const inB = b[i] !== 0;
    if (inA && inB) both += 1;
    if (inA || inB) either += 1;
  }
  return either === 0 ? 1 : both / either;
}
