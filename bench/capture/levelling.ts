import { Measurer } from '../../core/levelling/measurer.js';
import { D405_BASELINE_MM } from '../../core/simulator/d405.js';
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
  return Promise.resolve([
    row('levelling measures of one 1280x720 frame', mine, 'ms', 'under 3 ms', mine < 3),
    {
      what: 'the same, as a share of a plain least-squares fit over all pixels',
      value: `${(mine / median(peer.slice(20))).toFixed(2)} x`,
      target: '',
      met: null,
    },
  ]);
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
