/** A held frame pair of the camera as a detector takes it. */
import { IDENTITY } from '../../../core/geometry/projection.js';
import type { HeldPixels, HeldShot } from '../../camera/service.js';
import type { LoadedPicture } from '../../detector/data/source.js';
import { onColourGrid } from '../../detector/pictures.js';

export function framePicture(
  {
    rgb,
    depth,
    stream,
    depthToColour,
  }: Pick<HeldShot, 'rgb' | 'depth' | 'stream' | 'depthToColour'>,
  { rgb: colourData, counts }: HeldPixels,
): LoadedPicture {
  return onColourGrid({
    colour: { ...rgb, stream, data: colourData },
    depth: { ...depth, data: counts },
    depthToColour: depthToColour ?? IDENTITY,
  });
}
