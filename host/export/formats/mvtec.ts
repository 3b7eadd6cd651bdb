/** The MVTec 3D-AD tree: rgb PNG, xyz float32 TIFF in metres, gt PNG, and z arrays for AST on request. */
import {
  cornerDepths,
  cornerForeground,
} from '../../../core/anomaly/preprocess/corner-background.js';
import { fillGaps } from '../../../core/anomaly/preprocess/gap-fill.js';
import { encodeNpy } from '../../codecs/npy.js';
import { encodeGray8Png } from '../../codecs/png.js';
import { tiffParts } from '../../codecs/tiff-write.js';
import { MASK_BYTES_PER_PIXEL, picturePlan, type Format, type OutFile } from './parts.js';

export const mvtecFormat: Format = {
  needsDepth: true,
  needsPixels: false,
  async make({ placement, sample, profile, width, height, classes, xyz, picture }) {
    const { cell, stem } = placement;
    if (!xyz) throw new RangeError('the MVTec tree needs depth');
    const gt = hasMask(sample.split, classes) ? grey(classes, width * height) : null;
    const [rgb, mask] = await Promise.all([picture(), gt && encodeGray8Png(gt, width, height)]);
    const files: OutFile[] = [
      { kind: 'rgb', path: `${cell}/rgb/${stem}.png`, data: rgb },
      {
        kind: 'xyz',
        path: `${cell}/xyz/${stem}.tiff`,
        data: tiffParts({ width, height, channels: 3, data: xyz }, profile.tiffCompression),
      },
    ];
    if (mask) files.push({ kind: 'gt', path: `${cell}/gt/${stem}.png`, data: mask });
    if (profile.astZ)
      files.push({
        kind: 'z',
        path: `${cell}/z/${stem}.npy`,
        data: encodeNpy([height, width, 2], astArray(xyz, width, height)),
      });
    return { files, fragment: null };
  },
  plan(sample, profile) {
    const { pixels } = sample;
    const deflated = profile.tiffCompression === 'deflate' ? 0.6 : 1;
    return [
      picturePlan(sample),
      { kind: 'xyz', bytes: 12 * pixels * deflated + 224 },
      ...(sample.split === 'test' || sample.annotated
        ? [{ kind: 'gt', bytes: pixels * MASK_BYTES_PER_PIXEL }]
        : []),
      ...(profile.astZ ? [{ kind: 'z', bytes: 8 * pixels + 128 }] : []),
    ];
  },
};

/** Test samples always have one, good ones an empty one; elsewhere only what was drawn. */
function hasMask(split: string, classes: Uint8Array | null): boolean {
  return split === 'test' || (classes?.some((value) => value > 0) ?? false);
}

function grey(classes: Uint8Array | null, pixels: number): Uint8Array {
  return classes?.map((value) => (value > 0 ? 255 : 0)) ?? new Uint8Array(pixels);
}

/**
 * What AST's preprocessing stores: gap-filled z and the foreground (further than 7 mm from the surface
 * through the corners), float32 height x width x 2. Where a corner has no depth the foreground is empty.
 */
export function astArray(xyz: Float32Array, width: number, height: number): Float32Array {
  const z = new Float32Array(width * height);
  for (let i = 0; i < z.length; i++) z[i] = xyz[3 * i + 2]!;
  const filled = fillGaps(z, width, height);
  const foreground = cornerForeground(filled, width, height, cornerDepths(filled, width, height));
  const out = new Float32Array(2 * z.length);
  for (let i = 0; i < z.length; i++) {
    out[2 * i] = filled[i]!;
    out[2 * i + 1] = foreground[i]!;
  }
  return out;
}
