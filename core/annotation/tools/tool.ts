/**
 * What a tool is: a small state machine that gets points in image pixels and asks its host for edits.
 * It knows no canvas; what it has drawn so far is its draft.
 */
import type { AnnotationDocument, ImagePoint, Shape, ShapeType } from '../document.js';
import type { Hit } from '../hit.js';
import type { AnnotationHistory } from '../history.js';
import type { Mask, PixelRange } from '../mask.js';
import type { SnapOptions, Snapped } from '../snap.js';
import type { WandRegion } from '../wand.js';

export const TOOL_NAMES = [
  'select',
  'pan',
  'polygon',
  'rectangle',
  'circle',
  'line',
  'linestrip',
  'point',
  'brush',
  'eraser',
  'subtract',
  'wand',
  'section',
  'comment',
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

export interface ToolInput {
  readonly point: ImagePoint;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** 0 to 1; 0.5 of a mouse. */
  readonly pressure: number;
  readonly pointer: 'mouse' | 'pen' | 'touch';
}

/** What is drawn and not yet part of the document. */
export type Draft =
  | {
      readonly kind: 'path';
      readonly points: readonly ImagePoint[];
      readonly to: ImagePoint | null;
      readonly closed: boolean;
      /** The next click closes it. */
      readonly closing: boolean;
      readonly cut: boolean;
    }
  | {
      readonly kind: 'span';
      readonly shape: 'rectangle' | 'circle' | 'line' | 'section' | 'marquee';
      readonly a: ImagePoint;
      readonly b: ImagePoint;
    }
  | {
      readonly kind: 'stroke';
      readonly mask: Mask;
      readonly range: PixelRange | null;
      readonly erase: boolean;
    }
  | {
      readonly kind: 'region';
      readonly points: readonly ImagePoint[] | null;
      readonly tolerance: number;
    };

export interface Section {
  readonly a: ImagePoint;
  readonly b: ImagePoint;
}

/** What tools may ask of the editor. */
export interface ToolHost {
  readonly document: AnnotationDocument;
  readonly history: AnnotationHistory;
  readonly selection: ReadonlySet<string>;
  readonly section: Section | null;
  readonly brushRadiusPx: number;
  readonly pressureSizes: boolean;
  /** Image pixels of one screen pixel. */
  readonly pixel: number;
  /** How far from something a pointer still means it, image pixels. */
  reach(pointer: ToolInput['pointer']): number;
  snap(point: ImagePoint, options?: Partial<SnapOptions>): Snapped;
  hit(input: ToolInput): Hit | null;
  isLocked(id: string): boolean;
  newShape(type: ShapeType, points: readonly ImagePoint[]): Shape;
  /** Adds shapes as one step and selects them. */
  add(name: string, shapes: readonly Shape[]): void;
  select(ids: Iterable<string>): void;
  setVertex(vertex: { readonly id: string; readonly index: number } | null): void;
  within(a: ImagePoint, b: ImagePoint): readonly string[];
  applyStroke(stroke: Mask, erase: boolean): void;
  subtract(ring: readonly ImagePoint[]): void;
  grow(seed: ImagePoint): WandRegion | null;
  setSection(section: Section | null): void;
  placeComment(point: ImagePoint): void;
  /** The draft or the document looks different now. */
  changed(): void;
}

export interface Tool {
  /** `idle` when nothing is going on. */
  readonly state: string;
  readonly draft: Draft | null;
  down(input: ToolInput): void;
  move(input: ToolInput): void;
  up(input: ToolInput): void;
  doubleClick?(): void;
  /** Ends what is drawn (Enter). False where there was nothing to end. */
  finish(): boolean;
  /** Gives it up (Escape, the pointer was taken away). False where nothing was going on. */
  cancel(): boolean;
  /** Takes the last point back (Backspace, undo while drawing). False where there was none. */
  back(): boolean;
}
