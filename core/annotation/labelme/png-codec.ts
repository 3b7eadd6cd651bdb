/** Base64, and what the codec needs of PNG for mask shapes; the host gives the latter (host/annotate/mask-png.ts). */
import type { ShapeBitmap } from '../document.js';

export interface MaskPng {
  /** Pixels of a picture of one channel as 0 and 1. @throws Error with the reason */
  decode(png: Uint8Array): ShapeBitmap;
  encode(bitmap: ShapeBitmap): Uint8Array;
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < SIGNS.length; i++) VALUES[SIGNS.charCodeAt(i)] = i;

/** @throws Error where it is not base64 */
export function fromBase64(text: string): Uint8Array {
  const body = text.replace(/[\s=]+/g, '');
  const out = new Uint8Array((body.length * 3) >> 2);
  let bits = 0;
  let have = 0;
  let at = 0;
  for (let i = 0; i < body.length; i++) {
    const value = VALUES[body.charCodeAt(i)] ?? -1;
    if (value < 0) throw new Error(`"${body[i] ?? ''}" is not a sign of base64`);
    bits = ((bits << 6) | value) & 0xffffff;
    have += 6;
    if (have >= 8) {
      have -= 8;
      out[at++] = (bits >> have) & 255;
    }
  }
  return out.subarray(0, at);
}

export function toBase64(data: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < data.length; i += 3) {
    const a = data[i]!;
    const b = data[i + 1] ?? 0;
    const c = data[i + 2] ?? 0;
    parts.push(
      SIGNS[a >> 2]! +
        SIGNS[((a & 3) << 4) | (b >> 4)]! +
        (i + 1 < data.length ? SIGNS[((b & 15) << 2) | (c >> 6)]! : '=') +
        (i + 2 < data.length ? SIGNS[c & 63]! : '='),
    );
  }
  return parts.join('');
}
