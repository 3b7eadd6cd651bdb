/**
 * The pixels of one shape as LabelMe's `shape_to_mask` gives them, by version: `labelme-7.9.1` with
 * Pillow 13.0.0, or `labelme-5.1.1` with Pillow 9.4.0 (differences: docs/annotation-files.md).
 * A pixel's corner, not its centre, has whole coordinates there: 2.6 means pixel 2.
 */
import type { AnnotationSettings } from '../../contract/schema/project.js';
import type { ImagePoint, Shape, ShapeBitmap } from '../document.js';
import { makeCanvas, span, toInt, type Canvas } from './canvas.js';
import { fillEllipse } from './ellipse.js';
import { drawLine } from './line.js';
import { fillPolygon, type PolygonRule } from './polygon.js';

export type Rasteriser = AnnotationSettings['rasteriser'];

/** Width of lines and radius of points in pixels: LabelMe's defaults, not settable there in a file. */
const LINE_WIDTH = 10;
const POINT_RADIUS = 5;

/** What drawing needs of a shape. */
export type Drawable = Pick<Shape, 'type' | 'points' | 'bitmap'>;

let scratch = new Int32Array(128);

function whole(points: readonly ImagePoint[]): Int32Array {
  if (scratch.length < 2 * points.length)
    scratch = new Int32Array(2 ** Math.ceil(Math.log2(2 * points.length)));
  for (let i = 0; i < points.length; i++) {
    const [x, y] = points[i]!;
    scratch[2 * i] = toInt(x);
    scratch[2 * i + 1] = toInt(y);
  }
  return scratch;
}

/**
 * Whether a shape has pixels at all: LabelMe refuses to rasterise the others (too few or too many
 * points, a type it does not draw), here they draw nothing.
 */
export function isDrawable(shape: Drawable): boolean {
  const { type, points } = shape;
  if (!points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))) return false;
  switch (type) {
    case 'polygon':
      return points.length >= 3;
    case 'rectangle':
      return points.length === 2 || points.length === 4;
    case 'circle':
    case 'line':
      return points.length === 2;
    case 'linestrip':
      return points.length >= 1;
    case 'point':
      return points.length === 1;
    case 'oriented_rectangle':
      return points.length === 4;
    case 'mask':
      return shape.bitmap !== null && points.length >= 1;
    case 'points':
    case 'other':
      return false;
  }
}

/** Draws a shape with one value; what lies outside is cut off. Shapes without pixels draw nothing. */
export function drawShape(
  canvas: Canvas,
  shape: Drawable,
  value: number,
  rasteriser: Rasteriser,
): void {
  if (!isDrawable(shape)) return;
  const old = rasteriser === 'labelme-5.1.1';
  const rule: PolygonRule = old ? 'pillow-9.4' : 'pillow-13';
  const { points } = shape;
  switch (shape.type) {
    case 'polygon':
    case 'oriented_rectangle':
      fillPolygon(canvas, whole(points), points.length, value, rule);
      return;
    case 'rectangle':
      drawRectangle(canvas, points, value);
      return;
    case 'circle': {
      const [[cx, cy], [px, py]] = points as readonly [ImagePoint, ImagePoint];
      const r = Math.sqrt((cx - px) ** 2 + (cy - py) ** 2);
      fillEllipse(canvas, toInt(cx - r), toInt(cy - r), toInt(cx + r), toInt(cy + r), value);
      return;
    }
    case 'line':
      drawLine(canvas, points, LINE_WIDTH, 'butt', value, rule);
      return;
    case 'linestrip':
      drawLine(canvas, points, LINE_WIDTH, old ? 'butt' : 'round', value, rule);
      return;
    case 'point': {
      const [x, y] = points[0]!;
      const r = POINT_RADIUS;
      fillEllipse(canvas, toInt(x - r), toInt(y - r), toInt(x + r), toInt(y + r), value);
      return;
    }
    case 'mask':
      if (shape.bitmap) pasteBitmap(canvas, points, shape.bitmap, value);
      return;
    case 'points':
    case 'other':
      return;
  }
}

/** Corners included, in any order. Some programs write all four; LabelMe itself draws only pairs. */
function drawRectangle(canvas: Canvas, points: readonly ImagePoint[], value: number): void {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const x0 = toInt(Math.min(...xs));
  const x1 = toInt(Math.max(...xs));
  const y0 = toInt(Math.min(...ys));
  const y1 = toInt(Math.max(...ys));
  for (let y = Math.max(0, y0); y <= Math.min(y1, canvas.height - 1); y++)
    span(canvas, x0, y, x1, value);
}

/**
 * A mask shape's bitmap at its rounded first corner. Whole-numbered corners also say how much of the
 * bitmap counts, as in LabelMe.
 */
function pasteBitmap(
  canvas: Canvas,
  points: readonly ImagePoint[],
  bitmap: ShapeBitmap,
  value: number,
): void {
  const left = halfEven(points[0]![0]);
  const top = halfEven(points[0]![1]);
  const corner = points[1];
  const exact = points.every(([x, y]) => Number.isInteger(x) && Number.isInteger(y));
  const columns = exact && corner ? Math.min(bitmap.width, corner[0] - left + 1) : bitmap.width;
  const rows = exact && corner ? Math.min(bitmap.height, corner[1] - top + 1) : bitmap.height;
  const { width, height, data } = canvas;
  for (let y = Math.max(0, -top); y < rows && top + y < height; y++) {
    for (let x = Math.max(0, -left); x < columns && left + x < width; x++) {
      if (bitmap.data[y * bitmap.width + x] !== 0) data[(top + y) * width + left + x] = value;
    }
  }
}

/** NumPy's rounding. */
function halfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** One shape's mask of 0 and 1, on a picture of this size. */
export function shapeMask(
  shape: Drawable,
  width: number,
  height: number,
  rasteriser: Rasteriser = 'labelme-7.9.1',
): Uint8Array {
  const canvas = makeCanvas(width, height);
  drawShape(canvas, shape, 1, rasteriser);
  return canvas.data;
}
