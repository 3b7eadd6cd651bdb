/** The imager: exposure and gain, the sRGB curve, slight vignetting, shot-like noise, camera shake. */
import { gaussianTable } from './random.js';
import type { View } from './view.js';

const NOISE_CELLS = 1 << 20;
/** Standard deviation of the picture noise in 8-bit levels. */
const NOISE_LEVELS = 1.6;
let noiseTable: Int8Array | null = null;

function noise(): Int8Array {
  noiseTable ??= Int8Array.from(gaussianTable(NOISE_CELLS, 0x1b873593), (v) =>
    Math.round(v * NOISE_LEVELS),
  );
  return noiseTable;
}

const CURVE_STEPS = 4096;
const curve = Uint8Array.from({ length: CURVE_STEPS }, (_, i) =>
  Math.round(255 * (i / (CURVE_STEPS - 1)) ** (1 / 2.2)),
);

/** 8-bit picture of linear light at a relative exposure, without noise. */
export function exposePicture(view: View, exposure: number, blurPx: number): Uint8Array {
  const { width, height, light } = view;
  const out = new Uint8Array(light.length);
  const cx = width / 2;
  const cy = height / 2;
  const far = 1 / (cx * cx + cy * cy);
  for (let v = 0, i = 0; v < height; v++) {
    for (let u = 0; u < width; u++, i += 3) {
      const r2 = ((u - cx) * (u - cx) + (v - cy) * (v - cy)) * far;
      const gain = exposure * (1 - 0.16 * r2) * (CURVE_STEPS - 1);
      for (let c = 0; c < 3; c++) {
        const value = light[i + c]! * gain;
        out[i + c] = curve[value >= CURVE_STEPS - 1 ? CURVE_STEPS - 1 : value | 0]!;
      }
    }
  }
  return blurPx > 0 ? shaken(out, width, height, blurPx) : out;
}

/** Camera shake: a mean along the rows, as a knocked rig gives. */
function shaken(picture: Uint8Array, width: number, height: number, length: number): Uint8Array {
  const out = new Uint8Array(picture.length);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < length; k++)
          sum += picture[(v * width + Math.min(width - 1, u + k)) * 3 + c]!;
        out[(v * width + u) * 3 + c] = Math.round(sum / length);
      }
    }
  }
  return out;
}

/** One frame with fresh noise; `random` chooses where in the noise table it starts. */
export function readColour(picture: Uint8Array, random: () => number, rgb: Uint8Array): void {
  const table = noise();
  // A clamped view of the same memory saves two comparisons a byte.
  const out = new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.length);
  let from = Math.floor(random() * NOISE_CELLS);
  for (let i = 0; i < picture.length;) {
    const run = Math.min(picture.length - i, NOISE_CELLS - from);
    for (const end = i + run; i < end; i++, from++) out[i] = picture[i]! + table[from]!;
    from = 0;
  }
}

/** Relative exposure that puts the brightest hundredth of the picture at 80 % of the range. */
export function autoExposure(view: View): number {
  const { light } = view;
  const values: number[] = [];
  for (let i = 0; i < light.length; i += 3 * 41)
    values.push(Math.max(light[i]!, light[i + 1]!, light[i + 2]!));
  values.sort((a, b) => a - b);
  const bright = values[Math.floor(values.length * 0.99)] ?? 1;
  return Math.min(3, 0.62 / Math.max(bright, 0.05));
}
