/** Which part of a picture is shown: the part that fills the view, or what the wheel made of it. */
import type { Inspection, Region } from '../../core/contract/schema/inspect.js';
import { findRegions } from '../../core/inspect/regions.js';
import { mapOf } from './map.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** In pixels of the picture; its height follows from its ratio. */
export interface PictureWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Width to height of the view. */
  readonly ratio: number;
}

/** Of a view that a part fills; two beside each other are square. */
export const PART_RATIO = 4 / 3;
export const COMPARED_RATIO = 1;
/** Room around the part, as a share of its size. */
const MARGIN = 0.18;
/** 3200 %, as in Annotate. */
const LEAST_WIDTH_PX = 24;

export function wholeOf({ width, height }: Size): PictureWindow {
  return { x: 0, y: 0, width, ratio: width / height };
}

/**
 * The smallest window of a ratio around the parts of all inspections; the whole picture without one, and
 * where the parts fill more than such a window can show.
 */
export function partOf(
  picture: Size,
  inspections: readonly Inspection[],
  ratio: number,
): PictureWindow {
  const parts = inspections.flatMap((inspection) => partBox(inspection) ?? []);
  if (parts.length === 0) return wholeOf(picture);
  const left = Math.min(...parts.map(({ box }) => box[0]));
  const top = Math.min(...parts.map(({ box }) => box[1]));
  const right = Math.max(...parts.map(({ box }) => box[2]));
  const bottom = Math.max(...parts.map(({ box }) => box[3]));
  const most = Math.min(picture.width, picture.height * ratio);
  const least = Math.max(right - left, (bottom - top) * ratio);
  if (least > most) return wholeOf(picture);
  const width = Math.min(most, least * (1 + 2 * MARGIN));
  return inside(picture, {
    x: (left + right - width) / 2,
    y: (top + bottom - width / ratio) / 2,
    width,
    ratio,
  });
}

const boxes = new WeakMap<Inspection, Pick<Region, 'box'> | null>();

/** The largest piece of the foreground: specks beside it are not the part. null where there is none. */
export function partBox(inspection: Inspection): Pick<Region, 'box'> | null {
  const known = boxes.get(inspection);
  if (known !== undefined) return known;
  const { foreground, map } = mapOf(inspection);
  const mask = { ...map, data: Float32Array.from(foreground) };
  const { width, height } = inspection;
  const scene = { width, height, cellDepths: null, focal: null };
  const found = findRegions(mask, 0.5, scene)[0] ?? null;
  boxes.set(inspection, found);
  return found;
}

/** Zooms so that the point under the pointer stays where it is. */
export function zoomed(
  picture: Size,
  from: PictureWindow,
  factor: number,
  at: readonly [x: number, y: number],
): PictureWindow {
  const { ratio } = from;
  const wanted = Math.max(LEAST_WIDTH_PX, from.width * factor);
  if (wanted > Math.min(picture.width, picture.height * ratio)) return wholeOf(picture);
  const width = wanted;
  const by = width / from.width;
  return inside(picture, {
    x: at[0] - (at[0] - from.x) * by,
    y: at[1] - (at[1] - from.y) * by,
    width,
    ratio,
  });
}

export function moved(picture: Size, from: PictureWindow, dx: number, dy: number): PictureWindow {
  return inside(picture, { ...from, x: from.x + dx, y: from.y + dy });
}

function inside({ width, height }: Size, wanted: PictureWindow): PictureWindow {
  const { ratio } = wanted;
  const wide = Math.min(width, height * ratio, wanted.width);
  return {
    x: Math.max(0, Math.min(width - wide, wanted.x)),
    y: Math.max(0, Math.min(height - wide / ratio, wanted.y)),
    width: wide,
    ratio,
  };
}

/** Place and size of the whole picture's layer in a box that shows the window. */
export function layerStyle(
  picture: Size,
  { x, y, width, ratio }: PictureWindow,
): { left: string; top: string; width: string; height: string } {
  const percent = (share: number): string => `${(share * 100).toString()}%`;
  const tall = width / ratio;
  return {
    left: percent((0 - x) / width),
    top: percent((0 - y) / tall),
    width: percent(picture.width / width),
    height: percent(picture.height / tall),
  };
}
