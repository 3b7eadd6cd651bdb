/** Adds small samples without a camera: grey rgb, depth that rises from the left. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample, SampleSummary } from '../../core/contract/schema/sample.js';
import { encodeGray16Png, encodeRgbPng } from '../codecs/png.js';
import type { ProjectStore } from '../project/store.js';

export interface SmallSample {
  readonly width?: number;
  readonly height?: number;
  readonly anomaly?: string;
  /** null: a sample without depth. */
  readonly depth?:
    | (Pick<Sample, 'depthToColour'> & {
        readonly width: number;
        readonly height: number;
        readonly counts: Uint16Array;
        readonly intrinsics: NonNullable<Sample['depth']>['intrinsics'];
      })
    | null;
  readonly intrinsics?: Sample['rgb']['intrinsics'];
}

export async function addSmallSample(
  store: ProjectStore,
  options: SmallSample = {},
): Promise<{ summary: SampleSummary; path: string }> {
  const { width = 64, height = 48, anomaly = 'dent', depth = null, intrinsics = null } = options;
  const sha = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
  return store.add(
    async (folder) => {
      const rgb = await encodeRgbPng(new Uint8Array(width * height * 3).fill(90), width, height);
      await writeFile(join(folder, 'rgb.png'), rgb);
      const stored = depth && (await encodeGray16Png(depth.counts, depth.width, depth.height));
      if (stored) await writeFile(join(folder, 'depth.png'), stored);
      return {
        category: 'crab',
        split: 'test',
        anomaly,
        lighting: 'C',
        operator: 'Ada',
        takenAt: '2026-10-14T14:31:07Z',
        rgb: { file: 'rgb.png', sha256: sha(rgb), width, height, stream: 'file', intrinsics },
        depth:
          depth && stored
            ? {
                file: 'depth.png',
                sha256: sha(stored),
                width: depth.width,
                height: depth.height,
                encoding: 'uint16',
                metresPerCount: 0.0001,
                intrinsics: depth.intrinsics,
              }
            : null,
        depthToColour: depth?.depthToColour ?? null,
        pairDeltaMs: null,
        camera: null,
        source: 'import',
        measures: null,
        gates: [],
        override: null,
        provenance: null,
      };
    },
    { category: 'crab', split: 'test', anomaly },
  );
}
