/** The map of an inspection, split from its bytes; regions at any line, on the page. */
import type { Inspection, Region } from '../../core/contract/schema/inspect.js';
import type { MapGrid } from '../../core/inspect/contour.js';
import { findRegions } from '../../core/inspect/regions.js';

export interface InspectionMap {
  readonly map: MapGrid;
  readonly cellDepths: Float32Array | null;
  readonly foreground: Uint8Array;
}

const known = new WeakMap<Inspection, InspectionMap>();

export function mapOf(inspection: Inspection): InspectionMap {
  const found = known.get(inspection);
  if (found) return found;
  const { mapWidth: width, mapHeight: height, hasDepth, bytes } = inspection;
  const cells = width * height;
  const own = bytes.slice();
  const made = {
    map: { width, height, data: new Float32Array(own.buffer, 0, cells) },
    cellDepths: hasDepth ? new Float32Array(own.buffer, cells * 4, cells) : null,
    foreground: own.subarray(cells * (hasDepth ? 8 : 4)),
  };
  known.set(inspection, made);
  return made;
}

/** Regions over a line that is being moved; the inspection's own where it rests. */
export function regionsAt(inspection: Inspection, line: number | null): readonly Region[] {
  if (line === null || line === inspection.rule.threshold) return inspection.regions;
  const { map, cellDepths } = mapOf(inspection);
  return findRegions(map, line, { ...inspection, cellDepths });
}
