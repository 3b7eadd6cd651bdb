/** The project of simulated samples that newcomers try: whole, or not there at all. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject } from '../project/open-project.js';
import { root } from '../../tests/support/shared-data.js';
import type * as Built from './sample-project.js';

// The built one: its rendering threads are files of their own.
const { makeSampleProject } = (await import(
  join(root, 'out/host/simulate/sample-project.js')
)) as typeof Built;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-sample-project-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const counts = { train: 1, validation: 1, test: 8, width: 424, height: 240 };
const radish = (path: string): Built.SampleProjectOptions => ({
  path,
  name: 'Tried',
  categories: ['radish'],
  seed: 1,
  counts,
});

describe('a sample project', () => {
  it('should hold every split and anomaly type under the given name', async () => {
    const path = join(folder, 'made', 'here');
    const told: number[] = [];
    await makeSampleProject(radish(path), ({ done }) => told.push(done), never);
    expect(told.at(-1)).toBe(10);
    expect((await readdir(path)).sort()).toEqual(['project.json', 'samples']);
    const store = await openProject(path);
    try {
      expect(store.project().name).toBe('Tried');
      const samples = store.samples();
      expect(samples).toHaveLength(10);
      expect(new Set(samples.map(({ anomaly }) => anomaly)).size).toBe(7);
      expect(new Set(samples.map(({ split }) => split)).size).toBe(3);
    } finally {
      await store.close();
    }
    await expect(makeSampleProject(radish(path), () => undefined, never)).rejects.toMatchObject({
      code: 'project-exists',
    });
  });

  it('should leave nothing when it is cancelled', async () => {
    const path = join(folder, 'cancelled');
    const stop = new AbortController();
    const made = makeSampleProject(
      radish(path),
      () => {
        stop.abort();
      },
      stop.signal,
    );
    await expect(made).rejects.toMatchObject({ code: 'cancelled' });
    expect((await readdir(folder)).filter((name) => name.includes('cancelled'))).toEqual([]);
  });

  it('should not touch a folder that holds other things', async () => {
    const path = join(folder, 'used');
    await mkdir(path);
    await writeFile(join(path, 'letter.txt'), 'dear reader');
    await expect(makeSampleProject(radish(path), () => undefined, never)).rejects.toMatchObject({
      code: 'bad-path',
      message: `${path} holds other things already.`,
    });
    expect(await readdir(path)).toEqual(['letter.txt']);
  });
});
