/**
 * Projection and deprojection by librealsense's rules (include/librealsense2/rsutil.h:
 * rs2_project_point_to_pixel, rs2_deproject_pixel_to_point), in float64. Metres and pixels.
 */
import type { Extrinsics, Intrinsics } from './types.js';

export type Point2 = [number, number];
export type Point3 = [number, number, number];

/** Iterations of the fixed-point inversion, as in the SDK. */
const ITERATIONS = 10;

/** Applies the lens model to a normalised image point. */
export function distort(intrinsics: Intrinsics, x: number, y: number): Point2 {
  const [k1, k2, p1, p2, k3] = intrinsics.coefficients;
  const r2 = x * x + y * y;
  const radial = 1 + ((k3 * r2 + k2) * r2 + k1) * r2;
  switch (intrinsics.model) {
    case 'none':
      return [x, y];
    case 'brown-conrady':
      return [
        x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x),
        y * radial + 2 * p2 * x * y + p1 * (r2 + 2 * y * y),
      ];
    case 'inverse-brown-conrady': {
      // The tangential part uses the radially scaled point: this is where the two models differ.
      const xs = x * radial;
      const ys = y * radial;
      return [
        xs + 2 * p1 * xs * ys + p2 * (r2 + 2 * xs * xs),
        ys + 2 * p2 * xs * ys + p1 * (r2 + 2 * ys * ys),
      ];
    }
  }
}

/** Removes the lens model from a normalised image point by ten fixed-point iterations. */
export function undistort(intrinsics: Intrinsics, xDistorted: number, yDistorted: number): Point2 {
  if (intrinsics.model === 'none') return [xDistorted, yDistorted];
  const [k1, k2, p1, p2, k3] = intrinsics.coefficients;
  const inverse = intrinsics.model === 'inverse-brown-conrady';
  let x = xDistorted;
  let y = yDistorted;
  for (let i = 0; i < ITERATIONS; i++) {
    const r2 = x * x + y * y;
    const icdist = 1 / (1 + ((k3 * r2 + k2) * r2 + k1) * r2);
    const xq = inverse ? x / icdist : x;
    const yq = inverse ? y / icdist : y;
    const dx = 2 * p1 * xq * yq + p2 * (r2 + 2 * xq * xq);
    const dy = 2 * p2 * xq * yq + p1 * (r2 + 2 * yq * yq);
    x = (xDistorted - dx) * icdist;
    y = (yDistorted - dy) * icdist;
  }
  return [x, y];
}

/** Pixel (u, v) of a camera point; the point must lie in front of the camera. */
export function project(intrinsics: Intrinsics, point: Readonly<Point3>): Point2 {
  const [x, y] = distort(intrinsics, point[0] / point[2], point[1] / point[2]);
  return [x * intrinsics.fx + intrinsics.ppx, y * intrinsics.fy + intrinsics.ppy];
}

/** Camera point in metres of pixel (u, v) at `depthMetres` along Z. */
export function deproject(
  intrinsics: Intrinsics,
  u: number,
  v: number,
  depthMetres: number,
): Point3 {
  const [x, y] = undistort(
    intrinsics,
    (u - intrinsics.ppx) / intrinsics.fx,
    (v - intrinsics.ppy) / intrinsics.fy,
  );
  return [x * depthMetres, y * depthMetres, depthMetres];
}

/** `R * point + t`, the rotation column-major. */
export function transform(extrinsics: Extrinsics, point: Readonly<Point3>): Point3 {
  const r = extrinsics.rotation;
  const t = extrinsics.translation;
  return [
    r[0] * point[0] + r[3] * point[1] + r[6] * point[2] + t[0],
    r[1] * point[0] + r[4] * point[1] + r[7] * point[2] + t[1],
    r[2] * point[0] + r[5] * point[1] + r[8] * point[2] + t[2],
  ];
}

export const IDENTITY: Extrinsics = {
  rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  translation: [0, 0, 0],
};

/** The inverse rigid transform. */
export function invert(extrinsics: Extrinsics): Extrinsics {
  const r = extrinsics.rotation;
  const t = extrinsics.translation;
  const rotation: Extrinsics['rotation'] = [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]];
  const [x, y, z] = transform({ rotation, translation: [0, 0, 0] }, [t[0], t[1], t[2]]);
  return { rotation, translation: [-x, -y, -z] };
}

/** Intrinsics of the picture that keeps every `factor`-th pixel, starting with pixel 0. */
export function decimatedIntrinsics(intrinsics: Intrinsics, factor: number): Intrinsics {
  return {
    ...intrinsics,
    fx: intrinsics.fx / factor,
    fy: intrinsics.fy / factor,
    ppx: intrinsics.ppx / factor,
    ppy: intrinsics.ppy / factor,
  };
}
