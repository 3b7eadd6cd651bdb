/**
 * The D405 of the SDK's test fixture (method.md 5.2, peers-and-users.md 2.1): modes, calibration,
 * options. Every unit differs; these numbers stand for one sample unit.
 */
import type { Extrinsics, Intrinsics } from '../geometry/types.js';

export interface D405Profile {
  readonly width: number;
  readonly height: number;
  readonly rates: readonly number[];
  /** Nearest distance with depth, from the datasheet digest; interpolated where it is not listed. */
  readonly minDistanceMm: number;
  readonly depth: Intrinsics;
  readonly colour: Intrinsics;
}

export const D405_BASELINE_MM = 17.9998;
export const D405_METRES_PER_COUNT = 0.0001;
export const D405_MIN_FIRMWARE = '5.12.11.8';

const rectified = (fx: number, ppx: number, ppy: number): Intrinsics => ({
  fx,
  fy: fx,
  ppx,
  ppy,
  model: 'none',
  coefficients: [0, 0, 0, 0, 0],
});

const lens = (fx: number, fy: number, ppx: number, ppy: number): Intrinsics => ({
  fx,
  fy,
  ppx,
  ppy,
  model: 'inverse-brown-conrady',
  coefficients: [-0.054548, 0.056755, 0.001013, 0.000338, -0.018525],
});

const FAST = [5, 15, 30, 60, 90] as const;

export const D405_PROFILES: readonly D405Profile[] = [
  {
    width: 1280,
    height: 720,
    rates: [5, 15, 30],
    minDistanceMm: 100,
    depth: rectified(636.386, 647.053, 357.093),
    colour: lens(646.757, 644.969, 636.205, 355.901),
  },
  {
    width: 848,
    height: 480,
    rates: FAST,
    minDistanceMm: 70,
    depth: rectified(421.605, 428.673, 238.074),
    colour: lens(431.171, 429.979, 421.47, 237.267),
  },
  {
    width: 640,
    height: 480,
    rates: FAST,
    minDistanceMm: 62,
    depth: rectified(380.414, 324.216, 238.262),
    colour: lens(389.1, 388.0, 317.7, 237.5),
  },
  {
    width: 640,
    height: 360,
    rates: FAST,
    minDistanceMm: 55,
    depth: rectified(318.193, 323.527, 178.547),
    colour: lens(323.378, 322.485, 318.103, 177.95),
  },
  {
    width: 480,
    height: 270,
    rates: FAST,
    minDistanceMm: 45,
    depth: rectified(238.645, 242.645, 133.91),
    colour: lens(242.534, 241.863, 238.577, 133.463),
  },
  {
    width: 424,
    height: 240,
    rates: FAST,
    minDistanceMm: 40,
    depth: rectified(210.803, 214.336, 119.037),
    colour: lens(215.586, 214.99, 210.735, 118.634),
  },
];

/** Colour is the left imager unrectified: turned by 0.32 degrees, 0.06 mm away. */
export const D405_DEPTH_TO_COLOUR: Extrinsics = (() => {
  const angle = (0.32 * Math.PI) / 180;
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return { rotation: [c, 0, -s, 0, 1, 0, s, 0, c], translation: [-0.00006, 0, 0] };
})();

export const D405_INFO = {
  name: 'Intel RealSense D405',
  serial: '000000000405',
  firmware: '5.16.0.1',
  usb: '3.2',
  productId: '0B5B',
} as const;

export interface D405Option {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** Controls with the fixture's ranges; exposure in microseconds. */
export const D405_OPTIONS: readonly D405Option[] = [
  { name: 'enable-auto-exposure', value: 1, min: 0, max: 1, step: 1 },
  { name: 'exposure', value: 33000, min: 1, max: 165000, step: 1 },
  { name: 'gain', value: 16, min: 16, max: 248, step: 1 },
  { name: 'gamma', value: 300, min: 100, max: 500, step: 1 },
  { name: 'white-balance', value: 4600, min: 2800, max: 6500, step: 10 },
  { name: 'depth-units', value: 0.0001, min: 0.000001, max: 0.01, step: 0.000001 },
];

/** Only Default and Hand write the depth unit; the others keep whatever was set before. */
export const D405_PRESETS = [
  'Custom',
  'Default',
  'Hand',
  'High Accuracy',
  'High Density',
  'Medium Density',
] as const;

export const SIMULATOR_FAULTS = [
  'usb2',
  'busy',
  'unplug',
  'no-frames',
  'frozen-frames',
  'repeated-frames',
  'dropped-frames',
  'corner-holes',
  'depth-unit-1mm',
  'over-exposed',
  'old-firmware',
  'blur',
] as const;
export type SimulatorFault = (typeof SIMULATOR_FAULTS)[number];

/** The profile of a size; undefined where the D405 has none. */
export function d405Profile(width: number, height: number): D405Profile | undefined {
  return D405_PROFILES.find((p) => p.width === width && p.height === height);
}
