/**
 * Wide lines with the pixels of Pillow's ImageDraw.line: a quadrilateral per stretch, and with rounded
 * joints (joint="curve", LabelMe since 7.0) a pie slice and two thin lines at every turn.
 */
import type { ImagePoint } from '../document.js';
import { span, toInt, type Canvas } from './canvas.js';
import { fillPie } from './ellipse.js';
import { fillQuad, type PolygonRule } from './polygon.js';

const roundUp = (x: number): number => (x >= 0 ? Math.floor(x + 0.5) : -Math.floor(0.5 - x));
const roundDown = (x: number): number => (x >= 0 ? Math.ceil(x - 0.5) : -Math.ceil(-x - 0.5));

export function drawLine(
  canvas: Canvas,
  points: readonly ImagePoint[],
  width: number,
  joints: 'butt' | 'round',
  value: number,
  rule: PolygonRule,
): void {
  for (let i = 0; i + 1 < points.length; i++)
    stretch(canvas, points[i]!, points[i + 1]!, width, value, rule);
  if (joints === 'butt' || width <= 4) return;
  for (let i = 1; i + 1 < points.length; i++)
    joint(canvas, points[i - 1]!, points[i]!, points[i + 1]!, width, value, rule);
}

function stretch(
  canvas: Canvas,
  from: ImagePoint,
  to: ImagePoint,
  width: number,
  value: number,
  rule: PolygonRule,
): void {
  const x0 = toInt(from[0]);
  const y0 = toInt(from[1]);
  const x1 = toInt(to[0]);
  const y1 = toInt(to[1]);
  const dx = (x1 - x0) | 0;
  const dy = (y1 - y0) | 0;
  if (dx === 0 && dy === 0) {
    span(canvas, x0, y0, x0, value);
    return;
  }
  const length = Math.hypot(dx, dy);
  const half = (width - 1) / 2;
  const more = roundUp(half) / length;
  const less = roundDown(half) / length;
  const left = roundDown(less * dy);
  const right = roundDown(more * dy);
  const above = roundDown(less * dx);
  const below = roundDown(more * dx);
  const corners = [
    [x0 - left, y0 + below],
    [x1 - left, y1 + below],
    [x1 + right, y1 - above],
    [x0 + right, y0 - above],
  ] as const;
  fillQuad(canvas, corners, value, rule);
}

/** Compass direction of a stretch in degrees, 0 upwards, clockwise, from 0 up to 360. */
function heading(from: ImagePoint, to: ImagePoint): number {
  const degrees = Math.atan2(to[0] - from[0], from[1] - to[1]) * (180 / Math.PI);
  const rest = degrees % 360;
  return rest < 0 ? rest + 360 : rest;
}

function joint(
  canvas: Canvas,
  before: ImagePoint,
  at: ImagePoint,
  after: ImagePoint,
  width: number,
  value: number,
  rule: PolygonRule,
): void {
  const first = heading(before, at);
  const second = heading(at, after);
  if (first === second) return;
  const leftTurn =
    (second > first && second - 180 > first) || (second < first && second + 180 > first);
  const [x, y] = at;
  const start = leftTurn ? second + 90 : first - 90;
  const end = leftTurn ? first + 90 : second - 90;
  const radius = width / 2 - 1;
  fillPie(
    canvas,
    toInt(x - width / 2 + 1),
    toInt(y - width / 2 + 1),
    toInt(x + width / 2 - 1),
    toInt(y + width / 2 - 1),
    start - 90,
    end - 90,
    value,
  );
  if (width <= 8) return;
  const side = leftTurn ? 90 : -90;
  const gap = [rim(at, first + side, radius), at, rim(at, second + side, radius)];
  drawLine(canvas, gap, 3, 'butt', value, rule);
}

/** The point of the joint's circle in a direction, its distance cut to whole pixels. */
function rim([x, y]: ImagePoint, degrees: number, radius: number): ImagePoint {
  const angle = (degrees - 90) * (Math.PI / 180);
  return [x + Math.trunc(radius * Math.cos(angle)), y + Math.trunc(radius * Math.sin(angle))];
}
