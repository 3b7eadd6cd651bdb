import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../core/contract/schema/sample.js';
import { root } from '../../tests/support/shared-data.js';
import { jsonText } from '../files/atomic.js';
import { writeMadeSamples } from '../testing/make-samples.js';
import { createProject, openProject } from './open-project.js';
import type { BulkControl, ProjectStore, StoreChange } from './store.js';

let folder = '';
let ids: string[] = [];
let store: ProjectStore;

const COUNT = 60;
const control = (signal = { aborted: false }): BulkControl => ({
  by: 'ada',
  told: () => undefined,
  signal,
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-bulk-'));
  await createProject(folder, 'Bulk');
  ids = writeMadeSamples(folder, 0, COUNT);
  store = await openProject(folder);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** The editable fields of every sample as they are on disk. */
async function onDisk(): Promise<Record<string, unknown>> {
  const all = await Promise.all(
    ids.map(async (id) => {
      const text = await readFile(join(folder, 'samples', id, 'sample.json'), 'utf8');
      const { category, split, anomaly, lighting, index } = JSON.parse(text) as Sample;
      return [id, { category, split, anomaly, lighting, index }] as const;
    }),
  );
  return Object.fromEntries(all);
}

const fields = (): Record<string, unknown> =>
  Object.fromEntries(
    store
      .samples()
      .map(({ id, category, split, anomaly, lighting, index }) => [
        id,
        { category, split, anomaly, lighting, index },
      ]),
  );

describe('edits of many samples', () => {
  it('should change all in one step, give each a number of its own, and take it back', async () => {
    const before = await onDisk();
    const told: StoreChange[] = [];
    store.onChange((change) => told.push(change));
    const chosen = ids.slice(0, 30);
    const result = await store.bulkEdit(
      { kind: 'edit', ids: chosen, patch: { category: 'bread', split: 'test', lighting: 'U' } },
      control(),
    );
    expect(result).toMatchObject({ changed: 30, skipped: [] });
    expect(told).toHaveLength(1);
    expect(told[0]?.upserted).toHaveLength(30);
    const after = store.samples();
    expect(after.filter((s) => s.category === 'bread' && s.lighting === 'U')).toHaveLength(30);
    const names = after
      .filter((s) => s.category === 'bread' && s.split === 'test')
      .map((s) => `${s.anomaly}/${String(s.index)}`);
    expect(new Set(names).size).toBe(names.length);
    expect(await onDisk()).toEqual(fields());

    expect((await store.bulkHistory()).undo).toContain('30 samples');
    await store.undo(control());
    expect(await onDisk()).toEqual(before);
    expect(fields()).toEqual(before);
    await store.redo(control());
    expect(
      store.samples().filter((s) => s.category === 'bread' && s.lighting === 'U'),
    ).toHaveLength(30);
  });

  it('should undo in a later session, and leave what was edited since as it is', async () => {
    const before = await onDisk();
    await store.bulkEdit({ kind: 'edit', ids, patch: { lighting: 'M' } }, control());
    await store.close();
    store = await openProject(folder);
    const changed = ids.filter((id) => (before[id] as Sample).lighting !== 'M');
    const own = changed[0] ?? '';
    await store.edit(own, { lighting: 'C-special' }, 'grace');
    const result = await store.undo(control());
    expect(result.skipped.map((s) => s.id)).toEqual([own]);
    expect(result.changed).toBe(changed.length - 1);
    expect(store.samples().find((s) => s.id === own)?.lighting).toBe('C-special');
    await expect(store.undo(control())).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('should rename a category in samples, plan and settings, and back', async () => {
    const { categories, plan } = store.project();
    const rename = { kind: 'rename', what: 'category', from: 'crab', to: 'lobster' } as const;
    const result = await store.bulkEdit(rename, control());
    expect(result.changed).toBe(COUNT / 15);
    expect(store.project().categories.map((c) => c.name)).toContain('lobster');
    expect(store.project().plan.some((cell) => cell.category === 'crab')).toBe(false);
    expect(store.samples().some((s) => s.category === 'crab')).toBe(false);
    await expect(
      store.bulkEdit({ ...rename, from: 'lobster', to: 'bread' }, control()),
    ).rejects.toMatchObject({
      code: 'bad-input',
    });
    await store.undo(control());
    expect(store.project().categories).toEqual(categories);
    expect(store.project().plan).toEqual(plan);
    expect(store.samples().filter((s) => s.category === 'crab')).toHaveLength(COUNT / 15);
  });

  it('should take everything back when it is cancelled', async () => {
    const before = await onDisk();
    const signal = { aborted: false };
    await expect(
      store.bulkEdit(
        { kind: 'edit', ids, patch: { category: 'cabbage' } },
        {
          by: 'ada',
          told: (done) => {
            if (done >= 20) signal.aborted = true;
          },
          signal,
        },
      ),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(await onDisk()).toEqual(before);
    expect(fields()).toEqual(before);
    expect(await readdir(join(folder, 'operations'))).toEqual([]);
  });

  it('should take everything back when a sample cannot be written', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere');
    const before = await onDisk();
    const stuck = join(folder, 'samples', ids[40] ?? '');
    await chmod(stuck, 0o500);
    try {
      await expect(
        store.bulkEdit({ kind: 'edit', ids, patch: { category: 'cabbage' } }, control()),
      ).rejects.toMatchObject({ code: 'folder-read-only' });
    } finally {
      await chmod(stuck, 0o700);
    }
    expect(await onDisk()).toEqual(before);
  });

  it('should take everything back when a folder is in the way', async () => {
    const before = await onDisk();
    // history/edits.jsonl cannot be written where a folder has its name.
    await mkdir(join(folder, 'samples', ids[40] ?? '', 'history', 'edits.jsonl'), {
      recursive: true,
    });
    await expect(
      store.bulkEdit({ kind: 'edit', ids, patch: { category: 'cabbage' } }, control()),
    ).rejects.toThrow();
    expect(await onDisk()).toEqual(before);
    expect(fields()).toEqual(before);
    expect(await store.bulkHistory()).toEqual({ undo: null, redo: null });
  });

  it('should complete on the next open what a kill -9 interrupted', async () => {
    await store.close();
    const before = await onDisk();
    const child = spawn(process.execPath, [join(root, 'out/host/testing/bulk-edit.js'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (Number(line) >= 5) resolve();
      });
      lines.once('close', resolve);
    });
    child.kill('SIGKILL');
    await ended;
    store = await openProject(folder);
    expect(store.broken()).toEqual([]);
    expect(store.samples()).toHaveLength(COUNT);
    expect(store.samples().every((s) => s.split === 'test')).toBe(true);
    expect(await onDisk()).toEqual(fields());
    await store.undo(control());
    expect(await onDisk()).toEqual(before);
  });

  it('should complete every state that a journal may have been left in', async () => {
    const id = ids[0] ?? '';
    const sample = (await store.read(id)).sample;
    const journal = (state: string): string =>
      jsonText({
        id: '000000001-abcdef',
        at: '2026-01-01T00:00:00Z',
        by: 'ada',
        label: 'x',
        state,
        entries: [{ id, before: { lighting: sample.lighting }, after: { lighting: 'Z' } }],
        rename: null,
      });
    const reopen = async (state: string): Promise<string | undefined> => {
      await store.close();
      await mkdir(join(folder, 'operations'), { recursive: true });
      await writeFile(join(folder, 'operations', '000000001-abcdef.json'), journal(state));
      store = await openProject(folder);
      return store.samples().find((s) => s.id === id)?.lighting;
    };
    expect(await reopen('applying')).toBe('Z');
    expect(await store.bulkHistory()).toEqual({ undo: 'x', redo: null });
    expect(await reopen('undoing')).toBe(sample.lighting);
    expect(await store.bulkHistory()).toEqual({ undo: null, redo: 'x' });
    await reopen('applying');
    expect(await reopen('taking-back')).toBe(sample.lighting);
    expect(await store.bulkHistory()).toEqual({ undo: null, redo: null });
  });

  it('should refuse in a project that is open elsewhere', async () => {
    const second = await openProject(folder);
    try {
      await expect(
        second.bulkEdit({ kind: 'edit', ids, patch: { split: 'test' } }, control()),
      ).rejects.toMatchObject({ code: 'project-read-only' });
    } finally {
      await second.close();
    }
  });
});
