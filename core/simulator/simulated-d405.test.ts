import { describe, expect, it } from 'vitest';
import { project, transform, deproject, type Point3 } from '../geometry/projection.js';
import { tiltedPlane } from '../geometry/plane.js';
import { D405_BASELINE_MM, D405_DEPTH_TO_COLOUR, D405_PROFILES } from './d405.js';
import { disparities, readDepth, SUBPIXEL_NOISE_PX } from './depth-sensor.js';
import { makeRandom } from './random.js';
import { SimulatedD405 } from './simulated-d405.js';

const SMALL = { width: 424, height: 240 } as const;

const share = (values: ArrayLike<number>, keep: (value: number, i: number) => boolean): number => {
  let n = 0;
  for (let i = 0; i < values.length; i++) if (keep(values[i] ?? 0, i)) n++;
  return n / values.length;
};

describe('the simulated D405', () => {
  it('gives the same frame for the same options and number, another noise for another number', () => {
    const a = new SimulatedD405(SMALL).frame(5);
    const b = new SimulatedD405(SMALL).frame(5);
    const c = new SimulatedD405(SMALL).frame(6);
    expect(b.depth.data).toEqual(a.depth.data);
    expect(b.colour.data).toEqual(a.colour.data);
    expect(c.depth.data).not.toEqual(a.depth.data);
    expect(c.colour.data).not.toEqual(a.colour.data);
  });

  it.each(D405_PROFILES)('delivers $width x $height with its calibration', (profile) => {
    const { width, height } = profile;
    const pair = new SimulatedD405({ width, height }).frame(1);
    expect(pair.depth.data).toHaveLength(width * height);
    expect(pair.colour.data).toHaveLength(width * height * 3);
    expect(pair.depth.intrinsics).toEqual(profile.depth);
    expect(pair.depth.metresPerCount).toBe(0.0001);
    expect(share(pair.depth.data, (count) => count > 0)).toBeGreaterThan(0.75);
  });

  it.each([
    [0, 0, 180],
    [3, 0, 200],
    [8, 135, 220],
    [5, -90, 150],
  ])(
    'shows the table exactly where tilt %d, azimuth %d, distance %d put it',
    (tiltDeg, azimuthDeg, distanceMm) => {
      const camera = new SimulatedD405({ ...SMALL, tiltDeg, azimuthDeg, distanceMm });
      const truth = camera.truth();
      expect(truth.tiltDeg).toBeCloseTo(tiltDeg, 9);
      expect(truth.distanceMm).toBeCloseTo(distanceMm, 9);
      if (azimuthDeg === 0) expect(truth.rollDeg).toBeCloseTo(0, 9);
      const { normal, offset } = tiltedPlane(tiltDeg, azimuthDeg, distanceMm);
      const { depth } = camera.profile();
      let onTable = 0;
      let below = 0;
      for (let v = 0; v < SMALL.height; v += 3) {
        for (let u = 0; u < SMALL.width; u += 3) {
          const [x, y, z] = deproject(depth, u, v, truth.depthMetres[v * SMALL.width + u] ?? 0);
          const aboveMm = (normal[0] * x + normal[1] * y + normal[2] * z + offset) * 1000;
          if (Math.abs(aboveMm) < 0.02) onTable++;
          if (aboveMm < -0.05) below++;
        }
      }
      expect(below).toBe(0);
      expect(onTable / ((SMALL.width * SMALL.height) / 9)).toBeGreaterThan(0.6);
    },
  );

  it('keeps the scene but for its defect, and masks where the surface differs', () => {
    const camera = new SimulatedD405({ ...SMALL, distanceMm: 120 });
    const whole = camera.truth();
    expect(share(whole.mask, (m) => m === 1)).toBe(0);
    camera.update({ defect: 'dent' });
    const dented = camera.truth();
    const pixels = SMALL.width * SMALL.height;
    const marked = share(dented.mask, (m) => m === 1) * pixels;
    expect(marked).toBeGreaterThan(20);
    const differs = (i: number): boolean =>
      Math.abs((dented.depthMetres[i] ?? 0) - (whole.depthMetres[i] ?? 0)) > 0.0002;
    const changed = share(dented.mask, (_, i) => differs(i)) * pixels;
    const changedUnmarked = share(dented.mask, (m, i) => m === 0 && differs(i)) * pixels;
    expect(changed).toBeGreaterThan(0.5 * marked);
    expect(changedUnmarked).toBeLessThan(0.1 * changed);
    camera.update({ defect: 'none' });
    expect(camera.truth().depthMetres).toEqual(whole.depthMetres);
  });

  it('sees the table through the unrectified colour lens where the calibration says', () => {
    const options = { width: 640, height: 360, distanceMm: 180, tiltDeg: 0 } as const;
    const rectified = new SimulatedD405({ ...options, defect: 'combine-D' });
    const raw = new SimulatedD405({ ...options, defect: 'combine-D' }, 'colour');
    expect(raw.frame(1).colour.intrinsics.model).toBe('inverse-brown-conrady');
    expect(raw.frame(1).depthToColour).toBe(D405_DEPTH_TO_COLOUR);
    const truth = rectified.truth();
    const moved = raw.truth().mask;
    const { depth, colour } = rectified.profile();
    let total = 0;
    let met = 0;
    for (let i = 0; i < truth.mask.length; i++) {
      if (truth.mask[i] !== 1) continue;
      total++;
      const point: Point3 = deproject(
        depth,
        i % options.width,
        Math.floor(i / options.width),
        truth.depthMetres[i] ?? 0,
      );
      const [u, v] = project(colour, transform(D405_DEPTH_TO_COLOUR, point));
      if (moved[Math.round(v) * options.width + Math.round(u)] === 1) met++;
    }
    expect(total).toBeGreaterThan(50);
    expect(met / total).toBeGreaterThan(0.85);
  });
});

