import { describe, expect, it } from 'vitest';
import { project, transform } from '../../core/geometry/projection.js';
import type { Preview } from '../../core/contract/schema/camera.js';
import { liveFrame, type LiveFrame } from '../state/feed.js';
import { depthPixelOf, pickAt } from './pick.js';

const intrinsics = {
  fx: 20,
  fy: 20,
  ppx: 8,
  ppy: 5,
  model: 'none' as const,
  coefficients: [0, 0, 0, 0, 0] as [number, number, number, number, number],
};

/** 16 x 10, every count 2000 (200 mm) except (3, 3), rgb = (u, v, 0). */
function frame(stream: Preview['stream'], shiftMetres: number): LiveFrame {
  const width = 16;
  const height = 10;
  const bytes = new Uint8Array(width * height * 5);
  const counts = new Uint16Array(bytes.buffer, width * height * 3).fill(2000);
  counts[3 * width + 3] = 0;
  for (let i = 0; i < width * height; i++) bytes.set([i % width, Math.floor(i / width), 0], i * 3);
  const made = liveFrame({
    frameNumber: 1,
    capturedAtMs: 0,
    deviceTimeMs: 0,
    width,
    height,
    colourWidth: width,
    colourHeight: height,
    fullWidth: 32,
    fullHeight: 20,
    depthOffset: width * height * 3,
    metresPerCount: 1e-4,
    depthIntrinsics: intrinsics,
    colourIntrinsics: intrinsics,
    depthToColour: { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [shiftMetres, 0, 0] },
    stream,
    bytes,
  });
  if (!made) throw new Error('frame is too short');
  return made;
}

describe('pickAt', () => {
  it('gives mm in the depth camera frame and full-resolution pixels', () => {
    const picked = pickAt(frame('left-ir', 0), 12, 5);
    expect(picked.xMm).toBeCloseTo(40);
    expect(picked.yMm).toBeCloseTo(0);
    expect(picked.zMm).toBeCloseTo(200);
    expect(picked.rgb).toEqual([12, 5, 0]);
    expect([picked.fullU, picked.fullV]).toEqual([24, 10]);
  });

  it('still reads the colour of a pixel without depth in a pixel-identical pair', () => {
    const picked = pickAt(frame('left-ir', 0), 3, 3);
    expect(picked.zMm).toBeNull();
    expect(picked.rgb).toEqual([3, 3, 0]);
  });

  it('follows the calibration into another colour picture', () => {
    // 20 mm to the side at 200 mm and fx 20 are two pixels.
    expect(pickAt(frame('colour', 0.02), 8, 5).rgb).toEqual([10, 5, 0]);
    expect(pickAt(frame('colour', 0.02), 15, 5).colour).toBeNull();
    expect(pickAt(frame('colour', 0.02), 3, 3).colour).toBeNull();
  });

  it('clamps to the picture', () => {
    expect(pickAt(frame('left-ir', 0), -5, 99).rgb).toEqual([0, 9, 0]);
  });
});

describe('depthPixelOf', () => {
  it('inverts the way of pickAt', () => {
    const live = frame('colour', 0.02);
    const { preview } = live;
    const point = pickAt(live, 6, 4);
    const [u, v] = project(
      preview.colourIntrinsics,
      transform(preview.depthToColour, [
        (point.xMm ?? 0) / 1000,
        (point.yMm ?? 0) / 1000,
        (point.zMm ?? 0) / 1000,
      ]),
    );
    const back = depthPixelOf(live, u, v);
    expect(back.u).toBeCloseTo(6);
    expect(back.v).toBeCloseTo(4);
  });
});
