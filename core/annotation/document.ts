/**
 * An annotation in memory: shapes on the grid of rgb.png (formats.md), in drawing order (later over
 * earlier). Values are immutable: an operation returns a new document that shares what did not change.
 * The LabelMe codec (labelme/) makes one from a file and writes it back; this file knows no JSON.
 */

/** A point in image pixels, [x right, y down]; integer = the pixel's top left in LabelMe's convention. */
export type ImagePoint = readonly [x: number, y: number];

/** The shape types that are drawn and rasterised; a file may hold others, kept as `other`. */
export const SHAPE_TYPES = [
  'polygon',
  'rectangle',
  'circle',
  'line',
  'linestrip',
  'point',
  'points',
  'mask',
  'oriented_rectangle',
] as const;
export type ShapeType = (typeof SHAPE_TYPES)[number];

/** A mask shape's bitmap: one byte a pixel, 0 or 1, row by row, its top left at points[0]. */
export interface ShapeBitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Shape {
  /** Unique in its document while it is open; never written to a file. */
  readonly id: string;
  readonly type: ShapeType | 'other';
  readonly label: string;
  readonly points: readonly ImagePoint[];
  readonly groupId: number | null;
  readonly description: string;
  readonly flags: Readonly<Record<string, boolean>>;
  /** Only of type mask. */
  readonly bitmap: ShapeBitmap | null;
  /** Where the codec finds what it read for this shape; null for a shape drawn here. */
  readonly source: number | null;
}

export interface AnnotationDocument {
  readonly width: number;
  readonly height: number;
  readonly flags: Readonly<Record<string, boolean>>;
  /** In drawing order: later shapes lie over earlier ones. */
  readonly shapes: readonly Shape[];
}

/** LabelMe's name for what is cut out: a later shape with this label makes a hole. */
export const BACKGROUND_LABEL = '_background_';
