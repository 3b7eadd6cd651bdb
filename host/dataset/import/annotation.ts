/**
 * The annotation of an imported sample: a ground truth becomes polygons that LabelMe fills back to
 * exactly that mask (holes as later background), shapes of a LabelMe file stay as they are.
 */
import { BACKGROUND_LABEL } from '../../../core/annotation/document.js';
import { rasterise } from '../../../core/annotation/raster/label-map.js';
import type { Project } from '../../../core/contract/schema/project.js';
import { outlinesOf } from '../../../core/simulator/mask-outline.js';
import { encodeGray8Png } from '../../codecs/png.js';
import { jsonText } from '../../files/atomic.js';
import { drawableShapes, type RawShape } from './labelme-shapes.js';
import type { LoadedSample } from './load.js';

export interface AnnotationFiles {
  readonly 'annotation.json': string;
  readonly 'mask.png': Uint8Array;
  readonly 'labels.png': Uint8Array;
  readonly shapes: number;
}

/** @returns null where the sample has no ground truth at all */
export async function annotationFiles(
  loaded: LoadedSample,
  anomaly: string,
  project: Project,
): Promise<AnnotationFiles | null> {
  const { rgb, annotation } = loaded;
  const shapes = annotation ? annotation.shapes : groundTruth(loaded, anomaly);
  if (!shapes) return null;
  const { width, height } = rgb;
  const json = {
    version: '5.1.1',
    flags: {},
    ...annotation,
    shapes,
    imagePath: 'rgb.png',
    imageData: null,
    imageHeight: height,
    imageWidth: width,
  };
  const { rasteriser } = project.annotation;
  const drawn = rasterise(
    { width, height, shapes: await drawableShapes(shapes) },
    { labels: project.labels, rasteriser },
  );
  // The ground truth itself, whatever a filler of polygons makes of its outline.
  const mask =
    loaded.mask && !annotation ? loaded.mask.map((on) => (on === 0 ? 0 : 255)) : drawn.mask;
  return {
    'annotation.json': jsonText(json),
    'mask.png': await encodeGray8Png(mask, width, height),
    'labels.png': await encodeGray8Png(drawn.labels, width, height),
    shapes: shapes.length,
  };
}

function groundTruth({ mask, labels, rgb }: LoadedSample, anomaly: string): RawShape[] | null {
  if (mask) return polygonsOf(mask, rgb.width, rgb.height, anomaly);
  if (!labels) return null;
  const shapes = [...new Set(labels)]
    .filter((label) => label !== 0)
    .sort((a, b) => a - b)
    .flatMap((label) =>
      polygonsOf(
        Uint8Array.from(labels, (value) => (value === label ? 1 : 0)),
        rgb.width,
        rgb.height,
        `label ${String(label)}`,
      ),
    );
  // The hole of one label holds others: what is larger is drawn first.
  return shapes.sort((a, b) => extent(b) - extent(a));
}

function extent({ points }: { readonly points: readonly (readonly number[])[] }): number {
  const along = (axis: 0 | 1): number => {
    let least = Infinity;
    let most = -Infinity;
    for (const point of points) {
      least = Math.min(least, point[axis] ?? 0);
      most = Math.max(most, point[axis] ?? 0);
    }
    return most - least + 1;
  };
  return along(0) * along(1);
}

function polygonsOf(
  mask: Uint8Array,
  width: number,
  height: number,
  label: string,
): (RawShape & { readonly points: readonly (readonly number[])[] })[] {
  return outlinesOf(mask, width, height).map(({ points, hole }) => ({
    label: hole ? BACKGROUND_LABEL : label,
    points: points.map(([x, y]) => [x, y]),
    group_id: null,
    shape_type: 'polygon',
    flags: {},
  }));
}
