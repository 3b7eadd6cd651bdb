/** A frame pair of the camera as a detector takes it: depth in metres on the grid of rgb. */
import { alignDepthToColour } from '../../../core/geometry/align.js';
import type { HeldPixels, HeldShot } from '../../camera/service.js';
import type { LoadedPicture } from '../../detector/data/source.js';

export function framePicture(
  {
    rgb,
    depth,
    stream,
    depthToColour,
  }: Pick<HeldShot, 'rgb' | 'depth' | 'stream' | 'depthToColour'>,
  pixels: HeldPixels,
): LoadedPicture {
  const { metresPerCount } = depth;
  // The left infrared picture shares depth's pixels.
  const shared =
    (stream === 'left-ir' || depthToColour === null) &&
    rgb.width === depth.width &&
    rgb.height === depth.height;
  const counts =
    shared || depthToColour === null
      ? pixels.counts
      : alignDepthToColour(pixels.counts, metresPerCount, depth, rgb, depthToColour);
  return {
    width: rgb.width,
    height: rgb.height,
    rgb: pixels.rgb,
    depthMetres: Float32Array.from(counts, (count) => count * metresPerCount),
  };
}
