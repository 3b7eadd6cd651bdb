/**
 * The foreground of a depth map by the settings of its category: gap fill, table surface, distance to
 * it (method of the paper, AST 1.3), with what can go wrong named. Before dilation and resizing; the
 * detector's preparation goes on from `mask` and `depth`.
 */
import {
  DEFAULT_FOREGROUND,
  type ForegroundFigures,
  type ForegroundFinding,
  type ForegroundSettings,
} from '../../contract/schema/foreground.js';
import {
  cornerDepths,
  cornerForeground,
  type Corner,
  type CornerDepths,
} from '../preprocess/corner-background.js';
import { fillGaps } from '../preprocess/gap-fill.js';
import { judge } from './findings.js';
import { borderPlane, planeDepthAt, planeForeground, type PlaneSurface } from './plane-surface.js';
import { dropSmallRegions } from './regions.js';

export interface Foreground {
  /** 1 = foreground, row order, full size; all 0 where it failed. */
  readonly mask: Uint8Array;
  /** The gap-filled depth that the mask belongs to, metres. */
  readonly depth: Float32Array;
  readonly figures: ForegroundFigures;
  readonly findings: readonly ForegroundFinding[];
  /** No mask to work with: one of the findings says why. */
  readonly failed: boolean;
}

type Surface =
  | { readonly kind: 'corners'; readonly corners: CornerDepths }
  | { readonly kind: 'plane'; readonly plane: PlaneSurface };

/**
 * @param metres depth in row order, 0 = no data; left as it is
 * @throws RangeError where the depth does not fill the size, or is smaller than 2x2
 */
export function findForeground(
  metres: Float32Array,
  width: number,
  height: number,
  settings: ForegroundSettings = DEFAULT_FOREGROUND,
): Foreground {
  if (width < 2 || height < 2 || metres.length !== width * height)
    throw new RangeError(
      `${String(metres.length)} depths do not fill ${String(width)} x ${String(height)}`,
    );
  const depth = fillGaps(metres, width, height, { passes: settings.gapFillPasses });
  const corners = cornerDepths(depth, width, height);
  const plane = borderPlane(depth, width, height, settings.borderShare);
  const surface = chooseSurface(settings, corners, plane);
  const mask = surface
    ? maskOf(depth, width, height, surface, settings)
    : new Uint8Array(width * height);
  const regions = dropSmallRegions(mask, width, height, settings.minRegionPixels);
  const figures = measure(metres, depth, width, height, mask, surface, regions);
  const findings = judge({
    settings,
    figures,
    emptyCorners: corners.empty,
    cornersOffTable: plane ? offTable(corners, plane, width, height, settings) : [],
    planeFound: plane !== null,
  });
  return {
    mask,
    depth,
    figures,
    findings,
    failed: findings.some((finding) => finding.severity === 'failed'),
  };
}

function chooseSurface(
  { method, fallback }: ForegroundSettings,
  corners: CornerDepths,
  plane: PlaneSurface | null,
): Surface | null {
  const byCorners = method === 'corners' && corners.empty.length === 0;
  if (byCorners) return { kind: 'corners', corners };
  if (method === 'corners' && !fallback) return null;
  return plane ? { kind: 'plane', plane } : null;
}

function maskOf(
  depth: Float32Array,
  width: number,
  height: number,
  surface: Surface,
  { thresholdMm, sides }: ForegroundSettings,
): Uint8Array {
  const threshold = thresholdMm / 1000;
  const mask =
    surface.kind === 'corners'
      ? cornerForeground(depth, width, height, surface.corners, threshold)
      : planeForeground(depth, width, height, surface.plane, threshold);
  if (sides === 'both') return mask;
  const table = new Float64Array(width);
  for (let y = 0, i = 0; y < height; y++) {
    surfaceRow(surface, y, width, height, table);
    for (let x = 0; x < width; x++, i++) if (mask[i] === 1 && depth[i]! > table[x]!) mask[i] = 0;
  }
  return mask;
}

