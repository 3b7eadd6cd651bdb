import {
  appendFile,
  cp,
  mkdtemp,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sample } from '../../core/contract/schema/sample.js';
import { jsonText } from '../files/atomic.js';
import { writeMadeSamples } from '../testing/make-samples.js';
import { createProject, openProject } from './open-project.js';
import type { ProjectStore, StoreChange } from './store.js';

let folder = '';
let ids: string[] = [];
const stores: ProjectStore[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-index-'));
  await createProject(folder, 'Index');
  ids = writeMadeSamples(folder, 0, 40);
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<ProjectStore> {
  const store = await openProject(folder);
  stores.push(store);
  return store;
}

/** Opens and closes, so that the cache is whole. */
async function warm(): Promise<void> {
  const store = await openProject(folder);
  await store.close();
}

const sampleFile = (id: string): string => join(folder, 'samples', id, 'sample.json');
const cache = (): string => join(folder, 'index.jsonl');
const idOf = (k: number): string => ids[k] ?? '';

async function change(id: string, patch: Partial<Sample>): Promise<void> {
  const sample = JSON.parse(await readFile(sampleFile(id), 'utf8')) as Sample;
  await writeFile(sampleFile(id), jsonText({ ...sample, ...patch }));
}

describe('the index of a project', () => {
  it('should open the same with its cache as without', async () => {
    await warm();
    const withCache = (await open()).samples();
    await stores.pop()?.close();
    await rm(cache());
    const without = (await open()).samples();
    expect(withCache).toHaveLength(40);
    expect(withCache).toEqual(without);
    expect([...withCache].map((s) => s.id)).toEqual([...ids].sort().reverse());
  });

  it('should not believe the cache of a file that has changed, even with its size and date restored', async () => {
    await warm();
    const [first, second] = [idOf(3), idOf(4)];
    const before = await readFile(sampleFile(first), 'utf8');
    const dated = new Date('2026-01-01T00:00:00Z');
    await change(second, { lighting: 'X' });
    const swapped = before.replace('"operator": "grace"', '"operator": "linus"');
    expect(swapped).toHaveLength(before.length);
    await writeFile(sampleFile(first), swapped);
    await utimes(sampleFile(first), dated, dated);
    const store = await open();
    const byId = new Map(store.samples().map((s) => [s.id, s]));
    expect(byId.get(first)?.operator).toBe('linus');
    expect(byId.get(second)?.lighting).toBe('X');
  });

  it('should pass over torn, altered and foreign lines of the cache', async () => {
    await warm();
    const lines = (await readFile(cache(), 'utf8')).split('\n');
    const altered = lines.map((line, k) => (k === 5 ? line.replace('"good"', '"evil"') : line));
    await writeFile(cache(), altered.join('\n'));
    await appendFile(cache(), 'not ours\n["00000000",{"sample":{"id":"x"}}]\n["123');
    expect((await open()).samples().filter((s) => s.anomaly === 'evil')).toEqual([]);
    await stores.pop()?.close();
    await truncate(cache(), Math.floor((await readFile(cache())).length / 2));
    expect((await open()).samples()).toHaveLength(40);
    await stores.pop()?.close();
    await writeFile(cache(), 'another program\n');
    expect((await open()).samples()).toHaveLength(40);
  });

  it('should be the same after a copy of the folder, where every date is new', async () => {
    await warm();
    const copy = `${folder}-copy`;
    try {
      await cp(folder, copy, { recursive: true });
      await rm(join(copy, '.lock.json'), { force: true });
      const store = await openProject(copy);
      const copied = store.samples();
      await store.close();
      expect(copied).toEqual((await open()).samples());
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });

  it('should keep what was edited here across a reopening', async () => {
    const store = await open();
    await store.edit(idOf(7), { category: 'bread' }, 'ada');
    await store.note(idOf(8), 'look again');
    await stores.pop()?.close();
    const again = await open();
    const byId = new Map(again.samples().map((s) => [s.id, s]));
    expect(byId.get(idOf(7))?.category).toBe('bread');
    expect(byId.get(idOf(8))?.note).toBe('look again');
    expect((await readFile(cache(), 'utf8')).includes('look again')).toBe(true);
  });

  it('should take over what others change, add, break and remove, and tell of each once', async () => {
    const store = await open();
    const told: StoreChange[] = [];
    store.onChange((one) => told.push(one));
    await change(idOf(1), { category: 'pizza' });
    await rm(join(folder, 'samples', idOf(2)), { recursive: true });
    await writeFile(sampleFile(idOf(3)), '{');
    const [added = ''] = writeMadeSamples(folder, 100, 101);
    await store.rescan();
    // The watcher may have been first; together they tell of each change once.
    const upserted = told.flatMap((one) => one.upserted.map((s) => s.id)).sort();
    const removed = told.flatMap((one) => [...one.removed]).sort();
    expect(upserted).toEqual([idOf(1), added].sort());
    expect(removed).toEqual([idOf(2), idOf(3)].sort());
    expect(store.samples().find((s) => s.id === idOf(1))?.category).toBe('pizza');
    expect(store.broken()).toMatchObject([{ path: join(folder, 'samples', idOf(3)) }]);
    await store.rescan();
    expect(told.flatMap((one) => [...one.upserted]).length).toBe(2);
  });

  it('should notice a folder that somebody copies in, by itself', async () => {
    const store = await open();
    const [added = ''] = writeMadeSamples(folder, 200, 201);
    await vi.waitFor(
      () => {
        expect(store.samples().some((s) => s.id === added)).toBe(true);
      },
      { timeout: 60_000 },
    );
  });

  it('should show a second, read-only studio what the first one changes', async () => {
    const first = await open();
    const second = await open();
    expect((await second.info()).readOnly).not.toBeNull();
    await first.edit(idOf(5), { lighting: 'U' }, 'ada');
    await second.rescan();
    expect(second.samples().find((s) => s.id === idOf(5))?.lighting).toBe('U');
  });
});
