/**
 * What is drawn over a picture, in two lots: shapes that rest, kept as a bitmap that pans and zooms with
 * the picture, and what moves (the selection, what is being drawn, the cursor), drawn anew each time.
 */
import { ownerOf } from '../../../core/annotation/compound.js';
import type { ImagePoint, Shape } from '../../../core/annotation/document.js';
import type { Editor } from '../../../core/annotation/editor.js';
import { shapeBox } from '../../../core/annotation/hit.js';
import { handlesOf } from '../../../core/annotation/shapes.js';
import type { Draft } from '../../../core/annotation/tools/tool.js';
import type { Comment } from '../../../core/contract/schema/work.js';
import {
  colourWord,
  drawLine,
  drawMark,
  drawnShapes,
  drawShape,
  drawTag,
  drawVertex,
  ring,
  type Context2d,
  type Drawn,
  type Placing,
} from './draw.js';
import type { LinkedView, Size, ViewState } from './view.js';

export interface SceneOptions {
  readonly colourOf: (label: string) => string;
  readonly comments: readonly Comment[];
  readonly comment: string | null;
  readonly bare: boolean;
  /** Words beside the cursor, as the height above the board; null for none. */
  readonly readout: string | null;
  readonly tags: boolean;
}

/** Room around the pane that a resting bitmap covers, as a share of it: short pans need no redraw. */
const MARGIN = 0.3;
const MOST_TAGS = 60;
const WHITE = '#ffffff';
const CUT = '#ff8a66';

/** Numbers of shapes as the list shows them: holes have none. */
export function shapeNumbers(
  shapes: readonly Shape[],
  editor: Editor,
): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  let next = 1;
  for (const shape of shapes)
    if (ownerOf(editor.document, shape.id) === shape.id) numbers.set(shape.id, next++);
  return numbers;
}

function placing(state: ViewState, size: Size): Placing {
  return {
    scale: state.scale,
    x: size.width / 2 - state.centre[0] * state.scale,
    y: size.height / 2 - state.centre[1] * state.scale,
  };
}

/** The shapes that rest, as a bitmap of one view; drawn again when they or the zoom change for good. */
export class RestingShapes {
  private canvas = document.createElement('canvas');
  /** What is being drawn in slices, until it takes the place of the one that is shown. */
  private next: {
    readonly canvas: HTMLCanvasElement;
    readonly drawn: readonly Drawn[];
    readonly key: readonly unknown[];
    readonly view: ViewState;
    readonly size: Size;
    at: number;
  } | null = null;
  private spare = document.createElement('canvas');
  private view: ViewState | null = null;
  private key: readonly unknown[] = [];
  private size: Size = { width: 0, height: 0 };

  /** Whether the bitmap is sharp for the view and covers the pane. */
  fits(view: ViewState, pane: Size): boolean {
    if (!this.view || this.view.scale !== view.scale) return false;
    const dx = Math.abs(view.centre[0] - this.view.centre[0]) * view.scale;
    const dy = Math.abs(view.centre[1] - this.view.centre[1]) * view.scale;
    return dx <= pane.width * MARGIN && dy <= pane.height * MARGIN;
  }

  holds(key: readonly unknown[]): boolean {
    return key.length === this.key.length && key.every((part, i) => part === this.key[i]);
  }

  render(
    drawn: readonly Drawn[],
    key: readonly unknown[],
    view: ViewState,
    pane: Size,
    ratio: number,
  ): void {
    this.begin(drawn, key, view, pane, ratio);
    this.step(Infinity);
  }

