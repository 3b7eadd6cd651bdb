import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { D405_DEPTH_TO_COLOUR, D405_PROFILES } from '../simulator/d405.js';
import {
  alignColourToDepth,
  alignDepthToColour,
  alignMaskToDepth,
  DepthAligner,
  colourCoordinates,
} from './align.js';
import { planeDisplacementMm, planeOfPose, planePose, tiltedPlane } from './plane.js';
import { pointCloud } from './point-cloud.js';
import {
  deproject,
  distort,
  IDENTITY,
  invert,
  project,
  transform,
  undistort,
} from './projection.js';
import type { Extrinsics, Intrinsics } from './types.js';

const [profile] = D405_PROFILES;
if (!profile) throw new Error('the D405 has profiles');
const { colour, depth } = profile;
const forward: Intrinsics = { ...colour, model: 'brown-conrady' };
const pixel = fc.tuple(
  fc.double({ min: 0, max: 1279, noNaN: true }),
  fc.double({ min: 0, max: 719, noNaN: true }),
);
const metres = fc.double({ min: 0.05, max: 2, noNaN: true });

describe('projection', () => {
  it.each([
    ['pinhole', depth],
    ['inverse Brown-Conrady', colour],
    ['Brown-Conrady', forward],
  ])('projects what it deprojected (%s)', (_name, intrinsics) => {
    fc.assert(
      fc.property(pixel, metres, ([u, v], z) => {
        const [pu, pv] = project(intrinsics, deproject(intrinsics, u, v, z));
        // Ten fixed-point iterations are the SDK's; at the corners they leave about a hundredth of a pixel.
        expect(Math.abs(pu - u)).toBeLessThan(0.05);
        expect(Math.abs(pv - v)).toBeLessThan(0.05);
      }),
    );
  });

  it('distinguishes the two Brown-Conrady models only by the tangential term', () => {
    const radialOnly: Intrinsics = { ...colour, coefficients: [-0.05, 0.05, 0, 0, -0.02] };
    expect(distort(radialOnly, 0.4, -0.3)).toEqual(
      distort({ ...radialOnly, model: 'brown-conrady' }, 0.4, -0.3),
    );
    expect(distort(colour, 0.4, -0.3)).not.toEqual(distort(forward, 0.4, -0.3));
  });

  it('leaves a point alone where all coefficients are zero', () => {
    expect(undistort({ ...forward, coefficients: [0, 0, 0, 0, 0] }, 0.3, 0.2)).toEqual([0.3, 0.2]);
  });

  it('inverts rigid transforms', () => {
    fc.assert(
      fc.property(fc.tuple(metres, metres, metres), (point) => {
        const back = transform(
          invert(D405_DEPTH_TO_COLOUR),
          transform(D405_DEPTH_TO_COLOUR, point),
        );
        back.forEach((value, i) => {
          expect(value).toBeCloseTo(point[i] ?? 0, 9);
        });
      }),
    );
  });
});

describe('plane poses', () => {
  it('has pure positive pitch at azimuth 0 and pure positive roll at azimuth 90', () => {
    expect(planePose(tiltedPlane(2, 0, 180))).toMatchObject({ rollDeg: 0, distanceMm: 180 });
    expect(planePose(tiltedPlane(2, 0, 180)).pitchDeg).toBeCloseTo(2, 9);
    expect(planePose(tiltedPlane(2, 90, 180)).rollDeg).toBeCloseTo(2, 9);
  });

  it('comes back from its pitch, roll and distance', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (tilt, azimuth) => {
          const plane = tiltedPlane(tilt, azimuth, 200);
          const again = planeOfPose(planePose(plane));
          again.normal.forEach((value, i) => {
            expect(value).toBeCloseTo(plane.normal[i] ?? 0, 9);
          });
          expect(planePose(plane).tiltDeg).toBeCloseTo(tilt, 6);
        },
      ),
    );
  });

  it('measures a lifted rig in millimetres', () => {
    const camera = { width: 1280, height: 720, intrinsics: depth };
    expect(
      planeDisplacementMm(tiltedPlane(0, 0, 180), tiltedPlane(0, 0, 181.5), camera),
    ).toBeCloseTo(1.5, 6);
    expect(
      planeDisplacementMm(tiltedPlane(1, 30, 180), tiltedPlane(1, 30, 180), camera),
    ).toBeCloseTo(0, 9);
  });
});

