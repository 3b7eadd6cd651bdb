/** Whether the picture and the depth of a stored sample lie on each other. Runs in a thread. */
import type { Registration } from '../../core/contract/schema/dataset-import.js';
import { checkRegistration } from '../dataset/import/registration.js';
import { readSample } from '../project/sample-files.js';
import { decodeColour, readColourSource, readDepth } from './sources.js';

/**
 * @param folder of the sample
 * @returns null without depth, or where the two have no common grid
 * @throws StudioError not-found, file-corrupt, sample-corrupt
 */
export async function lookAtRegistration(folder: string): Promise<Registration | null> {
  const { sample } = await readSample(folder);
  const { rgb, depth, depthToColour } = sample;
  if (!depth) return null;
  const [pixels, data] = await Promise.all([
    readColourSource(folder, sample).then(decodeColour),
    readDepth(folder, depth),
  ]);
  const { width, height, metresPerCount } = depth;
  return checkRegistration({
    rgb: { ...rgb, data: pixels },
    depth:
      data instanceof Uint16Array
        ? { kind: 'counts', width, height, data, metresPerCount }
        : { kind: 'metres', width, height, data },
    rgbIntrinsics: rgb.intrinsics,
    depthIntrinsics: depth.intrinsics,
    depthToColour,
  });
}
