/** A detector of a project's samples: what is left out and why, and what it makes of real cameras' frames. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../core/contract/errors.js';
import type { ModelCard } from '../core/contract/schema/detector.js';
import { DEFAULT_FOREGROUND } from '../core/contract/schema/foreground.js';
import { openDetector } from '../host/detector/detector.js';
import { readCard } from '../host/detector/run/model-files.js';
import { runCli } from './support/cli.js';
import { hasRealFrames, realFrames } from './support/real-frames.js';
import { NO_SHARED_DATA } from './support/shared-data.js';
import { makeSmallProject } from './support/small-project.js';

const GOOD = 9;
let folder: string;
let project: string;
let ids: string[];
let training: string[];
let out: Awaited<ReturnType<typeof runCli>>;
const model = (): string => join(folder, 'models', 'cookie', '1,2,4', '1');

/** Changes a file of a sample. */
async function edit(id: string, file: string, change: (value: object) => object): Promise<void> {
  const path = join(project, 'samples', id, file);
  const value = JSON.parse(await readFile(path, 'utf8').catch(() => '{}')) as object;
  await writeFile(path, JSON.stringify(change(value)));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-project-training-'));
  project = join(folder, 'project');
  ids = await makeSmallProject(project, [
    ...Array.from({ length: GOOD }, () => ({})),
    { anomaly: 'dent' },
    { split: 'validation' },
    { split: 'test' },
    { split: 'test', anomaly: 'dent' },
  ]);
  await edit(ids[0]!, 'sample.json', (sample) => ({
    ...sample,
    depth: { ...(sample as { depth: object }).depth, metresPerCount: 0.0002 },
  }));
  training = ['train', '--data', project, '--category', 'cookie', '--preset', 'quick'];
  training.push('--size', '128', '--hidden', '8', '--epochs', '1', '--out', join(folder, 'models'));
  out = await runCli([...training, '--json']);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pd-studio train on a project', () => {
  it('should train on its good samples and say of each other one why it was left out', async () => {
    expect(out.code, out.stderr).toBe(0);
    const card = await readCard(model());
    expect(card.data.train.map(({ sample }) => sample).sort()).toEqual(ids.slice(1, GOOD).sort());
    expect(card.metrics).toMatchObject({ images: 2, anomalousImages: 1 });
    const reasons = new Map(card.data.refused.map(({ sample, reason }) => [sample, reason]));
    expect(reasons).toEqual(
      new Map([
        [ids[0], 'Its depth scale is 0.2 mm per count, the set has 0.1 mm.'],
        [ids[GOOD], 'It shows an anomaly (dent); only good samples may train a detector.'],
      ]),
    );
    for (const [sample, reason] of reasons)
      expect(out.stderr).toContain(`left out ${sample}: ${reason}`);
  });

  it('should score by the foreground it was trained with, and train again for another one', async () => {
    const path = join(project, 'project.json');
    const before = JSON.parse(await readFile(path, 'utf8')) as object;
    const foreground = { cookie: { ...DEFAULT_FOREGROUND, thresholdMm: 90 } };
    await writeFile(path, JSON.stringify({ ...before, foreground }));
    const args = ['evaluate', '--models', model(), '--data', project, '--json'];
    const scored = await runCli([...args, '--out', join(folder, 'report')]);
    expect(scored.code, scored.stderr).toBe(0);
    const card = await readCard(model());
    const { metrics } = JSON.parse(scored.lines[0] ?? '{}') as { metrics: ModelCard['metrics'] };
    expect(metrics?.imageAuroc).toBe(card.metrics?.imageAuroc);
    expect(metrics?.aupro100).toBeCloseTo(card.metrics?.aupro100 ?? NaN, 6);
    // Nothing stands 90 mm above the table: there is nothing to train on, and no model of it yet.
    const other = await runCli(training);
    expect(other.stderr).not.toContain('there already');
    expect(other.stderr).toContain('0 usable good training samples');
    await writeFile(path, JSON.stringify(before));
    expect((await runCli(training)).stderr).toContain('there already');
  });

  it('should not start when too few are left, and say how many were refused', async () => {
    await edit(ids[1]!, 'sample.json', (sample) => ({ ...sample, anomaly: 'crack' }));
    const args = ['train', '--data', project, '--category', 'cookie', '--preset', 'quick'];
    const refused = await runCli([...args, '--size', '128', '--out', join(folder, 'others')]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'cookie has 7 usable good training samples; at least 8 are needed. 3 were refused.',
    );
    expect(refused.stderr).toContain('It shows an anomaly (crack)');
  });
});

describe.skipIf(!hasRealFrames)(
  hasRealFrames ? 'real frames' : `real frames (${NO_SHARED_DATA})`,
  () => {
    it('should be scored without NaN by a detector of simulated data, or refused by name', async () => {
      const detector = await openDetector(model(), { threads: 1 });
      let scored = 0;
      try {
        for (const [name, frame] of await realFrames()) {
          try {
            const { map, score } = await detector.infer(frame);
            expect(Number.isFinite(score) && map.every(Number.isFinite), name).toBe(true);
            scored += 1;
          } catch (error) {
            if (!(error instanceof StudioError)) throw error;
            expect(error.message, name).toMatch(/foreground|depth|table|corner/i);
          }
        }
      } finally {
        await detector.close();
      }
      expect(scored).toBeGreaterThanOrEqual(4);
    });
  },
);
