/** Shapes of a LabelMe file as they are drawn. */
import type { Shape, ShapeBitmap } from '../../../core/annotation/document.js';
import { SHAPE_TYPES, type ShapeType } from '../../../core/annotation/document.js';
import { decodeGray16 } from '../../codecs/png.js';

export type RawShape = Readonly<Record<string, unknown>> & { readonly label: string };

/** What cannot be drawn (unknown types, broken points) is left out; the file keeps it. */
export async function drawableShapes(shapes: readonly RawShape[]): Promise<Shape[]> {
  const out: Shape[] = [];
  for (const [i, shape] of shapes.entries()) {
    const points = pointsOf(shape['points']);
    if (!points) continue;
    const given = shape['shape_type'];
    const type = typeof given === 'string' ? SHAPE_TYPES.find((one) => one === given) : 'polygon';
    if (!type) continue;
    out.push({
      ...{ id: String(i), type, label: shape.label, points, groupId: null },
      ...{ description: '', flags: {}, source: i, bitmap: await bitmapOf(type, shape['mask']) },
    });
  }
  return out;
}

function pointsOf(value: unknown): [number, number][] | null {
  if (!Array.isArray(value)) return null;
  const points: [number, number][] = [];
  for (const point of value as unknown[]) {
    if (!Array.isArray(point)) return null;
    const [x, y] = point as unknown[];
    if (typeof x !== 'number' || typeof y !== 'number') return null;
    points.push([x, y]);
  }
  return points;
}

async function bitmapOf(type: ShapeType, value: unknown): Promise<ShapeBitmap | null> {
  if (type !== 'mask' || typeof value !== 'string') return null;
  try {
    const { width, height, data } = await decodeGray16('mask', Buffer.from(value, 'base64'));
    return { width, height, data: Uint8Array.from(data, (v) => (v > 0 ? 1 : 0)) };
  } catch {
    return null;
  }
}
