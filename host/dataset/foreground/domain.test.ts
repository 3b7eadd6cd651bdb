import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findForeground } from '../../../core/anomaly/foreground/foreground.js';
import { DEFAULT_FOREGROUND } from '../../../core/contract/schema/foreground.js';
import { planDataSet } from '../../../core/simulator/data-set.js';
import { renderSample } from '../../simulate/render.js';
import { NO_SHARED_DATA, sharedData } from '../../../tests/support/shared-data.js';
import { parsePcd } from '../../codecs/pcd.js';
import { readDepthPicture } from '../../codecs/picture.js';
import { createProject, openProject } from '../../project/open-project.js';
import type { ProjectStore } from '../../project/store.js';
import { Hub } from '../../services/hub.js';
import type { ServiceContext } from '../../services/domain.js';
import { createForegroundDomain } from './domain.js';

let folder = '';
let store: ProjectStore;
const hub = new Hub();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-foreground-'));
  await createProject(folder, 'Foreground');
  const plan = planDataSet({
    categories: ['cabbage'],
    seed: 2,
    train: 1,
    validation: 0,
    test: 0,
    width: 424,
    height: 240,
  });
  for (const sample of plan)
    await renderSample(sample, { project: folder, tree: null, whole: false });
  store = await openProject(folder);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const domain = (): ReturnType<typeof createForegroundDomain>['handlers'] =>
  createForegroundDomain({
    store: () => store,
    hub,
  } as unknown as ServiceContext).handlers;
const running = { signal: { aborted: false, addEventListener: () => undefined } };

describe('foreground of a project', () => {
  it('should give the mask of a sample as a picture, with figures', async () => {
    const id = store.samples()[0]?.id ?? '';
    const preview = await domain()['dataset.foreground.preview']({ id, settings: null }, running);
    expect(preview).toMatchObject({ id, width: 424, height: 240, settings: DEFAULT_FOREGROUND });
    const { data, info } = await sharp(preview.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 424, height: 240 });
    let shown = 0;
    for (let i = info.channels - 1; i < data.length; i += info.channels)
      if (data[i] === 255) shown++;
    expect(shown).toBe(preview.figures.pixels);
    expect(shown).toBeGreaterThan(1000);
  });

  it('should list the bad ones of a category and use what was saved for it', async () => {
    const strict = { ...DEFAULT_FOREGROUND, fallback: false };
    const handlers = domain();
    const check = handlers['dataset.foreground.check'];
    const first = await check({ category: 'cabbage', settings: strict }, running);
    expect(first).toMatchObject({ checked: 1, bad: [{ findings: [{ severity: 'failed' }] }] });
    const plane = { ...DEFAULT_FOREGROUND, method: 'plane' } as const;
    await handlers['dataset.foreground.save']({ category: 'cabbage', settings: plane }, running);
    const second = await check({ category: 'cabbage', settings: null }, running);
    expect(second).toMatchObject({ settings: { method: 'plane' }, bad: [] });
    const file: unknown = JSON.parse(await readFile(join(folder, 'project.json'), 'utf8'));
    expect(file).toMatchObject({ foreground: { cabbage: { method: 'plane' } } });
  });

  it('should stop when it is cancelled', async () => {
    const aborted = { signal: { ...running.signal, aborted: true } };
    await expect(
      domain()['dataset.foreground.check']({ category: 'cabbage', settings: null }, aborted),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});

const arc = sharedData('arc-robot-vision');
describe.skipIf(arc === null)(`foreground of real frames (skipped: ${NO_SHARED_DATA})`, () => {
  it('should name the corners without depth as NumPy finds them, on every frame', async () => {
    const golden = JSON.parse(
      await readFile(join(import.meta.dirname, '../../../tests/golden/foreground.json'), 'utf8'),
    ) as { frames: Record<string, { corners: { empty: boolean[] } }> };
    const names = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];
    const frames = Object.entries(golden.frames);
    expect(frames).toHaveLength(6);
    for (const [name, { corners }] of frames) {
      const picture = await readDepthPicture(join(arc ?? '', '..', name));
      const metres = Float32Array.from(picture.data, (n) => n * 1e-4);
      const { width, height } = picture;
      const strict = findForeground(metres, width, height, {
        ...DEFAULT_FOREGROUND,
        fallback: false,
      });
      expect(strict.findings[0]?.corners, name).toEqual(names.filter((_, i) => corners.empty[i]));
      const found = findForeground(metres, width, height);
      expect(
        found.findings.map((f) => f.code),
        name,
      ).toContain('corner-without-depth');
      expect(found.mask.every((on, i) => on === 0 || (found.depth[i] ?? 0) > 0)).toBe(true);
    }
  });
});

const mosd = sharedData('mosd');
describe.skipIf(mosd === null)(
  `foreground of organised clouds (skipped: ${NO_SHARED_DATA})`,
  () => {
    it('should find objects on the table, or say what is in the way, on every frame', async () => {
      const files = (await readdir(mosd ?? '')).filter((name) => name.endsWith('.pcd'));
      expect(files).toHaveLength(6);
      const ious: number[] = [];
      for (const name of files) {
        const { width, height, xyz, labels } = parsePcd(
          name,
          await readFile(join(mosd ?? '', name)),
        );
        const metres = Float32Array.from({ length: width * height }, (_, i) => {
          const z = xyz[3 * i + 2] ?? 0;
          return z > 0 ? z : 0;
        });
        const found = findForeground(metres, width, height, {
          ...DEFAULT_FOREGROUND,
          thresholdMm: 15,
        });
        expect(found.figures.used, name).toBe('plane');
        expect(found.findings, name).toMatchObject([
          { code: 'corner-without-depth', corners: ['top-left', 'top-right', 'bottom-right'] },
        ]);
        expect(labels, name).not.toBeNull();
        const table = commonest(labels ?? []);
        let both = 0;
        let either = 0;
        for (const [i, on] of found.mask.entries()) {
          const label = labels?.[i] ?? 0;
          const labelled = label > 0 && label !== table && (metres[i] ?? 0) > 0;
          if (on === 1 && labelled) both++;
          if (on === 1 || labelled) either++;
        }
        ious.push(both / either);
        expect(found.failed).toBe(false);
      }
      // The data set's own labels of the objects, drawn by people.
      expect(Math.min(...ious)).toBeGreaterThan(0.85);
    });
  },
);

/** The label of most pixels: what the objects stand on. */
function commonest(labels: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const label of labels) if (label > 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
