/** Calls of the Train workspace on a tiny tree: what is there, what a run would use, what is refused. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MethodInput } from '../../core/contract/methods.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { Hub } from '../services/hub.js';
import type { ServiceContext } from '../services/domain.js';
import { writeTinyTree } from '../testing/tiny-tree.js';
import { createDetectorDomain } from './domain.js';

let folder: string;
let tree: string;
let store: ProjectStore;
let domain: ReturnType<typeof createDetectorDomain>;
const running = { signal: { aborted: false, addEventListener: () => undefined } };
const notices: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-domain-'));
  tree = join(folder, 'tree');
  await writeTinyTree(tree, 'ball', { train: 10, validation: 3, test: 2 });
  await writeTinyTree(tree, 'few', { train: 3, validation: 0, test: 0 });
  await copyFile(
    join(tree, 'ball', 'train', 'good', 'rgb', '000.png'),
    join(tree, 'ball', 'train', 'good', 'rgb', '009.png'),
  );
  await copyFile(
    join(tree, 'ball', 'train', 'good', 'xyz', '000.tiff'),
    join(tree, 'ball', 'train', 'good', 'xyz', '009.tiff'),
  );
  await createProject(join(folder, 'project'), 'Train');
  store = await openProject(join(folder, 'project'));
  domain = createDetectorDomain({
    store: () => store,
    storeOrNull: () => store,
    hub: new Hub(),
    preferences: { get: () => ({ operator: 'Ada' }) },
    notice: (_: string, message: string) => notices.push(message),
    log: () => undefined,
  } as unknown as ServiceContext);
  await domain.projectChanged?.(store);
});
afterAll(async () => {
  await domain.dispose?.();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const choice = (
  changes: Partial<MethodInput<'detector.plan'>> = {},
): MethodInput<'detector.plan'> => ({
  source: tree,
  category: 'ball',
  preset: 'quick',
  config: { mode: 'depth', side: 128 },
  fromReview: [],
  ...changes,
});

describe('calls of the Train workspace', () => {
  it('should count the categories of a tree and of the project', async () => {
    const { handlers } = domain;
    expect(await handlers['detector.categories']({ source: tree }, running)).toEqual({
      categories: [
        { name: 'ball', train: 10, validation: 3, test: 4 },
        { name: 'few', train: 3, validation: 0, test: 0 },
      ],
    });
    expect(await handlers['detector.categories']({ source: null }, running)).toEqual({
      categories: [],
    });
    await expect(
      (async () => handlers['detector.categories']({ source: 'tree' }, running))(),
    ).rejects.toMatchObject({ code: 'bad-path' });
  });

  it('should say what a run would use, refuse and cost, and what every preset would', async () => {
    const { plan, config, presets } = await domain.handlers['detector.plan'](choice(), running);
    expect(config).toMatchObject({ mode: 'depth', backbone: null, side: 128, published: false });
    expect(plan).toMatchObject({ train: 9, validation: 3, testGood: 2, testAnomalous: 2 });
    expect(plan.refused).toMatchObject([{ sample: 'ball/train/good/009', code: 'duplicate' }]);
    expect(plan.blockers).toEqual([]);
    expect(plan.estimate.memoryBytes).toBeGreaterThan(0);
    expect(presets.map(({ name }) => name)).toEqual(['paper', 'ast', 'lite', 'ast-lite', 'quick']);
    const seconds = new Map(presets.map(({ name, estimate }) => [name, estimate.seconds]));
    expect(seconds.get('paper')).toBeGreaterThan(seconds.get('lite') ?? 0);
    expect(seconds.get('lite')).toBeGreaterThan(seconds.get('quick') ?? 0);
  });

  it('should name what stands in the way, and not start then', async () => {
    const few = choice({ category: 'few' });
    const { plan } = await domain.handlers['detector.plan'](few, running);
    expect(plan.blockers[0]).toContain('at least 8');
    await expect(
      (async () => domain.handlers['detector.train']({ ...few, seeds: [1] }, running))(),
    ).rejects.toMatchObject({ code: 'bad-input' });
    expect((await domain.handlers['runs.list']({}, running)).runs).toEqual([]);
  });

  it('should refuse scales that do not divide the map', async () => {
    await expect(
      (async () =>
        domain.handlers['detector.plan'](
          choice({ config: { mode: 'depth', side: 128, scales: [3] } }),
          running,
        ))(),
    ).rejects.toThrow(/3 does not divide the map of 4 x 4/);
  });

  it('should tell of a run whose process dies at once, and keep it to be resumed', async () => {
    // From the sources there is no compiled process: its end is that of any process that dies.
    const { runs } = await domain.handlers['detector.train'](
      { ...choice(), seeds: [4, 5] },
      running,
    );
    expect(runs.map(({ model, source, config }) => [model, source, config?.seed])).toEqual([
      ['ball-01', tree, 4],
      ['ball-02', tree, 5],
    ]);
    await vi.waitFor(
      async () => {
        const { runs: now } = await domain.handlers['runs.list']({}, running);
        expect(now.map(({ state }) => state)).toEqual(['failed', 'failed']);
        expect(notices).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    const { run } = await domain.handlers['runs.get']({ id: runs[0]?.id ?? '' }, running);
    expect(run.message).toContain('ended unexpectedly');
  });

  it('should say which report or model is missing', async () => {
    const [run] = (await domain.handlers['runs.list']({}, running)).runs;
    await expect(
      (async () =>
        domain.handlers['runs.file']({ id: run?.id ?? '', name: 'report.html' }, running))(),
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      (async () => domain.handlers['detector.evaluate']({ models: ['none'] }, running))(),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
