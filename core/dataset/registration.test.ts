import { describe, expect, it } from 'vitest';
import { estimateIntrinsics } from '../geometry/estimate-intrinsics.js';
import { colourSilhouette, compareSilhouettes, depthSilhouette } from './registration.js';
import { medianValue, unitEvidence } from './unit-evidence.js';

const WIDTH = 320;
const HEIGHT = 240;

/** An ellipse on a table, seen in colour, and in depth scaled about the centre and shifted. */
function pair(scale: number, shiftX: number, shiftY: number) {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  const metres = new Float32Array(WIDTH * HEIGHT);
  const inside = (u: number, v: number): boolean =>
    ((u - 170) / 60) ** 2 + ((v - 115) / 45) ** 2 < 1 && !(u > 180 && v > 120);
  for (let v = 0, i = 0; v < HEIGHT; v++) {
    for (let u = 0; u < WIDTH; u++, i++) {
      const noise = (u * 7 + v * 13) % 6;
      rgb.set(inside(u, v) ? [190, 40 + noise, 60] : [30 + noise, 30, 34 + v / 20], 3 * i);
      const x = (u - shiftX - WIDTH / 2) / scale + WIDTH / 2;
      const y = (v - shiftY - HEIGHT / 2) / scale + HEIGHT / 2;
      metres[i] = inside(x, y) ? 0.37 : 0.4 + u * 1e-5;
      if (noise === 0) metres[i] = 0;
    }
  }
  return compareSilhouettes(
    colourSilhouette(rgb, WIDTH, HEIGHT),
    depthSilhouette(metres, WIDTH, HEIGHT),
    WIDTH,
  );
}

describe('registration', () => {
  it('should find that a pair fits', () => {
    const found = pair(1, 0, 0);
    expect(found.verdict).toBe('fits');
    expect(found.iou).toBeGreaterThan(0.95);
  });

  it.each([
    [1.22, -14, 0],
    [0.85, 20, 10],
    [1, 24, -16],
  ])('should find scale %s and shift %s, %s of one that does not', (scale, x, y) => {
    const found = pair(scale, x, y);
    expect(found.verdict).toBe('off');
    expect(found.bestIou).toBeGreaterThan(0.93);
    expect(Math.abs(found.scale * scale - 1)).toBeLessThan(0.03);
    // The depth silhouette is moved back: scaled first, so its own shift shrinks with it.
    expect(Math.abs(found.shiftPx[0] + x / scale)).toBeLessThan(4);
    expect(Math.abs(found.shiftPx[1] + y / scale)).toBeLessThan(4);
  });

  it('should not judge where nothing stands off the table', () => {
    const flat = new Float32Array(WIDTH * HEIGHT).fill(0.4);
    const grey = new Uint8Array(WIDTH * HEIGHT * 3).fill(90);
    const found = compareSilhouettes(
      colourSilhouette(grey, WIDTH, HEIGHT),
      depthSilhouette(flat, WIDTH, HEIGHT),
      WIDTH,
    );
    expect(found.verdict).toBe('unclear');
  });
});

describe('unit evidence', () => {
  const of = (median: number, stored: 'uint16' | 'float32' = 'uint16') =>
    unitEvidence([{ stored, median, rotatedBits: false }], null);

  it.each([
    [4000, 0.0001, 400],
    [650, 0.001, 650],
    [0.4, 1, 400],
    [412.5, 0.001, 412.5],
  ])('should guess of a median of %s', (median, metresPerCount, mm) => {
    const found = of(median);
    expect(found?.guess).toBe(metresPerCount);
    const hypothesis = found?.hypotheses.find((one) => one.metresPerCount === metresPerCount);
    expect(hypothesis).toMatchObject({ medianMm: mm, plausible: true });
  });

  it('should say when two fit, none fits, or nothing is there', () => {
    expect(of(1500)?.reason).toContain('1500 mm as millimetres or 150 mm as 0.0001');
    expect(of(3)?.guess).toBe(1);
    expect(of(0.001)?.guess).toBeNull();
    expect(of(0)?.reason).toContain('no depth');
    expect(unitEvidence([], null)).toBeNull();
  });

  it('should take the median of what is valid', () => {
    expect(medianValue(Float32Array.from([0, Number.NaN, Infinity, -3, 5, 7, 9]))).toBe(7);
  });
});

describe('intrinsics from points', () => {
  it('should find the camera, and how badly a distorted one fits', () => {
    const xyz = new Float32Array(80 * 60 * 3);
    const bent = new Float32Array(xyz.length);
    for (let i = 0; i < 80 * 60; i++) {
      const [u, v] = [i % 80, Math.floor(i / 80)];
      const z = 0.3 + 0.001 * ((u * 7 + v) % 9);
      if ((u + v) % 11 === 0) continue;
      const [x, y] = [(u - 38.2) / 71.5, (v - 30.9) / 70.25];
      xyz.set([x * z, y * z, z], 3 * i);
      const bend = 1 + 0.5 * (x * x + y * y);
      bent.set([x * bend * z, y * bend * z, z], 3 * i);
    }
    const found = estimateIntrinsics(xyz, 80, 60);
    expect(found?.intrinsics.fx).toBeCloseTo(71.5, 3);
    expect(found?.intrinsics.fy).toBeCloseTo(70.25, 3);
    expect(found?.intrinsics.ppx).toBeCloseTo(38.2, 3);
    expect(found?.intrinsics.ppy).toBeCloseTo(30.9, 3);
    expect(found?.rmsPx).toBeLessThan(1e-3);
    expect(estimateIntrinsics(bent, 80, 60)?.rmsPx).toBeGreaterThan(0.75);
    expect(estimateIntrinsics(new Float32Array(300), 10, 10)).toBeNull();
  });
});
