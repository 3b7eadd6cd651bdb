/** Which part of a picture is shown: the part that fills the view, or what the wheel made of it. */
import type { Inspection, Region } from '../../core/contract/schema/inspect.js';
import { findRegions } from '../../core/inspect/regions.js';
import { mapOf } from './map.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** In pixels of the picture; its height follows from the picture's ratio. */
export interface PictureWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Room around the part, as a share of its size. */
const MARGIN = 0.18;
/** 3200 %, as in Annotate. */
const LEAST_WIDTH_PX = 24;

export function wholeOf({ width }: Size): PictureWindow {
  return { x: 0, y: 0, width };
}

/** The smallest window of the picture's ratio around the parts of all inspections; the whole without one. */
export function partOf(picture: Size, inspections: readonly Inspection[]): PictureWindow {
  const boxes = inspections.flatMap((inspection) => partBox(inspection) ?? []);
  if (boxes.length === 0) return wholeOf(picture);
  const left = Math.min(...boxes.map(({ box }) => box[0]));
  const top = Math.min(...boxes.map(({ box }) => box[1]));
  const right = Math.max(...boxes.map(({ box }) => box[2]));
  const bottom = Math.max(...boxes.map(({ box }) => box[3]));
  const ratio = picture.width / picture.height;
  const width = Math.max(right - left, (bottom - top) * ratio) * (1 + 2 * MARGIN);
  return inside(picture, {
    x: (left + right - width) / 2,
    y: (top + bottom - width / ratio) / 2,
    width,
  });
}

/** The largest piece of the foreground: specks beside it are not the part. */
function partBox(inspection: Inspection): Region | undefined {
  const { foreground, map } = mapOf(inspection);
  const mask = { ...map, data: Float32Array.from(foreground, (cell) => (cell === 0 ? 0 : 1)) };
  const { width, height } = inspection;
  return findRegions(mask, 0.5, { width, height, cellDepths: null, focal: null })[0];
}

/** Zooms so that the point under the pointer stays where it is. */
export function zoomed(
  picture: Size,
  from: PictureWindow,
  factor: number,
  at: readonly [x: number, y: number],
): PictureWindow {
  const width = Math.max(LEAST_WIDTH_PX, Math.min(picture.width, from.width * factor));
  const by = width / from.width;
  return inside(picture, {
    x: at[0] - (at[0] - from.x) * by,
    y: at[1] - (at[1] - from.y) * by,
    width,
  });
}

export function moved(picture: Size, from: PictureWindow, dx: number, dy: number): PictureWindow {
  return inside(picture, { ...from, x: from.x + dx, y: from.y + dy });
}

function inside({ width, height }: Size, wanted: PictureWindow): PictureWindow {
  const wide = Math.min(width, wanted.width);
  const tall = (wide * height) / width;
  return {
    x: Math.max(0, Math.min(width - wide, wanted.x)),
    y: Math.max(0, Math.min(height - tall, wanted.y)),
    width: wide,
  };
}

/** Place and size of the whole picture's layer in a box that shows the window. */
export function layerStyle(
  picture: Size,
  { x, y, width }: PictureWindow,
): { left: string; top: string; width: string; height: string } {
  const percent = (value: number): string => `${(value * 100).toString()}%`;
  const scale = picture.width / width;
  return {
    left: percent((0 - x) / width),
    top: percent(((0 - y) / picture.height) * scale),
    width: percent(scale),
    height: percent(scale),
  };
}
