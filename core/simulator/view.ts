/**
 * A camera's noise-free view of a scene by ray casting: depth along Z in metres, 8-bit RGB before
 * exposure (linear light), the defect mask. The table frame is built on the plane of docs/formats.md.
 */
import type { RayTable } from '../geometry/rays.js';
import type { Extrinsics, Plane } from '../geometry/types.js';
import { transform, type Point3 } from '../geometry/projection.js';
import { blockTops } from './block-tops.js';
import { CELL_MM, FIELD_HEIGHT, FIELD_WIDTH } from './clay.js';
import { SmoothNoise } from './random.js';
import type { Scene } from './scene.js';

export interface View {
  readonly width: number;
  readonly height: number;
  /** Z in metres. */
  readonly depth: Float32Array;
  /** Linear light, RGB interleaved. */
  readonly light: Float32Array;
  readonly mask: Uint8Array;
}

interface TableFrame {
  readonly origin: Point3;
  readonly right: Point3;
  readonly down: Point3;
  readonly normal: Point3;
}

const BLOCK = 16;
const dot = (a: Readonly<Point3>, b: Readonly<Point3>): number =>
  a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Table axes in the camera frame: origin where the optical axis meets the table, millimetres. */
function tableFrame(plane: Plane): TableFrame {
  const normal: Point3 = [plane.normal[0], plane.normal[1], plane.normal[2]];
  const origin: Point3 = [0, 0, (plane.offset * 1000) / -normal[2]];
  const rx: Point3 = [1 - normal[0] * normal[0], -normal[0] * normal[1], -normal[0] * normal[2]];
  const length = Math.hypot(...rx);
  const right: Point3 = [rx[0] / length, rx[1] / length, rx[2] / length];
  // Right-handed in (right, down, -normal): down is the picture's down seen along the table.
  const down: Point3 = [
    normal[2] * right[1] - normal[1] * right[2],
    normal[0] * right[2] - normal[2] * right[0],
    normal[1] * right[0] - normal[0] * right[1],
  ];
  return { origin, right, down, normal };
}

/** Moves the table frame into a second camera. */
function moved(frame: TableFrame, to: Extrinsics): TableFrame {
  const rotate: Extrinsics = { rotation: to.rotation, translation: [0, 0, 0] };
  const shift: Extrinsics = {
    rotation: to.rotation,
    translation: [to.translation[0] * 1000, to.translation[1] * 1000, to.translation[2] * 1000],
  };
  return {
    origin: transform(shift, frame.origin),
    right: transform(rotate, frame.right),
    down: transform(rotate, frame.down),
    normal: transform(rotate, frame.normal),
  };
}

