/** What looks wrong about readable shapes: nothing to draw, outside the picture, a bitmap of another size. */
import type { AnnotationDocument, Shape } from '../document.js';
import { isDrawable } from '../raster/shape.js';
import type { KeyPath } from './problem.js';
import { POINT_COUNTS } from './types.js';

export type Warn = (key: KeyPath, message: string, hint: string) => void;

/** Sizes of 0 x 0 are unknown: nothing can lie outside then. */
export function checkShapes(document: AnnotationDocument, warn: Warn): void {
  document.shapes.forEach((shape, i) => {
    if (shape.type === 'other') return;
    const key = `shapes[${String(i)}]`;
    const count = POINT_COUNTS[shape.type];
    if (count !== undefined && shape.points.length !== count)
      warn(
        `${key}.points`,
        `a ${shape.type} has ${points(count)}, this one ${String(shape.points.length)}`,
        'LabelMe 7.1 and newer refuse to open the file: delete it and draw it again.',
      );
    else if (!isDrawable(shape))
      warn(
        `${key}.points`,
        `${points(shape.points.length)} are too few for a ${shape.type}, so it has no pixels`,
        'Delete it or draw it again.',
      );
    if (shape.label.trim() === '') warn(`${key}.label`, 'is empty', 'Give the shape a label.');
    if (document.width > 0 && isOutside(shape, document))
      warn(
        `${key}.points`,
        'the whole shape lies outside the picture, so it has no pixels',
        'Move it into the picture or delete it; check that the file belongs to this picture.',
      );
    checkBitmap(shape, key, warn);
  });
}

const points = (count: number): string => `${String(count)} point${count === 1 ? '' : 's'}`;

function isOutside(shape: Shape, { width, height }: AnnotationDocument): boolean {
  if (shape.points.length === 0) return false;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of shape.points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (shape.type === 'circle' && shape.points.length === 2) {
    const [[cx, cy], [px, py]] = shape.points as readonly [
      readonly [number, number],
      readonly [number, number],
    ];
    const r = Math.hypot(cx - px, cy - py);
    [left, right, top, bottom] = [cx - r, cx + r, cy - r, cy + r];
  }
  return right < 0 || bottom < 0 || left >= width || top >= height;
}

function checkBitmap({ bitmap, points: corners }: Shape, key: KeyPath, warn: Warn): void {
  const [first, second] = corners;
  if (!bitmap || !first || !second) return;
  const width = Math.round(second[0]) - Math.round(first[0]) + 1;
  const height = Math.round(second[1]) - Math.round(first[1]) + 1;
  // Fractional corners may round a pixel apart; LabelMe takes the bitmap's size then.
  const whole = [...first, ...second].every(Number.isInteger);
  const slack = whole ? 0 : 1;
  if (Math.abs(width - bitmap.width) <= slack && Math.abs(height - bitmap.height) <= slack) return;
  warn(
    `${key}.mask`,
    `its picture has ${String(bitmap.width)} x ${String(bitmap.height)} pixels, its box ${String(width)} x ${String(height)}`,
    'Pixels beyond the box are not drawn. Redraw the mask.',
  );
}
