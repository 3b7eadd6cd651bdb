/** mask.png (0 or 255) and labels.png (values of the project's label map), written with every save. */
import { rasterise } from '../../core/annotation/raster/label-map.js';
import type { AnnotationDocument } from '../../core/annotation/document.js';
import type { Project } from '../../core/contract/schema/project.js';
import { encodeGray8Png } from '../codecs/png.js';
import { writeAtomicGroup } from '../files/atomic.js';
import { LABELS, MASK } from './files.js';

export interface WrittenMasks {
  readonly maskPixels: number;
  /** Labels that the project does not list; 255 in labels.png. */
  readonly unknown: readonly string[];
}

/** The two files, for a write together with annotation.json. */
export async function encodeMasks(
  document: AnnotationDocument,
  project: Pick<Project, 'labels' | 'annotation'>,
): Promise<WrittenMasks & { readonly files: readonly { name: string; data: Buffer }[] }> {
  const { mask, labels, width, height, maskPixels, unknown } = rasterise(document, {
    labels: project.labels,
    rasteriser: project.annotation.rasteriser,
  });
  const encode = async (
    name: string,
    pixels: Uint8Array,
  ): Promise<{ name: string; data: Buffer }> => ({
    name,
    data: await encodeGray8Png(pixels, width, height),
  });
  const files = await Promise.all([encode(MASK, mask), encode(LABELS, labels)]);
  return { maskPixels, unknown, files };
}

/** @throws StudioError disk-full, folder-read-only, io */
export async function writeMasks(
  folder: string,
  document: AnnotationDocument,
  project: Pick<Project, 'labels' | 'annotation'>,
): Promise<WrittenMasks> {
  const { maskPixels, unknown, files } = await encodeMasks(document, project);
  await writeAtomicGroup(folder, files);
  return { maskPixels, unknown };
}