/** Depths of the table along row `y`, metres, into `out`. */
function surfaceRow(
  surface: Surface,
  y: number,
  width: number,
  height: number,
  out: Float64Array,
): void {
  if (surface.kind === 'plane') {
    for (let x = 0; x < width; x++) out[x] = planeDepthAt(surface.plane, x, y, width, height);
    return;
  }
  const { metres } = surface.corners;
  const down = y / (height - 1);
  const left = metres['top-left'] * (1 - down) + metres['bottom-left'] * down;
  const right = metres['top-right'] * (1 - down) + metres['bottom-right'] * down;
  for (let x = 0; x < width; x++) {
    const across = x / (width - 1);
    out[x] = left * (1 - across) + right * across;
  }
}

/** Corners whose depth is off the plane by more than half the threshold: something lies in them. */
function offTable(
  { metres, empty }: CornerDepths,
  plane: PlaneSurface,
  width: number,
  height: number,
  { thresholdMm }: ForegroundSettings,
): Corner[] {
  const at: Readonly<Record<Corner, readonly [number, number]>> = {
    'top-left': [0.5, 0.5],
    'top-right': [width - 1.5, 0.5],
    'bottom-left': [0.5, height - 1.5],
    'bottom-right': [width - 1.5, height - 1.5],
  };
  return (Object.keys(at) as Corner[]).filter((corner) => {
    if (empty.includes(corner)) return false;
    const [x, y] = at[corner];
    return Math.abs(metres[corner] - planeDepthAt(plane, x, y, width, height)) > thresholdMm / 2000;
  });
}

const HIGH_SHARE = 0.995;
/** Histogram of heights: 0.1 mm a bin, up to 1 m. */
const BIN_MM = 0.1;
const BINS = 10_000;

function measure(
  metres: Float32Array,
  depth: Float32Array,
  width: number,
  height: number,
  mask: Uint8Array,
  surface: Surface | null,
  regions: number,
): ForegroundFigures {
  const heights = new Uint32Array(BINS);
  let pixels = 0;
  let filled = 0;
  let empty = 0;
  let border = 0;
  let tableSquares = 0;
  let table = 0;
  let deepest = 0;
  const tableRow = new Float64Array(width);
  for (let y = 0, i = 0; y < height; y++) {
    if (surface) surfaceRow(surface, y, width, height, tableRow);
    const atRim = y === 0 || y === height - 1;
    for (let x = 0; x < width; x++, i++) {
      const z = depth[i]!;
      if (z === 0) empty += 1;
      else if (metres[i] === 0) filled += 1;
      if (z === 0 || !surface) continue;
      const above = tableRow[x]! - z;
      if (mask[i] === 1) {
        pixels += 1;
        const bin = above > 0 ? Math.min(BINS - 1, Math.floor((above * 1000) / BIN_MM)) : 0;
        heights[bin]! += 1;
        if (-above > deepest) deepest = -above;
        if (atRim || x === 0 || x === width - 1) border += 1;
      } else {
        table += 1;
        tableSquares += above * above;
      }
    }
  }
  const count = width * height;
  return {
    used: surface?.kind ?? null,
    share: pixels / count,
    pixels,
    regions,
    borderShare: border / (2 * (width + height) - 4),
    maxHeightMm: pixels === 0 ? null : quantile(heights, pixels * HIGH_SHARE),
    deepestMm: pixels === 0 ? null : deepest * 1000,
    tableRmsMm: table === 0 ? null : Math.sqrt(tableSquares / table) * 1000,
    filledShare: filled / count,
    emptyShare: empty / count,
  };
}

/** Upper edge of the bin in which the running count reaches `rank`, mm. */
function quantile(bins: Uint32Array, rank: number): number {
  let sum = 0;
  for (let i = 0; i < bins.length; i++) {
    sum += bins[i]!;
    if (sum >= rank) return (i + 1) * BIN_MM;
  }
  return bins.length * BIN_MM;
}
