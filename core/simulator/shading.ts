/**
 * Light on the height field, computed once per scene: wrapped diffuse light of two lamps, ambient
 * light with occlusion, soft shadows, a little light scattered inside the clay and a faint waxy
 * gloss. Result: linear RGB per cell, seen from above.
 */
import type { LightingKind } from '../dataset/vocabulary.js';
import { blockTops } from './block-tops.js';
import { CELL_MM, FIELD_HEIGHT, FIELD_WIDTH, type Clay, type Rgb } from './clay.js';
import { between, makeRandom, SmoothNoise } from './random.js';

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

/**
 * The lamps of a shot. Controlled: two soft boxes that stay where they are. Uncontrolled: low warm
 * window light that moves with the day. Mixed: a box, and a lamp that somebody put there.
 */
function lightingOf(kind: LightingKind, seed: number): Lighting {
  const random = makeRandom(seed ^ 0x9b05688c);
  const vary = (low: number, high: number): number => between(random, low, high);
  const scaled = ([r, g, b]: Rgb, by: number): Rgb => [r * by, g * by, b * by];
  switch (kind) {
    case 'C':
      return {
        lamps: [
          lamp(218 + vary(-2, 2), 56 + vary(-1, 1), [0.66, 0.65, 0.63], 5),
          lamp(-35 + vary(-2, 2), 48 + vary(-1, 1), [0.24, 0.25, 0.27], 9),
        ],
        ambient: scaled([0.3, 0.3, 0.31], vary(0.97, 1.03)),
      };
    case 'U': {
      const warm = vary(0, 1);
      const window: Rgb = [0.98, 0.83 + 0.1 * (1 - warm), 0.62 + 0.26 * (1 - warm)];
      return {
        lamps: [
          lamp(196 + vary(-38, 38), vary(28, 47), scaled(window, vary(0.8, 1.08)), vary(1.6, 4)),
          lamp(20 + vary(-30, 30), 60, scaled([0.06, 0.07, 0.1], vary(0.5, 2)), 9, false),
        ],
        ambient: scaled([0.19, 0.21, 0.25], vary(0.7, 1.25)),
      };
    }
    case 'M': {
      const lampLight = vary(0.1, 0.5);
      return {
        lamps: [
          lamp(232 + vary(-8, 8), 47 + vary(-4, 4), [0.7, 0.64, 0.55], vary(2.6, 4)),
          lamp(-20 + vary(-45, 45), vary(32, 50), scaled([1, 0.96, 0.98], lampLight), vary(3, 7)),
        ],
        ambient: scaled([0.24, 0.245, 0.26], vary(0.85, 1.15)),
      };
    }
  }
}

/** Dark felt-like table. */
const TABLE: Rgb = [0.026, 0.027, 0.03];
const CELLS = FIELD_WIDTH * FIELD_HEIGHT;

/** Linear RGB, interleaved, FIELD_WIDTH x FIELD_HEIGHT. */
export function shade(clay: Clay, lighting: LightingKind, seed: number): Float32Array {
  const { lamps, ambient } = lightingOf(lighting, seed);
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
      const felt = onClay ? 0 : tableGrain(grain, u, v);
      const albedoR = onClay ? clay.red[i]! : TABLE[0] * felt;
      const albedoG = onClay ? clay.green[i]! : TABLE[1] * felt;
      const albedoB = onClay ? clay.blue[i]! : TABLE[2] * felt;
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
      out[3 * i] = albedoR * (r + inner) + gloss;
      out[3 * i + 1] = albedoG * (g + inner) + gloss;
      out[3 * i + 2] = albedoB * (b + inner) + gloss;
    }
  }
  return out;
}

function tableGrain(grain: SmoothNoise, u: number, v: number): number {
  return 1 + 0.35 * grain.fractal(u * 0.05, v * 0.05) + 0.5 * grain.at(u * 1.7 + 3, v * 1.7);
}

/** Ambient plus lamps on the bare table, for the part outside the height field. */
export function bareTable(lighting: LightingKind, seed: number): Rgb {
  const { lamps, ambient } = lightingOf(lighting, seed);
  const sum = (c: 0 | 1 | 2): number =>
    TABLE[c] * (ambient[c] + lamps.reduce((s, l) => s + l.light[c] * l.direction[2], 0));
  return [sum(0), sum(1), sum(2)];
}

const SHADOW_STEP = 2;
/** Side of the blocks whose highest point lets a march skip them. */
const SKIP_BLOCK = 16;

/** Light that arrives, 0 to 1, marched towards the lamp on every second cell and spread to its block. */
function castShadow(height: Float32Array, source: Lamp): Float32Array {
  const out = new Float32Array(CELLS).fill(1);
  const tops = blockTops(height, SKIP_BLOCK);
  const across = FIELD_WIDTH / SKIP_BLOCK;
  let top = 0;
  for (const z of tops) top = Math.max(top, z);
  const [dx, dy, dz] = source.direction;
  const flat = Math.hypot(dx, dy) || 1e-6;
  const sx = (dx / flat) * SHADOW_STEP;
  const sy = (dy / flat) * SHADOW_STEP;
  const climb = (SHADOW_STEP * CELL_MM * dz) / flat;
  const soft = source.softness * 0.1;
  for (let v = 0; v < FIELD_HEIGHT; v += SHADOW_STEP) {
    for (let u = 0; u < FIELD_WIDTH; u += SHADOW_STEP) {
      const start = v * FIELD_WIDTH + u;
      const z0 = height[start]! + 0.15;
      let lit = 1;
      for (let way = 1; lit > 0; way++) {
        const z = z0 + way * climb;
        if (z >= top) break;
        const xi = Math.round(u + way * sx);
        const yi = Math.round(v + way * sy);
        if (xi < 0 || yi < 0 || xi >= FIELD_WIDTH || yi >= FIELD_HEIGHT) break;
        const bx = xi >> 4;
        const by = yi >> 4;
        const reach = 0.5 * soft * Math.sqrt(way + SKIP_BLOCK);
        if (z > tops[by * across + bx]! + reach) {
          // Neither shadow nor penumbra can come from this block: on to where the march leaves it.
          const toEdgeX = sx > 0 ? (bx + 1) * SKIP_BLOCK - xi : xi - bx * SKIP_BLOCK + 1;
          const toEdgeY = sy > 0 ? (by + 1) * SKIP_BLOCK - yi : yi - by * SKIP_BLOCK + 1;
          const steps = Math.min(toEdgeX / Math.abs(sx), toEdgeY / Math.abs(sy));
          way += Math.max(0, Math.floor(steps) - 1);
          continue;
        }
        const over = z - height[yi * FIELD_WIDTH + xi]!;
        lit = Math.min(lit, 0.5 + over / (soft * Math.sqrt(way)));
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
