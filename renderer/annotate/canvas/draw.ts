/**
 * Draws shapes and drafts on a 2D canvas in screen pixels. Everything has a dark casing, so that it is
 * seen on any picture; label colours do not change with the theme.
 */
import { compoundAt } from '../../../core/annotation/compound.js';
import {
  BACKGROUND_LABEL,
  type AnnotationDocument,
  type ImagePoint,
  type Shape,
} from '../../../core/annotation/document.js';
import { handlesOf, outlineOf } from '../../../core/annotation/shapes.js';

export type Context2d = CanvasRenderingContext2D;
/** Image point to screen pixels. */
export interface Placing {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const CASING = 'rgba(8, 9, 11, 0.85)';
const INK = '#0d0e10';
/** Outline points closer than this on the screen are left out: they cannot be seen. */
const LEAST_STEP_PX = 0.75;
/** Vertices closer than this on the screen would hide the outline. */
const LEAST_HANDLE_GAP_PX = 7;
const HANDLE_PX = 7;
const POINT_RADIUS_PX = 5;

export interface Look {
  readonly colour: string;
  readonly selected: boolean;
  readonly dim: boolean;
}

/** A shape and its holes, drawn as one. */
export interface Drawn {
  readonly parts: readonly Shape[];
  readonly look: Look;
}

/** What is drawn, in order: compounds, and holes that belong to none. */
export function drawnShapes(
  document: AnnotationDocument,
  lookOf: (shape: Shape, index: number) => Look | null,
): Drawn[] {
  const drawn: Drawn[] = [];
  for (let index = 0; index < document.shapes.length;) {
    const parts = compoundAt(document, index);
    const look = lookOf(parts[0]!, index);
    if (look) drawn.push({ parts, look });
    index += parts.length;
  }
  return drawn;
}

export function drawShape(
  context: Context2d,
  { parts, look }: Drawn,
  at: Placing,
  view: { readonly width: number; readonly height: number },
): void {
  const [shape] = parts;
  if (!shape) return;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (shape.bitmap) drawBitmap(context, shape, look, at);
  if (shape.type === 'point' || shape.type === 'points') {
    for (const point of shape.points) drawDot(context, toScreen(point, at), look);
    return;
  }
  context.beginPath();
  for (const part of parts) {
    const { points, closed } = outlineOf(part);
    trace(context, points, closed, at);
  }
  const cut = shape.label === BACKGROUND_LABEL;
  if (outlineOf(shape).closed && !shape.bitmap) {
    context.globalAlpha = look.dim ? 0.06 : look.selected ? 0.26 : 0.16;
    context.fillStyle = cut ? INK : look.colour;
    context.fill('evenodd');
    context.globalAlpha = 1;
  }
  const wide = look.selected ? 2 : 1.5;
  context.globalAlpha = look.dim ? 0.45 : 1;
  context.strokeStyle = CASING;
  context.lineWidth = wide + 2;
  context.stroke();
  context.strokeStyle = look.colour;
  context.lineWidth = wide;
  if (cut) context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
  if (look.selected) for (const part of parts) drawHandles(context, part, at, view, look.colour);
}

function toScreen([x, y]: ImagePoint, at: Placing): ImagePoint {
  return [x * at.scale + at.x, y * at.scale + at.y];
}

function trace(
  context: Context2d,
  points: readonly ImagePoint[],
  closed: boolean,
  { scale, x: ox, y: oy }: Placing,
): void {
  const [first] = points;
  if (!first) return;
  let lastX = first[0] * scale + ox;
  let lastY = first[1] * scale + oy;
  context.moveTo(lastX, lastY);
  const { length } = points;
  for (let i = 1; i < length; i++) {
    const point = points[i]!;
    const x = point[0] * scale + ox;
    const y = point[1] * scale + oy;
    if (
      i < length - 1 &&
      x - lastX < LEAST_STEP_PX &&
      lastX - x < LEAST_STEP_PX &&
      y - lastY < LEAST_STEP_PX &&
      lastY - y < LEAST_STEP_PX
    )
      continue;
    context.lineTo(x, y);
    lastX = x;
    lastY = y;
  }
  if (closed) context.closePath();
}

function drawDot(context: Context2d, [x, y]: ImagePoint, look: Look): void {
  context.beginPath();
  context.arc(x, y, POINT_RADIUS_PX, 0, 2 * Math.PI);
  context.fillStyle = look.colour;
  context.strokeStyle = CASING;
  context.lineWidth = 3;
  context.stroke();
  context.fill();
  if (!look.selected) return;
  context.beginPath();
  context.arc(x, y, POINT_RADIUS_PX + 4, 0, 2 * Math.PI);
  context.strokeStyle = '#ffffff';
  context.lineWidth = 1.5;
  context.stroke();
}

/** Squares on vertices in sight; those that would touch are left out. */
function drawHandles(
  context: Context2d,
  shape: Shape,
  at: Placing,
  view: { readonly width: number; readonly height: number },
  colour: string,
): void {
  context.fillStyle = '#ffffff';
  context.strokeStyle = INK;
  context.lineWidth = 1.2;
  let lastX = -1e9;
  let lastY = -1e9;
  context.beginPath();
  for (const handle of handlesOf(shape)) {
    const x = handle[0] * at.scale + at.x;
    const y = handle[1] * at.scale + at.y;
    if (Math.abs(x - lastX) < LEAST_HANDLE_GAP_PX && Math.abs(y - lastY) < LEAST_HANDLE_GAP_PX)
      continue;
    if (x < -HANDLE_PX || y < -HANDLE_PX || x > view.width + 8 || y > view.height + 8) continue;
    context.rect(x - HANDLE_PX / 2, y - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX);
    lastX = x;
    lastY = y;
  }
  context.fill();
  context.stroke();
  if (shape.label === BACKGROUND_LABEL) return;
  context.fillStyle = colour;
}

/** The vertex that is hovered or selected: larger, ringed. */
export function drawVertex(
  context: Context2d,
  point: ImagePoint,
  at: Placing,
  colour: string,
  hovered: boolean,
): void {
  const [x, y] = toScreen(point, at);
  context.fillStyle = colour;
  context.strokeStyle = INK;
  context.lineWidth = 1.2;
  context.beginPath();
  context.rect(x - HANDLE_PX / 2, y - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX);
  context.fill();
  context.stroke();
  if (!hovered) return;
  ring(context, x, y, 9, '#ffffff');
}

export function ring(context: Context2d, x: number, y: number, r: number, colour: string): void {
  for (const [style, width] of [
    [CASING, 3.5],
    [colour, 1.5],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.stroke();
  }
}

const bitmaps = new WeakMap<Uint8Array, Map<string, HTMLCanvasElement>>();

function drawBitmap(context: Context2d, shape: Shape, look: Look, at: Placing): void {
  const [corner] = shape.points;
  if (!shape.bitmap || !corner) return;
  const { width, height, data } = shape.bitmap;
  const byColour = bitmaps.get(data) ?? new Map<string, HTMLCanvasElement>();
  bitmaps.set(data, byColour);
  const canvas = byColour.get(look.colour) ?? paintMask(data, width, height, look.colour);
  byColour.set(look.colour, canvas);
  context.globalAlpha = look.selected ? 0.45 : 0.3;
  context.imageSmoothingEnabled = false;
  const [x, y] = toScreen(corner, at);
  context.drawImage(canvas, x, y, width * at.scale, height * at.scale);
  context.globalAlpha = 1;
}

/** A mask as a picture of one colour. */
export function paintMask(
  data: Uint8Array,
  width: number,
  height: number,
  colour: string,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  const word = colourWord(colour);
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) words[i] = word;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** #rrggbb as an opaque word of ImageData. */
export function colourWord(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | ((value >> 16) & 255)) >>> 0;
}

/** A line with casing in screen pixels; dashed for what is only planned. */
export function drawLine(
  context: Context2d,
  points: readonly ImagePoint[],
  colour: string,
  options: { readonly dashed?: boolean; readonly width?: number; readonly close?: boolean } = {},
): void {
  const [first] = points;
  if (!first) return;
  context.beginPath();
  context.moveTo(first[0], first[1]);
  for (const [x, y] of points.slice(1)) context.lineTo(x, y);
  if (options.close === true) context.closePath();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const width = options.width ?? 1.5;
  context.strokeStyle = CASING;
  context.lineWidth = width + 2;
  context.stroke();
  if (options.dashed === true) context.setLineDash([6, 4]);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
}

const LABEL_FONT =
  '12px "Segoe UI Variable Text", "Segoe UI", -apple-system, Inter, Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

/** Words on the picture: a dark plate, a swatch of the label's colour. Returns its width. */
export function drawTag(
  context: Context2d,
  words: string,
  [x, y]: ImagePoint,
  swatch: string | null,
): number {
  context.font = LABEL_FONT;
  context.textBaseline = 'middle';
  const left = swatch === null ? 7 : 20;
  const width = Math.ceil(context.measureText(words).width) + left + 7;
  context.fillStyle = 'rgba(13, 14, 16, 0.84)';
  context.beginPath();
  context.roundRect(x, y, width, 20, 3);
  context.fill();
  if (swatch !== null) {
    context.fillStyle = swatch;
    context.fillRect(x + 7, y + 6, 8, 8);
  }
  context.fillStyle = '#f3f4f6';
  context.fillText(words, x + left, y + 10.5);
  return width;
}

/** A lettered or numbered mark: ends of a section, comments. */
export function drawMark(
  context: Context2d,
  words: string,
  [x, y]: ImagePoint,
  look: 'section' | 'comment' | 'resolved',
): void {
  context.beginPath();
  if (look === 'section') context.arc(x, y, 9, 0, 2 * Math.PI);
  else context.roundRect(x, y - 22, 22, 22, [11, 11, 11, 2]);
  context.fillStyle =
    look === 'comment' ? '#2f6bd8' : look === 'resolved' ? '#5e656f' : 'rgba(13, 14, 16, 0.85)';
  context.strokeStyle = look === 'section' ? '#ffffff' : 'rgba(13, 14, 16, 0.8)';
  context.lineWidth = look === 'section' ? 1 : 1.5;
  context.fill();
  context.stroke();
  context.font = `600 ${LABEL_FONT.replace('12px', '11px')}`;
  context.fillStyle = '#ffffff';
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  if (look === 'section') context.fillText(words, x, y + 0.5);
  else context.fillText(words, x + 11, y - 10.5);
  context.textAlign = 'start';
}
