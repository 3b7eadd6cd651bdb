/**
 * An open annotation under the hand: document with history, selection, the tool, and what tools ask for.
 * No canvas and no React: the page forwards pointers in image pixels and draws what this holds.
 */
import { compoundAt, ownerOf, type NewId } from './compound.js';
import type { DepthGrid } from './depth-grid.js';
import {
  BACKGROUND_LABEL,
  type AnnotationDocument,
  type ImagePoint,
  type Shape,
  type ShapeType,
} from './document.js';
import {
  addShapes,
  replaceCompound,
  replaceEach,
  strokeMeets,
  strokeShape,
  subtractRing,
} from './edits.js';
import { AnnotationHistory } from './history.js';
import { shapesOfMask, type Rasterise } from './holes.js';
import { hitTest, shapesWithin, type Hit } from './hit.js';
import type { Mask } from './mask.js';
import type { Operation } from './operations.js';
import { tidy } from './shapes.js';
import { snapPoint, type SnapOptions, type Snapped } from './snap.js';
import { makeTool } from './tools/make-tool.js';
import type { Section, Tool, ToolHost, ToolInput, ToolName } from './tools/tool.js';
import { growFrom, type WandPicture, type WandRegion } from './wand.js';

export interface EditorOptions {
  readonly document: AnnotationDocument;
  readonly rasterise: Rasterise;
  readonly newId: NewId;
  readonly label: string;
  readonly readOnly?: boolean;
  /** What the wand reads; null until it is there. */
  readonly picture?: () => WandPicture | null;
  readonly depth?: () => DepthGrid | null;
}

/** How far a pointer reaches, screen pixels. */
const REACH_PX = { mouse: 8, pen: 10, touch: 18 } as const;
const SNAP_PX = 6;

export class EditorHand implements ToolHost {
  readonly history: AnnotationHistory;
  readonly hidden = new Set<string>();
  readonly locked = new Set<string>();
  readOnly: boolean;
  label: string;
  selection: ReadonlySet<string> = new Set();
  vertex: { readonly id: string; readonly index: number } | null = null;
  hover: Hit | null = null;
  section: Section | null = null;
  /** Where a comment is being written. */
  pin: ImagePoint | null = null;
  tool: Tool;
  toolName: ToolName = 'select';
  brushRadiusPx = 8;
  pressureSizes = true;
  snapping = true;
  /** Image pixels of one screen pixel; the view keeps it. */
  pixel = 1;
  private revision = 0;
  private readonly listeners = new Set<() => void>();

  constructor(protected readonly options: EditorOptions) {
    this.history = new AnnotationHistory(options.document);
    this.label = options.label;
    this.readOnly = options.readOnly ?? false;
    this.tool = makeTool('select', this);
    this.history.onCommit(() => {
      this.forgetGone();
    });
  }

  get document(): AnnotationDocument {
    return this.history.document;
  }

  /** Grows with everything that looks different. */
  version = (): number => this.revision;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  changed(): void {
    this.revision += 1;
    for (const listener of this.listeners) listener();
  }

  // Pointers

  down(input: ToolInput): void {
    if (this.refuses()) return;
    this.tool.down(input);
    this.changed();
  }

  move(input: ToolInput): void {
    const before = this.hover;
    this.hover = this.toolName === 'select' && this.tool.state === 'idle' ? this.hit(input) : null;
    if (!sameHit(before, this.hover)) this.changed();
    this.tool.move(input);
  }

  up(input: ToolInput): void {
    this.tool.up(input);
    this.changed();
  }

  doubleClick(): void {
    this.tool.doubleClick?.();
  }

  leave(): void {
    if (!this.hover) return;
    this.hover = null;
    this.changed();
  }

  /** In a read-only sample one may look, measure and comment. */
  private refuses(): boolean {
    return this.readOnly && !['select', 'pan', 'section', 'comment'].includes(this.toolName);
  }

  // What tools ask

  reach(pointer: ToolInput['pointer']): number {
    return REACH_PX[pointer] * this.pixel;
  }

  snap(point: ImagePoint, options: Partial<SnapOptions> = {}): Snapped {
    const tolerance = this.snapping ? SNAP_PX * this.pixel : 0;
    const snapped = snapPoint(this.document, point, { tolerance, ...options });
    return { ...snapped, point: tidy(snapped.point) };
  }

  hit(input: ToolInput): Hit | null {
    return hitTest(this.document, input.point, {
      tolerance: this.reach(input.pointer),
      selected: this.selection,
      hidden: this.hidden,
      verticesOf: this.grabbable(),
    });
  }

  /** Vertices show on selected shapes and on the one under the pointer: these can be grabbed. */
  private grabbable(): ReadonlySet<string> {
    const ids = new Set<string>();
    this.document.shapes.forEach((shape, index) => {
      if (this.selection.has(shape.id) || this.hover?.id === shape.id)
        for (const part of compoundAt(this.document, index)) ids.add(part.id);
    });
    return ids;
  }

