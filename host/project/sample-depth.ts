/** A sample's depth as metres, from counts or floats. */
import { StudioError } from '../../core/contract/errors.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { metresOf } from '../../core/frame/metres.js';
import { text } from '../../core/text/index.js';
import { readDepthPicture } from '../codecs/picture.js';
import { inside } from '../files/guard.js';

export interface DepthMetres {
  readonly width: number;
  readonly height: number;
  /** Row order, 0 = no data. */
  readonly metres: Float32Array;
}

/**
 * @param folder the sample's folder
 * @throws StudioError unsupported where the sample has no depth, file-corrupt, not-found
 */
export async function readDepthMetres(folder: string, sample: Sample): Promise<DepthMetres> {
  const { depth } = sample;
  if (!depth) {
    throw new StudioError(
      'unsupported',
      text('foreground.without-depth.message', { id: sample.id }),
      text('foreground.without-depth.remedy'),
      { id: sample.id },
    );
  }
  const picture = await readDepthPicture(inside(folder, depth.file));
  const { width, height } = picture;
  if (picture.kind === 'float') return { width, height, metres: picture.data };
  const { metresPerCount } = depth;
  return { width, height, metres: metresOf(picture.data, metresPerCount) };
}
