/**
 * Camera geometry types. Depth camera frame: X right, Y down, Z forward, metres.
 * Pixel (u, v): u right, v down, an integer is a pixel centre (librealsense's rule).
 */

/** Distortion models by librealsense's names (`rs2_distortion`); only these three are evaluated. */
export type DistortionModel = 'none' | 'brown-conrady' | 'inverse-brown-conrady';

/** Pinhole intrinsics in pixels; `coefficients` are k1, k2, p1, p2, k3 as librealsense orders them. */
export interface Intrinsics {
  readonly fx: number;
  readonly fy: number;
  readonly ppx: number;
  readonly ppy: number;
  readonly model: DistortionModel;
  readonly coefficients: readonly [number, number, number, number, number];
}

/** Rigid transform `to = R * from + t`; `rotation` is column-major as in `rs2_extrinsics`, metres. */
export interface Extrinsics {
  readonly rotation: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  readonly translation: readonly [number, number, number];
}

/** Plane `n . p + d = 0` in metres; n is a unit normal with n_z < 0 (towards the camera), so d > 0. */
export interface Plane {
  readonly normal: readonly [number, number, number];
  readonly offset: number;
}

/** An axis-aligned box in pixels, `x1` and `y1` exclusive. */
export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}
