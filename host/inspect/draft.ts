/** Writes the map's outlines as a sample's first annotation, unless somebody has drawn already. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import type { Project } from '../../core/contract/schema/project.js';
import { rasterise } from '../../core/annotation/raster/label-map.js';
import { writeLabelme } from '../../core/annotation/labelme/write.js';
import { draftDocument } from '../../core/inspect/draft.js';
import { maskPng } from '../annotate/mask-png.js';
import { encodeGray8Png } from '../codecs/png.js';
import { writeAtomic } from '../files/atomic.js';

/** Whether a draft was written. */
export async function draftAnnotation(
  folder: string,
  inspection: Inspection,
  label: string,
  project: Project,
): Promise<boolean> {
  const path = join(folder, 'annotation.json');
  if ((await stat(path).catch(() => null)) !== null) return false;
  const { mapWidth, mapHeight, bytes, rule } = inspection;
  const cells = mapWidth * mapHeight;
  const data = new Float32Array(bytes.slice(0, cells * 4).buffer);
  const document = draftDocument(
    { width: mapWidth, height: mapHeight, data },
    rule.threshold,
    inspection,
    label,
  );
  if (document.shapes.length === 0) return false;
  const { rasteriser, readers } = project.annotation;
  const drawn = rasterise(document, { labels: project.labels, rasteriser });
  const [mask, labels] = await Promise.all([
    encodeGray8Png(drawn.mask, drawn.width, drawn.height),
    encodeGray8Png(drawn.labels, drawn.width, drawn.height),
  ]);
  // The pictures first: whoever sees the annotation finds its masks.
  await writeAtomic(join(folder, 'mask.png'), mask);
  await writeAtomic(join(folder, 'labels.png'), labels);
  await writeAtomic(
    path,
    writeLabelme(document, null, { readers, rasteriser, imagePath: 'rgb.png', png: maskPng }),
  );
  return true;
}
