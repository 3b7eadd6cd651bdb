/**
 * YOLO segmentation: images/SPLIT/NAME.png, labels/SPLIT/NAME.txt (class, then x y pairs as shares of
 * width and height), data.yaml. Good samples have an empty text file: background pictures.
 */
import { flatName } from '../../../core/dataset/export/layout.js';
import { joinHoles } from '../../../core/dataset/export/join-holes.js';
import { regionsOf } from '../../../core/dataset/export/regions.js';
import { outlinesOf } from '../../../core/mask/outlines.js';
import { classesOf, picturePlan, type Format } from './parts.js';

/** YOLO's folder names. */
export const YOLO_SPLITS = { train: 'train', validation: 'val', test: 'test' } as const;

export const yoloFormat: Format = {
  needsDepth: false,
  needsPixels: false,
  async make({ placement, sample, labels: mapping, width, height, classes, picture }) {
    const split = YOLO_SPLITS[sample.split];
    const name = flatName(placement);
    const numbers = new Map(classesOf(mapping).map(({ value }, i) => [value, i]));
    const lines: string[] = [];
    if (classes) {
      const { labels, regions } = regionsOf(classes, width, height);
      for (const [i, { value, box }] of regions.entries()) {
        for (const ring of joinHoles(outlinesOf(labels, width, height, { value: i + 1, box }))) {
          const shares = ring.map((at, k) => short(at / (k % 2 === 0 ? width : height)));
          lines.push([String(numbers.get(value) ?? 0), ...shares].join(' '));
        }
      }
    }
    return {
      files: [
        { kind: 'rgb', path: `images/${split}/${name}.png`, data: await picture() },
        {
          kind: 'txt',
          path: `labels/${split}/${name}.txt`,
          data: lines.map((line) => `${line}\n`).join(''),
        },
      ],
      fragment: null,
    };
  },
  plan: (sample) => [picturePlan(sample), { kind: 'txt', bytes: sample.annotated ? 400 : 0 }],
};

/** Seven decimals: a ten-thousandth of a pixel at 1280. */
function short(value: number): string {
  return String(Number(value.toFixed(7)));
}
