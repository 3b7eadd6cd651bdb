/**
 * PASCAL VOC: JPEGImages (as PNG, lossless), SegmentationClass and SegmentationObject as palette PNGs,
 * ImageSets/Segmentation/*.txt and class_names.txt. Class values are those of the label map.
 */
import { flatNameOfAll } from '../../../core/dataset/export/layout.js';
import { regionsOf } from '../../../core/dataset/export/regions.js';
import { encodePalettePng, vocColours } from '../../codecs/png-palette.js';
import { MASK_BYTES_PER_PIXEL, picturePlan, type Format } from './parts.js';

const COLOURS = vocColours();

export const vocFormat: Format = {
  needsDepth: false,
  needsPixels: false,
  async make({ placement, profile, width, height, classes, picture }) {
    const name = `${flatNameOfAll(placement)}.png`;
    const values = classes ?? new Uint8Array(width * height);
    const { labels } = regionsOf(values, width, height);
    // 255 is VOC's "void": more than 254 objects share the last number.
    const objects = Uint8Array.from(labels, (label) => Math.min(254, label));
    const png = (indices: Uint8Array): Buffer =>
      encodePalettePng(indices, width, height, COLOURS, profile.pngLevel);
    return {
      files: [
        { kind: 'rgb', path: `JPEGImages/${name}`, data: await picture() },
        { kind: 'class', path: `SegmentationClass/${name}`, data: png(values) },
        { kind: 'object', path: `SegmentationObject/${name}`, data: png(objects) },
      ],
      fragment: null,
    };
  },
  plan: (sample) => [
    picturePlan(sample),
    { kind: 'class', bytes: 768 + sample.pixels * MASK_BYTES_PER_PIXEL },
    { kind: 'object', bytes: 768 + sample.pixels * MASK_BYTES_PER_PIXEL },
  ],
};
