/** The score map in the bytes of an inspection. */
import type { Inspection } from '../contract/schema/inspect.js';
import type { MapGrid } from './contour.js';

/** A copy: bytes that travelled may start anywhere in a larger buffer. */
export function scoreMap({
  mapWidth: width,
  mapHeight: height,
  bytes,
}: Pick<Inspection, 'mapWidth' | 'mapHeight' | 'bytes'>): MapGrid {
  const own = new Uint8Array(bytes.subarray(0, width * height * 4));
  return { width, height, data: new Float32Array(own.buffer) };
}
