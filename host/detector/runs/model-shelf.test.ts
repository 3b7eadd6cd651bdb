/** Models of a project: names, lines, what is refused. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SampleScore } from '../../../core/contract/schema/detector.js';
import { addToyModel, TOY_MODEL } from '../../inspect/testing/toy-project.js';
import {
  freeName,
  listModels,
  readModel,
  removeModel,
  renameModel,
  setThreshold,
  tryThreshold,
} from './model-shelf.js';

let project: string;

const score = (i: number, anomaly: string, split: SampleScore['split'], value: number) => ({
  sample: `s${String(i)}`,
  anomaly,
  split,
  score: value,
});
/** Good validation 0.1 to 1.0, good test 0.5 and 1.5, dents 1.2 and 2. */
const SCORES: SampleScore[] = [
  ...Array.from({ length: 10 }, (_, i) => score(i, 'good', 'validation', (i + 1) / 10)),
  score(20, 'good', 'test', 0.5),
  score(21, 'good', 'test', 1.5),
  score(22, 'dent', 'test', 1.2),
  score(23, 'dent', 'test', 2),
];

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'pd-studio-shelf-'));
  await addToyModel(project, 1.3, SCORES);
});
afterEach(async () => {
  await rm(project, { recursive: true, force: true });
});

describe('the shelf of models', () => {
  it('should list models with a readable card and pass over what is none', async () => {
    await mkdir(join(project, 'models', 'broken'));
    await writeFile(join(project, 'models', 'broken', 'card.json'), '{');
    const models = await listModels(project);
    expect(models.map(({ name }) => name)).toEqual([TOY_MODEL]);
    expect(models[0]).toMatchObject({ category: 'cookie', hasOnnx: true });
    expect(models[0]?.threshold?.value).toBe(1.3);
  });

  it('should number the models of a category after all that are there or wait', async () => {
    await mkdir(join(project, 'models', 'cookie-03'));
    expect(await freeName(project, 'cookie', [])).toBe('cookie-04');
    expect(await freeName(project, 'cookie', ['cookie-11'])).toBe('cookie-12');
    expect(await freeName(project, 'bread', ['cookie-11'])).toBe('bread-01');
  });

  it('should try a rule without keeping it', async () => {
    const tried = await tryThreshold(project, TOY_MODEL, { kind: 'quantile', quantile: 1 }, 'Bo');
    expect(tried).toMatchObject({ value: 1, by: 'Bo', anomalousScores: 2, found: 2 });
    expect((await readModel(project, TOY_MODEL)).thresholds).toHaveLength(1);
  });

  it('should keep the area rule when the line alone moves, and change it when asked', async () => {
    const rule = { kind: 'fixed', value: 1.4 } as const;
    await setThreshold(project, TOY_MODEL, rule, 'Bo', 12);
    const moved = await setThreshold(project, TOY_MODEL, { kind: 'f1' }, 'Bo');
    expect(moved.minAreaMm2).toBe(12);
    const cleared = await setThreshold(project, TOY_MODEL, rule, 'Bo', null);
    expect(cleared.minAreaMm2).toBeNull();
    const { thresholds } = await readModel(project, TOY_MODEL);
    expect(thresholds.map(({ value }) => value)).toEqual([1.3, 1.4, moved.value, 1.4]);
  });

  it('should refuse a rule that has nothing to rest on', async () => {
    await rm(join(project, 'models', TOY_MODEL), { recursive: true });
    await addToyModel(project, 1, SCORES.filter(({ split }) => split === 'test').slice(0, 2));
    await expect(
      tryThreshold(project, TOY_MODEL, { kind: 'quantile', quantile: 0.9 }, 'Bo'),
    ).rejects.toThrow(/no validation scores/);
    await expect(tryThreshold(project, TOY_MODEL, { kind: 'f1' }, 'Bo')).rejects.toThrow(
      /no labelled scores/,
    );
  });

  it('should rename folder and card together, and not over another model', async () => {
    await renameModel(project, TOY_MODEL, 'best');
    expect((await readModel(project, 'best')).card.name).toBe('best');
    await expect(readModel(project, TOY_MODEL)).rejects.toMatchObject({ code: 'not-found' });
    await addToyModel(project, 1, SCORES);
    await expect(renameModel(project, TOY_MODEL, 'best')).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  it('should delete a model, and say when there is none', async () => {
    await removeModel(project, TOY_MODEL);
    expect(await listModels(project)).toEqual([]);
    await expect(removeModel(project, TOY_MODEL)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('should not leave the folder of models', async () => {
    await expect(readModel(project, '..')).rejects.toThrow();
    await expect(renameModel(project, TOY_MODEL, '../../elsewhere')).rejects.toThrow();
  });
});