/** Renders the scene for rays of a camera whose frame is the depth camera's, or moved by `toCamera`. */
export function renderView(
  scene: Scene,
  plane: Plane,
  rays: RayTable,
  toCamera?: Extrinsics,
): View {
  const { width, height } = rays;
  const frame = toCamera ? moved(tableFrame(plane), toCamera) : tableFrame(plane);
  const out: View = {
    width,
    height,
    depth: new Float32Array(width * height),
    light: new Float32Array(width * height * 3),
    mask: new Uint8Array(width * height),
  };
  const tops = blockTops(scene.height, BLOCK);
  const across = FIELD_WIDTH / BLOCK;
  const down = FIELD_HEIGHT / BLOCK;
  const cos = Math.cos(scene.pose.turnRad) / CELL_MM;
  const sin = Math.sin(scene.pose.turnRad) / CELL_MM;
  const { normal, origin } = frame;
  const planeOffset = -dot(normal, origin);
  const originRight = dot(origin, frame.right) + scene.pose.xMm;
  const originDown = dot(origin, frame.down) + scene.pose.yMm;
  const grain = new SmoothNoise(0x1f83d9ab);
  const field = scene.height;
  const sample = (u: number, v: number): number => {
    const u0 = Math.floor(u);
    const v0 = Math.floor(v);
    if (u0 < 0 || v0 < 0 || u0 >= FIELD_WIDTH - 1 || v0 >= FIELD_HEIGHT - 1) return 0;
    const i = v0 * FIELD_WIDTH + u0;
    const a = u - u0;
    const b = v - v0;
    return (
      (field[i]! * (1 - a) + field[i + 1]! * a) * (1 - b) +
      (field[i + FIELD_WIDTH]! * (1 - a) + field[i + FIELD_WIDTH + 1]! * a) * b
    );
  };

  for (let row = 0, i = 0; row < height; row++) {
    for (let col = 0; col < width; col++, i++) {
      const rx = rays.x[rays.separable ? col : i]!;
      const ry = rays.y[rays.separable ? row : i]!;
      // Height above the table falls linearly along the ray: offset + t * fall.
      const fall = normal[0] * rx + normal[1] * ry + normal[2];
      const toRight = frame.right[0] * rx + frame.right[1] * ry + frame.right[2];
      const toDown = frame.down[0] * rx + frame.down[1] * ry + frame.down[2];
      const tTable = -planeOffset / fall;
      // Object coordinates in cells: u = u0 + t * du.
      const du = toRight * cos + toDown * sin;
      const dv = toDown * cos - toRight * sin;
      const u0 = -originRight * cos - originDown * sin + FIELD_WIDTH / 2 - 0.5;
      const v0 = -originDown * cos + originRight * sin + FIELD_HEIGHT / 2 - 0.5;
      const speed = Math.max(1e-9, Math.abs(du), Math.abs(dv));
      let t = Math.max(0, (scene.maxHeightMm + 0.01 - planeOffset) / fall);
      let before = t;
      let hit = tTable;
      while (t < tTable) {
        const u = u0 + t * du;
        const v = v0 + t * dv;
        const bu = Math.floor(u / BLOCK);
        const bv = Math.floor(v / BLOCK);
        const inField = bu >= 0 && bv >= 0 && bu < across && bv < down;
        const top = inField ? tops[bv * across + bu]! : 0;
        const z = planeOffset + t * fall;
        if (z > top) {
          // Nothing here reaches the ray: go to where it leaves the block or falls to its top.
          const toTop = (top - planeOffset) / fall;
          const edgeU = du > 0 ? (bu + 1) * BLOCK : bu * BLOCK;
          const edgeV = dv > 0 ? (bv + 1) * BLOCK : bv * BLOCK;
          const tu = du === 0 ? Number.POSITIVE_INFINITY : (edgeU - u0) / du;
          const tv = dv === 0 ? Number.POSITIVE_INFINITY : (edgeV - v0) / dv;
          before = t;
          t = Math.max(t + 0.02 / speed, Math.min(toTop, tu + 0.01 / speed, tv + 0.01 / speed));
          continue;
        }
        const surface = sample(u, v);
        if (z <= surface) {
          hit = bisect(before, t, (s) => planeOffset + s * fall - sample(u0 + s * du, v0 + s * dv));
          break;
        }
        before = t;
        t += Math.min(0.7 / speed, Math.max(0.04, (0.8 * (z - surface)) / -fall));
      }
      out.depth[i] = hit / 1000;
      lightAt(scene, u0 + hit * du, v0 + hit * dv, grain, out, i);
    }
  }
  return out;
}

/** The crossing between `above` (positive) and `below` (not positive). */
function bisect(above: number, below: number, value: (t: number) => number): number {
  let a = above;
  let b = below;
  for (let k = 0; k < 7; k++) {
    const middle = (a + b) / 2;
    if (value(middle) > 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/** Bilinear light and nearest mask at a cell position; the bare table outside the field. */
function lightAt(
  scene: Scene,
  u: number,
  v: number,
  grain: SmoothNoise,
  out: View,
  i: number,
): void {
  const u0 = Math.floor(u);
  const v0 = Math.floor(v);
  if (u0 < 0 || v0 < 0 || u0 >= FIELD_WIDTH - 1 || v0 >= FIELD_HEIGHT - 1) {
    const t = 1 + 0.3 * grain.fractal(u * 0.05, v * 0.05) + 0.3 * grain.at(u * 1.3, v * 1.3);
    out.light[3 * i] = scene.table[0] * t;
    out.light[3 * i + 1] = scene.table[1] * t;
    out.light[3 * i + 2] = scene.table[2] * t;
    return;
  }
  const a = u - u0;
  const b = v - v0;
  const k = (v0 * FIELD_WIDTH + u0) * 3;
  const below = k + FIELD_WIDTH * 3;
  for (let c = 0; c < 3; c++) {
    out.light[3 * i + c] =
      (scene.light[k + c]! * (1 - a) + scene.light[k + 3 + c]! * a) * (1 - b) +
      (scene.light[below + c]! * (1 - a) + scene.light[below + 3 + c]! * a) * b;
  }
  out.mask[i] = scene.mask[(b > 0.5 ? v0 + 1 : v0) * FIELD_WIDTH + (a > 0.5 ? u0 + 1 : u0)]!;
}