describe('alignment', () => {
  it('of many pictures by one aligner equals that of each by a fresh one', () => {
    const grid = { width: 64, height: 48 };
    const depthGrid = {
      ...grid,
      intrinsics: { ...depth, fx: 60, fy: 60, ppx: 31, ppy: 24.2 },
    };
    const bent = {
      ...grid,
      intrinsics: {
        ...depthGrid.intrinsics,
        model: colour.model,
        coefficients: colour.coefficients,
      },
    };
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 48, maxLength: 48 }), {
          minLength: 3,
          maxLength: 6,
        }),
        fc.constantFrom(0.00006, 0.015, -0.05),
        fc.constantFrom('counts', 'metres'),
        (rows, baseline, kind) => {
          const moved: Extrinsics = { ...IDENTITY, translation: [baseline, 0.0004, -0.001] };
          const aligner = new DepthAligner(depthGrid, bent, moved);
          for (const row of rows) {
            // A row is a surface with steps and holes; each line of the picture is shifted by one.
            const counts = Uint16Array.from({ length: 64 * 48 }, (_, i) => {
              const value = row[(i + Math.floor(i / 64)) % 48] ?? 0;
              return value < 600 ? 0 : value;
            });
            const picture =
              kind === 'counts' ? counts : Float32Array.from(counts, (value) => value * 0.0001);
            const scale = kind === 'counts' ? 0.0001 : 1;
            expect(aligner.align(picture, scale)).toEqual(
              alignDepthToColour(picture, scale, depthGrid, bent, moved),
            );
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  const grid = {
    width: 64,
    height: 48,
    intrinsics: { ...depth, fx: 40, fy: 40, ppx: 31.5, ppy: 23.5 },
  };
  const counts = Uint16Array.from({ length: 64 * 48 }, (_, i) =>
    i % 7 === 0 ? 0 : 1500 + (i % 64),
  );

  it('keeps depth as it is between equal cameras, away from the edge', () => {
    const out = alignDepthToColour(counts, 0.0001, grid, grid, IDENTITY);
    for (let v = 1; v < 47; v++) {
      for (let u = 1; u < 63; u++) {
        const near = [0, 1].flatMap((dv) =>
          [0, 1].map((du) => counts[(v - dv) * 64 + u - du] ?? 0),
        );
        // A pixel's rectangle covers its right and lower neighbour's border too: the nearest wins.
        expect(near.concat(0)).toContain(out[v * 64 + u]);
      }
    }
  });

  it('brings colour and masks onto the depth grid unchanged between equal cameras', () => {
    const coordinates = colourCoordinates(counts, 0.0001, grid, grid, IDENTITY);
    const rgb = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => i % 251);
    const mask = Uint8Array.from({ length: 64 * 48 }, (_, i) => (i % 5 === 0 ? 255 : 0));
    const colourOut = alignColourToDepth(rgb, grid, coordinates);
    const maskOut = alignMaskToDepth(mask, grid, coordinates);
    for (let i = 0; i < counts.length; i++) {
      expect(maskOut[i]).toBe(counts[i] === 0 ? 0 : mask[i]);
      if (counts[i] !== 0)
        expect(Math.abs((colourOut[3 * i] ?? 0) - (rgb[3 * i] ?? 0))).toBeLessThanOrEqual(1);
    }
  });

  it('makes points that project back to their pixels, and zeros without data', () => {
    const points = pointCloud(counts, 0.0001, grid);
    const at = 20 * 64 + 30;
    const [u, v] = project(grid.intrinsics, [
      points[3 * at] ?? 0,
      points[3 * at + 1] ?? 0,
      points[3 * at + 2] ?? 0,
    ]);
    expect(u).toBeCloseTo(30, 3);
    expect(v).toBeCloseTo(20, 3);
    expect([...points.subarray(0, 3)]).toEqual([0, 0, 0]);
  });
});
