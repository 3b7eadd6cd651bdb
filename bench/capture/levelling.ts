import { Measurer } from '../../core/levelling/measurer.js';
import { D405_BASELINE_MM } from '../../core/simulator/d405.js';
import { makeRandom } from '../../core/simulator/random.js';
import { SimulatedD405 } from '../../core/simulator/simulated-d405.js';
import { median, type Row } from '../detector/row.js';
import { row } from './row.js';

/** Measures of one 1280x720 frame, against least squares over every pixel of the border (as the vendor's tool fits). */
export function levelling(tell: (line: string) => void): Promise<Row[]> {
  tell('levelling measures ...');
  const camera = new SimulatedD405({ tiltDeg: 2, azimuthDeg: 30 });
  const { depth, colour } = camera.frame(1);
  const measurer = new Measurer({
    width: 1280,
    height: 720,
    intrinsics: depth.intrinsics,
    metresPerCount: depth.metresPerCount,
    baselineMm: D405_BASELINE_MM,
  });
  const ours: number[] = [];
  const peer: number[] = [];
  for (let i = 0; i < 60; i++) {
    let begun = performance.now();
    measurer.measure(depth.data, colour.data, 1280, 720);
    ours.push(performance.now() - begun);
    begun = performance.now();
    plainFit(depth.data, depth.intrinsics.fx, depth.intrinsics.ppx, depth.intrinsics.ppy);
    peer.push(performance.now() - begun);
  }
  const mine = median(ours.slice(20));
  const worst = accuracy(tell);
  return Promise.resolve([
    {
      what: 'largest error of tilt, 0 to 8 degrees, object over 40 %, 20 % holes',
      value: `${worst.tiltDeg.toFixed(3)} degrees`,
      target: 'within 0.1 degrees',
      met: worst.tiltDeg <= 0.1,
    },
    {
      what: 'largest error of distance, the same frames',
      value: `${worst.distanceMm.toFixed(3)} mm`,
      target: 'within 0.3 mm',
      met: worst.distanceMm <= 0.3,
    },
    row('levelling measures of one 1280x720 frame', mine, 'ms', 'under 3 ms', mine < 3),
    {
      what: 'the same, as a share of a plain least-squares fit over all pixels',
      value: `${(mine / median(peer.slice(20))).toFixed(2)} x`,
      target: '',
      met: null,
    },
  ]);
}

/** Shares of the frame: what an object covers, and what has no depth. */
const COVERED = 0.4;
const HOLES = 0.2;

/** Largest error against the simulator's truth, over tilts of 0 to 8 degrees in turning directions. */
function accuracy(tell: (line: string) => void): { tiltDeg: number; distanceMm: number } {
  tell('levelling accuracy ...');
  const worst = { tiltDeg: 0, distanceMm: 0 };
  const random = makeRandom(11);
  for (let step = 0; step <= 16; step++) {
    const tiltDeg = step / 2;
    const distanceMm = 160 + 5 * (step % 9);
    const camera = new SimulatedD405({ tiltDeg, azimuthDeg: step * 67, distanceMm, seed: step });
    const { depth, colour } = camera.frame(1);
    const { width, height } = depth;
    const counts = depth.data.slice();
    const half = Math.sqrt(COVERED) / 2;
    // Clay 20 mm high in the middle, whatever the scene shows there.
    for (let v = 0, i = 0; v < height; v++)
      for (let u = 0; u < width; u++, i++) {
        const inside = Math.abs(u / width - 0.5) < half && Math.abs(v / height - 0.5) < half;
        if (inside && counts[i]! > 200) counts[i]! -= 200;
        if (random() < HOLES) counts[i] = 0;
      }
    const { measures } = new Measurer({
      ...{ width, height, intrinsics: depth.intrinsics, metresPerCount: depth.metresPerCount },
      baselineMm: D405_BASELINE_MM,
    }).measure(counts, colour.data, width, height);
    const off = (value: number | null, truth: number): number =>
      value === null ? Number.POSITIVE_INFINITY : Math.abs(value - truth);
    worst.tiltDeg = Math.max(worst.tiltDeg, off(measures.tiltDeg, tiltDeg));
    worst.distanceMm = Math.max(worst.distanceMm, off(measures.distanceMm, distanceMm));
  }
  return worst;
}

function plainFit(counts: Uint16Array, fx: number, ppx: number, ppy: number): number {
  let sx = 0,
    sy = 0,
    sz = 0,
    xx = 0,
    xy = 0,
    yy = 0,
    xz = 0,
    yz = 0,
    n = 0;
  for (let v = 0, i = 0; v < 720; v++) {
    for (let u = 0; u < 1280; u++, i++) {
      const z = (counts[i] ?? 0) * 0.1;
      if (z === 0) continue;
      const x = ((u - ppx) * z) / fx;
      const y = ((v - ppy) * z) / fx;
      sx += x;
      sy += y;
      sz += z;
      xx += x * x;
      xy += x * y;
      yy += y * y;
      xz += x * z;
      yz += y * z;
      n += 1;
    }
  }
  const a = xx - (sx * sx) / n;
  const b = xy - (sx * sy) / n;
  const c = yy - (sy * sy) / n;
  return (c * (xz - (sx * sz) / n) - b * (yz - (sy * sz) / n)) / (a * c - b * b);
}
