/** AUPRO on 100 maps of 192x192, against the same formulation in NumPy. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { aupro, auproExact } from '../../core/anomaly/metrics/aupro.js';
import { gatherPixels, type ScoredMap } from '../../core/anomaly/metrics/pixels.js';
import { encodeNpy } from '../../host/codecs/npy.js';
import { runPeer } from './peer.js';
import { timed, type Row } from './row.js';

const COUNT = 100;
const SIDE = 192;
const peerSchema = z.object({
  aupro100: z.number(),
  seconds100: z.number(),
  exact: z.number(),
  secondsExact: z.number(),
});

export async function benchMetrics(tell: (line: string) => void): Promise<Row[]> {
  tell('AUPRO of 100 maps of 192x192 ...');
  const maps = Array.from({ length: COUNT }, (_, k) => randomMap(k));
  const ours100 = Math.min(...(await timed(9, () => aupro(gatherPixels(maps)))));
  const oursExact = Math.min(...(await timed(5, () => auproExact(gatherPixels(maps)))));
  const pixels = gatherPixels(maps);
  const folder = await mkdtemp(join(tmpdir(), 'pd-bench-metrics-'));
  try {
    const all = new Float32Array(COUNT * SIDE * SIDE);
    const truth = new Uint16Array(all.length);
    for (const [k, map] of maps.entries()) {
      all.set(map.scores, k * SIDE * SIDE);
      if (map.groundTruth) truth.set(map.groundTruth, k * SIDE * SIDE);
    }
    await writeFile(join(folder, 'maps.npy'), encodeNpy([COUNT, SIDE, SIDE], all));
    await writeFile(join(folder, 'truth.npy'), encodeNpy([COUNT, SIDE, SIDE], truth));
    const answer = await runPeer('metrics.py', [folder]);
    if (!answer.found) {
      tell(answer.why);
      return [
        plain('AUPRO, 100 thresholds, 100 maps of 192x192', `${ours100.toFixed(1)} ms`),
        plain('AUPRO, exact, the same maps', `${oursExact.toFixed(1)} ms`),
      ];
    }
    const peer = peerSchema.parse(answer.value);
    const difference = Math.max(
      Math.abs(peer.aupro100 - (aupro(pixels) ?? Number.NaN)),
      Math.abs(peer.exact - (auproExact(pixels) ?? Number.NaN)),
    );
    const times = (peer.secondsExact * 1000) / oursExact;
    return [
      {
        what: 'AUPRO, 100 thresholds, 100 maps of 192x192 (best of 9)',
        value: `${ours100.toFixed(1)} ms; NumPy ${(peer.seconds100 * 1000).toFixed(1)} ms`,
        target: 'at least as fast as NumPy',
        met: ours100 <= peer.seconds100 * 1000,
      },
      {
        what: 'AUPRO, exact, the same maps (best of 5)',
        value: `${oursExact.toFixed(1)} ms; NumPy ${(peer.secondsExact * 1000).toFixed(0)} ms (${times.toFixed(1)} x)`,
        target: 'at least 3 x',
        met: times >= 3,
      },
      {
        what: 'largest difference to NumPy of both values',
        value: difference.toExponential(1),
        target: 'at most 1e-9',
        met: difference <= 1e-9,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const plain = (what: string, value: string): Row => ({
  what,
  value,
  target: 'no peer here',
  met: null,
});

/** Scores spread over several octaves as squared distances are; a defect in every second map. */
function randomMap(k: number): ScoredMap {
  let s = (k + 1) * 2654435761;
  const next = (): number => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2 ** 32;
  };
  const groundTruth = new Uint8Array(SIDE * SIDE);
  if (k % 2 === 1) {
    const top = 20 + (k % 100);
    for (let y = top; y < top + 25; y++) groundTruth.fill(1, y * SIDE + 60, y * SIDE + 85);
  }
  const scores = Float32Array.from(groundTruth, (inside) => {
    const value = next() + next() + (inside === 1 ? 0.7 : 0);
    return value * value;
  });
  return { name: String(k), width: SIDE, height: SIDE, scores, groundTruth };
}
