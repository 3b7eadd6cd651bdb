/** Annotation documents as plain JSON for the channel and the journal, and back. */
import type { WireDocument, WireShape } from '../contract/schema/annotation.js';
import type { AnnotationDocument, ImagePoint, Shape, ShapeBitmap } from './document.js';

export function toWire(document: AnnotationDocument): WireDocument {
  return {
    width: document.width,
    height: document.height,
    flags: { ...document.flags },
    shapes: document.shapes.map(shapeToWire),
  };
}

export function fromWire(wire: WireDocument): AnnotationDocument {
  return {
    width: wire.width,
    height: wire.height,
    flags: wire.flags,
    shapes: wire.shapes.map(shapeFromWire),
  };
}

export function shapeToWire(shape: Shape): WireShape {
  return {
    id: shape.id,
    type: shape.type,
    label: shape.label,
    points: shape.points.flat(),
    groupId: shape.groupId,
    description: shape.description,
    flags: { ...shape.flags },
    bitmap: shape.bitmap
      ? {
          width: shape.bitmap.width,
          height: shape.bitmap.height,
          runs: packRuns(shape.bitmap.data),
        }
      : null,
    source: shape.source,
  };
}

export function shapeFromWire(wire: WireShape): Shape {
  const points: ImagePoint[] = [];
  for (let i = 0; i + 1 < wire.points.length; i += 2)
    points.push([wire.points[i]!, wire.points[i + 1]!]);
  return { ...wire, points, bitmap: wire.bitmap ? unpackRuns(wire.bitmap) : null };
}

/** Run lengths of a bitmap of 0 and 1, zeros first. */
export function packRuns(data: Uint8Array): number[] {
  const runs: number[] = [];
  let value = 0;
  let start = 0;
  for (let i = 0; i <= data.length; i++) {
    if (i < data.length && (data[i] === 0 ? 0 : 1) === value) continue;
    runs.push(i - start);
    start = i;
    value = 1 - value;
  }
  return runs;
}

/** The bitmap of run lengths; what they leave is 0, what is too much is left out. */
export function unpackRuns(wire: NonNullable<WireShape['bitmap']>): ShapeBitmap {
  const data = new Uint8Array(wire.width * wire.height);
  let at = 0;
  for (let i = 0; i < wire.runs.length && at < data.length; i++) {
    const end = Math.min(data.length, at + wire.runs[i]!);
    if (i % 2 === 1) data.fill(1, at, end);
    at = end;
  }
  return { width: wire.width, height: wire.height, data };
}
