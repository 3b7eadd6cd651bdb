/** An open annotation being edited: what keys and buttons do, on top of what the hand does (editor-hand.ts). */
import { compoundAt, ownerOf } from './compound.js';
import {
  BACKGROUND_LABEL,
  type AnnotationDocument,
  type ImagePoint,
  type Shape,
} from './document.js';
import {
  copiesOf,
  editShapes,
  keepInside,
  mergeShapes,
  moveShapes,
  removeShapes,
  setPoints,
  simplifyShapes,
  stepOrder,
  toPolygons,
} from './edits.js';
import { EditorHand } from './editor-hand.js';
import { nearestEdge } from './hit.js';
import type { Operation, ShapeFields } from './operations.js';
import { hasFreeVertices, leastPoints, tidy } from './shapes.js';

/** Where a copy lies beside its original, screen pixels. */
const COPY_OFFSET_PX = 12;
const MIN_BRUSH_PX = 0.5;
const MAX_BRUSH_PX = 200;

export class Editor extends EditorHand {
  finish(): boolean {
    return this.tool.finish();
  }

  /** Escape: what is drawn, then the selection, then the tool. */
  cancel(): void {
    if (this.tool.cancel()) return;
    if (this.selection.size > 0 || this.vertex) this.select([]);
    else if (this.toolName !== 'select') this.setTool('select');
  }

  /** Ends a drag where it is, as one step: the sample is about to be left. */
  putDown(): void {
    if (!this.history.isMarked) return;
    this.history.squash('move');
    this.tool.cancel();
  }

  undo(): void {
    if (this.tool.back()) return;
    if (!this.readOnly && this.history.undo()) this.changed();
  }

  redo(): void {
    if (!this.readOnly && this.history.redo()) this.changed();
  }

  /** The selected vertex, else what is drawn's last point; false where there is none. */
  removePoint(): boolean {
    if (this.tool.back()) return true;
    const shape = this.document.shapes.find(({ id }) => id === this.vertex?.id);
    if (!shape || !this.vertex || this.isLocked(shape.id) || !hasFreeVertices(shape)) return false;
    if (shape.points.length <= leastPoints(shape)) return false;
    const { index } = this.vertex;
    this.perform('removePoint', () => setPoints(shape, shape.points.toSpliced(index, 1)));
    this.vertex = null;
    this.changed();
    return true;
  }

  /** Puts a point into the selected shape's edge that is nearest to `point` (or into any near one). */
  addPoint(point: ImagePoint): void {
    const near = this.reach('mouse') * 2;
    const shape = this.document.shapes
      .toReversed()
      .filter((one) => hasFreeVertices(one) && !this.isLocked(one.id))
      .find((one) => nearestEdge(one, point, near) !== null);
    const edge = shape ? nearestEdge(shape, point, near) : null;
    if (!shape || !edge) return;
    this.perform('insertPoint', () =>
      setPoints(shape, shape.points.toSpliced(edge.index + 1, 0, tidy(edge.point))),
    );
    this.select([ownerOf(this.document, shape.id)]);
    this.vertex = { id: shape.id, index: edge.index + 1 };
    this.changed();
  }

  deleteSelection(): void {
    this.tool.cancel();
    this.perform('delete', () => removeShapes(this.document, this.free()));
  }

  /** Hidden and locked shapes and lone background too: the question before it said all. */
  deleteAll(): void {
    this.tool.cancel();
    const all = new Set(this.document.shapes.map(({ id }) => id));
    this.perform('delete', () => removeShapes(this.document, all));
  }

  setLabel(label: string): void {
    this.label = label;
    this.perform('label', () => editShapes(this.document, this.free(), { label }));
    this.changed();
  }

  edit(name: string, fields: ShapeFields): void {
    this.perform(name, () => editShapes(this.document, this.free(), fields));
  }

  setFlags(flags: AnnotationDocument['flags']): void {
    this.perform('flags', () => [{ kind: 'flags', before: this.document.flags, after: flags }]);
  }

  /** Screen pixels at low zoom are too coarse to nudge by, so arrows move by image pixels. */
  nudge(dx: number, dy: number): void {
    const ids = this.free();
    if (ids.size === 0) return;
    this.perform('move', () => {
      const [x, y] = keepInside(this.document, ids, dx, dy);
      return moveShapes(this.document, ids, x, y);
    });
  }

  duplicate(): void {
    this.paste(this.copied());
  }

  /** The selected shapes with their holes, for the clipboard. */
  copied(): readonly Shape[] {
    return this.document.shapes.flatMap((shape, index) =>
      this.selection.has(shape.id) ? compoundAt(this.document, index) : [],
    );
  }

  paste(shapes: readonly Shape[], offset = true): void {
    if (this.readOnly || shapes.length === 0) return;
    const by = offset ? COPY_OFFSET_PX * this.pixel : 0;
    const copies = copiesOf(shapes, this.options.newId, by, by);
    this.add('paste', copies);
  }

  order(step: 'up' | 'down' | 'top' | 'bottom'): void {
    const [id] = this.selection;
    if (id !== undefined && this.selection.size === 1)
      this.perform('order', () => stepOrder(this.document, id, step));
  }

  merge(): void {
    let first: Operation | undefined;
    this.perform('merge', () => {
      const operations = mergeShapes(this.document, this.free(), this.options.newId);
      first = operations.at(-1);
      return operations;
    });
    if (first?.kind === 'add') this.select(first.shapes.slice(0, 1).map(({ id }) => id));
  }

  simplify(tolerancePx: number): void {
    this.perform('simplify', () => simplifyShapes(this.document, this.free(), tolerancePx));
  }

  toPolygon(): void {
    this.perform('toPolygon', () => toPolygons(this.document, this.free()));
  }

  selectAll(): void {
    this.select(
      this.document.shapes
        .filter((shape) => shape.label !== BACKGROUND_LABEL && !this.hidden.has(shape.id))
        .map(({ id }) => id),
    );
  }

  sizeBrush(factor: number): void {
    this.brushRadiusPx = Math.max(
      MIN_BRUSH_PX,
      Math.min(MAX_BRUSH_PX, Math.round(this.brushRadiusPx * factor * 2) / 2),
    );
    this.changed();
  }

  toggle(set: 'hidden' | 'locked', ids: Iterable<string>): void {
    const list = [...ids];
    const all = list.every((id) => this[set].has(id));
    for (const id of list) {
      if (all) this[set].delete(id);
      else this[set].add(id);
    }
    this.changed();
  }

  /** The selected shapes that may be changed. */
  private free(): ReadonlySet<string> {
    return new Set([...this.selection].filter((id) => !this.isLocked(id)));
  }
}
