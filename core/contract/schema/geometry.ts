/** Schemas of calibration as stored in sample.json; the types live in core/geometry/types.ts. */
import { z } from 'zod';
import type { Extrinsics, Intrinsics } from '../../geometry/types.js';

const finite = z.number();

/** Pinhole intrinsics in pixels with librealsense's distortion model names. */
export const intrinsicsSchema: z.ZodType<Intrinsics> = z.strictObject({
  fx: z.number().positive(),
  fy: z.number().positive(),
  ppx: finite,
  ppy: finite,
  model: z.enum(['none', 'brown-conrady', 'inverse-brown-conrady']),
  coefficients: z.tuple([finite, finite, finite, finite, finite]),
});

/** Rotation column-major as in `rs2_extrinsics`, translation in metres. */
export const extrinsicsSchema: z.ZodType<Extrinsics> = z.strictObject({
  rotation: z.tuple([finite, finite, finite, finite, finite, finite, finite, finite, finite]),
  translation: z.tuple([finite, finite, finite]),
});
