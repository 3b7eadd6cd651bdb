/** Equality of shapes by what is written of them. */
import type { Shape } from '../document.js';

/** Whether two shapes would be written the same way, wherever they come from. */
export function sameShape(a: Shape, b: Shape): boolean {
  return (
    a === b ||
    (a.label === b.label &&
      a.type === b.type &&
      a.groupId === b.groupId &&
      a.description === b.description &&
      samePoints(a, b) &&
      sameFlags(a.flags, b.flags) &&
      sameBitmap(a.bitmap, b.bitmap))
  );
}

export function samePoints(a: Shape, b: Shape): boolean {
  return (
    a.points === b.points ||
    (a.points.length === b.points.length &&
      a.points.every(([x, y], i) => x === b.points[i]![0] && y === b.points[i]![1]))
  );
}

export function sameFlags(
  a: Readonly<Record<string, boolean>>,
  b: Readonly<Record<string, boolean>>,
): boolean {
  const keys = Object.keys(a);
  return a === b || (keys.length === Object.keys(b).length && keys.every((k) => a[k] === b[k]));
}

export function sameBitmap(a: Shape['bitmap'], b: Shape['bitmap']): boolean {
  if (a === b) return true;
  if (!a || !b || a.width !== b.width || a.height !== b.height) return false;
  return a.data.every((value, i) => value === b.data[i]);
}
