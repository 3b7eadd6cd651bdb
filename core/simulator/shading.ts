/**
 * Light on the height field, computed once per scene: wrapped diffuse light of two lamps, ambient
 * light with occlusion, soft shadows, a little light scattered inside the clay and a faint waxy
 * gloss. Result: linear RGB per cell, seen from above.
 */
import type { LightingKind } from '../dataset/vocabulary.js';
import { CELL_MM, FIELD_HEIGHT, FIELD_WIDTH, type Clay, type Rgb } from './clay.js';
import { SmoothNoise } from './random.js';

interface Lamp {
  readonly direction: Rgb;
  readonly light: Rgb;
  /** Half the height of the penumbra: larger is softer. */
  readonly softness: number;
  readonly shadow: boolean;
}

interface Lighting {
  readonly lamps: readonly Lamp[];
  readonly ambient: Rgb;
}

const lamp = (
  azimuthDeg: number,
  elevationDeg: number,
  light: Rgb,
  softness: number,
  shadow = true,
): Lamp => {
  const a = (azimuthDeg * Math.PI) / 180;
  const e = (elevationDeg * Math.PI) / 180;
  return {
    direction: [Math.cos(a) * Math.cos(e), Math.sin(a) * Math.cos(e), Math.sin(e)],
    light,
    softness,
    shadow,
  };
};

/** Controlled: two soft boxes. Uncontrolled: low window light, warm. Mixed: a box and a lamp. */
const LIGHTING: Readonly<Record<LightingKind, Lighting>> = {
  C: {
    lamps: [lamp(218, 56, [0.66, 0.65, 0.63], 5), lamp(-35, 48, [0.24, 0.25, 0.27], 9)],
    ambient: [0.3, 0.3, 0.31],
  },
  U: {
    lamps: [lamp(196, 33, [0.98, 0.83, 0.62], 2.2), lamp(20, 60, [0.06, 0.07, 0.1], 9, false)],
    ambient: [0.19, 0.21, 0.25],
  },
  M: {
    lamps: [lamp(232, 47, [0.7, 0.64, 0.55], 3.2), lamp(-20, 40, [0.3, 0.33, 0.4], 6)],
    ambient: [0.24, 0.245, 0.26],
  },
};

/** Dark felt-like table. */
const TABLE: Rgb = [0.026, 0.027, 0.03];
const CELLS = FIELD_WIDTH * FIELD_HEIGHT;

/** Linear RGB, interleaved, FIELD_WIDTH x FIELD_HEIGHT. */
export function shade(clay: Clay, lighting: LightingKind, seed: number): Float32Array {
  const { lamps, ambient } = LIGHTING[lighting];
  const near = boxBlur(clay.height, 10);
  const far = boxBlur(clay.height, 36);
  const shadows = lamps.map((l) => (l.shadow ? castShadow(clay.height, l) : null));
  const grain = new SmoothNoise(seed ^ 0x2c1b3c6d);
  const out = new Float32Array(CELLS * 3);
  const h = clay.height;
  for (let v = 0, i = 0; v < FIELD_HEIGHT; v++) {
    for (let u = 0; u < FIELD_WIDTH; u++, i++) {
      const z = h[i]!;
      const onClay = z > 0.05;
      const fine = onClay ? 0.05 : 0.035;
      const bumpX = fine * grain.at(u * 0.9, v * 0.9);
      const bumpY = fine * grain.at(u * 0.9 + 71, v * 0.9 + 13);
      const left = h[u > 0 ? i - 1 : i]!;
      const right = h[u < FIELD_WIDTH - 1 ? i + 1 : i]!;
      const up = h[v > 0 ? i - FIELD_WIDTH : i]!;
      const down = h[v < FIELD_HEIGHT - 1 ? i + FIELD_WIDTH : i]!;
      let nx = (left - right) / (2 * CELL_MM) + bumpX;
      let ny = (up - down) / (2 * CELL_MM) + bumpY;
      const length = Math.sqrt(nx * nx + ny * ny + 1);
      nx /= length;
      ny /= length;
      const nz = 1 / length;
      const open = 1 / (1 + 0.16 * Math.max(0, near[i]! - z) + 0.075 * Math.max(0, far[i]! - z));
      const albedo: Rgb = onClay
        ? [clay.red[i]!, clay.green[i]!, clay.blue[i]!]
        : tableColour(grain, u, v);
      const wrap = onClay ? 0.28 : 0.05;
      let r = ambient[0] * open * (0.7 + 0.3 * nz);
      let g = ambient[1] * open * (0.7 + 0.3 * nz);
      let b = ambient[2] * open * (0.7 + 0.3 * nz);
      let gloss = 0;
      for (let k = 0; k < lamps.length; k++) {
        const l = lamps[k] as Lamp;
        const lit = shadows[k]?.[i] ?? 1;
        const cosine = nx * l.direction[0] + ny * l.direction[1] + nz * l.direction[2];
        const diffuse =
          Math.max(0, (cosine + wrap) / (1 + wrap)) * (onClay ? 0.12 + 0.88 * lit : lit);
        r += l.light[0] * diffuse;
        g += l.light[1] * diffuse;
        b += l.light[2] * diffuse;
        if (onClay && lit > 0) {
          const hx = l.direction[0];
          const hy = l.direction[1];
          const hz = l.direction[2] + 1;
          const half = Math.max(
            0,
            (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz),
          );
          gloss += 0.055 * lit * l.light[1] * half ** 26;
        }
      }
      // Light that entered the clay leaves it more saturated: the shaded side keeps its colour.
      const inner = onClay ? 0.05 * open : 0;
      out[3 * i] = albedo[0] * (r + inner) + gloss;
      out[3 * i + 1] = albedo[1] * (g + inner) + gloss;
      out[3 * i + 2] = albedo[2] * (b + inner) + gloss;
    }
  }
  return out;
}