  /** Begins to draw for a view; `step` goes on. What is shown stays until it is done. */
  begin(
    drawn: readonly Drawn[],
    key: readonly unknown[],
    view: ViewState,
    pane: Size,
    ratio: number,
  ): void {
    const size = {
      width: Math.ceil(pane.width * (1 + 2 * MARGIN)),
      height: Math.ceil(pane.height * (1 + 2 * MARGIN)),
    };
    const canvas = this.spare;
    const width = Math.round(size.width * ratio);
    const height = Math.round(size.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext('2d');
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    context?.clearRect(0, 0, size.width, size.height);
    this.next = { canvas, drawn, key, view, size, at: 0 };
  }

  /** Draws for so long; true when it is done and shown. */
  step(budgetMs: number): boolean {
    const { next } = this;
    const context = next?.canvas.getContext('2d');
    if (!next || !context) return true;
    const until = performance.now() + budgetMs;
    const at = placing(next.view, next.size);
    const seen = {
      x0: -at.x / at.scale,
      y0: -at.y / at.scale,
      x1: (next.size.width - at.x) / at.scale,
      y1: (next.size.height - at.y) / at.scale,
    };
    for (; next.at < next.drawn.length; next.at++) {
      if (performance.now() > until) return false;
      const one = next.drawn[next.at]!;
      const box = shapeBox(one.parts[0]!);
      if (box.x1 < seen.x0 || box.y1 < seen.y0 || box.x0 > seen.x1 || box.y0 > seen.y1) continue;
      drawShape(context, one, at, next.size);
    }
    this.spare = this.canvas;
    this.canvas = next.canvas;
    this.key = next.key;
    this.view = next.view;
    this.size = next.size;
    this.next = null;
    return true;
  }

  /** Puts the bitmap where the view has gone meanwhile. */
  blit(context: Context2d, view: ViewState, pane: Size): void {
    if (!this.view || this.size.width === 0) return;
    const factor = view.scale / this.view.scale;
    const width = this.size.width * factor;
    const height = this.size.height * factor;
    const x = pane.width / 2 + (this.view.centre[0] - view.centre[0]) * view.scale - width / 2;
    const y = pane.height / 2 + (this.view.centre[1] - view.centre[1]) * view.scale - height / 2;
    context.imageSmoothingEnabled = factor !== 1;
    // A whole pixel, or the bitmap would be blurred by the way that was panned.
    if (factor === 1) context.drawImage(this.canvas, Math.round(x), Math.round(y), width, height);
    else context.drawImage(this.canvas, x, y, width, height);
  }
}

/** Splits what is drawn into what rests and what moves. */
export function splitScene(
  editor: Editor,
  options: SceneOptions,
): { resting: Drawn[]; moving: Drawn[]; key: readonly unknown[] } {
  const all = options.bare
    ? []
    : drawnShapes(editor.document, (shape) =>
        editor.hidden.has(shape.id)
          ? null
          : {
              colour: options.colourOf(shape.label),
              selected: isHot(editor, shape),
              dim: false,
            },
      );
  const resting = all.filter(({ look }) => !look.selected);
  const moving = all.filter(({ look }) => look.selected);
  const key = resting.flatMap(({ parts, look }) => [...parts, look.colour]);
  return { resting, moving, key };
}

/** Selected, or a hole of what is selected is. */
function isHot(editor: Editor, shape: Shape): boolean {
  return editor.selection.has(shape.id);
}

export function drawMoving(
  context: Context2d,
  editor: Editor,
  moving: readonly Drawn[],
  view: LinkedView,
  pane: Size,
  cursor: ImagePoint | null,
  options: SceneOptions,
): void {
  const at = placing(view.state, pane);
  for (const one of moving) drawShape(context, one, at, pane);
  if (!options.bare) {
    drawHover(context, editor, at, options, pane);
    if (options.tags) drawTags(context, editor, at, options);
  }
  drawSection(context, editor, at);
  drawComments(context, editor, at, options);
  const { draft } = editor.tool;
  if (draft) drawDraft(context, editor, draft, at, options);
  if (cursor) drawCursor(context, editor, cursor, at, options);
}

function screen([x, y]: ImagePoint, at: Placing): ImagePoint {
  return [x * at.scale + at.x, y * at.scale + at.y];
}

function drawHover(
  context: Context2d,
  editor: Editor,
  at: Placing,
  options: SceneOptions,
  pane: Size,
): void {
  const { hover, vertex, document } = editor;
  const colour = (shape: Shape): string => options.colourOf(shape.label);
  const find = (id: string): Shape | undefined => document.shapes.find((one) => one.id === id);
  if (hover) {
    const shape = find(hover.id);
    // The shape under the pointer shows its vertices, so that it can be seen where it is grabbed.
    if (shape && !editor.selection.has(ownerOf(document, shape.id)) && !editor.isLocked(shape.id))
      drawShape(
        context,
        { parts: [shape], look: { colour: colour(shape), selected: true, dim: false } },
        at,
        pane,
      );
    if (shape && hover.kind === 'vertex') {
      const handle = handlesOf(shape)[hover.index];
      if (handle) drawVertex(context, handle, at, colour(shape), true);
    } else if (shape && hover.kind === 'edge' && !editor.isLocked(shape.id)) {
      const [x, y] = screen(hover.point, at);
      ring(context, x, y, 4, WHITE);
    }
  }
  const chosen = vertex ? find(vertex.id) : undefined;
  const handle = chosen && vertex ? handlesOf(chosen)[vertex.index] : undefined;
  if (chosen && handle) drawVertex(context, handle, at, colour(chosen), false);
}

function drawTags(context: Context2d, editor: Editor, at: Placing, options: SceneOptions): void {
  const { shapes } = editor.document;
  const numbers = shapeNumbers(shapes, editor);
  if (numbers.size > MOST_TAGS) return;
  for (const shape of shapes) {
    const number = numbers.get(shape.id);
    if (number === undefined || editor.hidden.has(shape.id)) continue;
    const box = shapeBox(shape);
    const [x, y] = screen([box.x1, box.y0], at);
    drawTag(
      context,
      `${number.toString()} ${shape.label}`,
      [x + 6, y - 10],
      options.colourOf(shape.label),
    );
  }
}

function drawSection(context: Context2d, editor: Editor, at: Placing): void {
  const { draft } = editor.tool;
  const section = draft?.kind === 'span' && draft.shape === 'section' ? draft : editor.section;
  if (!section) return;
  const a = screen(section.a, at);
  const b = screen(section.b, at);
  drawLine(context, [a, b], WHITE, { dashed: true, width: 1.3 });
  drawMark(context, 'A', a, 'section');
  drawMark(context, 'B', b, 'section');
}

function drawComments(
  context: Context2d,
  editor: Editor,
  at: Placing,
  options: SceneOptions,
): void {
  options.comments.forEach((comment, i) => {
    if (!comment.place) return;
    const place = screen(comment.place, at);
    drawMark(
      context,
      (i + 1).toString(),
      place,
      comment.resolvedBy === null ? 'comment' : 'resolved',
    );
    if (comment.id === options.comment) ring(context, place[0] + 11, place[1] - 11, 14, WHITE);
  });
  if (editor.pin) drawMark(context, '+', screen(editor.pin, at), 'comment');
}

function drawDraft(
  context: Context2d,
  editor: Editor,
  draft: Draft,
  at: Placing,
  options: SceneOptions,
): void {
  const colour = options.colourOf(editor.label);
  switch (draft.kind) {
    case 'path': {
      const ink = draft.cut ? CUT : colour;
      const placed = draft.points.map((point) => screen(point, at));
      drawLine(context, placed, ink, { width: 2 });
      const last = placed.at(-1);
      if (last && draft.to) drawLine(context, [last, screen(draft.to, at)], ink, { dashed: true });
      const [first] = placed;
      // A free line has many points; only those that were clicked need to be seen.
      if (draft.points.length <= 400)
        for (const point of draft.points) drawVertex(context, point, at, WHITE, false);
      if (first && draft.closed && draft.points.length > 2)
        ring(context, first[0], first[1], draft.closing ? 10 : 7, draft.closing ? WHITE : ink);
      return;
    }
    case 'span': {
      const a = screen(draft.a, at);
      const b = screen(draft.b, at);
      if (draft.shape === 'section') return;
      if (draft.shape === 'line') drawLine(context, [a, b], colour, { width: 2 });
      else if (draft.shape === 'circle') {
        ring(context, a[0], a[1], Math.hypot(b[0] - a[0], b[1] - a[1]), colour);
        drawLine(context, [a, b], colour, { dashed: true });
      } else
        drawLine(
          context,
          [a, [b[0], a[1]], b, [a[0], b[1]]],
          draft.shape === 'marquee' ? WHITE : colour,
          {
            close: true,
            dashed: draft.shape === 'marquee',
            width: draft.shape === 'marquee' ? 1 : 2,
          },
        );
      return;
    }
    case 'stroke':
      drawStroke(context, draft, draft.erase ? CUT : colour, at);
      return;
    case 'region': {
      if (draft.points) {
        const placed = draft.points.map((point) => screen(point, at));
        context.beginPath();
        placed.forEach(([x, y], i) => {
          if (i === 0) context.moveTo(x, y);
          else context.lineTo(x, y);
        });
        context.closePath();
        context.globalAlpha = 0.3;
        context.fillStyle = colour;
        context.fill();
        context.globalAlpha = 1;
        drawLine(context, placed, colour, { close: true, width: 2 });
      }
      return;
    }
  }
}

const strokeCanvas = { current: null as HTMLCanvasElement | null };

function drawStroke(
  context: Context2d,
  draft: Extract<Draft, { kind: 'stroke' }>,
  colour: string,
  at: Placing,
): void {
  const { range, mask } = draft;
  if (!range) return;
  const width = range.x1 - range.x0;
  const height = range.y1 - range.y0;
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  const word = colourWord(colour);
  for (let y = 0; y < height; y++) {
    const from = (y + range.y0) * mask.width + range.x0;
    for (let x = 0; x < width; x++) if (mask.data[from + x] === 1) words[y * width + x] = word;
  }
  const canvas = (strokeCanvas.current ??= document.createElement('canvas'));
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  context.globalAlpha = 0.5;
  context.imageSmoothingEnabled = false;
  const [x, y] = screen([range.x0, range.y0], at);
  context.drawImage(canvas, x, y, width * at.scale, height * at.scale);
  context.globalAlpha = 1;
}

/** Hair cross with a gap, or the brush's outline; beside it the height where it is known. */
function drawCursor(
  context: Context2d,
  editor: Editor,
  cursor: ImagePoint,
  at: Placing,
  options: SceneOptions,
): void {
  const [x, y] = screen(cursor, at);
  if (editor.toolName === 'brush' || editor.toolName === 'eraser')
    ring(context, x, y, Math.max(2, editor.brushRadiusPx * at.scale), WHITE);
  const gap = 4;
  const arm = 12;
  for (const [style, width] of [
    ['rgba(13, 14, 16, 0.9)', 3.5],
    [WHITE, 1.5],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - arm, y);
    context.lineTo(x - gap, y);
    context.moveTo(x + gap, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y - gap);
    context.moveTo(x, y + gap);
    context.lineTo(x, y + arm);
    context.stroke();
  }
  if (options.readout !== null) drawTag(context, options.readout, [x + 16, y + 12], null);
}
