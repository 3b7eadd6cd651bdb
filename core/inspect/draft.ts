/** First polygons for the annotator: the outlines of the regions over the line. */
import type { AnnotationDocument, ImagePoint, Shape } from '../annotation/document.js';
import { simplify } from '../annotation/simplify.js';
import { levelLines, lineArea, onPicture, type MapGrid } from './contour.js';

/** Outlines smaller than this are noise of the map. */
const LEAST_AREA_PX = 4;
const TOLERANCE_PX = 0.75;

/**
 * One polygon per outline of the map at `level`, largest first; holes are left to the annotator. What is
 * over the line gives one at least, however small.
 * @param picture size of rgb, whose pixels the points are in
 */
export function draftDocument(
  map: MapGrid,
  level: number,
  picture: { readonly width: number; readonly height: number },
  label: string,
): AnnotationDocument {
  const all = levelLines(map, level)
    .map((line) => onPicture(line, map, picture))
    // The high side lies on the right: outer lines turn clockwise, holes the other way.
    .filter((line) => lineArea(line) > 0)
    .sort((a, b) => lineArea(b) - lineArea(a));
  const large = all.filter((line) => lineArea(line) >= LEAST_AREA_PX);
  const outlines = large.length > 0 ? large : all.slice(0, 1);
  return {
    width: picture.width,
    height: picture.height,
    flags: {},
    shapes: outlines.map((line, i) => shapeOf(line, picture, label, i)),
  };
}

function shapeOf(
  line: readonly ImagePoint[],
  { width, height }: { readonly width: number; readonly height: number },
  label: string,
  i: number,
): Shape {
  const inside = line.map(([x, y]): ImagePoint => [
    round(Math.max(0, Math.min(width - 1, x))),
    round(Math.max(0, Math.min(height - 1, y))),
  ]);
  const simple = simplify(inside, TOLERANCE_PX, true);
  return {
    id: `draft-${String(i + 1)}`,
    type: 'polygon',
    label,
    points: simple.length >= 3 ? simple : inside,
    groupId: null,
    description: '',
    flags: {},
    bitmap: null,
    source: null,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
