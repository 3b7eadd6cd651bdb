/** Plane pose in the terms of docs/formats.md: tilt, pitch and roll in degrees, distance in mm. */
import type { Intrinsics, Plane } from './types.js';

const DEG = 180 / Math.PI;

export interface PlanePose {
  readonly pitchDeg: number;
  readonly rollDeg: number;
  readonly tiltDeg: number;
  /** Perpendicular distance from the depth origin. */
  readonly distanceMm: number;
}

export function planePose(plane: Plane): PlanePose {
  const [nx, ny, nz] = plane.normal;
  return {
    pitchDeg: Math.atan2(ny, -nz) * DEG,
    rollDeg: Math.atan2(nx, -nz) * DEG,
    // atan2 of the lengths keeps its precision near zero, where acos loses it.
    tiltDeg: Math.atan2(Math.hypot(nx, ny), -nz) * DEG,
    distanceMm: plane.offset * 1000,
  };
}

/** The plane of a pose; inverse of `planePose`. */
export function planeOfPose(pose: Pick<PlanePose, 'pitchDeg' | 'rollDeg' | 'distanceMm'>): Plane {
  const x = Math.tan(pose.rollDeg / DEG);
  const y = Math.tan(pose.pitchDeg / DEG);
  const length = Math.hypot(x, y, 1);
  return { normal: [x / length, y / length, -1 / length], offset: pose.distanceMm / 1000 };
}

/** Plane normal of a camera tilted by `tiltDeg` towards `azimuthDeg`; azimuth 0 is pure pitch. */
export function tiltedPlane(tiltDeg: number, azimuthDeg: number, distanceMm: number): Plane {
  const s = Math.sin(tiltDeg / DEG);
  const a = azimuthDeg / DEG;
  return {
    normal: [s * Math.sin(a), s * Math.cos(a), -Math.cos(tiltDeg / DEG)],
    offset: distanceMm / 1000,
  };
}

/**
 * How far a rig has moved between two plane poses: the largest distance in mm between the first
 * plane's points at the picture's corners and the second plane.
 */
export function planeDisplacementMm(
  before: Plane,
  after: Plane,
  camera: { readonly width: number; readonly height: number; readonly intrinsics: Intrinsics },
): number {
  const { fx, fy, ppx, ppy } = camera.intrinsics;
  let worst = 0;
  for (const u of [0, camera.width - 1]) {
    for (const v of [0, camera.height - 1]) {
      const x = (u - ppx) / fx;
      const y = (v - ppy) / fy;
      const along = before.normal[0] * x + before.normal[1] * y + before.normal[2];
      const z = -before.offset / along;
      const [nx, ny, nz] = after.normal;
      worst = Math.max(worst, Math.abs((nx * x + ny * y + nz) * z + after.offset));
    }
  }
  return worst * 1000;
}