function tableColour(grain: SmoothNoise, u: number, v: number): Rgb {
  const t = 1 + 0.35 * grain.fractal(u * 0.05, v * 0.05) + 0.5 * grain.at(u * 1.7 + 3, v * 1.7);
  return [TABLE[0] * t, TABLE[1] * t, TABLE[2] * t];
}

/** Ambient plus lamps on the bare table, for the part outside the height field. */
export function bareTable(lighting: LightingKind): Rgb {
  const { lamps, ambient } = LIGHTING[lighting];
  const sum = (c: 0 | 1 | 2): number =>
    TABLE[c] * (ambient[c] + lamps.reduce((s, l) => s + l.light[c] * l.direction[2], 0));
  return [sum(0), sum(1), sum(2)];
}

const SHADOW_STEP = 2;

/** Light that arrives, 0 to 1, marched towards the lamp on every second cell and spread to its block. */
function castShadow(height: Float32Array, source: Lamp): Float32Array {
  const out = new Float32Array(CELLS).fill(1);
  let top = 0;
  for (const z of height) top = Math.max(top, z);
  const [dx, dy, dz] = source.direction;
  const flat = Math.hypot(dx, dy) || 1e-6;
  const sx = (dx / flat) * SHADOW_STEP;
  const sy = (dy / flat) * SHADOW_STEP;
  const climb = (SHADOW_STEP * CELL_MM * dz) / flat;
  for (let v = 0; v < FIELD_HEIGHT; v += SHADOW_STEP) {
    for (let u = 0; u < FIELD_WIDTH; u += SHADOW_STEP) {
      const start = v * FIELD_WIDTH + u;
      let z = height[start]! + 0.15;
      let lit = 1;
      let x = u;
      let y = v;
      for (let way = 1; z < top && lit > 0; way++) {
        x += sx;
        y += sy;
        z += climb;
        const xi = Math.round(x);
        const yi = Math.round(y);
        if (xi < 0 || yi < 0 || xi >= FIELD_WIDTH || yi >= FIELD_HEIGHT) break;
        const over = z - height[yi * FIELD_WIDTH + xi]!;
        lit = Math.min(lit, 0.5 + over / (source.softness * 0.1 * Math.sqrt(way)));
      }
      const value = Math.max(0, lit);
      if (value === 1) continue;
      for (let y1 = v; y1 < Math.min(FIELD_HEIGHT, v + SHADOW_STEP); y1++) {
        for (let x1 = u; x1 < Math.min(FIELD_WIDTH, u + SHADOW_STEP); x1++)
          out[y1 * FIELD_WIDTH + x1] = value;
      }
    }
  }
  return boxBlur(out, 2);
}

/** Mean over (2r + 1)^2 cells by running sums, edges repeated. */
export function boxBlur(source: Float32Array, radius: number): Float32Array {
  const across = new Float32Array(CELLS);
  const out = new Float32Array(CELLS);
  blurLines(source, across, FIELD_HEIGHT, FIELD_WIDTH, FIELD_WIDTH, 1, radius);
  blurLines(across, out, FIELD_WIDTH, FIELD_HEIGHT, 1, FIELD_WIDTH, radius);
  return out;
}

function blurLines(
  from: Float32Array,
  to: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  radius: number,
): void {
  const weight = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line++) {
    const base = line * lineStep;
    const at = (k: number): number => from[base + Math.min(length - 1, Math.max(0, k)) * step]!;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += at(k);
    for (let k = 0; k < length; k++) {
      to[base + k * step] = sum * weight;
      sum += at(k + radius + 1) - at(k - radius);
    }
  }
}
