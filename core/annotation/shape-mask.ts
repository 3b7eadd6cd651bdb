/** Shapes as one mask by LabelMe's rules: later ones over earlier ones, `_background_` cutting. */
import { BACKGROUND_LABEL, type Shape } from './document.js';
import type { Mask } from './mask.js';
import { makeCanvas } from './raster/canvas.js';
import { drawShape, type Rasteriser } from './raster/shape.js';

/** 1 where the last shape that covers a pixel is not background. */
export function maskOfShapes(
  shapes: readonly Shape[],
  width: number,
  height: number,
  rasteriser: Rasteriser = 'labelme-7.9.1',
): Mask {
  const canvas = makeCanvas(width, height);
  for (const shape of shapes)
    drawShape(canvas, shape, shape.label === BACKGROUND_LABEL ? 0 : 1, rasteriser);
  return canvas;
}

/** Which shape has the last word on each pixel: its place in `shapes` plus 1, 0 = none. */
export function topShapes(
  shapes: readonly Shape[],
  width: number,
  height: number,
  rasteriser: Rasteriser = 'labelme-7.9.1',
): Uint8Array {
  const canvas = makeCanvas(width, height);
  shapes.forEach((shape, i) => {
    // One byte a pixel: beyond 254 shapes the numbers are shared, which only names can suffer from.
    const value = shape.label === BACKGROUND_LABEL ? 0 : 1 + (i % 255);
    drawShape(canvas, shape, value, rasteriser);
  });
  return canvas.data;
}
