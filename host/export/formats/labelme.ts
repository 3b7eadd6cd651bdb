/**
 * A LabelMe folder: CELL/STEM.png with CELL/STEM.json. The annotation of an untouched picture is handed
 * on with all its keys; a cropped or resampled one is drawn again from its mask.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BACKGROUND_LABEL } from '../../../core/annotation/document.js';
import type { LabelMapping } from '../../../core/contract/schema/dataset-export.js';
import { corrupt } from '../../codecs/corrupt.js';
import { asStudioError, errnoOf } from '../../files/errors.js';
import { jsonText } from '../../files/atomic.js';
import { maskShapes } from './labelme-shapes.js';
import { picturePlan, type Format, type FormatInput } from './parts.js';

/** Opened by LabelMe 5.1.1 and later alike (peers write newer keys, which it does not know). */
const WRITTEN_VERSION = '5.1.1';

export const labelmeFormat: Format = {
  needsDepth: false,
  needsPixels: false,
  async make(input) {
    const { cell, stem } = input.placement;
    const image = `${stem}.png`;
    const own = input.untouched ? await ownAnnotation(input, image) : null;
    return {
      files: [
        { kind: 'rgb', path: `${cell}/${image}`, data: await input.picture() },
        {
          kind: 'json',
          path: `${cell}/${stem}.json`,
          data: jsonText(own ?? drawn(input, image)),
        },
      ],
      fragment: null,
    };
  },
  plan: (sample) => [picturePlan(sample), { kind: 'json', bytes: sample.annotated ? 2500 : 200 }],
};

async function ownAnnotation(
  { folder, labels }: FormatInput,
  image: string,
): Promise<Record<string, unknown> | null> {
  const path = join(folder, 'annotation.json');
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw asStudioError(error, path);
  });
  if (content === null) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    throw corrupt(path, error);
  }
  if (typeof parsed !== 'object' || parsed === null || !('shapes' in parsed))
    throw corrupt(path, 'it is not a LabelMe file');
  const shapes: unknown[] = Array.isArray(parsed.shapes) ? parsed.shapes : [];
  return {
    ...parsed,
    shapes: shapes.map((shape) => renamed(shape, labels)),
    imagePath: image,
    imageData: null,
  };
}

function renamed(shape: unknown, labels: readonly LabelMapping[]): unknown {
  if (typeof shape !== 'object' || shape === null || !('label' in shape)) return shape;
  const mapping = labels.find(({ label }) => label === shape.label);
  return mapping ? { ...shape, label: mapping.name } : shape;
}

function drawn({ width, height, classes, labels }: FormatInput, image: string): unknown {
  const nameOf = (value: number): string =>
    labels.find((mapping) => mapping.value === value)?.name ?? String(value);
  return {
    version: WRITTEN_VERSION,
    flags: {},
    shapes: (classes ? maskShapes(classes, width, height) : []).map((shape) => ({
      label: shape.hole ? BACKGROUND_LABEL : nameOf(shape.value),
      points: shape.points,
      group_id: null,
      shape_type: 'polygon',
      flags: {},
    })),
    imagePath: image,
    imageData: null,
    imageHeight: height,
    imageWidth: width,
  };
}
