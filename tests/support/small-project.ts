/** A project of a few simulated samples at 480x270 in both camera streams, made once per test file. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeIdSource } from '../../core/capture/ids.js';
import { SAMPLE_SCHEMA, type Sample } from '../../core/contract/schema/sample.js';
import { SimulatedD405 } from '../../core/simulator/simulated-d405.js';
import { encodeGray16Png, encodeGray8Png, encodeRgbPng } from '../../host/codecs/png.js';
import { createProject } from '../../host/project/open-project.js';

export interface SmallSample {
  readonly category?: string;
  readonly split?: Sample['split'];
  readonly anomaly?: string;
  readonly stream?: 'left-ir' | 'colour';
  /** Change of the record. */
  readonly record?: Partial<Sample>;
  /** false: nobody has annotated it. */
  readonly mask?: boolean;
}

/** @returns the ids, in the order given */
export async function makeSmallProject(
  path: string,
  samples: readonly SmallSample[],
): Promise<string[]> {
  await createProject(path, 'Small');
  let now = Date.UTC(2026, 0, 5);
  const nextId = makeIdSource(
    () => (now += 1000),
    () => 0.5,
  );
  const ids: string[] = [];
  for (const [i, given] of samples.entries()) {
    const { category = 'cookie', split = 'train', anomaly = 'good', stream = 'left-ir' } = given;
    const camera = new SimulatedD405(
      {
        object: 'cookie',
        seed: 1,
        width: 480,
        height: 270,
        defect: anomaly === 'good' ? 'none' : 'dent',
      },
      stream,
    );
    const { depth, colour, depthToColour } = camera.frame(i + 1);
    const rgb = await encodeRgbPng(colour.data, colour.width, colour.height);
    const counts = await encodeGray16Png(depth.data, depth.width, depth.height);
    const id = nextId();
    const folder = join(path, 'samples', id);
    await mkdir(folder);
    await writeFile(join(folder, 'rgb.png'), rgb);
    await writeFile(join(folder, 'depth.png'), counts);
    if (anomaly !== 'good' && given.mask !== false) {
      const mask = camera.truth().mask.map((on) => (on === 0 ? 0 : 255));
      await writeFile(
        join(folder, 'mask.png'),
        await encodeGray8Png(mask, colour.width, colour.height),
      );
    }
    const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
    const sample: Sample = {
      schema: SAMPLE_SCHEMA,
      id,
      category,
      split,
      anomaly,
      lighting: 'C',
      index: i,
      operator: 'test',
      takenAt: new Date(now).toISOString(),
      rgb: {
        file: 'rgb.png',
        sha256: sha256(rgb),
        width: colour.width,
        height: colour.height,
        stream,
        intrinsics: colour.intrinsics,
      },
      depth: {
        file: 'depth.png',
        sha256: sha256(counts),
        width: depth.width,
        height: depth.height,
        encoding: 'uint16',
        metresPerCount: depth.metresPerCount,
        intrinsics: depth.intrinsics,
      },
      depthToColour,
      pairDeltaMs: 0,
      camera: null,
      source: 'simulated',
      measures: null,
      gates: [],
      override: null,
      provenance: null,
      ...given.record,
    };
    await writeFile(join(folder, 'sample.json'), JSON.stringify(sample));
    ids.push(id);
  }
  return ids;
}