  isLocked(id: string): boolean {
    return this.readOnly || this.locked.has(ownerOf(this.document, id));
  }

  newShape(type: ShapeType, points: readonly ImagePoint[]): Shape {
    return {
      id: this.options.newId(),
      type,
      label: this.label,
      points: points.map(tidy),
      groupId: null,
      description: '',
      flags: {},
      bitmap: null,
      source: null,
    };
  }

  add(name: string, shapes: readonly Shape[]): void {
    if (this.readOnly) return;
    this.perform(name, () => addShapes(this.document, shapes));
    this.select(shapes.filter((shape) => shape.label !== BACKGROUND_LABEL).map(({ id }) => id));
  }

  select(ids: Iterable<string>): void {
    this.selection = new Set(ids);
    if (this.vertex && !this.selection.has(ownerOf(this.document, this.vertex.id)))
      this.vertex = null;
    this.changed();
  }

  setVertex(vertex: { readonly id: string; readonly index: number } | null): void {
    this.vertex = vertex;
  }

  within(a: ImagePoint, b: ImagePoint): readonly string[] {
    const frame = {
      x0: Math.min(a[0], b[0]),
      y0: Math.min(a[1], b[1]),
      x1: Math.max(a[0], b[0]),
      y1: Math.max(a[1], b[1]),
    };
    const found = shapesWithin(this.document, frame, this.hidden);
    return [...new Set(found.map((id) => ownerOf(this.document, id)))];
  }

  applyStroke(stroke: Mask, erase: boolean): void {
    const { rasterise, newId } = this.options;
    if (this.readOnly) return;
    if (!erase) {
      const only = this.selection.size === 1 ? [...this.selection][0] : undefined;
      const index = this.document.shapes.findIndex((shape) => shape.id === only);
      const target = this.document.shapes[index];
      if (target?.label === this.label && !this.isLocked(target.id)) {
        const shapes = strokeShape(this.document, index, stroke, false, rasterise, newId);
        if (shapes) this.history.perform('brush', replaceCompound(this.document, index, shapes));
        return;
      }
      const template = { label: this.label, groupId: null, description: '', flags: {} };
      const below = { shapes: this.document.shapes, rasterise };
      this.add('brush', shapesOfMask(stroke, below, template, newId, null));
      return;
    }
    const ids = this.targets((shape) => strokeMeets(shape, stroke));
    const operations = replaceEach(this.document, ids, (index) =>
      strokeShape(this.document, index, stroke, true, rasterise, newId, ids),
    );
    this.history.perform('erase', operations);
  }

  subtract(ring: readonly ImagePoint[]): void {
    const ids = this.targets(() => true);
    this.history.perform('subtract', subtractRing(this.document, ids, ring, this.options.newId));
  }

  /** What eraser and subtract work on: the selected shapes, else all that are in sight. */
  private targets(meets: (shape: Shape) => boolean): ReadonlySet<string> {
    const { shapes } = this.document;
    return new Set(
      shapes
        .filter(
          (shape) =>
            (this.selection.size === 0 || this.selection.has(shape.id)) &&
            shape.label !== BACKGROUND_LABEL &&
            !this.hidden.has(shape.id) &&
            !this.isLocked(shape.id) &&
            meets(shape),
        )
        .map((shape) => shape.id),
    );
  }

  grow(seed: ImagePoint): WandRegion | null {
    const picture = this.options.picture?.() ?? null;
    return picture ? growFrom(picture, this.options.depth?.() ?? null, seed) : null;
  }

  setSection(section: Section | null): void {
    this.section = section;
    this.changed();
  }

  placeComment(point: ImagePoint | null): void {
    this.pin = point;
    this.changed();
  }

  setTool(name: ToolName): void {
    this.tool.cancel();
    this.toolName = name;
    this.tool = makeTool(name, this);
    this.hover = null;
    this.changed();
  }

  protected perform(name: string, make: () => readonly Operation[]): void {
    if (this.readOnly) return;
    // A key during a drag: the drag is given up, or the edit would be lost with its next move.
    if (this.history.isMarked) this.tool.cancel();
    const operations = make();
    if (operations.length === 0) return;
    this.history.perform(name, operations);
    this.changed();
  }

  /** Selection and marks of shapes that are no longer there. */
  private forgetGone(): void {
    const there = new Set(this.document.shapes.map(({ id }) => id));
    const kept = [...this.selection].filter((id) => there.has(id));
    if (kept.length !== this.selection.size) this.selection = new Set(kept);
    if (this.vertex) {
      const shape = this.document.shapes.find(({ id }) => id === this.vertex?.id);
      if (!shape || this.vertex.index >= shape.points.length) this.vertex = null;
    }
    this.hover = null;
  }
}

function sameHit(a: Hit | null, b: Hit | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind !== b.kind || a.id !== b.id) return false;
  return a.kind === 'inside' || (b.kind !== 'inside' && a.index === b.index);
}
