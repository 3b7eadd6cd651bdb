/** Frames of real depth cameras beside the project, other people's: clouds of mOSD, picking scenes of ARC. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePcd } from '../../host/codecs/pcd.js';
import type { DetectorPicture } from '../../host/detector/detector.js';
import { picturesOf } from '../../host/detector/pictures.js';
import { sharedData } from './shared-data.js';

export const hasRealFrames = sharedData('mosd') !== null && sharedData('arc-robot-vision') !== null;

/** Every frame by its name. */
export async function realFrames(): Promise<Map<string, DetectorPicture>> {
  const out = new Map<string, DetectorPicture>();
  const clouds = sharedData('mosd') ?? '';
  for (const name of (await readdir(clouds)).filter((file) => file.endsWith('.pcd')).sort()) {
    const { width, height, xyz, rgb } = parsePcd(name, await readFile(join(clouds, name)));
    const depthMetres = Float32Array.from({ length: width * height }, (_, i) => {
      const z = xyz[3 * i + 2]!;
      return z > 0 && Number.isFinite(z) ? z : 0;
    });
    out.set(name, { width, height, rgb: rgb ?? new Uint8Array(3 * width * height), depthMetres });
  }
  for (const folder of ['parallel', 'suction']) {
    const input = sharedData('arc-robot-vision', folder) ?? '';
    const options = { metresPerCount: 1e-4, category: null, preferredCategory: '', split: null };
    for await (const { name, load } of picturesOf(input, options)) out.set(name, await load());
  }
  return out;
}