describe('stereo depth', () => {
  const stereo = (width: number, height: number): Parameters<typeof disparities>[1] => ({
    width,
    height,
    fx: 421.605,
    baselineMm: D405_BASELINE_MM,
    minDistanceMm: 70,
    metresPerCount: 0.00001,
    cornerHoles: false,
    holeSeed: 1,
  });

  it('has noise that grows with z squared', () => {
    const options = stereo(400, 300);
    const sigmaMm = (z: number): number => {
      const counts = new Uint16Array(400 * 300);
      readDepth(
        disparities(new Float32Array(400 * 300).fill(z), options),
        options,
        makeRandom(3),
        counts,
      );
      const valid = [...counts].filter((count) => count > 0).map((count) => count * 0.01);
      const mean = valid.reduce((s, x) => s + x, 0) / valid.length;
      return Math.sqrt(valid.reduce((s, x) => s + (x - mean) ** 2, 0) / valid.length);
    };
    const near = sigmaMm(0.15);
    const far = sigmaMm(0.3);
    expect(far / near).toBeGreaterThan(3.5);
    expect(far / near).toBeLessThan(4.5);
    // z^2 sigma / (fx B), and the step of 1/32 px adds its own spread.
    const expected =
      ((0.3 * 0.3) / (421.605 * (D405_BASELINE_MM / 1000))) * 1000 * SUBPIXEL_NOISE_PX;
    expect(far / expected).toBeGreaterThan(0.85);
    expect(far / expected).toBeLessThan(1.2);
  });

  it('has no data at the left of an edge, in the left band, or nearer than the profile allows', () => {
    const width = 400;
    const height = 60;
    const depth = new Float32Array(width * height).fill(0.2);
    for (let v = 0; v < height; v++) depth.fill(0.15, v * width + 200, v * width + 260);
    const out = disparities(depth, stereo(width, height));
    const missing = (u0: number, u1: number): number =>
      share(out, (d, i) => i % width >= u0 && i % width < u1 && d === 0) / ((u1 - u0) / width);
    const fxB = 421.605 * (D405_BASELINE_MM / 1000);
    const shadow = Math.floor(fxB / 0.15 - fxB / 0.2);
    expect(shadow).toBeGreaterThan(8);
    expect(missing(200 - shadow, 200)).toBeGreaterThan(0.97);
    expect(missing(264, 264 + shadow)).toBeLessThan(0.1);
    expect(missing(0, Math.floor(fxB / 0.2))).toBe(1);
    expect(missing(Math.ceil(fxB / 0.2) + 1, 180)).toBeLessThan(0.1);
    const close = disparities(new Float32Array(width * height).fill(0.069), stereo(width, height));
    expect(share(close, (d) => d > 0)).toBe(0);
  });
});

describe('faults in the pixels', () => {
  it('counts in millimetres when another program left the unit at 1 mm', () => {
    const pair = new SimulatedD405({ ...SMALL, fault: 'depth-unit-1mm', distanceMm: 180 }).frame(1);
    expect(pair.depth.metresPerCount).toBe(0.001);
    const counts = [...pair.depth.data].filter((count) => count > 0).sort((a, b) => a - b);
    expect(counts[Math.floor(counts.length / 2)]).toBeGreaterThan(170);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(190);
  });

  it('leaves the four corners without data', () => {
    const { data } = new SimulatedD405({ ...SMALL, fault: 'corner-holes' }).frame(1).depth;
    const { width, height } = SMALL;
    for (const i of [0, width - 1, (height - 1) * width, height * width - 1])
      expect(data[i]).toBe(0);
  });

  it('burns the picture out, and smears it', () => {
    const camera = new SimulatedD405(SMALL);
    const steep = (rgb: Uint8Array): number => {
      let sum = 0;
      for (let i = 3; i < rgb.length; i++)
        sum += Math.abs((rgb[i] ?? 0) - (rgb[i - 3] ?? 0)) > 30 ? 1 : 0;
      return sum;
    };
    const burnt = (rgb: Uint8Array): number => share(rgb, (level) => level >= 250);
    const normal = camera.frame(1).colour.data;
    camera.update({ fault: 'over-exposed' });
    expect(burnt(camera.frame(1).colour.data)).toBeGreaterThan(burnt(normal) + 0.01);
    camera.update({ fault: 'blur' });
    expect(steep(camera.frame(1).colour.data)).toBeLessThan(0.5 * steep(normal));
  });

  it('follows exposure set by hand', () => {
    const camera = new SimulatedD405(SMALL);
    const mean = (exposureUs: number): number => {
      camera.setExposure({ auto: false, exposureUs, gain: 16 });
      const { data } = camera.frame(1).colour;
      return data.reduce((s, x) => s + x, 0) / data.length;
    };
    expect(mean(8000)).toBeGreaterThan(1.2 * mean(4000));
  });
});
