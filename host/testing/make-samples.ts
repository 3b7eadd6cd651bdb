/** Sample folders with generated metadata and no pictures: for tests and benchmarks of the store. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeIdSource } from '../../core/capture/ids.js';
import { SAMPLE_SCHEMA, type Sample } from '../../core/contract/schema/sample.js';
import { ANOMALY_TYPES, CATEGORIES, LIGHTING_KINDS } from '../../core/dataset/vocabulary.js';
import { makeRandom } from '../../core/simulator/random.js';
import { jsonText } from '../files/atomic.js';

const GATES = [
  ['tilt', 0.5],
  ['distance', 0.05],
  ['fillRate', 0.95],
  ['sharpness', 0.6],
  ['clipping', 0.01],
  ['duplicate', 0.01],
  ['rigMoved', 1],
  ['depthScale', 0.0001],
  ['pairing', 33.3],
] as const;

/** Record `i` of a made-up set: 15 categories, all splits and types, a tenth with something wrong. */
export function madeSample(i: number): Sample {
  const random = makeRandom(i + 1);
  const takenAtMs = Date.UTC(2026, 0, 1) + i * 20_000;
  const anomalous = i % 5 === 0;
  const wrong = random() < 0.1;
  const intrinsics = {
    fx: 636.386,
    fy: 636.386,
    ppx: 647.053,
    ppy: 357.093,
    model: 'none',
    coefficients: [0, 0, 0, 0, 0],
  } as const;
  const picture = {
    width: 1280,
    height: 720,
    intrinsics: {
      ...intrinsics,
      coefficients: [0, 0, 0, 0, 0] as [number, number, number, number, number],
    },
  };
  const digest = (what: string): string =>
    createHash('sha256')
      .update(`${what}${String(i)}`)
      .digest('hex');
  return {
    schema: SAMPLE_SCHEMA,
    id: makeIdSource(() => takenAtMs, random)(),
    category: CATEGORIES[i % CATEGORIES.length] ?? 'crab',
    split: anomalous ? 'test' : i % 10 === 1 ? 'validation' : 'train',
    anomaly: anomalous ? (ANOMALY_TYPES[(i / 5) % ANOMALY_TYPES.length] ?? 'dent') : 'good',
    lighting: LIGHTING_KINDS[i % 3] ?? 'C',
    index: Math.floor(i / 15) + 1,
    operator: i % 2 === 0 ? 'ada' : 'grace',
    takenAt: new Date(takenAtMs).toISOString(),
    rgb: { file: 'rgb.png', sha256: digest('rgb'), stream: 'left-ir', ...picture },
    depth: {
      file: 'depth.png',
      sha256: digest('depth'),
      encoding: 'uint16',
      metresPerCount: 0.0001,
      ...picture,
    },
    depthToColour: { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] },
    pairDeltaMs: 0,
    camera: {
      model: 'Intel RealSense D405',
      serial: '000000000405',
      firmware: '5.16.0.1',
      sdk: '2.56.5',
      usb: '3.2',
      exposureUs: 33000,
      gain: 16,
      preset: 'Default',
      filters: [],
    },
    source: 'realsense',
    measures: {
      pitchDeg: random(),
      rollDeg: random(),
      tiltDeg: random(),
      distanceMm: 150 + random(),
      fillRate: wrong ? 0.9 : 0.96 + 0.04 * random(),
      planeRmsMm: random(),
      subpixelRmsPx: random() * 0.1,
      sharpness: 100 * random(),
      clippedDark: 0,
      clippedBright: random() * 0.01,
    },
    gates: GATES.map(([name, limit]) => ({
      name,
      value: random(),
      limit,
      passed: !(wrong && name === 'fillRate'),
    })),
    override: wrong ? { reason: 'made up', by: 'ada' } : null,
    provenance: null,
  };
}

/** Writes records `from` to `to` under samples/. @returns their ids */
export function writeMadeSamples(project: string, from: number, to: number): string[] {
  const ids: string[] = [];
  for (let i = from; i < to; i++) {
    const sample = madeSample(i);
    const folder = join(project, 'samples', sample.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'sample.json'), jsonText(sample));
    ids.push(sample.id);
  }
  return ids;
}
