import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiltedPlane, planePose } from '../geometry/plane.js';
import { rayTable } from '../geometry/rays.js';
import { D405_BASELINE_MM, D405_PROFILES } from '../simulator/d405.js';
import { gaussianTable, makeRandom } from '../simulator/random.js';
import { SimulatedD405 } from '../simulator/simulated-d405.js';
import { levelGuide } from './guide.js';
import { measureLuma } from './luma.js';
import { Measurer } from './measurer.js';
import { TemporalNoise } from './temporal-noise.js';

const found = D405_PROFILES.find((p) => p.width === 640 && p.height === 360);
if (!found) throw new Error('the D405 has a 640x360 profile');
const { width, height, depth: intrinsics } = found;
const gauss = gaussianTable(65536, 5);
const grey = new Uint8Array(width * height * 3).fill(90);

/** A table with a raised box over `cover` of the frame, stereo noise and holes. */
function scene(
  tiltDeg: number,
  azimuthDeg: number,
  cover: number,
  holes: number,
  seed: number,
): Uint16Array {
  const plane = tiltedPlane(tiltDeg, azimuthDeg, 180);
  const rays = rayTable(intrinsics, width, height);
  const random = makeRandom(seed);
  const half = Math.sqrt(cover) / 2;
  const cx = 0.5 + (random() - 0.5) * 0.1;
  const cy = 0.5 + (random() - 0.5) * 0.1;
  const fxB = intrinsics.fx * (D405_BASELINE_MM / 1000);
  const out = new Uint16Array(width * height);
  for (let v = 0, i = 0; v < height; v++) {
    for (let u = 0; u < width; u++, i++) {
      if (random() < holes) continue;
      const onObject = Math.abs(u / width - cx) < half && Math.abs(v / height - cy) < half;
      const along =
        plane.normal[0] * (rays.x[u] ?? 0) + plane.normal[1] * (rays.y[v] ?? 0) + plane.normal[2];
      const z = (-plane.offset + (onObject ? 0.03 : 0)) / along;
      const noisy = fxB / (fxB / z + 0.08 * (gauss[Math.floor(random() * 65536)] ?? 0));
      out[i] = Math.round(noisy / 0.0001);
    }
  }
  return out;
}

const makeMeasurer = (): Measurer =>
  new Measurer({ width, height, intrinsics, metresPerCount: 0.0001, baselineMm: D405_BASELINE_MM });

