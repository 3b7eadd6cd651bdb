/**
 * PASCAL VOC: JPEGImages (as PNG, lossless), SegmentationClass and SegmentationObject as palette PNGs,
 * ImageSets/Segmentation/*.txt and class_names.txt. Class values are those of the label map.
 */
import { StudioError } from '../../../core/contract/errors.js';
import { flatNameOfAll } from '../../../core/dataset/export/layout.js';
import { regionsOf } from '../../../core/dataset/export/regions.js';
import { text } from '../../../core/text/index.js';
import { encodePalettePng, vocColours } from '../../codecs/png-palette.js';
import { MASK_BYTES_PER_PIXEL, picturePlan, type Format } from './parts.js';

const COLOURS = vocColours();
const MAX_OBJECTS = 254;

export const vocFormat: Format = {
  needsDepth: false,
  needsPixels: false,
  async make({ placement, profile, width, height, classes, picture }) {
    const name = `${flatNameOfAll(placement)}.png`;
    const values = classes ?? new Uint8Array(width * height);
    const { labels, regions } = regionsOf(values, width, height);
    // 255 is VOC's "void".
    if (regions.length > MAX_OBJECTS)
      throw new StudioError(
        'too-large',
        text('export.voc.objects', { name, count: regions.length, most: MAX_OBJECTS }),
      );
    const objects = Uint8Array.from(labels);
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
