/** The picture under its heat, with the line's contour: what reports show and `pd-studio infer` writes. */
import sharp, { type Sharp } from 'sharp';
import { levelLines, onPicture, type MapGrid } from '../../core/inspect/contour.js';
import { paintHeat, type HeatStyle } from '../../core/inspect/heat.js';

const OPACITY = 0.75;

/**
 * Paints into `picture.data` (RGB8).
 * @param width of the result in pixels; the contour is drawn at that size
 */
export function heatOverlay(
  picture: { readonly width: number; readonly height: number; readonly data: Uint8Array },
  map: MapGrid,
  scale: Pick<HeatStyle, 'range' | 'threshold'>,
  width: number,
): Sharp {
  paintHeat(picture.data, picture, map, { ...scale, palette: 'plasma', clearBelow: true }, OPACITY);
  const share = width / picture.width;
  const height = Math.round(picture.height * share);
  const lines = levelLines(map, scale.threshold)
    .map((line) =>
      onPicture(line, map, picture)
        .map(([x, y]) => `${(x * share).toFixed(1)},${(y * share).toFixed(1)}`)
        .join(' '),
    )
    .map((points) => `<polygon points="${points}"/>`)
    .join('');
  const contour = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" fill="none"><g stroke="#08090b" stroke-width="3.5">${lines}</g><g stroke="#fff" stroke-width="1.5">${lines}</g></svg>`;
  return sharp(picture.data, {
    raw: { width: picture.width, height: picture.height, channels: 3 },
  })
    .resize(width, height)
    .composite([{ input: Buffer.from(contour) }]);
}
