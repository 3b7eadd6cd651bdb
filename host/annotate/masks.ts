/** mask.png (0 or 255) and labels.png (values of the project's label map), written with every save. */
import { join } from 'node:path';
import { rasterise } from '../../core/annotation/raster/label-map.js';
import type { AnnotationDocument } from '../../core/annotation/document.js';
import type { Project } from '../../core/contract/schema/project.js';
import { encodeGray8Png } from '../codecs/png.js';
import { writeAtomic } from '../files/atomic.js';
import { LABELS, MASK } from './files.js';

export interface WrittenMasks {
  readonly maskPixels: number;
  /** Labels that the project does not list; 255 in labels.png. */
  readonly unknown: readonly string[];
}

/** @throws StudioError disk-full, folder-read-only, io */
export async function writeMasks(
  folder: string,
  document: AnnotationDocument,
  project: Pick<Project, 'labels' | 'annotation'>,
): Promise<WrittenMasks> {
  const { mask, labels, width, height, maskPixels, unknown } = rasterise(document, {
    labels: project.labels,
    rasteriser: project.annotation.rasteriser,
  });
  const write = async (name: string, pixels: Uint8Array): Promise<void> => {
    await writeAtomic(join(folder, name), await encodeGray8Png(pixels, width, height));
  };
  await Promise.all([write(MASK, mask), write(LABELS, labels)]);
  return { maskPixels, unknown };
}