describe('levelling measures', () => {
  it('finds tilt within 0.1 degrees and distance within 0.3 mm with an object over 40 % and 20 % holes', () => {
    const measurer = makeMeasurer();
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 8, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.nat(1000),
        (tilt, azimuth, seed) => {
          const { measures } = measurer.measure(
            scene(tilt, azimuth, 0.4, 0.2, seed),
            grey,
            width,
            height,
          );
          const truth = planePose(tiltedPlane(tilt, azimuth, 180));
          expect(Math.abs((measures.tiltDeg ?? 99) - truth.tiltDeg)).toBeLessThan(0.1);
          expect(Math.abs((measures.pitchDeg ?? 99) - truth.pitchDeg)).toBeLessThan(0.1);
          expect(Math.abs((measures.rollDeg ?? 99) - truth.rollDeg)).toBeLessThan(0.1);
          expect(Math.abs((measures.distanceMm ?? 0) - 180)).toBeLessThan(0.3);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([0, 2, 5, 8])("agrees with the simulator's truth at %d degrees", (tiltDeg) => {
    const simulated = new SimulatedD405({
      width: 848,
      height: 480,
      tiltDeg,
      azimuthDeg: 30,
      object: 'plaid',
    });
    const { depth, colour } = simulated.frame(1);
    const measurer = new Measurer({
      width: 848,
      height: 480,
      intrinsics: depth.intrinsics,
      metresPerCount: 0.0001,
      baselineMm: D405_BASELINE_MM,
    });
    const { measures } = measurer.measure(depth.data, colour.data, 848, 480);
    const truth = simulated.truth();
    expect(Math.abs((measures.tiltDeg ?? 99) - truth.tiltDeg)).toBeLessThan(0.1);
    expect(Math.abs((measures.distanceMm ?? 0) - truth.distanceMm)).toBeLessThan(0.3);
  });

  it('measures the matching noise in pixels, not ten times too small', () => {
    const { measures } = makeMeasurer().measure(scene(1, 10, 0.1, 0, 3), grey, width, height);
    expect(measures.subpixelRmsPx).toBeGreaterThan(0.06);
    expect(measures.subpixelRmsPx).toBeLessThan(0.1);
  });

  it('has no plane where there is none', () => {
    const random = makeRandom(1);
    const noise = Uint16Array.from(
      { length: width * height },
      () => 1000 + Math.floor(random() * 2000),
    );
    const { measures } = makeMeasurer().measure(noise, grey, width, height);
    expect(measures.tiltDeg).toBeNull();
    expect(
      makeMeasurer().measure(new Uint16Array(width * height), grey, width, height).measures,
    ).toMatchObject({ fillRate: 0, tiltDeg: null });
  });

  it('does not count the band that no stereo pair can see as missing', () => {
    const counts = scene(0, 0, 0.05, 0, 1);
    for (let v = 0; v < height; v++) counts.fill(0, v * width, v * width + 32);
    expect(makeMeasurer().measure(counts, grey, width, height).measures.fillRate).toBeGreaterThan(
      0.99,
    );
  });

  it('refuses a picture of another size', () => {
    expect(() => makeMeasurer().measure(new Uint16Array(10), grey, width, height)).toThrow(
      'not 230400',
    );
  });
});

describe('temporal noise', () => {
  it('finds the standard deviation of fresh noise and ignores missing pixels', () => {
    const estimator = new TemporalNoise(100, 80);
    const random = makeRandom(9);
    for (let frame = 0; frame < 60; frame++) {
      estimator.add(
        Uint16Array.from({ length: 8000 }, (_, i) =>
          i % 5 === 0 && random() < 0.3
            ? 0
            : Math.round(2000 + 6 * (gauss[Math.floor(random() * 65536)] ?? 0)),
        ),
      );
    }
    expect(estimator.medianCounts()).toBeGreaterThan(4.8);
    expect(estimator.medianCounts()).toBeLessThan(7.2);
  });

  it('says nothing before it has seen enough', () => {
    const estimator = new TemporalNoise(100, 80);
    estimator.add(new Uint16Array(8000).fill(100));
    expect(estimator.medianCounts()).toBeNull();
  });
});

describe('luma', () => {
  it('counts clipped pixels and calls a sharp picture sharper', () => {
    const stripes = Uint8Array.from({ length: 90 * 60 * 3 }, (_, i) =>
      Math.floor(i / 3) % 2 === 0 ? 255 : 0,
    );
    const flat = new Uint8Array(90 * 60 * 3).fill(120);
    expect(measureLuma(stripes, 90, 60).sharpness).toBeGreaterThan(
      measureLuma(flat, 90, 60).sharpness,
    );
    expect(measureLuma(new Uint8Array(90 * 60 * 3).fill(255), 90, 60).clippedBright).toBe(1);
    expect(measureLuma(new Uint8Array(90 * 60 * 3), 90, 60).clippedDark).toBe(1);
  });
});

describe('the guide', () => {
  it('advises to raise the low side: doing so levels the camera', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (pitch, roll) => {
          const guide = levelGuide(pitch, roll, 0.5);
          // Raising the camera's left turns the table normal towards -X: roll falls; the top likewise pitch.
          const rollAfter =
            roll + (guide.roll === 'left' ? -0.1 : guide.roll === 'right' ? 0.1 : 0);
          const pitchAfter =
            pitch + (guide.pitch === 'top' ? -0.1 : guide.pitch === 'bottom' ? 0.1 : 0);
          if (guide.inTarget) expect(Math.hypot(pitch, roll)).toBeLessThanOrEqual(0.5);
          else expect(Math.hypot(pitchAfter, rollAfter)).toBeLessThan(Math.hypot(pitch, roll));
        },
      ),
    );
  });

  it('says to raise the right side at a roll of -0.7', () => {
    expect(levelGuide(0.2, -0.7, 0.5)).toMatchObject({ roll: 'right', pitch: null });
  });

  it('holds the bubble at the rim beyond two degrees', () => {
    const { bubble } = levelGuide(0, 6, 0.5);
    expect(bubble).toMatchObject({ xDeg: 2, atRim: true });
  });
});
