/**
 * All shapes of a document on one picture: later shapes over earlier ones, so that a later
 * `_background_` cuts a hole. The label map is the project's, so a label has one value everywhere.
 */
import type { Project } from '../../contract/schema/project.js';
import { BACKGROUND_LABEL, type AnnotationDocument } from '../document.js';
import { makeCanvas } from './canvas.js';
import { drawShape, type Rasteriser } from './shape.js';

/** Value in labels.png of a label that the project does not list: VOC's "ignore". */
export const UNKNOWN_VALUE = 255;

export interface RasterOptions {
  readonly labels: readonly Pick<Project['labels'][number], 'name' | 'value'>[];
  readonly rasteriser: Rasteriser;
}

export interface Rastered {
  readonly width: number;
  readonly height: number;
  /** 255 where the last shape is not background, else 0. */
  readonly mask: Uint8Array;
  /** Value of the label of the last shape, 0 = background, 255 = a label that is not listed. */
  readonly labels: Uint8Array;
  readonly maskPixels: number;
  /** Labels of shapes that the list lacks, each once. */
  readonly unknown: readonly string[];
}

/** @returns mask and label map of document.width x document.height pixels in row order */
export function rasterise(
  document: Pick<AnnotationDocument, 'width' | 'height' | 'shapes'>,
  options: RasterOptions,
): Rastered {
  const { width, height, shapes } = document;
  const canvas = makeCanvas(width, height);
  const values = new Map(options.labels.map(({ name, value }) => [name, value]));
  // Drawn by place in this table: two labels may share a value, and a value may be 0.
  const codes = new Map<string, number>([[BACKGROUND_LABEL, 0]]);
  const table = new Uint8Array(256);
  const unknown = new Set<string>();
  for (const shape of shapes) {
    let code = codes.get(shape.label);
    if (code === undefined) {
      code = Math.min(codes.size, 255);
      codes.set(shape.label, code);
      const value = values.get(shape.label);
      if (value === undefined) unknown.add(shape.label);
      table[code] = value ?? UNKNOWN_VALUE;
    }
    drawShape(canvas, shape, code, options.rasteriser);
  }
  const mask = new Uint8Array(width * height);
  const labels = canvas.data;
  // Four at once where nothing is drawn, which is most of a picture.
  const fours = new Uint32Array(labels.buffer, 0, labels.length >> 2);
  let maskPixels = 0;
  for (let i = 0; i < labels.length; i++) {
    if ((i & 3) === 0 && fours[i >> 2] === 0) {
      i += 3;
      continue;
    }
    const code = labels[i]!;
    if (code === 0) continue;
    mask[i] = 255;
    labels[i] = table[code]!;
    maskPixels++;
  }
  return { width, height, mask, labels, maskPixels, unknown: [...unknown] };
}
