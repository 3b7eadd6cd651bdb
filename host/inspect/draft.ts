/** Writes the map's outlines as a sample's first annotation, unless somebody has drawn already. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import type { Project } from '../../core/contract/schema/project.js';
import { writeLabelme } from '../../core/annotation/labelme/write.js';
import { draftDocument } from '../../core/inspect/draft.js';
import { scoreMap } from '../../core/inspect/score-map.js';
import { ANNOTATION } from '../annotate/files.js';
import { maskPng } from '../annotate/mask-png.js';
import { writeMasks } from '../annotate/masks.js';
import { writeAtomic } from '../files/atomic.js';

/** Whether a draft was written. */
export async function draftAnnotation(
  folder: string,
  inspection: Inspection,
  label: string,
  project: Project,
): Promise<boolean> {
  const path = join(folder, ANNOTATION);
  if ((await stat(path).catch(() => null)) !== null) return false;
  const { threshold } = inspection.rule;
  const document = draftDocument(scoreMap(inspection), threshold, inspection, label);
  if (document.shapes.length === 0) return false;
  const { rasteriser, readers } = project.annotation;
  // The pictures first: whoever sees the annotation finds its masks.
  await writeMasks(folder, document, project);
  await writeAtomic(
    path,
    writeLabelme(document, null, { readers, rasteriser, imagePath: 'rgb.png', png: maskPng }),
  );
  return true;
}
