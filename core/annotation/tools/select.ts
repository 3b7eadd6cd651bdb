/**
 * Select and edit: drag vertices and shapes, Alt click on an edge puts a point there (dragging an edge
 * does too), Alt Shift click takes a vertex out, Ctrl click adds to the selection, a frame drawn from
 * free ground selects what lies in it. States: idle, pressing, vertex, shapes, frame.
 */
import { ownerOf, withHoles } from '../compound.js';
import type { ImagePoint, Shape } from '../document.js';
import { keepInside, moveShapes, setPoints } from '../edits.js';
import type { Hit } from '../hit.js';
import { distance, hasFreeVertices, leastPoints, moveHandle, tidy } from '../shapes.js';
import type { Draft, Tool, ToolHost, ToolInput } from './tool.js';

type State = 'idle' | 'pressing' | 'vertex' | 'shapes' | 'frame';

/** Screen pixels before a press becomes a drag. */
const DRAG_PX = 3;

export class SelectTool implements Tool {
  state: State = 'idle';
  private start: ImagePoint = [0, 0];
  private end: ImagePoint = [0, 0];
  private pressed: Hit | null = null;
  /** A plain click on one of several selected shapes leaves only it, unless it becomes a drag. */
  private single: string | null = null;
  private kept: readonly string[] = [];

  constructor(private readonly host: ToolHost) {}

  get draft(): Draft | null {
    if (this.state !== 'frame') return null;
    return { kind: 'span', shape: 'marquee', a: this.start, b: this.end };
  }

  down(input: ToolInput): void {
    // A second finger while the first one drags.
    this.cancel();
    const hit = this.host.hit(input);
    this.start = input.point;
    this.end = input.point;
    this.pressed = hit;
    this.single = null;
    this.state = 'pressing';
    if (!hit) {
      this.kept = input.ctrl || input.shift ? [...this.host.selection] : [];
      this.host.setVertex(null);
      if (this.kept.length === 0) this.host.select([]);
      return;
    }
    const shape = this.shape(hit.id);
    if (input.alt && shape && hasFreeVertices(shape) && !this.host.isLocked(hit.id)) {
      if (hit.kind === 'vertex' && input.shift) {
        this.removeVertex(shape, hit.index);
        this.state = 'idle';
        return;
      }
      if (hit.kind === 'edge') {
        this.insertVertex(shape, hit.index, hit.point);
        return;
      }
    }
    this.choose(hit, input);
  }

  move(input: ToolInput): void {
    if (this.state === 'idle') return;
    this.end = input.point;
    if (this.state === 'pressing') {
      if (distance(this.start, input.point) <= DRAG_PX * this.host.pixel) return;
      this.begin();
    }
    if (this.state === 'vertex') this.dragVertex(input);
    else if (this.state === 'shapes') this.dragShapes(input);
    else if (this.state === 'frame')
      this.host.select([...this.kept, ...this.host.within(this.start, this.end)]);
    this.host.changed();
  }

  up(): void {
    if (this.state === 'vertex') this.host.history.squash('vertex');
    else if (this.state === 'shapes') this.host.history.squash('move');
    else if (this.state === 'pressing' && this.single !== null) this.host.select([this.single]);
    this.state = 'idle';
    this.pressed = null;
    this.host.changed();
  }

  finish(): boolean {
    return false;
  }

  cancel(): boolean {
    if (this.state === 'idle') return false;
    this.host.history.bail();
    this.state = 'idle';
    this.host.changed();
    return true;
  }

  back(): boolean {
    return false;
  }

  private shape(id: string): Shape | undefined {
    return this.host.document.shapes.find((shape) => shape.id === id);
  }

  private choose(hit: Hit, input: ToolInput): void {
    const { selection } = this.host;
    // A hole has vertices of its own; its inside is not ground to hold it by.
    const id = ownerOf(this.host.document, hit.id);
    this.host.setVertex(hit.kind === 'vertex' ? { id: hit.id, index: hit.index } : null);
    if (input.ctrl) {
      const next = new Set(selection);
      if (!next.delete(id)) next.add(id);
      this.host.select(next);
    } else if (!selection.has(id)) this.host.select([id]);
    else if (selection.size > 1) this.single = id;
  }

  private begin(): void {
    const hit = this.pressed;
    if (!hit) {
      this.state = 'frame';
      return;
    }
    const grabbed = hit.kind === 'vertex' || hit.kind === 'edge';
    if (grabbed && !this.host.isLocked(hit.id)) {
      this.host.history.mark();
      this.state = 'vertex';
      return;
    }
    const locked = [...this.host.selection].some((id) => this.host.isLocked(id));
    if (locked || this.host.selection.size === 0) {
      this.state = 'idle';
      return;
    }
    this.host.history.mark();
    this.state = 'shapes';
  }

  private dragVertex(input: ToolInput): void {
    const hit = this.pressed;
    if (!hit || hit.kind === 'inside') return;
    this.host.history.bail(true);
    const shape = this.shape(hit.id);
    if (!shape) return;
    const exclude = withHoles(this.host.document, new Set([hit.id]));
    const snapped = input.shift
      ? this.host.snap(input.point, { anchor: this.start })
      : this.host.snap(input.point, { exclude });
    const to = tidy(snapped.point);
    const points =
      hit.kind === 'edge'
        ? shape.points.toSpliced(hit.index + 1, 0, to)
        : moveHandle(shape, hit.index, to);
    this.host.history.perform('vertex', setPoints(shape, points));
    this.host.setVertex({ id: hit.id, index: hit.kind === 'edge' ? hit.index + 1 : hit.index });
  }

  private dragShapes(input: ToolInput): void {
    this.host.history.bail(true);
    const { document, selection } = this.host;
    const to = input.shift
      ? this.host.snap(input.point, { anchor: this.start }).point
      : input.point;
    const [dx, dy] = keepInside(document, selection, to[0] - this.start[0], to[1] - this.start[1]);
    this.host.history.perform('move', moveShapes(document, selection, dx, dy));
  }

  private insertVertex(shape: Shape, index: number, point: ImagePoint): void {
    this.host.history.perform(
      'insertPoint',
      setPoints(shape, shape.points.toSpliced(index + 1, 0, tidy(point))),
    );
    this.host.select([ownerOf(this.host.document, shape.id)]);
    this.host.setVertex({ id: shape.id, index: index + 1 });
    // It can be dragged on at once.
    this.pressed = { kind: 'vertex', id: shape.id, index: index + 1 };
    this.host.changed();
  }

  private removeVertex(shape: Shape, index: number): void {
    if (shape.points.length <= leastPoints(shape)) return;
    this.host.history.perform('removePoint', setPoints(shape, shape.points.toSpliced(index, 1)));
    this.host.setVertex(null);
    this.host.changed();
  }
}
