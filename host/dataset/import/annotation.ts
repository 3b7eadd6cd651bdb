/**
 * The annotation of an imported sample: a ground truth becomes a mask shape, or polygons that LabelMe
 * fills back to exactly that mask where the project's oldest reader knows no masks; a LabelMe file
 * keeps its text.
 */
import type { AnnotationDocument, Shape } from '../../../core/annotation/document.js';
import { writeLabelme } from '../../../core/annotation/labelme/write.js';
import { rasterise } from '../../../core/annotation/raster/label-map.js';
import type { Project } from '../../../core/contract/schema/project.js';
import { maskPng } from '../../annotate/mask-png.js';
import { encodeGray8Png } from '../../codecs/png.js';
import { asOfSample } from './labelme.js';
import type { EncodedSample } from './encode-sample.js';

export interface AnnotationFiles {
  readonly 'annotation.json': string;
  readonly 'mask.png': Uint8Array;
  readonly 'labels.png': Uint8Array;
  readonly shapes: number;
}

/** @returns null where the sample has no ground truth at all */
export async function annotationFiles(
  sample: EncodedSample,
  anomaly: string,
  project: Project,
): Promise<AnnotationFiles | null> {
  const { annotation } = sample;
  const { width, height } = sample.rgb.record;
  const { readers, rasteriser } = project.annotation;
  const document = annotation?.document ?? groundTruth(sample, anomaly);
  if (!document) return null;
  const json = annotation
    ? asOfSample(annotation)
    : writeLabelme(document, null, { readers, rasteriser, imagePath: 'rgb.png', png: maskPng });
  const { mask, labels } = rasterise(document, { labels: project.labels, rasteriser });
  return {
    'annotation.json': json,
    'mask.png': await encodeGray8Png(mask, width, height),
    'labels.png': await encodeGray8Png(labels, width, height),
    shapes: document.shapes.length,
  };
}

function groundTruth(
  { mask, labels, rgb }: EncodedSample,
  anomaly: string,
): AnnotationDocument | null {
  const { width, height } = rgb.record;
  const document = (shapes: (Shape | null)[]): AnnotationDocument => ({
    ...{ width, height, flags: {} },
    shapes: shapes.filter((shape) => shape !== null),
  });
  if (mask) return document([maskShape(mask, width, height, anomaly, 0)]);
  if (!labels) return null;
  const values = [...new Set(labels)].filter((label) => label !== 0).sort((a, b) => a - b);
  return document(
    values.map((label, i) => {
      const of = Uint8Array.from(labels, (value) => (value === label ? 1 : 0));
      return maskShape(of, width, height, `label ${String(label)}`, i);
    }),
  );
}

/** The pixels above 0 as one shape; null where there are none. */
function maskShape(
  mask: Uint8Array,
  width: number,
  height: number,
  label: string,
  id: number,
): Shape | null {
  let [x0, y0, x1, y1] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      y1 = y;
    }
  }
  if (x1 < 0) return null;
  const size = { width: x1 - x0 + 1, height: y1 - y0 + 1 };
  const data = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const from = (y0 + y) * width + x0;
    for (let x = 0; x < size.width; x++) data[y * size.width + x] = mask[from + x] === 0 ? 0 : 1;
  }
  return {
    ...{ id: `imported-${String(id)}`, type: 'mask', label, groupId: null, description: '' },
    points: [
      [x0, y0],
      [x1, y1],
    ],
    ...{ flags: {}, source: null, bitmap: { ...size, data } },
  };
}
