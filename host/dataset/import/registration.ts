/** The registration check of one loaded pair: depth is brought onto the grid of the picture first. */
import type { Registration } from '../../../core/contract/schema/dataset-import.js';
import {
  colourSilhouette,
  compareSilhouettes,
  depthSilhouette,
} from '../../../core/dataset/registration.js';
import { alignDepthToColour } from '../../../core/geometry/align.js';
import type { LoadedDepth, LoadedSample } from './load.js';

/** Fractions of a millimetre, so that alignment in counts loses nothing that matters here. */
const FINE_METRES = 0.0001;
const MAX_ZOOM = 8;
const NEAREST_METRES = 0.03;

type Pair = Pick<
  LoadedSample,
  'rgb' | 'depth' | 'depthToColour' | 'depthIntrinsics' | 'rgbIntrinsics'
>;

/** @returns null where depth and picture have no common grid */
export function checkRegistration(loaded: Pair): Registration | null {
  const { rgb, depth } = loaded;
  if (!depth) return null;
  const metres = onColourGrid(loaded, depth);
  if (!metres) return null;
  return compareSilhouettes(
    colourSilhouette(rgb.data, rgb.width, rgb.height),
    depthSilhouette(metres, rgb.width, rgb.height),
    rgb.width,
  );
}

function onColourGrid(loaded: Pair, depth: LoadedDepth): Float32Array | null {
  const { rgb, depthToColour, depthIntrinsics, rgbIntrinsics } = loaded;
  const { width, height } = depth;
  if (depthToColour && depthIntrinsics && rgbIntrinsics) {
    // A pixel of depth must stay a few pixels of colour, or one picture would take minutes.
    if (rgbIntrinsics.fx > MAX_ZOOM * depthIntrinsics.fx) return null;
    if (rgbIntrinsics.fy > MAX_ZOOM * depthIntrinsics.fy) return null;
    const scale = depth.kind === 'counts' ? depth.metresPerCount : FINE_METRES;
    const counts = Uint16Array.from(depth.data, (value) => {
      const count = depth.kind === 'counts' ? value : Math.min(65535, Math.round(value / scale));
      return count * scale < NEAREST_METRES ? 0 : count;
    });
    const aligned = alignDepthToColour(
      counts,
      scale,
      { width, height, intrinsics: depthIntrinsics },
      { width: rgb.width, height: rgb.height, intrinsics: rgbIntrinsics },
      depthToColour,
    );
    return Float32Array.from(aligned, (count) => count * scale);
  }
  if (width !== rgb.width || height !== rgb.height) return null;
  if (depth.kind === 'metres') return depth.data;
  return Float32Array.from(depth.data, (count) => count * depth.metresPerCount);
}
