/** COCO: SPLIT/NAME.png and annotations/instances_SPLIT.json, polygons or run lengths. */
import type { LabelMapping } from '../../../core/contract/schema/dataset-export.js';
import { joinHoles } from '../../../core/dataset/export/join-holes.js';
import { regionsOf } from '../../../core/dataset/export/regions.js';
import { runLengths } from '../../../core/dataset/export/rle.js';
import { flatName } from '../../../core/dataset/export/layout.js';
import { outlinesOf } from '../../../core/mask/outlines.js';
import { classesOf, picturePlan, type Format } from './parts.js';

export interface CocoFragment {
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly annotations: readonly CocoRegion[];
}

export interface CocoRegion {
  readonly categoryId: number;
  readonly area: number;
  readonly bbox: readonly [number, number, number, number];
  readonly segmentation:
    | readonly (readonly number[])[]
    | { readonly size: readonly [number, number]; readonly counts: readonly number[] };
}

export const cocoFormat: Format = {
  needsDepth: false,
  needsPixels: false,
  async make({ placement, sample, profile, width, height, classes, picture }) {
    const name = `${flatName(placement)}.png`;
    const annotations: CocoRegion[] = [];
    if (classes) {
      const { labels, regions } = regionsOf(classes, width, height);
      for (const [i, { value, area, box }] of regions.entries()) {
        annotations.push({
          categoryId: value,
          area,
          bbox: box,
          segmentation: profile.rle
            ? { size: [height, width], counts: runLengths(labels, width, height, i + 1) }
            : joinHoles(outlinesOf(labels, width, height, { value: i + 1, box })),
        });
      }
    }
    return {
      files: [{ kind: 'rgb', path: `${sample.split}/${name}`, data: await picture() }],
      fragment: { fileName: name, width, height, annotations },
    };
  },
  plan: (sample) => [picturePlan(sample)],
};

/** The categories block. */
export function cocoCategories(labels: readonly LabelMapping[]): unknown[] {
  return classesOf(labels).map(({ name, value }) => ({
    id: value,
    name,
    supercategory: 'anomaly',
  }));
}

/** One image with its annotations as JSON lines; ids count from 1 over the file. */
export function cocoEntries(
  fragment: CocoFragment,
  imageId: number,
  firstAnnotationId: number,
): { image: unknown; annotations: unknown[] } {
  return {
    image: {
      id: imageId,
      file_name: fragment.fileName,
      width: fragment.width,
      height: fragment.height,
    },
    annotations: fragment.annotations.map((region, i) => ({
      id: firstAnnotationId + i,
      image_id: imageId,
      category_id: region.categoryId,
      segmentation: region.segmentation,
      area: region.area,
      bbox: region.bbox,
      iscrowd: 0,
    })),
  };
}
