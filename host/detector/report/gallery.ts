/** A picture with its heat map beside it, small, as a data URL for the report. */
import sharp from 'sharp';
import { resizeBilinear8 } from '../../../core/anomaly/preprocess/pillow-resize.js';
import type { SourceSample } from '../data/source.js';

const SIDE = 160;
/** Seven anchors of matplotlib's plasma (CC0), dark to light. */
const PLASMA: readonly (readonly [number, number, number])[] = [
  [13, 8, 135],
  [84, 2, 163],
  [139, 10, 165],
  [185, 50, 137],
  [219, 92, 104],
  [244, 136, 73],
  [240, 249, 33],
];

/** @param top score at the light end of the scale; one for all pictures of a model */
export async function galleryPicture(
  sample: SourceSample,
  map: Float32Array,
  side: number,
  top: number,
): Promise<string> {
  const { rgb, width, height } = await sample.load();
  const left = resizeBilinear8(rgb, width, height, 3, SIDE, SIDE);
  const pixels = new Uint8Array(SIDE * SIDE * 2 * 3);
  for (let y = 0; y < SIDE; y++) {
    pixels.set(left.subarray(y * SIDE * 3, (y + 1) * SIDE * 3), y * SIDE * 6);
    for (let x = 0; x < SIDE; x++) {
      const from = Math.floor((y * side) / SIDE) * side + Math.floor((x * side) / SIDE);
      const share = top > 0 ? map[from]! / top : 0;
      pixels.set(colourOf(share), (y * SIDE * 2 + SIDE + x) * 3);
    }
  }
  const jpeg = await sharp(pixels, { raw: { width: 2 * SIDE, height: SIDE, channels: 3 } })
    .jpeg({ quality: 82 })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

function colourOf(share: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (PLASMA.length - 1);
  const low = PLASMA[Math.floor(at)]!;
  const high = PLASMA[Math.ceil(at)]!;
  const t = at - Math.floor(at);
  return [0, 1, 2].map((c) => Math.round(low[c]! + (high[c]! - low[c]!) * t)) as [
    number,
    number,
    number,
  ];
}
